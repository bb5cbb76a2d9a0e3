"""A figure, and the counts that most figures are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        name: What was measured, without the name of the gold set.
        value: The figure; None when there was nothing to measure.
        n: Of how many items of the gold (for precision: of ours).
    """

    name: str
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Right, found and expected items, summed over documents.

    Attributes:
        right: Items that are both found and expected.
        found: Items that we gave.
        expected: Items of the gold.
    """

    right: int = 0
    found: int = 0
    expected: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return the sum of both."""
        return Counts(
            self.right + other.right, self.found + other.found, self.expected + other.expected
        )

    @property
    def precision(self) -> float | None:
        """Share of what we gave that is right."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of the gold that we gave."""
        return self.right / self.expected if self.expected else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall."""
        both = self.found + self.expected
        return 2 * self.right / both if both else None


def counts_of(found: Iterable[Hashable], expected: Iterable[Hashable]) -> Counts:
    """Count equal items; one that occurs twice has to be found twice."""
    ours, gold = Counter(found), Counter(expected)
    return Counts((ours & gold).total(), ours.total(), gold.total())


def f1_figures(name: str, counts: Counts) -> list[Figure]:
    """Return precision, recall and F1 of the counts."""
    return [
        Figure(f"{name}: precision", counts.precision, counts.found),
        Figure(f"{name}: recall", counts.recall, counts.expected),
        Figure(f"{name}: F1", counts.f1, counts.expected),
    ]
