"""What stretches of text were found to mean, remembered by what was written."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.arrays import Growing, stretches
from opsonin_plugins.taggers.matching.hashing import Hashes, mix, powers

Positions = NDArray[np.int64]
Codes = NDArray[np.uint8] | NDArray[np.uint32]

_FIRST_SLOTS = 1 << 14
#: An open table that is fuller than this has long runs of taken slots.
_LARGEST_LOAD = 0.5
UNKNOWN = -1


class Remembered:
    """Pairs of what is written and a position of the index, with the meanings of each.

    A pair is found by a hash of its code points; that the code points are the same is then
    looked at, so that no two can be mistaken for each other.
    """

    __slots__ = (
        "_counts",
        "_firsts",
        "_keys",
        "_lengths",
        "_meanings",
        "_slots",
        "_starts",
        "_written",
    )

    def __init__(self) -> None:
        self._slots = np.full(_FIRST_SLOTS, UNKNOWN, np.int32)
        self._keys = Growing(np.uint64)
        self._written = Growing(np.uint32)
        self._starts, self._lengths = Growing(np.int64), Growing(np.int64)
        self._meanings = Growing(np.int64)
        self._firsts, self._counts = Growing(np.int64), Growing(np.int64)

    def __len__(self) -> int:
        """Return how many pairs are remembered."""
        return self._keys.size

    def find(self, stretch: Stretches) -> Positions:
        """Return the number of the pair that each stretch makes, or -1."""
        found = np.full(len(stretch.keys), UNKNOWN, np.int64)
        waiting = np.arange(len(stretch.keys))
        slot = self._slot(stretch.keys)
        keys = self._keys.values
        while len(waiting):
            number = self._slots[slot]
            is_taken = number != UNKNOWN
            waiting, slot, number = waiting[is_taken], slot[is_taken], number[is_taken]
            is_same = keys[number] == stretch.keys[waiting]
            found[waiting[is_same]] = number[is_same]
            waiting = waiting[~is_same]
            slot = (slot[~is_same] + 1) & (len(self._slots) - 1)
        return self._verified(found, stretch)

    def meanings_of(self, numbers: Positions) -> tuple[Positions, Positions]:
        """Return how many meanings each pair has, and all of them, pair behind pair."""
        # A pair that could not be remembered, because another one has its hash, has none.
        counts = np.where(numbers == UNKNOWN, 0, self._counts.values[numbers])
        return counts, self._meanings.values[stretches(self._firsts.values[numbers], counts)]

    def add(self, stretch: Stretches, meanings: list[tuple[int, ...]]) -> None:
        """Remember pairs that are not known yet, each given once."""
        first = len(self)
        counts = np.fromiter(map(len, meanings), np.int64, len(meanings))
        self._firsts.extend(self._meanings.size + np.cumsum(counts) - counts)
        self._counts.extend(counts)
        self._meanings.extend(np.array([n for found in meanings for n in found], np.int64))
        self._starts.extend(self._written.size + stretch.offsets)
        self._lengths.extend(stretch.lengths)
        self._written.extend(stretch.codes)
        self._keys.extend(stretch.keys)
        if len(self) > _LARGEST_LOAD * len(self._slots):
            self._slots = np.full(4 * len(self._slots), UNKNOWN, np.int32)
            first = 0
        self._place(first)

    def _place(self, first: int) -> None:
        """Put the pairs from this number on into the table."""
        mask = len(self._slots) - 1
        slots = self._slot(self._keys.values[first:]).tolist()
        for number, slot in enumerate(slots, start=first):
            at = slot
            while self._slots[at] != UNKNOWN:
                at = (at + 1) & mask
            self._slots[at] = number

    def _slot(self, keys: Hashes) -> Positions:
        return (keys & np.uint64(len(self._slots) - 1)).astype(np.int64)

    def _verified(self, found: Positions, stretch: Stretches) -> Positions:
        """Leave out what was found by its hash alone."""
        known = np.flatnonzero(found != UNKNOWN)
        numbers, lengths = found[known], stretch.lengths[known]
        is_same = self._lengths.values[numbers] == lengths
        found[known[~is_same]] = UNKNOWN
        known, numbers, lengths = known[is_same], numbers[is_same], lengths[is_same]
        if len(known):
            theirs = self._written.values[stretches(self._starts.values[numbers], lengths)]
            ours = stretch.codes[stretches(stretch.offsets[known], lengths)]
            differs = np.add.reduceat(theirs != ours, np.cumsum(lengths) - lengths) > 0
            found[known[differs]] = UNKNOWN
        return found


class Stretches:
    """Stretches of a text, each for a position of the index, with hashes of both.

    Args:
        text: Code points of the text.
        starts: Where each starts.
        ends: Where it ends; none is empty.
        positions: Its position in the index.
    """

    __slots__ = ("codes", "keys", "lengths", "offsets")

    def __init__(
        self, text: Codes, starts: Positions, ends: Positions, positions: Positions
    ) -> None:
        self.lengths = ends - starts
        self.offsets = np.cumsum(self.lengths) - self.lengths
        at = stretches(starts, self.lengths)
        self.codes = text[at].astype(np.uint32)
        place = at - np.repeat(starts, self.lengths)
        size = int(self.lengths.max(initial=0))
        letters = (self.codes.astype(np.uint64) + np.uint64(1)) * powers(size)[place]
        raw = np.add.reduceat(letters, self.offsets) if len(starts) else letters[:0]
        self.keys = mix(mix(raw) + positions.astype(np.uint64))

    def pick(self, chosen: Positions) -> Stretches:
        """Return some of the stretches."""
        picked = object.__new__(Stretches)
        picked.lengths, picked.keys = self.lengths[chosen], self.keys[chosen]
        picked.offsets = np.cumsum(picked.lengths) - picked.lengths
        picked.codes = self.codes[stretches(self.offsets[chosen], picked.lengths)]
        return picked
