"""Moves equal stretches of two sequences to the copies that stand nearest to their neighbours.

Words that occur more than once in the first sequence, such as a title that also stands in a menu,
agree with any of their copies equally well. What was taken out of a text together mostly stands
together in it, so the copy is chosen that leaves the least between a stretch and its neighbours.
Where no copy touches a neighbour, nothing says which is the right one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from opsonin.spans.matching import Block

#: Copies of one stretch that are looked at. Source: ours; bounds the time on repetitive texts.
_MOST_COPIES = 64
#: A stretch may have moved nearer to one neighbour only after the other has moved.
_ROUNDS = 2
#: So many words in a row are taken to be the right ones. Source: ours.
_CERTAIN = 64


def settled(
    first: Sequence[int], second: Sequence[int], blocks: Sequence[Block], lines: Collection[int]
) -> tuple[list[Block], list[Block]]:
    """Return the blocks, each at the copy nearest to a neighbour, and those that stay open.

    Args:
        first: The sequence in which there may be copies.
        second: The sequence whose items have one partner each.
        blocks: Equal stretches, in order in both sequences.
        lines: Places in ``second`` at which lines begin.

    Returns:
        Blocks of which one is known to be right, and blocks that have several copies of which
        none touches a neighbour, or that touch both at different copies.

    >>> menu_and_body = [1, 2, 9, 9, 9, 1, 2, 3]
    >>> settled(menu_and_body, [1, 2, 3], [(0, 0, 2), (7, 2, 1)], {0})
    ([(5, 0, 2), (7, 2, 1)], [])
    >>> settled([1, 9, 1, 9, 3], [1, 3], [(0, 0, 1), (4, 1, 1)], {0})
    ([(4, 1, 1)], [(2, 0, 1)])
    >>> settled([8, 1, 9, 1, 3], [8, 1, 3], [(0, 0, 2), (4, 2, 1)], {0, 1})
    ([(0, 0, 1), (3, 1, 2)], [])
    >>> settled([8, 1, 9, 1, 3], [8, 1, 3], [(0, 0, 2), (4, 2, 1)], {0})
    ([(0, 0, 1), (4, 2, 1)], [(1, 1, 1)])
    """
    copies = _Copies(first, second)
    found = list(blocks)
    for turn in range(_ROUNDS):
        order = range(len(found)) if turn % 2 else reversed(range(len(found)))
        for number in order:
            found[number] = copies.nearest(found, number)
    open_ones = [block for number, block in enumerate(found) if copies.is_open(found, number)]
    left = set(open_ones)
    known, slid = _slid(first, [block for block in found if block not in left], lines)
    parts = [part for block in known for part in _by_line(block, lines)]
    twice = [part for number, part in enumerate(parts) if copies.is_twice(parts, number, lines)]
    left = set(twice)
    known = [part for part in parts if part not in left]
    return known, sorted([*open_ones, *slid, *twice], key=itemgetter(1))


def _by_line(block: Block, lines: Collection[int]) -> Iterator[Block]:
    """Yield the parts of a block that stand in one line each."""
    start, partner, size = block
    cuts = [cut for cut in range(partner + 1, partner + size) if cut in lines]
    for low, high in pairwise([partner, *cuts, partner + size]):
        yield start + low - partner, low, high - low


def _slid(
    first: Sequence[int], blocks: Sequence[Block], lines: Collection[int]
) -> tuple[list[Block], list[Block]]:
    """Settle what may belong to the end of one block or to the beginning of the next.

    It belongs to the line that it stands in; within a line nothing says to which.
    """
    known: list[Block] = []
    open_ones: list[Block] = []
    for following in blocks:
        start, partner, size = following
        if known and known[-1][1] + known[-1][2] == partner and known[-1][0] + known[-1][2] < start:
            place, other, length = known[-1]
            end = place + length
            least, most = _slack(first, known[-1], following)
            cuts = [cut for cut in range(partner - least, partner + most + 1) if cut in lines]
            low, high = (cuts[0], cuts[-1]) if cuts else (partner - least, partner + most)
            if least or most:
                known.pop()
                if low > other:
                    known.append((place, other, low - other))
                if high > low:
                    open_ones.append((end - partner + low, low, high - low))
                start, size, partner = start + high - partner, size + partner - high, high
        if size:
            known.append((start, partner, size))
    return known, open_ones


def _slack(first: Sequence[int], block: Block, following: Block) -> tuple[int, int]:
    """Return how many items at the end of a block may be the next one's, and the other way."""
    end, start = block[0] + block[2], following[0]
    room = start - end
    least = most = 0
    while least < min(block[2], room) and first[end - least - 1] == first[start - least - 1]:
        least += 1
    while most < min(following[2], room) and first[end + most] == first[start + most]:
        most += 1
    return least, most


