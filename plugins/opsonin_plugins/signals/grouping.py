"""Which of many 64-bit keys are equal, without sorting them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

#: Fractional part of the golden ratio, odd. Source: Knuth, TAOCP 3, section 6.4.
_GOLDEN = 0x9E3779B97F4A7C15
_KEY_BITS = 64
_MODULUS = 1 << _KEY_BITS
#: Slots are two to four times as many as keys, so that few different keys share one.
_SPARE_BITS = 1
#: Rounds of scattering before what is left is sorted; each leaves about a fifth of the keys.
_ROUNDS = 8


def first_places(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Return for each key the position of the first key that is equal to it.

    All keys are written into a table under a few bits of their hash, from the last to the first.
    What stands in a key's slot afterwards is the first key with these bits. Where that is another
    key, the next round looks again with other bits.

    >>> first_places(np.array([7, 5, 7, 7], np.uint64)).tolist()
    [0, 1, 0, 0]
    """
    firsts = np.arange(len(keys))
    places, left = firsts, keys
    for number in range(_ROUNDS):
        if not len(left):
            return firsts
        found = _first_in_slot(left, np.uint64(_GOLDEN * (2 * number + 1) % _MODULUS))
        is_equal = left.take(found) == left
        equal, other = np.flatnonzero(is_equal), np.flatnonzero(~is_equal)
        firsts[places[equal]] = places[found[equal]]
        places, left = places[other], left[other]
    _, first, group = np.unique(left, return_index=True, return_inverse=True)
    firsts[places] = places[first[group]]
    return firsts


def _first_in_slot(keys: npt.NDArray[np.uint64], multiplier: np.uint64) -> npt.NDArray[np.int32]:
    bits = len(keys).bit_length() + _SPARE_BITS
    slots = ((keys * multiplier) >> np.uint64(_KEY_BITS - bits)).view(np.int64)
    table = np.empty(1 << bits, np.int32)
    table[slots[::-1]] = np.arange(len(keys) - 1, -1, -1, dtype=np.int32)
    return table.take(slots)
