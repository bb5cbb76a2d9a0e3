"""What each code point does in a token, on whole buffers of UTF-8."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

from opsonin.analysis.stretches import Codes, Positions

#: It belongs to a run of letters, digits and their marks.
JOINS = 1
#: It is a token of its own.
SINGLE = 2
#: It goes on with whatever stands before it.
REST = 4
#: It is a letter, or a digit or other number.
LETTER, DIGIT = 8, 16
#: Case folding changes it, and it is not ASCII.
FOLDS = 32

# What all bytes of a joining code point have.
_SPREAD = JOINS | LETTER | DIGIT
# A mark or format sign, before it is known what it stands on; a code point not looked up yet.
_MARK = 64
_UNKNOWN = 255

_N_CODE_POINTS = 0x110000
_FIRST_NON_ASCII = 0x80
_FIRST_LEAD = 0xC0
_BITS = 6
_LOW_BITS = 0x3F

#: Scripts written without spaces in which one character is as good a unit as can be had without
#: a dictionary: Han, Hiragana, Katakana. Source: Unicode 15.1, Blocks.txt.
_UNSPACED = (
    (0x3041, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F), (0x20000, 0x3FFFF),
)  # fmt: skip
#: Skin tones change the emoji before them. Source: Unicode Technical Standard 51.
_EMOJI_MODIFIERS = range(0x1F3FB, 0x1F400)
#: It stands between words, though its category is that of signs inside words; no white space, so
#: that what trims white space and what counts tokens agree.
_ZERO_WIDTH_SPACE = "\u200b"


def class_of(character: str) -> int:
    """Return what a code point does in a token, as a sum of the flags of this module."""
    category = unicodedata.category(character)
    folds = 0 if character.isascii() or character.casefold() == character else FOLDS
    if character.isspace():
        return 0
    if character == _ZERO_WIDTH_SPACE:
        return SINGLE
    if category[0] == "M" or category == "Cf" or ord(character) in _EMOJI_MODIFIERS:
        return _MARK | folds
    if category[0] == "L":
        is_single = any(first <= ord(character) <= last for first, last in _UNSPACED)
        return (SINGLE if is_single else JOINS) | LETTER | folds
    return (JOINS | DIGIT if category[0] == "N" else SINGLE) | folds


def classes(
    data: npt.NDArray[np.uint8], boundaries: Positions, text: bytes | None = None
) -> tuple[Codes, Positions]:
    """Return the class of every byte, and where code points stand that case folding changes.

    Args:
        data: UTF-8. It begins and ends between tokens.
        boundaries: Positions in it at which a document begins.
        text: The same bytes, if the caller has them.

    Returns:
        For each byte the flags of its code point; bytes after the first of one that is a token of
        its own have ``REST`` alone. Marks have become part of what they stand on. Then the
        positions of code points outside ASCII that case folding changes.
    """
    raw = bytes(data) if text is None else text
    found = np.frombuffer(bytearray(raw.translate(_ascii())), np.uint8)
    if raw.isascii():
        return found, np.empty(0, np.int64)
    leads = np.flatnonzero(data >= _FIRST_LEAD)
    lengths = 2 + (data[leads] >= 0xE0).astype(np.int64) + (data[leads] >= 0xF0)  # noqa: PLR2004 - lead bytes of 3 and 4 bytes, RFC 3629
    kinds = _looked_up(_code_points(data, leads, lengths))
    _spread(found, leads, lengths, kinds)
    marks = np.flatnonzero(kinds & _MARK)
    if marks.size:
        bases = _bases(found, leads[marks], lengths[marks], boundaries)
        _spread(found, leads[marks], lengths[marks], bases)
    return found, leads[(kinds & FOLDS) != 0]


def _spread(found: Codes, leads: Positions, lengths: Positions, kinds: Codes) -> None:
    """Write the classes of code points to all of their bytes."""
    found[leads] = kinds
    rest = np.where(kinds & JOINS, kinds & _SPREAD, np.where(kinds == 0, 0, REST)).astype(np.uint8)
    for place in (1, 2, 3):
        chosen = lengths > place
        found[leads[chosen] + place] = rest[chosen]


def _bases(found: Codes, leads: Positions, lengths: Positions, boundaries: Positions) -> Codes:
    """Return the class of each mark: part of what stands before it, or a token of its own."""
    is_first = np.ones(len(leads), bool)
    is_first[1:] = leads[1:] != leads[:-1] + lengths[:-1]
    is_first |= np.isin(leads, boundaries)
    firsts = leads[is_first]
    before = np.where(np.isin(firsts, boundaries) | (firsts == 0), 0, found[firsts - 1])
    kinds = np.where(before & JOINS, JOINS, np.where(before, REST, SINGLE))
    spread = np.repeat(kinds, np.diff(np.append(np.flatnonzero(is_first), len(leads))))
    spread[~is_first & (spread == SINGLE)] = REST
    return spread.astype(np.uint8)


def _code_points(
    data: npt.NDArray[np.uint8], leads: Positions, lengths: Positions
) -> npt.NDArray[np.int32]:
    """Decode the code points of two to four bytes that begin at these positions."""
    found = (data[leads] & (0xFF >> (lengths + 1))).astype(np.int32)
    for place in (1, 2, 3):
        chosen = lengths > place
        following = data[leads[chosen] + place] & _LOW_BITS
        found[chosen] = (found[chosen] << _BITS) | following
    return found


def _looked_up(code_points: npt.NDArray[np.int32]) -> Codes:
    known = _known()
    found = known[code_points]
    unknown = found == _UNKNOWN
    if unknown.any():
        for code_point in np.unique(code_points[unknown]).tolist():
            known[code_point] = class_of(chr(code_point))
        found = known[code_points]
    return found


@cache
def _known() -> Codes:
    # All 1.1 million code points take a second; those that occur are looked up as they come.
    return np.full(_N_CODE_POINTS, _UNKNOWN, np.uint8)


@cache
def _ascii() -> bytes:
    found = [class_of(chr(code_point)) for code_point in range(_FIRST_NON_ASCII)]
    return bytes(found + [0] * _FIRST_NON_ASCII)
