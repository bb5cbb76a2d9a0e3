"""Counts the rows that go with documents: theirs, and those of others that name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.store.store import Store
from opsonin.tables.digest import owner_column
from opsonin.tables.model import Table, arrow_schema, column_references, id_column, info_of
from opsonin.tables.naming import names_any, naming_columns

#: Table -> (owner, id) of rows that go.
_Gone = Mapping[str, AbstractSet[tuple[str, int]]]


def erased_rows(store: Store, doc_ids: Sequence[str]) -> dict[str, int]:
    """Return how many rows of each table go with documents; tables that lose none are left out.

    A row goes that a document owns or that names one in any column, and one that refers to such a
    row: the evidence of a link to the document goes with the link.

    Args:
        store: The data folder, opened with the tables of all plugins that are asked about.
        doc_ids: The documents.
    """
    wanted = frozenset(doc_ids)
    here = {*store.tables_with_rows()}
    models = {
        name: model
        for name, model in store.tables.items()
        if name in here and info_of(model).is_exported and info_of(model).keys
    }
    gone: dict[str, set[tuple[str, int]]] = {}
    counts: dict[str, int] = {}
    for name in sorted(models, key=lambda name: len(column_references(models[name]))):
        if naming_columns(arrow_schema(models[name])) == [info_of(models[name]).keys[0]]:
            counts[name] = sum(at.n_rows for at in store.owners(name, doc_ids).values())
        else:
            rows = _going(store, models[name], wanted, gone)
            counts[name] = rows.num_rows
            gone[name] = _numbered(rows, models[name])
    return {name: counts[name] for name in models if counts[name]}


def _going(store: Store, model: type[Table], wanted: AbstractSet[str], gone: _Gone) -> pa.Table:
    """Return the rows of a table that go, with the columns that tell."""
    info, number = info_of(model), id_column(model)
    references = {column: to for column, to in column_references(model).items() if to in gone}
    schema = arrow_schema(model)
    columns = {*info.keys, *naming_columns(schema), *references, *([number] if number else [])}
    rows = store.scan(info.name, [name for name in schema.names if name in columns])
    goes = names_any(rows, wanted)
    owners = owner_column(rows, info.keys).to_pylist() if rows.num_rows else []
    for column, to in references.items():
        cells = zip(owners, rows[column].to_pylist(), strict=True)
        leads = [any((owner, one) in gone[to] for one in _numbers(cell)) for owner, cell in cells]
        goes = pc.or_(goes, pa.chunked_array([pa.array(leads, pa.bool_())]))
    return rows.filter(goes)


def _numbered(rows: pa.Table, model: type[Table]) -> set[tuple[str, int]]:
    """Return (owner, id) of rows; none where they have no ids."""
    number = id_column(model)
    if number is None or not rows.num_rows:
        return set()
    owners = owner_column(rows, info_of(model).keys).to_pylist()
    return set(zip(owners, rows[number].to_pylist(), strict=True))


def _numbers(cell: int | list[int] | None) -> list[int]:
    if cell is None:
        return []
    return cell if isinstance(cell, list) else [cell]
