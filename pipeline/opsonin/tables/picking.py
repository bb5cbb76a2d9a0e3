"""Picks rows of a table by what stands in one of its columns."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc


def rows_of(
    table: pa.Table, column: str | pa.ChunkedArray, owners: Iterable[str] | pa.Array
) -> pa.Table:
    """Return the rows whose ``column``, a name or a cell for each row, is one of ``owners``.

    >>> rows_of(pa.table({"doc_id": ["a", "b"]}), "doc_id", ["b"]).to_pylist()
    [{'doc_id': 'b'}]
    """
    mask = _is_in(table, column, owners)
    return table if pc.all(mask).as_py() is not False else table.filter(mask)


def rows_without(
    table: pa.Table, column: str | pa.ChunkedArray, owners: Iterable[str] | pa.Array
) -> pa.Table:
    """Return the rows whose ``column``, as for `rows_of`, is null or none of ``owners``.

    >>> rows_without(pa.table({"doc_id": ["a", "b"]}), "doc_id", ["b"]).to_pylist()
    [{'doc_id': 'a'}]
    """
    mask = _is_in(table, column, owners)
    return table if pc.any(mask).as_py() is not True else table.filter(pc.invert(mask))


def _is_in(
    table: pa.Table, column: str | pa.ChunkedArray, owners: Iterable[str] | pa.Array
) -> pa.ChunkedArray:
    wanted = owners if isinstance(owners, pa.Array) else pa.array(list(owners), pa.string())
    return pc.is_in(table[column] if isinstance(column, str) else column, value_set=wanted)
