"""Several pages as one: their blocks and containers one after the other.

What numpy does for a page takes as long for a small one as for a large one, so pages are judged
together. What is said of a block must not depend on the company: all sums that run over several
pages are sums of whole numbers, which are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.cleaners.content.outline import Block, Outline

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages that have blocks.

    Attributes:
        outlines: The pages.
        blocks: Their blocks.
        counts: Number of blocks of each page.
        starts: Number of its first block.
        place: Number of each block.
        first: For each block the number of the first block of its page.
        end: For each block the number after the last block of its page.
        of: For each block the number of its page.
        at: For each block the number of its innermost container.
        parents: For each container the number of the one around it; a root's own.
        opened: For each container the number of its first block.
        closed: For each container the number after its last block.
        roots: For each page the number of its outermost container.
        of_container: For each container the number of its page.
    """

    outlines: Sequence[Outline]
    blocks: list[Block]
    counts: Ints
    starts: Ints
    place: Ints
    first: Ints
    end: Ints
    of: Ints
    at: Ints
    parents: Ints
    opened: Ints
    closed: Ints
    roots: Ints
    of_container: Ints

    @classmethod
    def of_outlines(cls, outlines: Sequence[Outline]) -> Self:
        """Put pages together; each must have a block."""
        blocks = list(chain.from_iterable(outline.blocks for outline in outlines))
        counts = np.array([len(outline.blocks) for outline in outlines])
        starts = _before(counts)
        sizes = np.array([len(outline.containers.tags) for outline in outlines])
        roots = _before(sizes)
        of, of_container = (np.repeat(np.arange(len(outlines)), one) for one in (counts, sizes))

        def column(values: Callable[[Outline], Iterable[int]]) -> Ints:
            return np.fromiter(chain.from_iterable(map(values, outlines)), dtype=np.int64)

        return cls(
            outlines=outlines,
            blocks=blocks,
            counts=counts,
            starts=starts,
            place=np.arange(len(blocks)),
            first=starts[of],
            end=(starts + counts)[of],
            of=of,
            at=np.array([block.container for block in blocks]) + roots[of],
            parents=np.maximum(column(lambda one: one.containers.parents), 0) + roots[of_container],
            opened=column(lambda one: one.containers.opened) + starts[of_container],
            closed=column(lambda one: one.containers.closed) + starts[of_container],
            roots=roots,
            of_container=of_container,
        )

    def total(self, values: NDArray[np.generic]) -> Floats:
        """Return the sum of whole numbers over the blocks of each page."""
        sums: Floats = np.add.reduceat(values, self.starts, dtype=np.float64)
        return sums

    def within(self, values: NDArray[np.generic]) -> Floats:
        """Return the sum of whole numbers over the blocks of each container."""
        sums = sums_before(values)
        inside: Floats = sums[self.closed] - sums[self.opened]
        return inside

    def before(self, values: NDArray[np.generic]) -> Floats:
        """Return for each block the sum of whole numbers over the blocks before it on its page."""
        sums = sums_before(values)
        return sums[:-1] - sums[self.first]

    def window(self, reach: int) -> tuple[Ints, Ints]:
        """Return first block and end of what is at most so many blocks from each on its page."""
        low = np.maximum(self.place - reach, self.first)
        return low, np.minimum(self.place + reach + 1, self.end)

    def smallest(self, values: Floats, sizes: Floats, share: float) -> Ints:
        """Return for each page the smallest container that has a share of what the page has.

        Args:
            values: What each container has.
            sizes: How large each is; of equal ones the last is taken, which is the innermost.
            share: Least share of what the root has.
        """
        has_enough = values >= share * values[self.roots][self.of_container]
        bounded = np.where(has_enough, sizes, np.inf)
        least = np.minimum.reduceat(bounded, self.roots)[self.of_container]
        numbers = np.where(bounded == least, np.arange(len(values)), -1)
        last: Ints = np.maximum.reduceat(numbers, self.roots)
        return last


def sums_before(values: NDArray[np.generic]) -> Floats:
    """Return the sums of the first 0, 1, ... n values."""
    sums = np.zeros(len(values) + 1)
    np.cumsum(values, out=sums[1:], dtype=np.float64)
    return sums


def whole(values: Floats, parts: int) -> Floats:
    """Round values to a number of parts of one, a power of two, so that their sums are exact."""
    rounded: Floats = np.rint(values * parts) / parts
    return rounded


def _before(sizes: Ints) -> Ints:
    starts: Ints = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    return starts
