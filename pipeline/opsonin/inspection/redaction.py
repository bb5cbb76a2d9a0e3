"""Takes what documents say out of rows, so that tables can be handed on where texts may not be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from opsonin.store.parquet import read_schema
from opsonin.tables.model import Table, wording_columns

#: What stands for the text of columns that programs parse.
_EMPTY: Mapping[tuple[str, str], str] = {("raw", "metadata"): "{}"}
#: Columns that cannot quote a document, in a table that no model describes.
_KNOWN = frozenset({"doc_id", "from_doc_id", "to_doc_id", "component", "component_version"})


def without_text(table: str, rows: pa.Table, model: type[Table] | None) -> pa.Table:
    """Return rows without what they quote: null where the column allows it, else empty.

    Args:
        table: The table's name.
        rows: Its rows.
        model: Its model, which says which columns quote documents; without one all columns with
            strings are taken for such, but ids of documents and names of components.
    """
    for name in quoting_columns(rows.schema, model):
        at = rows.schema.get_field_index(name)
        field = rows.schema.field(at)
        rows = rows.set_column(at, field, _nothing(table, field, rows.num_rows))
    return rows


def has_text(path: Path, model: type[Table] | None) -> bool:
    """Return whether a file has columns that quote documents.

    Args:
        path: The file.
        model: The model of its table, if there is one.
    """
    return bool(quoting_columns(read_schema(path), model))


def quoting_columns(schema: pa.Schema, model: type[Table] | None) -> list[str]:
    """Return the columns of a table that quote documents, in their order.

    Args:
        schema: Schema of its files.
        model: Its model, if there is one.
    """
    strings = [field.name for field in schema if _holds_strings(field.type)]
    if model is None:
        return [name for name in strings if name not in _KNOWN]
    quoting = wording_columns(model)
    return [name for name in strings if name == "text" or name in quoting]


def _holds_strings(kind: pa.DataType) -> bool:
    one = kind.value_type if pa.types.is_list(kind) else kind
    return bool(pa.types.is_string(one))


def _nothing(table: str, field: pa.Field, n_rows: int) -> pa.Array:
    """Return cells that say nothing, of the type of a column."""
    value: Any = None
    if not field.nullable:
        value = [] if pa.types.is_list(field.type) else _EMPTY.get((table, field.name), "")
    return pa.array([value] * n_rows, field.type)
