"""Fold text to the normal form in which terms are compared, word by word, keeping offsets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.characters import ASCII_FOLD, fold_letter
from opsonin_plugins.taggers.matching.inflection import (
    fold_numerals,
    fold_plurals,
    fold_spelling,
    is_possessive,
)

#: Part of the key of every compiled index: change it whenever a fold changes.
FOLDING_VERSION = "1"
_ASCII = 128
_KIND = np.zeros(256, np.uint8)
_KIND[1:] = 1
_KIND[ord("0") : ord("9") + 1] = 2

_LATIN_FOLD = np.frombuffer(ASCII_FOLD, np.uint8).copy()

Bytes = NDArray[np.uint8]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Folded:
    """A text cut into words of letters or of digits, each in its normal form.

    Attributes:
        letters: The normal forms of all words, one behind the other without anything between.
        starts: Where each word starts in ``letters``.
        ends: Where it ends there.
        text_starts: Where each word starts in the text, in code points.
        text_ends: Where it ends there, with endings that its normal form lacks.
        codes: The code points of the text.
    """

    letters: Bytes
    starts: Positions
    ends: Positions
    text_starts: Positions
    text_ends: Positions
    codes: Bytes | NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A text by code points, before anything is folded that depends on words.

    Attributes:
        values: The folded value of each letter, 0 for gaps.
        codes: The code point (below 256; others are 255) that each value came from.
        text: The code points of the text.
        first: The position in it of each value; None where it is the position of the value.
    """

    values: Bytes
    codes: Bytes
    text: Bytes | NDArray[np.uint32]
    first: NDArray[np.int32] | None = None

    def first_of(self, at: Positions) -> Positions:
        """Return the positions in the text of the code points that values came from."""
        return at if self.first is None else self.first[at].astype(np.int64)

    def after(self, at: Positions) -> Positions:
        """Return the positions in the text behind values, with marks that follow.

        A mark belongs to the letter before it: a span must not end between the two.
        """
        if self.first is None:
            return at + 1
        following = np.append(self.first, len(self.text))[at + 1].astype(np.int64)
        first = self.first[at].astype(np.int64)
        # Letters of one code point have one position: behind the last of them the next one begins.
        return np.where(following > first + 1, following, first + 1)


def fold(text: str) -> Folded:
    """Fold a text: case, marks, plural, spelling, Greek letters and numerals.

    Words of letters and words of digits are told apart, and what stands between words is left
    out, so that ``COVID-19``, ``COVID 19`` and ``covid19`` have the same letters; which of these
    may match which is decided when a hit is compared with its term.

    >>> fold("Tumours of type II").letters.tobytes()
    b'tumoroftype2'
    """
    raw = _fold_letters(text)
    values = raw.values
    starts, ends = _words(values)
    possessive = is_possessive(raw.codes, values, starts, ends)
    starts, ends = starts[~possessive], ends[~possessive]
    text_starts, text_ends = raw.first_of(starts), raw.after(ends - 1)
    folded_ends = fold_plurals(raw.codes, values, starts, ends)
    is_kept = np.zeros(len(values) + 1, np.int8)
    is_kept[starts] = 1
    is_kept[folded_ends] -= 1
    keep = np.cumsum(is_kept[:-1], dtype=np.int8).view(np.bool_)
    fold_spelling(values, keep, starts, folded_ends)
    fold_numerals(raw.codes, values, keep, starts, folded_ends)
    before = np.zeros(len(values) + 1, np.int32)
    np.cumsum(keep, out=before[1:])
    first, behind = (before[at].astype(np.int64) for at in (starts, folded_ends))
    return Folded(values[keep], first, behind, text_starts, text_ends, raw.text)


def _fold_letters(text: str) -> Unfolded:
    if text.isascii():
        written = text.encode("ascii")
        folded = np.frombuffer(bytearray(written.translate(ASCII_FOLD)), np.uint8)
        codes = np.frombuffer(written, np.uint8)
        return Unfolded(folded, codes, codes)
    text_codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    plain = np.minimum(text_codes, 255).astype(np.uint8)
    values = _LATIN_FOLD[plain]
    positions = np.flatnonzero(plain >= _ASCII)
    kinds, kind = np.unique(text_codes[positions], return_inverse=True)
    forms = [fold_letter(int(code)) for code in kinds]
    values[positions] = np.array([form[:1] or b"\0" for form in forms]).view(np.uint8)[kind]
    sizes = np.array([len(form) for form in forms])[kind]
    if (sizes == 1).all():
        return Unfolded(values, plain, text_codes)
    odd = np.flatnonzero(sizes != 1)
    return _spell_out(
        Unfolded(values, plain, text_codes), positions[odd], [forms[k] for k in kind[odd].tolist()]
    )


def _spell_out(raw: Unfolded, positions: Positions, forms: list[bytes]) -> Unfolded:
    """Make room for code points that fold to several letters, and none for those without."""
    counts = np.ones(len(raw.values), np.int64)
    counts[positions] = [len(form) for form in forms]
    first = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    spelt = raw.values[first]
    # How far each of these is moved by those before it.
    moved = np.cumsum(counts[positions] - 1) - (counts[positions] - 1)
    for start, form in zip((positions + moved).tolist(), forms, strict=True):
        if len(form) > 1:
            spelt[start : start + len(form)] = np.frombuffer(form, np.uint8)
    return Unfolded(spelt, raw.codes[first], raw.text, first)


def _words(values: Bytes) -> tuple[Positions, Positions]:
    if not len(values):
        empty = np.zeros(0, np.int64)
        return empty, empty
    kind = _KIND[values]
    turns = np.flatnonzero(kind[1:] != kind[:-1]) + 1
    edges = np.concatenate(([0], turns, [len(values)])).astype(np.int64)
    starts, ends = edges[:-1], edges[1:]
    is_word = kind[starts] > 0
    return starts[is_word], ends[is_word]
