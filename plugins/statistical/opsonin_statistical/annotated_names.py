"""Looks up the concepts that annotators gave to names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_statistical.concept import Concept
from opsonin_statistical.model import Names
from opsonin_statistical.stems import bag_of

#: A name with its type.
Asked = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What annotators said of a name.

    Attributes:
        concept: The concept that they gave it most often.
        n_given: The number of documents in which they did.
    """

    concept: Concept
    n_given: int


class AnnotatedNames:
    """The names of annotated documents.

    Not to be shared among threads: what it remembers is not guarded.

    Args:
        names: The names.
        types: The types that the numbers of ``names`` mean.
        concept_of: Gives the concept of an id.
    """

    def __init__(
        self, names: Names, types: Sequence[str], concept_of: Callable[[tuple[str, ...]], Concept]
    ) -> None:
        self._names = names
        self._types = types
        self._concept_of = concept_of
        order = np.argsort(names.bags, kind="stable")
        self._by_bag = order[(names.bags[order] > 0) & ~names.are_short[order]]
        self._bags = names.bags[self._by_bag]
        self._stems: dict[str, str] = {}

    def find(self, wanted: Sequence[Asked], *, are_short: bool) -> dict[Asked, Told]:
        """Return what was said of those names that were annotated as they are written.

        Args:
            wanted: Names with their types.
            are_short: Whether abbreviations are wanted, or names that are none.
        """
        return dict(self._found(wanted, are_short=are_short))

    def _found(self, wanted: Sequence[Asked], *, are_short: bool) -> Iterator[tuple[Asked, Told]]:
        keys = self._names.keys
        if not len(keys) or not wanted:
            return
        hashes, _ = term_keys([name for name, _ in wanted])
        firsts = np.searchsorted(keys, hashes).tolist()
        ends = np.searchsorted(keys, hashes, side="right").tolist()
        for one, first, end in zip(wanted, firsts, ends, strict=True):
            for at in range(first, end):
                is_own = self._types[self._names.types[at]] == one[1]
                if is_own and bool(self._names.are_short[at]) == are_short:
                    yield one, self._told(at)

    def by_stems(self, name: str, type_: str) -> Told | None:
        """Return what was said most often of names of the same stems, in whatever order."""
        bag = bag_of(name, self._stems)
        if not bag:
            return None
        first = int(np.searchsorted(self._bags, np.uint64(bag)))
        end = int(np.searchsorted(self._bags, np.uint64(bag), side="right"))
        rows = self._by_bag[first:end].tolist()
        own = [self._told(at) for at in rows if self._types[self._names.types[at]] == type_]
        return max(own, key=lambda one: one.n_given, default=None)

    def _told(self, at: int) -> Told:
        return Told(self._concept_of(self._names.curies[at]), int(self._names.n_given[at]))
