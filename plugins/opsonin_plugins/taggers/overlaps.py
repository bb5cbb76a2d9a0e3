"""Which spans overlap others of their group: most stand alone, and need not be compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]

# No document has more code points than 2 to the power of this.
_SCALE = 32


@dataclass(frozen=True, slots=True, eq=False)
class Crowds:
    """Spans that hang together by overlaps, crowd by crowd.

    Attributes:
        rows: Positions of spans that overlap another, those of one crowd together, by start.
        numbers: For each the number of its crowd, rising.
    """

    rows: Positions
    numbers: Positions


def crowds_of(groups: Positions, starts: Positions, ends: Positions) -> Crowds:
    """Return the spans that overlap others of their group.

    Args:
        groups: A number for each span; spans of different groups do not disturb each other.
        starts: First code points.
        ends: Code points behind the last ones.

    >>> crowds = crowds_of(np.array([0, 1, 0, 0]), np.array([4, 4, 3, 9]), np.array([6, 6, 5, 10]))
    >>> crowds.rows.tolist(), crowds.numbers.tolist()
    ([2, 0], [0, 0])
    """
    place = (groups.astype(np.int64) << _SCALE) + starts
    order = np.argsort(place, kind="stable")
    place = place[order]
    reach = np.maximum.accumulate(place + (ends - starts)[order]) if len(order) else place
    is_new = np.ones(len(order), np.bool_)
    is_new[1:] = place[1:] >= reach[:-1]
    crowd = np.cumsum(is_new) - 1
    is_several = (np.bincount(crowd) > 1)[crowd] if len(crowd) else is_new
    return Crowds(order[is_several], crowd[is_several])


def combined(first: Positions, second: Positions) -> Positions:
    """Return a number for each pair of numbers, from 0 on without gaps, in their order.

    >>> combined(np.array([7, 7, 2]), np.array([1, 1, 9])).tolist()
    [1, 1, 0]
    """
    if not len(first):
        return first
    _, low = np.unique(second, return_inverse=True)
    _, high = np.unique(first, return_inverse=True)
    _, both = np.unique(high * (int(low.max()) + 1) + low, return_inverse=True)
    numbers: Positions = both.astype(np.int64)
    return numbers
