"""Finds what two sequences have in common, in near-linear time on any input."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from rapidfuzz.distance import LCSseq

#: Start in the first sequence, start in the second, and length of an equal stretch.
Block = tuple[int, int, int]

#: Largest product of two lengths that are compared item by item. Source: measured; 4,096 words
#: against as many take 5 ms and 2 MB, so that no text costs more than a few microseconds a word.
CELLS = 2**24

#: Lengths of the n-grams that anchor a comparison, one recursion each. Source: patience diff
#: (B. Cohen), which anchors on unique lines; words are less often unique, hence the n-grams.
_GRAMS = (8, 4, 2, 1)

#: Product of lengths below which anchors cost more than comparing item by item. Source: measured.
_FEW_CELLS = 64


def matching_blocks(first: Sequence[int], second: Sequence[int]) -> list[Block]:
    """Return equal stretches of two sequences, in order in both, without overlap.

    Common ends are taken off, the rest is split at n-grams that occur once on either side, and
    what lies between is compared by longest common subsequence, if that is not too much work.
    """
    blocks: list[Block] = []
    _match(first, second, (0, 0), _GRAMS, blocks)
    return blocks


def common_blocks(first: Sequence[int] | str, second: Sequence[int] | str) -> list[Block]:
    """Return the blocks of a longest common subsequence, or none if that is too much work."""
    if len(first) * len(second) > CELLS:
        return []
    return [
        (operation.src_start, operation.dest_start, operation.src_end - operation.src_start)
        for operation in LCSseq.opcodes(first, second)
        if operation.tag == "equal"
    ]


def _match(
    first: Sequence[int],
    second: Sequence[int],
    at: tuple[int, int],
    grams: tuple[int, ...],
    blocks: list[Block],
) -> None:
    """Append the blocks of two stretches, which begin ``at`` these places of the whole."""
    head = _common_prefix(first, second)
    first, second = first[head:], second[head:]
    tail = _common_prefix(first[::-1], second[::-1])
    first, second = first[: len(first) - tail], second[: len(second) - tail]
    if head:
        blocks.append((*at, head))
    x, y = at[0] + head, at[1] + head
    if first and second:
        anchored, grams = _anchored(first, second, grams)
        if anchored:
            place = other = 0
            for start, partner, size in [*anchored, (len(first), len(second), 0)]:
                between = first[place:start], second[other:partner]
                _match(*between, (x + place, y + other), grams, blocks)
                if size:
                    blocks.append((x + start, y + partner, size))
                place, other = start + size, partner + size
        else:
            blocks += [(x + i, y + j, size) for i, j, size in common_blocks(first, second)]
    if tail:
        blocks.append((x + len(first), y + len(second), tail))


def _common_prefix(first: Sequence[int], second: Sequence[int]) -> int:
    limit = min(len(first), len(second))
    length, step = 0, 1
    # Slices are compared in C; the step doubles while they are equal and halves when not.
    while step:
        until = length + step
        if until <= limit and first[length:until] == second[length:until]:
            length, step = until, step * 2
        else:
            step //= 2
    return length


def _anchored(
    first: Sequence[int], second: Sequence[int], grams: tuple[int, ...]
) -> tuple[list[Block], tuple[int, ...]]:
    """Return anchors of the longest n-grams that give any, and the shorter n-grams."""
    if len(first) * len(second) > _FEW_CELLS:
        for number, size in enumerate(grams):
            partners = _unique(second, size)
            pairs = [
                (place, partners[gram])
                for gram, place in _unique(first, size).items()
                if place >= 0 and partners.get(gram, -1) >= 0
            ]
            if pairs:
                return _joined(_increasing(sorted(pairs)), size), grams[number + 1 :]
    return [], ()


def _unique(items: Sequence[int], size: int) -> dict[tuple[int, ...], int]:
    """Return the place of each n-gram, or -1 where it occurs more than once."""
    places: dict[tuple[int, ...], int] = {}
    for place, gram in enumerate(zip(*(items[shift:] for shift in range(size)), strict=False)):
        places[gram] = -1 if gram in places else place
    return places


def _increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest subsequence of pairs whose second members increase.

    Source: patience sorting; each pile remembers its top, each pair the top of the pile before.
    """
    tops: list[int] = []
    top_numbers: list[int] = []
    previous: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        previous.append(top_numbers[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        top_numbers[pile : pile + 1] = [number]
    chosen: list[tuple[int, int]] = []
    number = top_numbers[-1] if top_numbers else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = previous[number]
    return chosen[::-1]


def _joined(anchors: Sequence[tuple[int, int]], size: int) -> list[Block]:
    """Return the blocks that overlapping n-grams cover; those that contradict are left out."""
    blocks: list[Block] = []
    for start, partner in anchors:
        if blocks:
            place, other, length = blocks[-1]
            if start - place == partner - other and start <= place + length:
                blocks[-1] = place, other, start - place + size
                continue
            if start < place + length or partner < other + length:
                continue
        blocks.append((start, partner, size))
    return blocks
