"""Fold plurals, British spelling, possessives and Roman numerals, all words of a text at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]

_S = ord("s")
_NEWLINE = ord("\n")
#: The typewriter's apostrophe, and 255 for any code point that is no Latin 1 (the printer's one).
_APOSTROPHES = (0x27, 0xFF)
#: Words after which i, v and x count: "type I" and "type 1" name the same.
_NUMBERED = frozenset(
    b"type subtype stage grade class phase factor group level category degree".split()
)
_ROMAN = {
    b"i": b"1",
    b"ii": b"2",
    b"iii": b"3",
    b"iv": b"4",
    b"v": b"5",
    b"vi": b"6",
    b"vii": b"7",
    b"viii": b"8",
    b"ix": b"9",
}
_MAX_ROMAN = 4
#: Shorter words are left as they are: their folds meet other words (does, foe, four).
_MIN_SPELLING = 5
_MIN_PLURAL = 4


def fold_plurals(
    codes: Bytes,
    values: Bytes,
    starts: Positions,
    ends: Positions,
) -> Positions:
    """Return the end of each word without its plural ending; endings may change in place.

    Only a lower-case s counts: AIDS is no plural of aid. Words that end in -ss, -us, -is keep
    their s; -ies becomes -y; -es goes after a hiss; -oses, -yses, -eses and -stases become
    -is (Greek: diagnoses, metastases); of -as only -mas and -ias lose it (lymphomas, anemias).

    Source: Harman (1991), How effective is suffixing?, the S stemmer, with the Greek endings.
    """
    ends = ends.copy()
    length = ends - starts
    is_plural = (codes[ends - 1] == _S) & (length >= _MIN_PLURAL)
    chosen = np.flatnonzero(is_plural)
    end, length = ends[chosen], length[chosen]
    if not len(chosen):
        return ends
    before = [values[np.maximum(end - back, 0)] for back in (1, 2, 3, 4)]
    second, third, fourth = before[1], before[2], before[3]
    is_es = second == ord("e")
    to_y = is_es & (third == ord("i")) & (length > _MIN_PLURAL)
    is_ses = is_es & (third == _S)
    greek = is_ses & (length > _MIN_SPELLING) & _any_of(fourth, "oye")
    fifth, sixth = values[np.maximum(end - 5, 0)], values[np.maximum(end - 6, 0)]
    greek |= is_ses & (fourth == ord("a")) & (fifth == ord("t")) & (sixth == _S)
    hiss = is_ses & (fourth == _S)
    hiss |= is_ses & (fourth == ord("u")) & ~_any_of(fifth, "ao") & (length > _MIN_SPELLING)
    hiss |= is_es & (third == ord("x"))
    hiss |= is_es & (third == ord("h")) & _any_of(fourth, "cs")
    plain = ~(to_y | greek | hiss | _any_of(second, "sui"))
    plain &= (second != ord("a")) | (_any_of(third, "mi") & (length > _MIN_SPELLING))
    values[end[to_y] - 3] = ord("y")
    values[end[greek] - 2] = ord("i")
    ends[chosen] -= 2 * (to_y | hiss) + 1 * plain
    return ends


def fold_spelling(values: Bytes, keep: Flags, starts: Positions, ends: Positions) -> None:
    """Fold British to American spelling in place, and drop the letters that go.

    ae and oe become e, our becomes or, lph becomes lf (sulphate; alpha and alfa), isati becomes
    izati. The same happens to terms and to texts, so that a fold that is wrong in a word (aerobic)
    does no harm.
    """
    if len(values) < _MIN_SPELLING:
        return
    first, second = values[:-1], values[1:]
    digraph = ((first == ord("a")) | (first == ord("o"))) & (second == ord("e"))
    drop = [_in_long_words(np.flatnonzero(digraph), 2, starts, ends)]
    our = (first[:-1] == ord("o")) & (second[:-1] == ord("u")) & (values[2:] == ord("r"))
    drop.append(_in_long_words(np.flatnonzero(our), 3, starts, ends) + 1)
    lph = (first[:-1] == ord("l")) & (second[:-1] == ord("p")) & (values[2:] == ord("h"))
    positions = _in_long_words(np.flatnonzero(lph), 3, starts, ends)
    values[positions + 1] = ord("f")
    drop.append(positions + 2)
    isa = (first[:-1] == ord("i")) & (second[:-1] == _S) & (values[2:] == ord("a"))
    positions = _in_long_words(np.flatnonzero(isa), 5, starts, ends)
    positions = positions[(values[positions + 3] == ord("t")) & (values[positions + 4] == ord("i"))]
    values[positions + 1] = ord("z")
    keep[np.concatenate(drop)] = False


def fold_numerals(
    codes: Bytes, values: Bytes, keep: Flags, starts: Positions, ends: Positions
) -> None:
    """Turn a Roman numeral from I to IX behind a word such as type or stage into a digit.

    The two must stand on one line: terms are folded line by line.
    """
    if not len(values):
        return
    length = ends - starts
    is_candidate = (length <= _MAX_ROMAN) & _any_of(values[starts], "iv")
    is_candidate[:1] = False
    second = values[np.minimum(starts + 1, len(values) - 1)]
    is_candidate &= (length == 1) | _any_of(second, "ivx")
    for word in np.flatnonzero(is_candidate).tolist():
        start, end = int(starts[word]), int(ends[word])
        digit = _ROMAN.get(values[start:end].tobytes())
        if digit is None or codes[start - 1] == _NEWLINE:
            continue
        if values[starts[word - 1] : ends[word - 1]].tobytes() in _NUMBERED:
            values[start] = digit[0]
            keep[start + 1 : end] = False


def is_possessive(
    codes: Bytes,
    values: Bytes,
    starts: Positions,
    ends: Positions,
) -> Flags:
    """Whether each word is the s of a possessive, as in Crohn's disease."""
    is_s: Flags = (ends - starts == 1) & (values[starts] == _S) & (starts > 1)
    chosen = np.flatnonzero(is_s)
    position = starts[chosen]
    is_s[chosen] = np.isin(codes[position - 1], _APOSTROPHES) & (values[position - 2] != 0)
    return is_s


def _any_of(values: Bytes, letters: str) -> Flags:
    found: Flags = values == ord(letters[0])
    for letter in letters[1:]:
        found |= values == ord(letter)
    return found


def _in_long_words(
    positions: Positions, size: int, starts: Positions, ends: Positions
) -> Positions:
    """Keep the positions whose ``size`` letters stand in one word of five letters or more."""
    if not len(starts):
        return positions[:0]
    word = np.searchsorted(starts, positions, side="right") - 1
    inside: Flags = (word >= 0) & (positions + size <= ends[word])
    inside &= (ends[word] - starts[word]) >= _MIN_SPELLING
    return positions[inside]
