"""Places rows: their text, their way back to the raw source, and what lies around them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.spans.alignments import Ints, bases
from opsonin.stages.coordinates import NONE, Places, column_ints, enclosing, rows_outside
from opsonin.tables.model import Role, Table, column_roles, column_stretches
from opsonin.tables.parts import has_span, is_anchored

#: The columns that end a span, with those that begin it.
_SPAN = {"clean_end": "clean_start"}


def place_rows(rows: pa.Table, table: type[Table], places: Places) -> dict[str, pa.Array]:
    """Compute text, raw offsets and segment of each row from its clean offsets.

    Args:
        rows: Rows x at least ``doc_id`` and the columns that components fill.
        table: The table they are for.
        places: Where their documents' spans stand.

    Returns:
        The columns that the table has of these, by name; none if it has no place in the text.
    """
    if not (has_span(table) or is_anchored(table)):
        return {}
    at = places.positions(rows["doc_id"])
    starts, ends = column_ints(rows["clean_start"]), column_ints(rows["clean_end"])
    anchored = starts != NONE
    if anchored.all():
        return _placed(table, places, at, starts, ends)
    placed = _placed(table, places, at[anchored], starts[anchored], ends[anchored])
    mask = pa.array(anchored)
    counted = pc.subtract(pc.cumulative_sum(mask.cast(pa.int32())), 1)
    rows_of_placed = pc.if_else(mask, counted, pa.scalar(None, pa.int32()))
    return {name: cells.take(rows_of_placed) for name, cells in placed.items()}


def _placed(
    table: type[Table], places: Places, at: Ints, starts: Ints, ends: Ints
) -> dict[str, pa.Array]:
    roles = column_roles(table)
    segment = next((name for name, role in roles.items() if role is Role.SEGMENT), None)
    found = places.place(
        at, starts, ends, wants_text=has_span(table), wants_segment=segment is not None
    )
    columns: dict[str, Any] = {"raw_start": found.raw_start, "raw_end": found.raw_end}
    if has_span(table):
        columns["text"] = found.text
    if segment is not None:
        columns[segment] = found.segment
    return columns


def find_parents(rows: pa.Table, owned: Ints, dense: pa.Array) -> pa.Array:
    """Find the innermost earlier row around each row; rows are sorted outer ones first.

    Args:
        rows: Rows x at least the clean offsets, sorted by owner and place.
        owned: Rank of the owner of each.
        dense: Their ids.

    Returns:
        The id of that row; null if there is none.
    """
    starts, ends = column_ints(rows["clean_start"]), column_ints(rows["clean_end"])
    reach = np.zeros(int(owned[-1]) + 1 if len(owned) else 0, np.int64)
    np.maximum.at(reach, owned, ends)
    # Counted through all owners, which lie behind one another.
    base = bases(reach)[owned]
    around = enclosing(starts + base, ends + base)
    return dense.take(pa.array(around, pa.int64(), mask=around == NONE))


def spans_outside(rows: pa.Table, table: type[Table], places: Places) -> dict[str, str]:
    """Return the documents in which a row covers or names a stretch outside of the text.

    Besides the spans of a table these are the stretches that `column` notes with ``ends``.

    Args:
        rows: Rows x at least ``doc_id`` and the offsets.
        table: The table they are for.
        places: The texts of all those documents.

    Returns:
        Document -> the first such stretch in words.
    """
    pairs = {**(_SPAN if has_span(table) else {}), **column_stretches(table)}
    outside: dict[str, str] = {}
    at = places.positions(rows["doc_id"]) if pairs else np.empty(0, np.int64)
    for end, start in pairs.items():
        stretches = pa.table([rows[start], rows[end]], names=["clean_start", "clean_end"])
        offsets = column_ints(rows[start]), column_ints(rows[end])
        bad = rows_outside(stretches, at, offsets, places.lengths)
        lengths = places.lengths[at[bad]].tolist()
        wrong = rows.select(["doc_id", start, end]).take(pa.array(bad)).to_pylist()
        what = "span" if end in _SPAN else f"{start}, {end}"
        for row, length in zip(wrong, lengths, strict=True):
            detail = f"{what} {row[start]}:{row[end]} of a text of {length} code points"
            outside.setdefault(row["doc_id"], detail)
    return outside
