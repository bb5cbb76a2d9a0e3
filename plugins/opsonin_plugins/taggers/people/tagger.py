"""The tagger ``people``: people, organisations, places and publications by name."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Context, Documents, NoOptions, Row, Span, Tagger, rows_to_table
from opsonin_plugins.taggers.people.capitals import Range
from opsonin_plugins.taggers.people.cues import find_cues
from opsonin_plugins.taggers.people.finding import find_names
from opsonin_plugins.taggers.people.gathering import Names


def tag_people(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Return names as mentions, and for people, organisations and places what they are of.

    Names in references are left out: `citations` has them.
    """
    skipped = _references(documents)
    authors = _column(documents, "authors")
    datelines = _column(documents, "dateline_place")
    cues = find_cues(documents.analysis, documents.texts)
    found = [
        find_names(text, who or (), where, skipped.get(doc_id, ()), one)  # type: ignore[arg-type] # by type of column
        for doc_id, text, who, where, one in zip(
            documents.ids, documents.texts, authors, datelines, cues, strict=True
        )
    ]
    owned = list(zip(documents.ids, found, strict=True))
    return {
        "mentions": rows_to_table((doc_id, _mentions(names)) for doc_id, names in owned),
        "entities": rows_to_table((doc_id, _entities(names)) for doc_id, names in owned),
    }


def _mentions(names: Names) -> list[Span | Row]:
    return [
        Span(
            one.start,
            one.end,
            type=one.type,
            match_kind=one.match_kind,
            entity_id=one.entity,
        )
        for one in names.mentions
    ]


def _entities(names: Names) -> list[Span | Row]:
    return [
        Row(
            entity_id=number,
            kind=one.kind,
            canonical=one.canonical,
            variants=list(one.variants),
            role=one.role,
            title=one.title,
            affiliation=one.affiliation,
        )
        for number, one in enumerate(names.entities)
    ]


def _references(documents: Documents) -> dict[str, list[Range]]:
    """Return where the references of each document stand."""
    segments = documents.table("segments").select(["doc_id", "clean_start", "clean_end", "kind"])
    found: dict[str, list[Range]] = {}
    kept = segments.filter(pc.equal(segments["kind"], "reference"))
    columns = (kept[name].to_pylist() for name in ("doc_id", "clean_start", "clean_end"))
    for doc_id, start, end in zip(*columns, strict=True):
        found.setdefault(doc_id, []).append((start, end))
    for stretches in found.values():
        stretches.sort()
    return found


def _column(documents: Documents, name: str) -> list[object]:
    if name not in documents.arrow.schema.names:
        return [None] * len(documents)
    return list(documents.arrow.column(name).to_pylist())


PEOPLE = Tagger(
    name="people",
    version="3",
    tag=tag_people,
    fills=("mentions", "entities"),
    needs=("segments",),
)
