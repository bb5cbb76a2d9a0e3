"""Checks of what rows name elsewhere: places, documents, and rows of other tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from opsonin.store.store import Store
from opsonin.tables.model import Table, arrow_schema, id_column, row_references
from opsonin.tables.naming import naming_columns

_Rows = Sequence[Mapping[str, Any]]


def place_problems(store: Store) -> Iterator[str]:
    """Yield what is wrong between documents and the places where they were seen.

    Every place names a document that is there, every document has a place, and the one that it is
    known by is the first of them in alphabetical order.
    """
    first: dict[str, str] = {}
    for uri, doc_id in _pairs(store, "sources", "source_uri", "doc_id"):
        first[doc_id] = min(uri, first.get(doc_id, uri))
    known = dict(_pairs(store, "raw", "doc_id", "source_uri"))
    for doc_id in sorted(first.keys() - known.keys()):
        yield f"Table sources: {first[doc_id]} names document {doc_id}, which table raw lacks."
    for doc_id, uri in sorted(known.items()):
        if doc_id not in first:
            yield f"Table raw, document {doc_id}: it stands at no place in table sources."
        elif uri != first[doc_id]:
            yield f"Table raw, document {doc_id}: its place is {uri}, the first is {first[doc_id]}."
    for doc_id, uri in sorted(_pairs(store, "documents", "doc_id", "source_uri")):
        if uri != known.get(doc_id, uri):
            yield f"Table documents, document {doc_id}: its place is {uri}, not that of table raw."


def named_problems(rows: _Rows, model: type[Table], documents: AbstractSet[str]) -> Iterator[str]:
    """Yield the columns that name documents without a clean text, each with the first of them.

    Args:
        rows: Rows of one table.
        model: The table.
        documents: All documents that have a clean text.
    """
    for column in naming_columns(arrow_schema(model)):
        named = {one for row in rows for one in _listed(row[column])}
        for doc_id in sorted(named - documents)[:1]:
            yield f"column {column}: it names document {doc_id}, which has no clean text."


def row_problems(rows: _Rows, model: type[Table], store: Store) -> Iterator[str]:
    """Yield the documents of which a row is named, by table and number, that is not there.

    Args:
        rows: Rows of one table.
        model: The table.
        store: Knows the tables; those of plugins that are not loaded are passed over.
    """
    for number, table in row_references(model).items():
        named = {(row["doc_id"], row[table], row[number]) for row in rows}
        yield from _missing_rows({one for one in named if None not in one}, store)


def row_columns(model: type[Table]) -> set[str]:
    """Return the columns that `row_problems` looks at."""
    references = row_references(model)
    return {"doc_id", *references, *references.values()} if references else set()


def _missing_rows(named: AbstractSet[tuple[str, str, int]], store: Store) -> Iterator[str]:
    documents: dict[str, set[str]] = {}
    for doc_id, table, _ in named:
        documents.setdefault(table, set()).add(doc_id)
    away = {*store.tables_with_rows()} - store.tables.keys()
    sizes = {
        (doc_id, table): at.n_rows
        for table, doc_ids in documents.items()
        if table in store.tables and id_column(store.tables[table]) is not None
        for doc_id, at in store.owners(table, sorted(doc_ids)).items()
    }
    for doc_id, table, number in sorted(named):
        if table not in away and not 0 <= number < sizes.get((doc_id, table), 0):
            yield f"document {doc_id}: row {number} of table {table} is named, which is not there."


def _pairs(store: Store, table: str, *columns: str) -> Iterator[tuple[str, str]]:
    rows = store.scan(table, columns)
    return zip(*(rows[name].to_pylist() for name in columns), strict=True)


def _listed(cell: str | list[str] | None) -> list[str]:
    if cell is None:
        return []
    return cell if isinstance(cell, list) else [cell]
