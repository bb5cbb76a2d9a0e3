"""From times at two sizes to times a document, so that starting up does not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sizes and what each cost, in one unit, measured one after the other.

    Attributes:
        small: The smaller number of items.
        large: The larger number.
        small_cost: Cost of the smaller number.
        large_cost: Cost of the larger number.
    """

    small: int
    large: int
    small_cost: float
    large_cost: float

    def __post_init__(self) -> None:
        """Check that there is a slope."""
        if not 0 <= self.small < self.large:
            raise ValueError(f"sizes are {self.small} and {self.large}, expected growing numbers")

    @property
    def slope(self) -> float:
        """Cost of one more item; below 0 when noise was larger than the difference."""
        return (self.large_cost - self.small_cost) / (self.large - self.small)


@dataclass(frozen=True, slots=True)
class Spread:
    """Repetitions of one figure.

    Attributes:
        middle: Median.
        low: Smallest.
        high: Largest.
    """

    middle: float
    low: float
    high: float


def spread_of(values: Sequence[float]) -> Spread:
    """Return median, smallest and largest of at least one value."""
    return Spread(median(values), min(values), max(values))


def slopes(pairs: Sequence[Pair]) -> Spread:
    """Return the cost of one more item over the repetitions."""
    return spread_of([pair.slope for pair in pairs])


def rate(cost: float) -> float | None:
    """Return items for a unit of cost; None when the cost is lost in noise."""
    return 1 / cost if cost > 0 else None


def times_as_fast(ours: Sequence[Pair], theirs: Sequence[Pair]) -> Spread | None:
    """Return how many items we do in the cost of one of theirs.

    Args:
        ours: Repetitions.
        theirs: As many, each measured beside ours of the same place, so that what the machine
            did besides falls on both.

    Returns:
        The ratio over the repetitions; None when any slope is lost in noise.
    """
    ratios = [
        other.slope / own.slope if own.slope > 0 and other.slope > 0 else None
        for own, other in zip(ours, theirs, strict=True)
    ]
    known = [ratio for ratio in ratios if ratio is not None]
    return spread_of(known) if len(known) == len(ratios) else None
