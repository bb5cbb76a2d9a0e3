"""Assembles the rows of documents from the fields that cleaners found."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import TableError
from opsonin.spans.alignments import Ints
from opsonin.stages.coordinates import column_ints, positions_in
from opsonin.tables.clean import Documents
from opsonin.tables.model import ENGINE, arrow_schema, column_defaults, column_roles
from opsonin.tables.parts import column_of
from opsonin.tables.validation import check_table

#: What a document says of itself goes before what its markup says, and that before a guess.
_BASES = ("stated", "metadata", "inferred")
#: Source: ISO 8601-2:2019 (EDTF), a complete calendar date.
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MADE_HERE = frozenset({"source_uri", "text", "published_at"})


def describe(ids: pa.Array, uris: pa.Array, texts: pa.Array, fields: pa.Table) -> pa.Table:
    """Return the rows of table ``documents``.

    A field whose name is a column fills it. Where several rows name the same field, what is
    stated goes before metadata and that before inference, then the earlier before the later; a
    list takes all values of the best basis.

    Args:
        ids: ``doc_id`` of each document.
        uris: Where each was seen.
        texts: Their clean texts.
        fields: Rows of table ``fields`` of these documents, those of one document in order.

    Returns:
        Documents x the columns of table ``documents`` but for who made the row. Values that do
        not fit stay, for Pandera to name them.
    """
    columns = {"doc_id": ids, "source_uri": uris, "text": texts}
    best, names = _best_rows(ids, fields)
    at = positions_in(ids, fields["doc_id"])
    defaults = column_defaults(Documents)
    for column in arrow_schema(Documents):
        if column.name in columns or column.name in column_roles(Documents):
            continue
        rows = names.get(column.name) if column.name not in _MADE_HERE else None
        own = best[rows] if rows is not None else best[:0]
        if pa.types.is_list(column.type):
            columns[column.name] = _lists(fields["value"], own, at, len(ids), column.type)
            continue
        first = own[np.unique(at[own], return_index=True)[1]]
        cells = _scalars(fields["value"], first, at, len(ids), column.type)
        default = defaults.get(column.name)
        if default is not None and cells.type == column.type:
            cells = pc.fill_null(cells, pa.scalar(default, column.type))
        columns[column.name] = cells
    columns["published_at"] = _days(columns["published_value"])
    return pa.table(columns)


def _best_rows(ids: pa.Array, fields: pa.Table) -> tuple[Ints, dict[str, slice]]:
    """Return the rows of the best basis by field and document; and where each field's are."""
    coded = fields["field"].combine_chunks().dictionary_encode()
    code, at = column_ints(coded.indices), positions_in(ids, fields["doc_id"])
    basis = positions_in(pa.array(_BASES), fields["basis"])
    rank = np.where(basis < 0, len(_BASES), basis)
    order = np.lexsort((rank, at, code))
    code, at, rank = code[order], at[order], rank[order]
    group = code * len(ids) + at
    best = rank == rank[np.searchsorted(group, group, "left")]
    order, code = order[best], code[best]
    starts = np.searchsorted(code, np.arange(len(coded.dictionary) + 1))
    names = coded.dictionary.to_pylist()
    return order, {name: slice(starts[i], starts[i + 1]) for i, name in enumerate(names)}


def _scalars(
    values: pa.ChunkedArray, rows: Ints, at: Ints, n_documents: int, kind: pa.DataType
) -> pa.Array:
    """Return one cell a document: the value of the row that is about it, of this type."""
    if not len(rows):
        return pa.nulls(n_documents, kind)
    given = values.take(pa.array(rows))
    if not pa.types.is_string(kind):
        given = column_of([_typed(value, kind) for value in given.to_pylist()], kind)
    position = np.full(n_documents, -1, np.int64)
    position[at[rows]] = np.arange(len(rows))
    cells = given.take(pa.array(position, pa.int64(), mask=position < 0))
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells


def _lists(
    values: pa.ChunkedArray, rows: Ints, at: Ints, n_documents: int, kind: pa.DataType
) -> pa.Array:
    if not len(rows):
        nowhere = pa.repeat(pa.scalar(0, pa.int32()), n_documents + 1)
        return pa.ListArray.from_arrays(nowhere, pa.array([], kind.value_type)).cast(kind)
    cells: list[list[str]] = [[] for _ in range(n_documents)]
    given = values.take(pa.array(rows)).to_pylist()
    for position, value in zip(at[rows].tolist(), given, strict=True):
        if value not in cells[position]:
            cells[position].append(value)
    return pa.array(cells, kind)


def _typed(value: str, kind: pa.DataType) -> object:
    """Read a value as the column's type; what cannot be read stays, for Pandera to name it."""
    if pa.types.is_boolean(kind):
        return {"true": True, "false": False}.get(value.lower(), value)
    if pa.types.is_floating(kind):
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _days(values: pa.Array) -> pa.Array:
    return pa.array([_day(value) for value in values.to_pylist()], pa.date32())


def _day(value: str | None) -> date | None:
    complete = _DAY.fullmatch(value) if value is not None else None
    if complete is None:
        return None
    try:
        return date(*map(int, complete.groups()))
    except ValueError:
        return None


def check_fields(fields: pa.Table, version: str) -> None:
    """Check that fields fit the columns of table ``documents`` that they fill.

    Args:
        fields: Rows of table ``fields`` by one cleaner.
        version: Version of the engine.

    Raises:
        TableError: One does not; the error names the cleaner.
    """
    ids = pc.unique(fields["doc_id"])
    nothing = pa.array([""] * len(ids), pa.string())
    described = documents_table(describe(ids, nothing, nothing, fields), version)
    try:
        check_table(described, Documents)
    except TableError as error:
        raise blame(error, fields) from error


def documents_table(described: pa.Table, version: str) -> pa.Table:
    """Return what `describe` gave with the columns that say who made the rows."""
    made = {"component": ENGINE, "component_version": version}
    return pa.table(
        {
            name: pa.repeat(pa.scalar(made[name]), described.num_rows)
            if name in made
            else described[name]
            for name in arrow_schema(Documents).names
        }
    )


def blame(error: TableError, fields: pa.Table) -> TableError:
    """Name the cleaner whose field does not fit its column of table ``documents``.

    Args:
        error: What is wrong with table ``documents``.
        fields: Rows of table ``fields`` of the same documents.
    """
    makers = fields.filter(pc.equal(fields["field"], error.column)).slice(0, 1).to_pylist()
    if error.table != "documents" or not makers:
        return error
    return TableError(
        error.message,
        component=f"{makers[0]['component']} {makers[0]['component_version']}",
        table=error.table,
        column=error.column,
        example=error.example,
        remedy=error.remedy,
    )
