"""The order of a table's rows, and their numbers in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.spans.alignments import Ints
from opsonin.stages.coordinates import column_ints
from opsonin.tables.model import Table, info_of
from opsonin.tables.parts import has_span


def order_of(rows: pa.Table, table: type[Table], owned: Ints) -> pa.Array | None:
    """Return what sorts rows by owner, place (outer spans first), maker, and order of giving.

    Args:
        rows: The rows.
        table: The table they are for.
        owned: Rank of the owner of each.

    Returns:
        Positions; None if the rows are in order.
    """
    keys = [owned]
    keys += [ranks(rows[name])[1] for name in info_of(table).keys[1:]]
    if has_span(table):
        keys += [column_ints(rows["clean_start"]), -column_ints(rows["clean_end"])]
    is_ordered, has_ties = _is_ordered(keys)
    if is_ordered and not has_ties:
        return None
    order = np.lexsort([ranks(rows["component"])[1], *reversed(keys)])
    return None if bool((order == np.arange(len(order))).all()) else pa.array(order)


def _is_ordered(keys: Sequence[Ints]) -> tuple[bool, bool]:
    """Tell whether rows are in the order of these keys, and whether two are equal in all."""
    equal = np.arange(len(keys[0]) - 1)
    for key in keys:
        before, after = key[equal], key[equal + 1]
        if (after < before).any():
            return False, True
        equal = equal[after == before]
    return True, len(equal) > 0


def ranks(cells: pa.ChunkedArray) -> tuple[pa.Array, Ints]:
    """Return the different strings in their order, and the position in them of each cell."""
    coded = pc.dictionary_encode(cells.combine_chunks())
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    order = pc.sort_indices(coded.dictionary)
    ranks = np.empty(len(order), np.int64)
    ranks[order.to_numpy()] = np.arange(len(order))
    return coded.dictionary.take(order), ranks[coded.indices.to_numpy()]


def dense_ids(owned: Ints) -> pa.Array:
    """Number rows that are sorted by owner from 0 in each owner."""
    firsts = np.flatnonzero(np.append(True, owned[1:] != owned[:-1])[: len(owned)])
    first = np.repeat(firsts, np.diff(firsts, append=len(owned)))
    return pa.array((np.arange(len(owned)) - first).astype(np.int32), pa.int32())
