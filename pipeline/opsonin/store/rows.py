"""Live rows of a table, read from the files that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import StoreError
from opsonin.store.layout import Layout
from opsonin.store.parquet import read_parquet, read_schema
from opsonin.tables.digest import owner_column
from opsonin.tables.model import Table, arrow_schema, info_of


def read_live(
    path: Path,
    model: type[Table],
    owners: Sequence[str] | None,
    columns: Sequence[str] | None = None,
) -> pa.Table:
    """Read rows of one file.

    Args:
        path: The file.
        model: The table.
        owners: Only their rows; None for all.
        columns: Columns wanted, in this order; all when left out.

    Raises:
        StoreError: The file is damaged or was written under another schema.
    """
    schema = projection(model, columns)
    keys = info_of(model).keys
    if owners is None or not keys:
        return _conform(_read(path, schema.names, columns), schema, path)
    read = list(dict.fromkeys([*schema.names, *keys]))
    table = _read(path, read, columns)
    wanted = pa.array(owners, pa.string())
    mine = table.filter(pc.is_in(owner_column(table, keys), value_set=wanted))
    return _conform(mine.select(schema.names), schema, path)


def gather(
    layout: Layout,
    model: type[Table],
    owners_by_file: Iterable[tuple[str, Sequence[str] | None]],
    columns: Sequence[str] | None = None,
) -> pa.Table:
    """Return the rows of these owners in these files, one file after the other."""
    name = info_of(model).name
    parts = [
        read_live(layout.table_file(name, file), model, owners, columns)
        for file, owners in owners_by_file
    ]
    return pa.concat_tables([projection(model, columns).empty_table(), *parts])


def projection(model: type[Table], columns: Sequence[str] | None) -> pa.Schema:
    """Return the schema of a table, or of some of its columns.

    Raises:
        StoreError: The table has no such column.
    """
    schema = arrow_schema(model)
    if columns is None:
        return schema
    missing = set(columns) - set(schema.names)
    if missing:
        raise StoreError(
            f"There is no column {', '.join(sorted(missing))}.",
            where=f"table {info_of(model).name}",
            remedy=f"Known are: {', '.join(schema.names)}.",
        )
    return pa.schema([schema.field(column) for column in columns], schema.metadata)


def _read(path: Path, names: Sequence[str], columns: Sequence[str] | None) -> pa.Table:
    """Read some columns, or the whole file with its digest checked."""
    return read_parquet(path, sha256=path.stem) if columns is None else read_parquet(path, names)


def check_schema(path: Path, schema: pa.Schema) -> None:
    """Check that a file has the columns that its table declares now.

    Raises:
        StoreError: It was written when the table had others, or is damaged.
    """
    if not read_schema(path).equals(schema):
        raise _outdated(path)


def _conform(table: pa.Table, schema: pa.Schema, path: Path) -> pa.Table:
    if not table.schema.equals(schema):
        raise _outdated(path)
    return pa.table(table.columns, schema=schema)


def _outdated(path: Path) -> StoreError:
    return StoreError(
        "The file was written when its table had another schema.",
        where=str(path),
        remedy="Run again over all inputs, or into a new data folder.",
    )
