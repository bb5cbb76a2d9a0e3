"""The terms of a vocabulary under test, loaded once and taken apart."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.vocabulary import Vocabulary
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.subject import Subject

#: The columns that every vocabulary has.
COLUMNS: Mapping[str, pa.DataType] = {
    "curie": pa.string(),
    "label": pa.string(),
    "term": pa.string(),
    "type": pa.string(),
    "alt_curies": pa.list_(pa.string()),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """All terms of a vocabulary, one entry a name in every column."""

    curies: Sequence[str]
    labels: Sequence[str]
    names: Sequence[str]
    types: Sequence[str]
    alts: Sequence[Sequence[str]]

    def __len__(self) -> int:
        """Return the number of names."""
        return len(self.curies)

    def __iter__(self) -> Iterator[tuple[str, str, str, str, tuple[str, ...]]]:
        """Yield id, label, name, type and further ids of each name."""
        alts = map(tuple, self.alts)
        return zip(self.curies, self.labels, self.names, self.types, alts, strict=True)

    def by_concept(self, column: Sequence[str]) -> Mapping[str, set[str]]:
        """Return the different cells that a column has for each id."""
        found: dict[str, set[str]] = defaultdict(set)
        for curie, cell in zip(self.curies, column, strict=True):
            found[curie].add(cell)
        return found


def vocabulary_of(subject: Subject) -> Vocabulary:
    """Return the record under test.

    Raises:
        TypeError: The subject is no vocabulary.
    """
    if not isinstance(subject.component, Vocabulary):
        raise TypeError(subject.kind)
    return subject.component


def terms_of(subject: Subject) -> Terms:
    """Return the terms of a vocabulary.

    Raises:
        NotApplicable: The table is not such that its terms could be looked at; another check
            says why.
    """
    return _terms(vocabulary_of(subject))


@lru_cache(maxsize=1)
def _terms(vocabulary: Vocabulary) -> Terms:
    table = vocabulary.load()
    if table_problem(table):
        raise NotApplicable("The terms have not the columns of the contract.")
    return Terms(*(table[name].to_pylist() for name in COLUMNS))


def table_problem(table: object) -> str:
    """Say in what a table of terms differs from the contract; empty if it does not."""
    if not isinstance(table, pa.Table):
        return f"load() gave {type(table).__name__}, expected a pyarrow.Table"
    for name, kind in COLUMNS.items():
        if table.column_names.count(name) != 1:
            return f"column {name!r} is there {table.column_names.count(name)} times"
        column = table[name]
        if not (column.type == kind or (name == "alt_curies" and _is_strings(column.type))):
            return f"column {name} is {column.type}, expected {kind}"
        cells = pc.list_flatten(column) if name == "alt_curies" else column
        if column.null_count or cells.null_count:
            return f"column {name} holds nulls"
    return ""


def _is_strings(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) and kind.value_type == pa.string())


def digests_of(terms: Terms) -> frozenset[str]:
    """Return the digests under which the kit knows terms.

    They are those of `opsonin.from_terms`, and the SHA-256 over one line a name in the order of
    the table, its cells parted by tabs.
    """
    lines = hashlib.sha256()
    for curie, label, name, kind, alts in terms:
        lines.update(("\t".join((curie, label, name, kind, *alts)) + "\n").encode())
    rows = json.dumps(sorted(set(terms))).encode("ascii")
    return frozenset((lines.hexdigest(), hashlib.sha256(rows).hexdigest()))


def listed(found: Sequence[object], shown: int = 3) -> str:
    """Return the first things of a list in words, and how many more there are."""
    some = ", ".join(repr(one) for one in found[:shown])
    return f"{some} and {len(found) - shown} more" if len(found) > shown else some


def expect_none(found: Sequence[object], what: str, remedy: str) -> None:
    """Fail if anything was found.

    Raises:
        CheckFailed: Something was.
    """
    if found:
        raise CheckFailed(f"{len(found)} {what}: {listed(found)}.", remedy=remedy)
