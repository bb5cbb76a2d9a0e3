"""A document on its way through the cleaners: its text, its rows, and the way back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from opsonin.components.component import Cleaner
from opsonin.components.rows import Cleaned, Row, Span
from opsonin.spans.alignment import Alignment, Carrier, apply_edits, removed_spans
from opsonin.stages.calling import Counts
from opsonin.tables import clean
from opsonin.tables.model import column_defaults
from opsonin.tables.parts import author_columns

#: Tables that cleaners fill.
FILLED = {"fields": clean.Fields, "segments": clean.Segments, "flags": clean.Flags}


@dataclass(slots=True)
class Page:
    """A document on its way through the cleaners."""

    doc_id: str
    text: str
    media_type: str
    metadata: str
    alignment: Alignment
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    removed: list[dict[str, Any]] = field(default_factory=list)


def advance(
    page: Page, cleaner: Cleaner[Any], cleaned: Cleaned, counts: Mapping[str, Counts]
) -> None:
    """Apply a cleaner's edits and carry all rows, its own and earlier ones, through them."""
    for name, rows in cleaned.rows.items():
        own = _own_rows(page, cleaner, name, rows)
        if name == "segments":
            _give_way(page, own, counts)
        page.rows.setdefault(name, []).extend(own)
    edits = cleaned.edits
    if not edits:
        return
    page.removed += [
        {
            "doc_id": page.doc_id,
            "component": cleaner.name,
            "component_version": cleaner.version,
            "raw_start": start,
            "raw_end": end,
            "reason": reason,
        }
        for start, end, reason in removed_spans(edits, page.alignment)
    ]
    carrier = Carrier(edits, len(page.text))
    for name, placed in page.rows.items():
        page.rows[name] = [row for row in placed if _carried(row, carrier, counts)]
    page.alignment = page.alignment.edited(edits)
    page.text = apply_edits(page.text, edits)


def _give_way(page: Page, own: Sequence[Mapping[str, Any]], counts: Mapping[str, Counts]) -> None:
    """Let earlier blocks give way to those that a later cleaner knows better.

    Blocks tile the text, so only one cleaner can say what a stretch of it is.
    """
    taken = sorted((row["clean_start"], row["clean_end"]) for row in own if _is_block(row))
    if not taken:
        return
    starts = [start for start, _ in taken]
    reach = list(accumulate((end for _, end in taken), max))
    kept = []
    for row in page.rows.get("segments", []):
        before = bisect_left(starts, row["clean_end"])
        if _is_block(row) and before and reach[before - 1] > row["clean_start"]:
            counts[row["component"]].rows_refined += 1
        else:
            kept.append(row)
    page.rows["segments"] = kept


def _is_block(row: Mapping[str, Any]) -> bool:
    return bool(row["kind"] != "sentence")


def _own_rows(
    page: Page, cleaner: Cleaner[Any], name: str, rows: Sequence[Span | Row]
) -> list[dict[str, Any]]:
    """Complete a cleaner's checked rows; metadata keeps the raw place it was read from."""
    blank: dict[str, object] = {column.name: None for column in author_columns(FILLED[name])}
    blank |= column_defaults(FILLED[name])
    made = {
        "doc_id": page.doc_id,
        "component": cleaner.name,
        "component_version": cleaner.version,
    }
    own = []
    for row in rows:
        cells: dict[str, Any] = {**blank, **row.columns, **made}
        if isinstance(row, Span):
            cells["clean_start"], cells["clean_end"] = row.start, row.end
        if name == "fields":
            span = page.alignment.raw_span(row.start, row.end) if isinstance(row, Span) else None
            cells["raw_start"], cells["raw_end"] = span or (None, None)
        own.append(cells)
    return own


def _carried(row: dict[str, Any], carrier: Carrier, counts: Mapping[str, Counts]) -> bool:
    """Move a row to its place after the edits; False when nothing of its span is left."""
    if row["clean_start"] is None:
        return True
    span = carrier.span(row["clean_start"], row["clean_end"])
    if span is None:
        if "field" in row:
            # A piece of metadata outlives the line that it was read from.
            row["clean_start"] = row["clean_end"] = None
            return True
        counts[row["component"]].rows_refined += 1
        return False
    row["clean_start"], row["clean_end"] = span
    return True


def raw_place(row: Mapping[str, Any]) -> tuple[bool, int]:
    """Return what sorts rows by their place in the raw text, those without one last."""
    return (row["raw_start"] is None, row["raw_start"] or 0)
