"""What shared keys are worth: the rarer, the more."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
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
        overlap: The worth of the shared keys against that of all keys of the document with fewer.
    """

    by_kind: Mapping[str, float]
    keys: Sequence[str]
    overlap: float

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


def shared(
    one: Mapping[str, Key],
    other: Mapping[str, Key],
    frequency: Mapping[str, int],
    n_documents: int,
) -> Shared:
    """Return what two documents share.

    Args:
        one: Keys of one document by name.
        other: Keys of the other.
        frequency: Number of documents that have a key, by name.
        n_documents: Number of all documents.
    """
    one, other = _weighed(one), _weighed(other)
    both = one.keys() & other.keys()
    worth = {name: weight(name, frequency.get(name, 1), n_documents) for name in both}
    found = _capped(worth)
    least = min(
        sum(
            _capped(
                {name: weight(name, frequency.get(name, 1), n_documents) for name in keys}
            ).values()
        )
        for keys in (one, other)
    )
    names = sorted(both, key=lambda name: (-worth[name], name))
    overlap = sum(found.values()) / least if least else 0.0
    return Shared(found, names, overlap)


def _weighed(keys: Mapping[str, Key]) -> dict[str, Key]:
    return {name: key for name, key in keys.items() if kind_of(name) in WEIGHTS}


def _capped(worth: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    # Sums of floats depend on their order.
    for name in sorted(worth):
        found[kind_of(name)] = found.get(kind_of(name), 0.0) + worth[name]
    return {kind: min(value, MOST[kind]) for kind, value in found.items()}
