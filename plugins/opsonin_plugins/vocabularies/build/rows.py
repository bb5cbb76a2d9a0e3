"""Turn concepts into the rows of the resource, each name once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opsonin_plugins.taggers.matching.terms import MAX_WORDS, forms, term_keys
from opsonin_plugins.vocabularies.build.concepts import Concept

#: Inverted names whose direct order is used as well: "diabetes mellitus, type 1".
_NUMBERED = re.compile(r", (?:type|stage|grade|class|group|phase)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One name of one concept, and the hash by which the matcher finds it."""

    curie: str
    label: str
    term: str
    type: str
    alt_curies: tuple[str, ...]
    key: int


class Rows:
    """Collects rows over all vocabularies.

    A name that folds and is spaced like another one of its concept adds nothing.

    Args:
        gained: Further ids of each concept.
    """

    def __init__(self, gained: Mapping[str, Iterable[str]]) -> None:
        self._gained = gained
        self._known: set[tuple[int, str, str, int]] = set()

    def of(self, concepts: list[Concept], *, is_verbatim: bool = False) -> list[Row]:
        """Return the new rows of a vocabulary's concepts, sorted by id and name.

        Args:
            concepts: The concepts; preferred names come first in each.
            is_verbatim: Whether names may not be put into natural order.
        """
        named = [
            (concept, term)
            for concept in concepts
            for term in _natural(concept.terms, is_verbatim=is_verbatim)
        ]
        keys, n_words = term_keys([term for _, term in named])
        rows = []
        for (concept, term), key, size in zip(named, keys.tolist(), n_words.tolist(), strict=True):
            # "corona virus" and "coronavirus" fold alike, but a text with a gap needs the first.
            n_gaps = term.count(" ") + term.count("-")
            known = (key, concept.curie, concept.type, n_gaps)
            if not 0 < size <= MAX_WORDS or known in self._known:
                continue
            self._known.add(known)
            alts = {*concept.alt_curies, *self._gained.get(concept.curie, ())} - {concept.curie}
            row = Row(concept.curie, concept.label, term, concept.type, tuple(sorted(alts)), key)
            rows.append(row)
        return sorted(rows, key=lambda row: (row.curie, row.term))


def _natural(terms: tuple[str, ...], *, is_verbatim: bool) -> list[str]:
    if is_verbatim:
        return list(terms)
    found = []
    for term in terms:
        both = forms(term)
        found.append(both[-1].strip())
        if len(both) > 1 and _NUMBERED.search(term):
            found.append(term)
    return found
