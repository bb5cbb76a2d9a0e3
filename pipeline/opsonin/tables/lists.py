"""Columns whose cells may be lists."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.spans.alignments import Bools

_Value = TypeVar("_Value", str, int)


def listed(cell: _Value | list[_Value] | None) -> list[_Value]:
    """Return the values of a cell: those of a list, a single one, or none for null.

    >>> listed(None), listed(3), listed([3, 4])
    ([], [3], [3, 4])
    """
    if cell is None:
        return []
    return cell if isinstance(cell, list) else [cell]


def lists_with(lists: pa.ChunkedArray, values: pa.Array) -> Bools:
    """Tell which lists hold one of some values; null holds none.

    >>> lists_with(pa.chunked_array([[["a"], [], ["b", "a"], ["b"], None]]), pa.array(["a"]))
    array([ True, False,  True, False, False])
    """
    whole = lists.combine_chunks()
    holds = np.zeros(len(whole), np.bool_)
    hits = pc.is_in(pc.list_flatten(whole), value_set=values)
    holds[pc.list_parent_indices(whole).filter(hits)] = True
    return holds


def unlike(one: pa.ChunkedArray, other: pa.ChunkedArray) -> Bools:
    """Tell where the cells of two columns of one type and length differ; null is like null.

    >>> unlike(pa.chunked_array([[1, 2, None]]), pa.chunked_array([[1, 3, None]]))
    array([False,  True, False])
    """
    if pa.types.is_list(one.type):
        return _unlike_lists(one.combine_chunks(), other.combine_chunks())
    same = pc.fill_null(pc.equal(one, other), fill_value=False)
    same = pc.or_(same, pc.and_(one.is_null(), other.is_null()))
    differs: Bools = ~same.to_numpy(zero_copy_only=False).astype(np.bool_)
    return differs


def _unlike_lists(one: pa.ListArray, other: pa.ListArray) -> Bools:
    """Tell which lists differ: in length or, if they are as long, in one of their values."""
    lengths, theirs = (
        pc.fill_null(pc.list_value_length(lists), -1).to_numpy() for lists in (one, other)
    )
    differs: Bools = lengths != theirs
    alike = np.flatnonzero(~differs & (lengths > 0))
    # Arrow compares no lists, but the values of lists of equal lengths stand in step.
    values = [
        pa.chunked_array([pc.list_flatten(lists.take(pa.array(alike)))]) for lists in (one, other)
    ]
    differs[np.repeat(alike, lengths[alike])[unlike(*values)]] = True
    return differs
