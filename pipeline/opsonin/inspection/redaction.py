"""Takes running text out of rows, so that tables can be handed on where the texts may not be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from opsonin.store.parquet import read_schema

#: Columns that hold running text, besides all that are called ``text``, with what replaces it.
_FURTHER: Mapping[tuple[str, str], str] = {("raw", "metadata"): "{}"}


def without_text(table: str, rows: pa.Table) -> pa.Table:
    """Return rows with their running text taken out: null where the column allows it, else empty.

    Args:
        table: The table's name.
        rows: Its rows.
    """
    for at, field in enumerate(rows.schema):
        empty = _FURTHER.get((table, field.name), "" if field.name == "text" else None)
        if empty is not None and pa.types.is_string(field.type):
            value = pa.scalar(None if field.nullable else empty, field.type)
            rows = rows.set_column(at, field, pa.repeat(value, rows.num_rows))
    return rows


def has_text(table: str, path: Path) -> bool:
    """Return whether a file of a table has columns with running text.

    Args:
        table: The table's name.
        path: The file.
    """
    names = read_schema(path).names
    return "text" in names or any((table, name) in _FURTHER for name in names)
