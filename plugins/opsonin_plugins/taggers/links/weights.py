"""What shared keys are worth: the rarer, the more."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from opsonin_plugins.taggers.links.keys import DISTINCT_DIGITS, Key, kind_of, n_digits

#: What one key of a kind is worth if only two documents have it, and the most that all of a kind
#: are worth together. Source: ours, from pairs of news on the same event.
WEIGHTS = {
    "id": 2.0,
    "person": 1.0,
    "number": 0.8,
    "quote": 0.6,
    "organisation": 0.5,
    "phrase": 0.4,
    "place": 0.25,
    "publication": 0.25,
    "concept": 0.25,
}
MOST = {
    "id": 4.0,
    "person": 3.0,
    "number": 2.4,
    "quote": 3.0,
    "organisation": 1.0,
    "phrase": 3.0,
    "place": 0.5,
    "publication": 0.25,
    "concept": 1.0,
}
#: A corpus is taken to be at least so large: in a few documents nothing would be rare.
SMALLEST_CORPUS = 1_000
#: Numbers of two digits are worth this much of a longer one.
_SHORT_NUMBER = 0.4


class Shared(NamedTuple):
    """What two documents share.

    Attributes:
        by_kind: What the keys of each kind are worth together.
        keys: The keys that are worth most, first.
    """

    by_kind: Mapping[str, float]
    keys: Sequence[str]

    @property
    def total(self) -> float:
        """What all are worth together."""
        return sum(self.by_kind.values())


def rarity(frequency: int, n_documents: int) -> float:
    """Return how rare a key is, from 1 for what two documents have to 0 for what all have.

    Source: Sparck Jones 1972, A statistical interpretation of term specificity, scaled.
    """
    corpus = max(n_documents, SMALLEST_CORPUS)
    return max(0.0, 1 - math.log(max(frequency, 2) / 2) / math.log(corpus / 2))


def weight(name: str, frequency: int, n_documents: int) -> float:
    """Return what a shared key is worth."""
    kind = kind_of(name)
    worth = WEIGHTS[kind] * rarity(frequency, n_documents)
    if kind == "number" and n_digits(float(name.rpartition(":")[2])) < DISTINCT_DIGITS:
        return worth * _SHORT_NUMBER
    return worth


class Weigher:
    """Says what keys are worth, and remembers it.

    Args:
        frequency: Number of documents that have a key, by name.
        n_documents: Number of all documents.
    """

    def __init__(self, frequency: Mapping[str, int], n_documents: int) -> None:
        self._frequency = frequency
        self._n_documents = n_documents
        self._worth: dict[str, float | None] = {}
        self._totals: dict[str, float] = {}

    def worth(self, name: str) -> float | None:
        """Return what a shared key is worth; None for kinds that are not shared."""
        if name not in self._worth:
            is_shared = kind_of(name) in WEIGHTS
            frequency = self._frequency.get(name, 1)
            self._worth[name] = weight(name, frequency, self._n_documents) if is_shared else None
        return self._worth[name]

    def total(self, doc_id: str, keys: Mapping[str, Key]) -> float:
        """Return what all keys of a document would be worth if they were shared."""
        if doc_id not in self._totals:
            self._totals[doc_id] = sum(_capped(self._worths(keys)).values())
        return self._totals[doc_id]

    def shared(self, one: Mapping[str, Key], other: Mapping[str, Key]) -> Shared:
        """Return what two documents share.

        Args:
            one: Keys of one document by name.
            other: Keys of the other.
        """
        worth = self._worths(one.keys() & other.keys())
        names = sorted(worth, key=lambda name: (-worth[name], name))
        return Shared(_capped(worth), names)

    def _worths(self, names: Iterable[str]) -> dict[str, float]:
        found = ((name, self.worth(name)) for name in names)
        return {name: worth for name, worth in found if worth is not None}


def _capped(worth: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    # Sums of floats depend on their order.
    for name in sorted(worth):
        found[kind_of(name)] = found.get(kind_of(name), 0.0) + worth[name]
    return {kind: min(value, MOST[kind]) for kind, value in found.items()}