class _Copies:
    """Finds the copies of a stretch between its neighbours, and how near they are to these."""

    def __init__(self, first: Sequence[int], second: Sequence[int]) -> None:
        self.first, self.second = first, second
        self.places: defaultdict[int, list[int]] = defaultdict(list)
        for place, item in enumerate(first):
            self.places[item].append(place)

    def nearest(self, blocks: Sequence[Block], number: int) -> Block:
        """Return one block at the copy that has the least between it and a neighbour."""
        start, partner, size = blocks[number]
        room = self._room(blocks, number)
        if not room.between(start, size):
            return blocks[number]
        copies = [start, *self._copies(blocks[number], room)]
        return min(copies, key=lambda copy: room.between(copy, size)), partner, size

    def is_open(self, blocks: Sequence[Block], number: int) -> bool:
        """Tell whether one block has several copies, and stands at none that touches another."""
        start, _, size = blocks[number]
        room = self._room(blocks, number)
        if size >= _CERTAIN or not room.between(start, size):
            return False
        return any(copy != start for copy in self._copies(blocks[number], room))

    def is_twice(self, parts: Sequence[Block], number: int, lines: Collection[int]) -> bool:
        """Tell whether part of a line has another copy, and nothing in its line holds it."""
        start, partner, size = parts[number]
        room = self._room(parts, number)
        if room.high - room.low < 2 * size:
            return False
        if room.is_after and start == room.low and partner not in lines:
            return False
        if room.is_before and start + size == room.high and partner + size not in lines:
            return False
        return any(copy != start for copy in self._copies(parts[number], room))

    def _room(self, blocks: Sequence[Block], number: int) -> _Room:
        _, partner, size = blocks[number]
        low, high = 0, len(self.first)
        is_after = is_before = False
        if number:
            place, other, length = blocks[number - 1]
            low, is_after = place + length, other + length == partner
        if number + 1 < len(blocks):
            high, other, _ = blocks[number + 1]
            is_before = partner + size == other
        return _Room(low, high, is_after=is_after, is_before=is_before)

    def _copies(self, block: Block, room: _Room) -> Iterator[int]:
        _, partner, size = block
        wanted = list(self.second[partner : partner + size])
        places = self.places[wanted[0]]
        begin, end = bisect_left(places, room.low), bisect_left(places, room.high - size + 1)
        near = {*places[begin : min(end, begin + _MOST_COPIES)]}
        near |= {*places[max(begin, end - _MOST_COPIES) : end]}
        return (copy for copy in sorted(near) if list(self.first[copy : copy + size]) == wanted)


class _Room(NamedTuple):
    """The stretch in which a block may stand.

    Attributes:
        low: Where it begins.
        high: Where it ends.
        is_after: Whether the block follows the one before without a gap in the second sequence.
        is_before: Whether the next one follows it so.
    """

    low: int
    high: int
    is_after: bool
    is_before: bool

    def between(self, place: int, size: int) -> int:
        """Return how much lies between a copy and a neighbour that it should touch."""
        gaps = [self.high - self.low]
        if self.is_after:
            gaps.append(place - self.low)
        if self.is_before:
            gaps.append(self.high - place - size)
        return min(gaps)
