"""Rows in the order of one of their columns; those that stand in it already are not copied."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc


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
    return table.take(pc.sort_indices(cells))
