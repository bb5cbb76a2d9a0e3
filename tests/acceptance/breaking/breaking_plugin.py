"""A third-party plugin whose components give whatever a test has put into `GIVEN`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from opsonin import (
    Cleaned,
    Cleaner,
    Context,
    Documents,
    Edit,
    NoOptions,
    RawDocument,
    Reject,
    Resource,
    Row,
    Source,
    Span,
    Tagger,
    Vocabulary,
    hookimpl,
)

#: Table -> the columns of the one row that is given for each document; for ``raw`` and
#: ``sources`` the attributes of a `RawDocument`, for ``rejects`` those of a `Reject`, for
#: ``removed`` those of an `Edit`, for ``vocabularies`` those of a `Vocabulary`.
GIVEN: dict[str, dict[str, Any]] = {}
#: Tagger -> the tables that it fills.
FILLED: dict[str, tuple[str, ...]] = {}

_CLEAN = ("fields", "segments", "flags", "signals")


def _read(_resource: Resource, _context: Context[NoOptions]) -> Iterator[RawDocument | Reject]:
    document: dict[str, Any] = {
        "payload": b"Lupus and gout.",
        "text": "Lupus and gout.",
        "media_type": "text/plain",
    }
    yield RawDocument(**document | GIVEN.get("raw", {}) | GIVEN.get("sources", {}))
    if "rejects" in GIVEN:
        yield Reject(**GIVEN["rejects"])


def _clean(documents: Documents, _context: Context[NoOptions]) -> Sequence[Cleaned]:
    edits = [Edit(**GIVEN["removed"])] if "removed" in GIVEN else []
    rows = {name: [_row(**GIVEN[name])] for name in _CLEAN if name in GIVEN}
    return [Cleaned(edits, rows) for _ in documents]


def _row(**columns: Any) -> Span | Row:
    if "clean_start" not in columns:
        return Row(**columns)
    return Span(columns.pop("clean_start"), columns.pop("clean_end"), **columns)


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    tables = {}
    for name in (name for filled in FILLED.values() for name in filled):
        rows = [{"doc_id": one, **GIVEN[name]} for one in documents.ids]
        tables[name] = pa.Table.from_pylist(rows)
        if name == "links":
            tables[name] = tables[name].drop_columns(["doc_id"])
    return tables


@hookimpl
def register_sources() -> Iterable[Source[Any]]:
    def accepts(resource: Resource) -> bool:
        return resource.location.startswith("told://")

    return [Source(name="feed", version="1", accepts=accepts, read=_read)]


@hookimpl
def register_cleaners() -> Iterable[Cleaner[Any]]:
    return [Cleaner(name="scribe", version="1", clean=_clean, phase="segment", fills=_CLEAN)]


@hookimpl
def register_taggers() -> Iterable[Tagger[Any]]:
    return [
        Tagger(name="teller", version="1", tag=_tag, fills=FILLED.get("teller", ())),
        Tagger(
            name="linker", version="1", tag=_tag, fills=FILLED.get("linker", ()), scope="corpus"
        ),
    ]


@hookimpl
def register_vocabularies() -> Iterable[Vocabulary]:
    described: dict[str, Any] = {
        "name": "words",
        "version": "1",
        "licence": "CC0-1.0",
        "sha256": "0" * 64,
        "n_concepts": 0,
        "n_terms": 0,
        "load": dict,
    }
    return [Vocabulary(**described | GIVEN.get("vocabularies", {}))]
