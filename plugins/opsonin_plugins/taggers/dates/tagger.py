"""Tagger ``dates``: fills table ``dates``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Context, Documents, NoOptions, Row, Span, Tagger, rows_to_table
from opsonin_plugins.taggers.dates.order import in_order
from opsonin_plugins.taggers.dates.resolving import Anchor, first_day, resolve_all
from opsonin_plugins.taggers.dates.search import expressions_at
from opsonin_plugins.taggers.dates.triggers import find_triggers

#: Kinds of documents that tell what happened of late, so that days lie near that of publication.
_NEWS = frozenset({"newswire", "news", "blog", "press_release"})
_COLUMNS = ("published_value", "published_precision", "doc_type")

Stretches = dict[str, list[tuple[int, int]]]


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    triggers = list(find_triggers(documents.analysis))
    wanted = [doc_id for doc_id, places in zip(documents.ids, triggers, strict=True) if places]
    references, metadata = _stretches(documents, wanted)
    rows: list[tuple[str, list[Span | Row]]] = []
    anchors = _anchors(documents)
    given = zip(documents.ids, documents.texts, triggers, anchors, strict=True)
    for doc_id, text, places, anchor in given:
        if places:
            apart = references.get(doc_id, ()), metadata.get(doc_id, ())
            rows.append((doc_id, list(_rows(text, places, apart, anchor))))
    return {"dates": rows_to_table(rows)}


def _rows(
    text: str,
    places: Sequence[tuple[int, int]],
    apart: tuple[Sequence[tuple[int, int]], Sequence[tuple[int, int]]],
    anchor: Anchor | None,
) -> Iterator[Span | Row]:
    found = in_order(text, expressions_at(text, places, *apart))
    for one, resolved in zip(found, resolve_all(text, found, anchor), strict=True):
        yield Span(
            one.start,
            one.end,
            type=one.type,
            value=resolved.value,
            resolved=resolved.day,
            precision=one.precision,
            basis=resolved.basis,
        )


def _anchors(documents: Documents) -> list[Anchor | None]:
    names = documents.arrow.schema.names
    if not set(_COLUMNS) <= set(names):
        return [None] * len(documents)
    columns = [documents.arrow.column(name).to_pylist() for name in _COLUMNS]
    return [_anchor(*cells) for cells in zip(*columns, strict=True)]


def _anchor(value: str | None, precision: str | None, doc_type: str | None) -> Anchor | None:
    day = first_day(value) if value and "X" not in value else None
    if day is None or precision not in ("day", "month", "year"):
        return None
    return Anchor(day, precision, is_news=doc_type in _NEWS)


def _stretches(documents: Documents, ids: Sequence[str]) -> tuple[Stretches, Stretches]:
    """Return where documents list references, and where they cite themselves."""
    references: Stretches = defaultdict(list)
    metadata: Stretches = defaultdict(list)
    segments = documents.table("segments").select(["doc_id", "clean_start", "clean_end", "kind"])
    kinds = pa.array(["reference", "metadata"], pa.string())
    is_wanted = pc.and_(
        pc.is_in(segments["kind"], value_set=kinds),
        pc.is_in(segments["doc_id"], value_set=pa.array(ids, pa.string())),
    )
    rows: list[dict[str, Any]] = segments.filter(is_wanted).to_pylist()
    for row in rows:
        chosen = references if row["kind"] == "reference" else metadata
        chosen[row["doc_id"]].append((row["clean_start"], row["clean_end"]))
    for stretches in (*references.values(), *metadata.values()):
        stretches.sort()
    return references, metadata


DATES = Tagger(
    name="dates",
    version="1",
    tag=_tag,
    fills=("dates",),
    needs=("segments",),
)
