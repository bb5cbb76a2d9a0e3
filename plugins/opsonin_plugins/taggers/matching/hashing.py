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

    __slots__ = ("_at_end", "_at_start", "_scale", "_starts", "_total")

    def __init__(self, folded: Folded) -> None:
        size = len(folded.letters)
        total = np.zeros(size + 1, np.uint64)
        # Odd and spread factors keep letters apart in the low bits too.
        np.cumsum(_SPREAD[folded.letters] * powers(size), out=total[1:])
        self._starts, self._total = folded.starts, total
        self._at_start = total[folded.starts]
        self._at_end = total[folded.ends]
        self._scale = _tables(size)[1][folded.starts]

    def of_heads(self, n_letters: int) -> Hashes:
        """Return the hash of the letters from each word's first on, as many as there are."""
        end = np.minimum(self._starts + n_letters, len(self._total) - 1)
        return mix((self._total[end] - self._at_start) * self._scale)

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


def powers(size: int) -> Hashes:
    """Return the factor of each of so many letters."""
    return _tables(size)[0][:size]


def _tables(size: int) -> tuple[Hashes, Hashes]:
    # Rounding up keeps the number of different tables small.
    return _power_tables(1 << max(size, 1 << 16).bit_length())


@lru_cache(maxsize=2)
def _power_tables(size: int) -> tuple[Hashes, Hashes]:
    inverse = pow(_BASE, -1, _WORD)
    return _geometric(_BASE, size), _geometric(inverse, size)


def _geometric(factor: int, size: int) -> Hashes:
    """Return 1, factor, factor squared and so on, modulo 2**64."""
    series = np.full(size, factor, np.uint64)
    series[0] = 1
    return np.multiply.accumulate(series)
