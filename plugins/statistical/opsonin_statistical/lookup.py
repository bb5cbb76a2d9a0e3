"""Looks up names of which the type is known: then case and everyday meanings need not tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from opsonin_plugins.taggers.matching.index import Index
from opsonin_plugins.taggers.matching.terms import term_keys

_COLUMNS = ("term", "label", "type", "rank")


def rows_of(index: Index, names: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield, for each name, the terms with its folded letters, those that fit best first.

    Args:
        index: The terms of the selected vocabularies.
        names: Names.

    Yields:
        Place of the name, row of the index's terms, and type of the term.
    """
    keys, n_words = term_keys(names)
    known = np.flatnonzero(n_words > 0)
    chosen, positions = index.find(keys[known])
    if not len(chosen):
        return
    counts, rows = index.rows_at(positions)
    places = np.repeat(known[chosen], counts).tolist()
    columns = index.terms.select(_COLUMNS).take(rows).to_pydict()
    found = [
        (place, _distance(names[place], term, label, rank), row, type_)
        for place, row, term, label, type_, rank in zip(
            places, rows.tolist(), *columns.values(), strict=True
        )
    ]
    for place, _, row, type_ in sorted(found):
        yield place, row, type_


def _distance(name: str, term: str, label: str, rank: int) -> tuple[bool, bool, int, bool, int]:
    """Return how far a term is from a name: as written, then by vocabulary, then by its label."""
    small, called = name.lower(), label.lower()
    return term != name, term.lower() != small, rank, called != small, abs(len(label) - len(name))
