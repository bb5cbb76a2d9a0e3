"""64-bit hashes of stretches of folded letters, taken from one running sum."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.folding import Folded

Hashes = NDArray[np.uint64]

#: Any odd number makes a polynomial hash that can be divided; these two have no structure.
#: Source: SplitMix64 (Steele, Lea and Flood 2014), increment and first mixing factor.
_BASE = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_WORD = 2**64


class Prefixes:
    """Running sums over the letters of a text, from which any stretch is hashed.

    The hash of ``letters[a:b]`` is the sum of ``letter * BASE ** (i - a)`` modulo 2**64, mixed.
    It depends on the letters alone, not on where they stand.
    """

    __slots__ = ("_at_end", "_at_start", "_scale")

    def __init__(self, folded: Folded) -> None:
        powers, inverses = _powers(len(folded.letters))
        total = np.zeros(len(folded.letters) + 1, np.uint64)
        # Odd and spread factors keep letters apart in the low bits too.
        np.cumsum(_SPREAD[folded.letters] * powers, out=total[1:])
        self._at_start = total[folded.starts]
        self._at_end = total[folded.ends]
        self._scale = inverses[folded.starts]

    def of_words(self, n_words: int) -> Hashes:
        """Return the hash of each run of ``n_words`` neighbouring words."""
        last = max(len(self._at_start) - n_words + 1, 0)
        raw = (self._at_end[n_words - 1 :] - self._at_start[:last]) * self._scale[:last]
        return mix(raw)

    def between(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> Hashes:
        """Return the hash of each stretch from word ``first`` to word ``last``, both included."""
        return mix((self._at_end[last] - self._at_start[first]) * self._scale[first])


def mix(raw: Hashes) -> Hashes:
    """Spread what the letters changed over all bits."""
    raw = raw ^ (raw >> np.uint64(32))
    raw *= _MIX
    return raw ^ (raw >> np.uint64(29))


def _spread() -> Hashes:
    values, state = [], 0
    for _ in range(256):
        state = (state + _BASE) % _WORD
        value = ((state ^ (state >> 30)) * int(_MIX)) % _WORD
        values.append(value ^ (value >> 27) | 1)
    return np.array(values, np.uint64)


_SPREAD = _spread()


def _powers(size: int) -> tuple[Hashes, Hashes]:
    # Rounding up keeps the number of different tables small.
    rounded = 1 << max(size, 1 << 16).bit_length()
    powers, inverses = _power_tables(rounded)
    return powers[:size], inverses


@lru_cache(maxsize=2)
def _power_tables(size: int) -> tuple[Hashes, Hashes]:
    inverse = pow(_BASE, -1, _WORD)
    return _geometric(_BASE, size), _geometric(inverse, size)


def _geometric(factor: int, size: int) -> Hashes:
    """Return 1, factor, factor squared and so on, modulo 2**64."""
    series = np.full(size, factor, np.uint64)
    series[0] = 1
    return np.multiply.accumulate(series)
