"""Stable 64-bit hashes of tokens, computed for many at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from opsonin.analysis.stretches import Hashes, Positions

#: Source: the finaliser of Rosenberg and Rosenberg's rrxmrrxmsx_0 family as Steele and Vigna 2021,
#: Computationally easy, spectrally good multipliers, recommend multipliers of this form.
_MULTIPLIER = np.uint64(0xD1342543DE82EF95)
#: Fractional part of the golden ratio. Source: Knuth, TAOCP 3, section 6.4.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_WORD_BYTES = 8
#: Longer stretches are digested one by one: a round for each of their words takes too long.
_MAX_BYTES = 64
_A, _N_LETTERS, _CASE_BIT = np.uint8(ord("A")), np.uint8(26), np.uint8(5)
# The first n bytes of a little-endian word, for n from 0 to 8.
_MASKS = np.array([(1 << 8 * n) - 1 for n in range(_WORD_BYTES + 1)], np.uint64)


def hash_stretches(data: npt.NDArray[np.uint8], starts: Positions, ends: Positions) -> Hashes:
    """Return a hash of each stretch of bytes, with ASCII letters folded to lower case.

    Equal bytes give equal hashes wherever they stand.

    Args:
        data: The bytes.
        starts: First byte of each stretch.
        ends: First byte after it.
    """
    words = _words(data)
    lengths = ends - starts
    hashes = lengths.astype(np.uint64) * _GOLDEN
    _absorb(hashes, words.take(starts) & _MASKS.take(np.minimum(lengths, _WORD_BYTES)))
    # Few stretches are longer than a word, fewer still than two.
    longer = np.flatnonzero(lengths > _WORD_BYTES)
    for place in range(_WORD_BYTES, _MAX_BYTES, _WORD_BYTES):
        longer = longer[lengths[longer] > place]
        left = np.minimum(lengths[longer] - place, _WORD_BYTES)
        part = hashes[longer]
        _absorb(part, words.take(starts[longer] + place) & _MASKS.take(left))
        hashes[longer] = part
    _absorb_long(hashes, words, starts, lengths)
    return mixed(hashes)


def _absorb_long(
    hashes: Hashes, words: npt.NDArray[np.uint64], starts: Positions, lengths: Positions
) -> None:
    """Make the bytes of stretches that no word of a language has count too, one by one."""
    long = np.flatnonzero(lengths > _MAX_BYTES)
    lowered = words.view(np.uint8)[::_WORD_BYTES]
    for position in long.tolist():
        start, length = int(starts[position]), int(lengths[position])
        rest = lowered[start + _MAX_BYTES : start + length].tobytes()
        digest = hashlib.blake2b(rest, digest_size=_WORD_BYTES).digest()
        hashes[position] ^= np.uint64(int.from_bytes(digest, "little"))


def _words(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    """Return the eight bytes from each byte on, with ASCII letters in lower case."""
    padded = np.zeros(len(data) + _WORD_BYTES, np.uint8)
    is_capital = (data - _A) < _N_LETTERS
    np.add(data, is_capital.view(np.uint8) << _CASE_BIT, out=padded[: len(data)])
    # A copy, because gathering from an array that is not aligned copies it each time.
    return np.ndarray((len(data) + 1,), "<u8", padded, strides=(1,)).copy()


def hash_words(words: Iterable[str]) -> Hashes:
    """Return the hashes that these words have as tokens of a text.

    >>> bool(hash_words(["Virus"])[0] == hash_words(["virus"])[0])
    True
    """
    folded = [word.casefold().encode() for word in words]
    ends = np.cumsum([0, *map(len, folded)], dtype=np.int64)
    return hash_stretches(np.frombuffer(b"".join(folded), np.uint8), ends[:-1], ends[1:])


def mixed(values: Hashes) -> Hashes:
    """Spread each bit over all others; different values stay different.

    >>> int(mixed(np.array([0], np.uint64))[0])
    0
    """
    found = values ^ (values >> _HALF)
    found *= _MULTIPLIER
    found ^= found >> _HALF
    found *= _MULTIPLIER
    found ^= found >> _HALF
    return found


def _absorb(hashes: npt.NDArray[np.uint64], words: npt.NDArray[np.uint64]) -> None:
    hashes ^= words
    hashes *= _MULTIPLIER
    hashes ^= hashes >> _HALF
