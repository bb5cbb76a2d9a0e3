"""Tagger ``dates``: fills table ``dates``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Context, Documents, NoOptions, Tagger
from opsonin_plugins.taggers.dates.order import in_order
from opsonin_plugins.taggers.dates.resolving import Anchor, first_day, resolve_all
from opsonin_plugins.taggers.dates.search import expressions_at
from opsonin_plugins.taggers.dates.triggers import find_triggers

#: Kinds of documents that tell what happened of late, so that days lie near that of publication.
_NEWS = frozenset({"newswire", "news", "blog", "press_release"})
_COLUMNS = ("published_value", "published_precision", "doc_type")

_SCHEMA = pa.schema(
    [
        ("doc_id", pa.string()),
        ("clean_start", pa.int32()),
        ("clean_end", pa.int32()),
        ("type", pa.string()),
        ("value", pa.string()),
        ("resolved", pa.date32()),
        ("precision", pa.string()),
        ("basis", pa.string()),
    ]
)

#: How a day is written whose year is not known, and a year that has every day.
_NO_YEAR, _ANY_LEAP_YEAR = "XXXX-", "2000-"
#: A row of table ``dates``, in the order of the schema: there are too many for a `Span` each.
_Dated = tuple[str, int, int, str, str, date | None, str | None, str | None]
Stretches = dict[str, list[tuple[int, int]]]


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    triggers = list(find_triggers(documents.analysis))
    wanted = [doc_id for doc_id, places in zip(documents.ids, triggers, strict=True) if places]
    references, metadata = _stretches(documents, wanted)
    given = zip(documents.ids, documents.texts, triggers, _anchors(documents), strict=True)
    rows: list[_Dated] = []
    for doc_id, text, places, anchor in given:
        if places:
            apart = references.get(doc_id, ()), metadata.get(doc_id, ())
            rows.extend(_rows(doc_id, text, (places, *apart), anchor))
    columns = list(zip(*rows, strict=True))
    return {"dates": pa.table(columns, schema=_SCHEMA) if rows else _SCHEMA.empty_table()}


def _rows(
    doc_id: str,
    text: str,
    places: tuple[Sequence[tuple[int, int]], ...],
    anchor: Anchor | None,
) -> Iterator[_Dated]:
    found = in_order(text, expressions_at(text, *places))
    for one, (value, day, basis) in zip(found, resolve_all(text, found, anchor), strict=True):
        yield doc_id, one.start, one.end, one.type, value, day, one.precision, basis


def _anchors(documents: Documents) -> list[Anchor | None]:
    names = documents.arrow.schema.names
    if not set(_COLUMNS) <= set(names):
        return [None] * len(documents)
    columns = [documents.arrow.column(name).to_pylist() for name in _COLUMNS]
    return [_anchor(*cells) for cells in zip(*columns, strict=True)]


def _anchor(value: str | None, precision: str | None, doc_type: str | None) -> Anchor | None:
    if value and value.startswith(_NO_YEAR):
        day = first_day(value.replace(_NO_YEAR, _ANY_LEAP_YEAR))
        return None if day is None else Anchor(day, "day", has_year=False)
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
    version="2",
    tag=_tag,
    fills=("dates",),
    needs=("segments",),
)
