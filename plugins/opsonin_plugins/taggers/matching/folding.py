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
    """

    letters: Bytes
    starts: Positions
    ends: Positions
    text_starts: Positions
    text_ends: Positions


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A text by code points, before anything is folded that depends on words.

    Attributes:
        values: The folded value of each letter, 0 for gaps.
        codes: The code point (below 256; others are 255) that each value came from.
        first: Its position in the text; None where it is the position of the value.
        after: The position behind it, with marks that follow; None where it is the next.
    """

    values: Bytes
    codes: Bytes
    first: Positions | None = None
    after: Positions | None = None


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
    text_starts = starts if raw.first is None else raw.first[starts]
    text_ends = ends if raw.after is None else raw.after[ends - 1]
    folded_ends = fold_plurals(raw.codes, values, starts, ends)
    is_kept = np.zeros(len(values) + 1, np.int8)
    is_kept[starts] = 1
    is_kept[folded_ends] -= 1
    keep = np.cumsum(is_kept[:-1], dtype=np.int8).view(np.bool_)
    fold_spelling(values, keep, starts, folded_ends)
    fold_numerals(raw.codes, values, keep, starts, folded_ends)
    before = np.zeros(len(values) + 1, np.int64)
    np.cumsum(keep, out=before[1:])
    return Folded(values[keep], before[starts], before[folded_ends], text_starts, text_ends)


def _fold_letters(text: str) -> Unfolded:
    if text.isascii():
        written = text.encode("ascii")
        folded = np.frombuffer(bytearray(written.translate(ASCII_FOLD)), np.uint8)
        return Unfolded(folded, np.frombuffer(written, np.uint8))
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    values = np.frombuffer(ASCII_FOLD, np.uint8)[np.minimum(codes, _ASCII)]
    positions = np.flatnonzero(codes >= _ASCII)
    kinds, kind = np.unique(codes[positions], return_inverse=True)
    forms = [fold_letter(int(code)) for code in kinds]
    values[positions] = np.array([form[:1] or b"\0" for form in forms]).view(np.uint8)[kind]
    plain = np.minimum(codes, 255).astype(np.uint8)
    if all(len(form) == 1 for form in forms):
        return Unfolded(values, plain)
    return _spell_out(values, plain, positions, [forms[k] for k in kind.tolist()])


def _spell_out(values: Bytes, codes: Bytes, positions: Positions, forms: list[bytes]) -> Unfolded:
    """Make room for code points that fold to several letters, and none for those without."""
    counts = np.ones(len(values), np.int64)
    counts[positions] = [len(form) for form in forms]
    first = np.repeat(np.arange(len(values)), counts)
    start = np.cumsum(counts) - counts
    spelt = values[first]
    for position, form in zip(positions.tolist(), forms, strict=True):
        if len(form) > 1:
            spelt[start[position] : start[position] + len(form)] = np.frombuffer(form, np.uint8)
    after = first + 1
    if len(first):
        # A mark belongs to the letter before it: the span must not end between the two.
        following = np.append(first[1:], len(values))
        is_marked = (following > after) & (values[first] > 0)
        after = np.where(is_marked, following, after)
    return Unfolded(spelt, codes[first], first, after)


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
