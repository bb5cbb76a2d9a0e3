"""The tagger ``quotes``: what people are quoted to have said, and who they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Context, Documents, NoOptions, Row, Span, Tagger, rows_to_table
from opsonin_plugins.taggers.quotes.attribution import Quote, find_quotes
from opsonin_plugins.taggers.quotes.indirect import find_indirect, reporting_words
from opsonin_plugins.taggers.quotes.resolving import Known, Named, Voice, voices
from opsonin_plugins.taggers.quotes.speakers import Range

#: Types of mentions of whom can speak.
_TYPES = ("person", "organisation")


def tag_quotes(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Return direct and indirect quotes with speaker and cue; none of the references."""
    words = reporting_words(documents.analysis)
    said = {
        doc_id: found
        for doc_id, text, places in zip(documents.ids, documents.texts, words, strict=True)
        if (found := _quotes(text, places))
    }
    ids = pa.array(list(said), pa.string())
    skipped = _segments(documents, ids, "reference")
    # Who wrote a text is not whom it means by "she".
    bylines = _segments(documents, ids, "byline")
    named, known = _named(documents, ids), _known(documents, ids)
    rows: list[tuple[str, list[Span | Row]]] = []
    for doc_id, text in zip(documents.ids, documents.texts, strict=True):
        if doc_id not in said:
            continue
        stretches = skipped.get(doc_id, ())
        kept = [one for one in said[doc_id] if not _is_in(one.start, stretches)]
        names = [
            one for one in named.get(doc_id, ()) if not _is_in(one.start, bylines.get(doc_id, ()))
        ]
        spoken = voices(text, kept, names, known.get(doc_id, {}))
        rows.append((doc_id, list(map(_row, kept, spoken))))
    return {"quotes": rows_to_table(rows)}


def _quotes(text: str, words: Sequence[Range]) -> list[Quote]:
    direct = find_quotes(text)
    found = [*direct, *find_indirect(text, direct, words)]
    return sorted(found, key=lambda one: (one.start, one.end))


def _row(quote: Quote, voice: Voice) -> Span | Row:
    span, cue = voice.span or (None, None), quote.cue or (None, None)
    return Span(
        quote.start,
        quote.end,
        kind=quote.kind,
        is_closed=quote.is_closed,
        speaker=voice.speaker,
        entity_id=voice.entity,
        speaker_start=span[0],
        speaker_end=span[1],
        cue_start=cue[0],
        cue_end=cue[1],
        affiliation=voice.affiliation,
    )


def _rows(table: pa.Table, ids: pa.Array, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield cells of the rows of some documents."""
    kept = table.select(list(names)).filter(pc.is_in(table["doc_id"], value_set=ids))
    yield from zip(*(kept[name].to_pylist() for name in names), strict=True)


def _segments(documents: Documents, ids: pa.Array, kind: str) -> dict[str, list[Range]]:
    segments = documents.table("segments").select(["doc_id", "clean_start", "clean_end", "kind"])
    segments = segments.filter(pc.equal(segments["kind"], kind))
    found: dict[str, list[Range]] = {}
    for doc_id, start, end in _rows(segments, ids, ("doc_id", "clean_start", "clean_end")):
        found.setdefault(doc_id, []).append((start, end))
    return found


def _named(documents: Documents, ids: pa.Array) -> dict[str, list[Named]]:
    columns = ("doc_id", "clean_start", "clean_end", "entity_id", "type")
    mentions = documents.table("mentions").select(list(columns))
    is_wanted = pc.and_(
        pc.is_in(mentions["type"], value_set=pa.array(_TYPES)), pc.is_valid(mentions["entity_id"])
    )
    found: dict[str, list[Named]] = {}
    for doc_id, start, end, entity, kind in _rows(mentions.filter(is_wanted), ids, columns):
        found.setdefault(doc_id, []).append(Named(start, end, entity, kind == "person"))
    for named in found.values():
        named.sort(key=lambda one: one.start)
    return found


def _known(documents: Documents, ids: pa.Array) -> dict[str, dict[int, Known]]:
    columns = ("doc_id", "entity_id", "canonical", "role", "title", "affiliation")
    found: dict[str, dict[int, Known]] = {}
    for doc_id, entity, *cells in _rows(documents.table("entities"), ids, columns):
        found.setdefault(doc_id, {})[entity] = Known(*cells)
    return found


def _is_in(at: int, stretches: Sequence[Range]) -> bool:
    return any(start <= at < end for start, end in stretches)


QUOTES = Tagger(
    name="quotes",
    version="4",
    tag=tag_quotes,
    fills=("quotes",),
    needs=("segments", "mentions", "entities"),
)
