"""Assembles the row of a document from the fields that cleaners found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import TableError
from opsonin.tables.clean import Documents
from opsonin.tables.model import ENGINE, arrow_schema, column_defaults, column_roles
from opsonin.tables.parts import rows_as_table
from opsonin.tables.validation import check_table

#: What a document says of itself goes before what its markup says, and that before a guess.
_BASES = {"stated": 0, "metadata": 1, "inferred": 2}
#: Source: ISO 8601-2:2019 (EDTF), a complete calendar date.
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MADE_HERE = frozenset({"source_uri", "text", "published_at"})


def describe(
    doc_id: str, source_uri: str, text: str, fields: Iterable[Mapping[str, object]], version: str
) -> dict[str, object]:
    """Return the row of table ``documents`` for one document.

    A field whose name is a column fills it. Where several rows name the same field, what is
    stated goes before metadata and that before inference, then the earlier before the later; a
    list takes all values of the best basis.

    Args:
        doc_id: The document.
        source_uri: Where it was seen.
        text: Its clean text.
        fields: Its rows of table ``fields``, in order.
        version: Version of the engine.
    """
    row: dict[str, object] = {
        "doc_id": doc_id,
        "component": ENGINE,
        "component_version": version,
        "source_uri": source_uri,
        "text": text,
    }
    found = _best_values(fields)
    defaults = column_defaults(Documents)
    for column in arrow_schema(Documents):
        if column.name in row or column.name in column_roles(Documents):
            continue
        values = found.get(column.name, [])
        if pa.types.is_list(column.type):
            row[column.name] = list(dict.fromkeys(values))
        elif values and column.name not in _MADE_HERE:
            row[column.name] = _typed(values[0], column.type)
        else:
            row[column.name] = defaults.get(column.name)
    row["published_at"] = _day(row["published_value"])
    return row


def _best_values(fields: Iterable[Mapping[str, object]]) -> dict[str, list[str]]:
    best: dict[str, tuple[int, list[str]]] = {}
    for row in fields:
        name, rank = str(row["field"]), _BASES.get(str(row["basis"]), len(_BASES))
        if name not in best or rank < best[name][0]:
            best[name] = (rank, [])
        if rank == best[name][0]:
            best[name][1].append(str(row["value"]))
    return {name: values for name, (_, values) in best.items()}


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


def _day(value: object) -> date | None:
    complete = _DAY.fullmatch(value) if isinstance(value, str) else None
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
    rows: dict[str, list[dict[str, object]]] = {}
    for row in fields.to_pylist():
        rows.setdefault(row["doc_id"], []).append(row)
    described = [describe(doc_id, "", "", found, version) for doc_id, found in rows.items()]
    try:
        check_table(rows_as_table(described, arrow_schema(Documents)), Documents)
    except TableError as error:
        raise blame(error, fields) from error


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
