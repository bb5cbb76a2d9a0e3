"""Rows in the order of one of their columns; those that stand in it already are not copied."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

#: Bytes of text that one array of ``string`` can hold: its offsets have 32 bits.
MAX_STRING_BYTES = 2**31 - 1


def sorted_by(table: pa.Table, cells: pa.ChunkedArray) -> pa.Table:
    """Return the rows sorted by a cell of each; rows with equal cells keep their order.

    Args:
        table: The rows.
        cells: One cell a row, none of them null; a column of the table, or made from several.
    """
    cells = cells.combine_chunks()
    if pc.all(pc.less_equal(cells[:-1], cells[1:])).as_py() is not False:
        return table
    # Sorting by indices is stable in Arrow.
    return taken(table, pc.sort_indices(cells))


def taken(table: pa.Table, indices: pa.Array) -> pa.Table:
    """Return rows of a table in another order, however much text they have.

    Arrow brings the chunks of a column together to take rows of it, and fails where their strings
    have more than 2 GiB.
    """
    columns = [_taken(column, indices) for column in table.columns]
    return pa.table(columns, schema=table.schema)


def _taken(cells: pa.ChunkedArray, indices: pa.Array) -> pa.ChunkedArray:
    if not pa.types.is_string(cells.type) or cells.nbytes <= MAX_STRING_BYTES:
        return cells.take(indices)
    return narrowed(cells.cast(pa.large_string()).take(indices))


def narrowed(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return cells of ``large_string`` as ``string``, in as many chunks as it takes."""
    chunks = []
    for whole in cells.chunks:
        lengths = pc.fill_null(pc.binary_length(whole), 0).to_numpy(zero_copy_only=False)
        ends = np.cumsum(lengths)
        first = 0
        while first < len(whole):
            reach = (ends[first - 1] if first else 0) + MAX_STRING_BYTES
            last = max(int(np.searchsorted(ends, reach, "right")), first + 1)
            # Taken, because offsets of a slice begin where it does, which may be beyond 2 GiB.
            mine = whole.take(pa.array(np.arange(first, last)))
            chunks.append(mine.cast(pa.string()))
            first = last
    return pa.chunked_array(chunks, pa.string())
