"""Turns what was read into raw shards, and finds out what changed since the last commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from opsonin.manager.fingerprint import ENGINE_VERSION
from opsonin.manager.pipeline import Pipeline
from opsonin.runner.ingest.admitting import admitted
from opsonin.runner.ingest.departures import note_departures
from opsonin.runner.ingest.items import Found, Held, Refused
from opsonin.runner.ingest.places import Places
from opsonin.runner.ingest.reading import Item, Reader, Reading, ReadingCounts
from opsonin.runner.ingest.skipping import Memory
from opsonin.runner.writing import write_new_rows, write_table
from opsonin.runner.written import Written
from opsonin.stages.calling import TRANSIENT
from opsonin.stages.timing import Clock
from opsonin.store.store import Store
from opsonin.tables.model import arrow_schema
from opsonin.tables.parts import column_of, rows_as_table

#: A shard ends at so many bytes of raw documents, whatever their number, to bound memory.
SHARD_BYTES = 24 << 20
#: And at so many items that need no work: what is known, and what was refused.
_SHARD_ITEMS = 20_000


@dataclass(slots=True)
class Ingested:
    """What the ingest stage found.

    Attributes:
        uris: Every document to be looked at -> the place it is known by.
        is_stated: Documents of this run's inputs; the others only lost or changed a place.
        moved: Documents whose place has changed, so that rows that hold it have to be rewritten.
        raw_files: New document -> file of its raw row.
        first_places: New document -> place that it was first seen at in this run.
        sources: New document -> name and fingerprint of the source that read it.
        renewed: Documents that a new version of their source has read again.
        cached: Documents that were known already.
        sizes: New document -> size in bytes.
        gone: Documents that no place holds any more.
        previous: Place -> document that it held before, where it holds another one now.
        written: Rows of raw, sources and rejects.
        places: Where documents were seen in this run.
        n_items: Items that the sources gave.
        n_dropped: Further copies of the same bytes, and documents that were forgotten.
        refused: What did not become a document.
        counts: The account of each source.
    """

    uris: dict[str, str] = field(default_factory=dict)
    is_stated: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    raw_files: dict[str, str] = field(default_factory=dict)
    first_places: dict[str, str] = field(default_factory=dict)
    sources: dict[str, tuple[str, str]] = field(default_factory=dict)
    renewed: set[str] = field(default_factory=set)
    cached: set[str] = field(default_factory=set)
    sizes: dict[str, int] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    previous: dict[str, str] = field(default_factory=dict)
    written: Written = field(default_factory=Written)
    places: Places = field(default_factory=Places)
    n_items: int = 0
    n_dropped: int = 0
    refused: list[Refused] = field(default_factory=list)
    counts: Mapping[str, ReadingCounts] = field(default_factory=dict)


def ingest_inputs(pipeline: Pipeline, store: Store, clock: Clock) -> Ingested:
    """Read the inputs and write raw shards of the documents that are new.

    Args:
        pipeline: The sources, and the settings that name the inputs.
        store: Knows what was read before.
        clock: Is told where the time goes.

    Raises:
        ConfigError: An input does not exist.
        TableError: A source breaks the contract of table ``raw`` or ``sources``.
    """
    settings = pipeline.settings
    memory = Memory(store, pipeline)
    reader = Reader(pipeline.sources, settings.max_document_bytes, ENGINE_VERSION)
    if not settings.rehash:
        reader.recall = memory.recall
    found = Ingested(counts=reader.counts)
    size = settings.shard_documents
    items = admitted(reader.read(settings.inputs), found, store)
    for shard in _shards(items, size):
        for item in shard:
            _note(item, found, memory)
        fresh = _fresh([item for item in shard if isinstance(item, Found)], found, store)
        _write_new(fresh, found, pipeline, store, clock)
    note_departures(found, reader, settings, store)
    _follow_places(found, pipeline, store)
    _note_refused(found, reader.visited, pipeline, store)
    if found.written.files or any(found.written.replaced.values()):
        memory.save()
    return found


def _shards(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Cut the stream by number and by bytes."""
    shard: list[Item] = []
    n_documents = n_bytes = 0
    for item in items:
        shard.append(item)
        if isinstance(item, Found):
            n_documents += 1
            n_bytes += item.size_bytes
        if n_documents >= size or n_bytes >= SHARD_BYTES or len(shard) >= _SHARD_ITEMS:
            yield shard
            # The caller still holds it: a new list, so that only one shard lives at a time.
            shard, n_documents, n_bytes = [], 0, 0
    if shard:
        yield shard


def _note(item: Item, found: Ingested, memory: Memory) -> None:
    """Note a document with its place, or what was refused."""
    if isinstance(item, Reading):
        memory.note(item)
        return
    found.n_items += 1
    if isinstance(item, Refused):
        found.refused.append(item)
        # What cannot be read just now is not gone.
        if item.reason not in TRANSIENT:
            found.places.note_empty(item.source_uri)
        return
    if item.doc_id in found.is_stated:
        found.n_dropped += 1
        found.uris[item.doc_id] = min(found.uris[item.doc_id], item.source_uri)
    else:
        found.is_stated.add(item.doc_id)
        found.uris[item.doc_id] = item.source_uri
    if isinstance(item, Held) and item.doc_id not in found.raw_files:
        found.cached.add(item.doc_id)
    found.places.note(item)


def _fresh(documents: Sequence[Found], found: Ingested, store: Store) -> list[Found]:
    """Return the documents that have to be written, sorted, and note those that are known."""
    fresh: dict[str, Found] = {}
    for item in documents:
        # The first place in a run decides which source has read a document.
        if item.doc_id not in found.raw_files and item.doc_id not in found.cached:
            fresh.setdefault(item.doc_id, item)
    held = set(store.owners("raw", [*fresh]))
    known = _known({doc_id: fresh[doc_id] for doc_id in sorted(held)}, store)
    found.cached |= known
    found.renewed |= held - known
    return [item for doc_id, item in sorted(fresh.items()) if doc_id not in known]


def _write_new(
    news: Sequence[Found], found: Ingested, pipeline: Pipeline, store: Store, clock: Clock
) -> None:
    table = raw_table(news, arrow_schema(pipeline.tables["raw"]))
    ref = write_table(found.written, "raw", table, pipeline, store, clock=clock)
    if ref is None:
        return
    results = {one.name: (one.name, one.fingerprint) for one in pipeline.sources}
    for item in news:
        found.raw_files[item.doc_id] = ref.file
        found.first_places[item.doc_id] = item.source_uri
        found.sizes[item.doc_id] = item.size_bytes
        found.sources[item.doc_id] = results[item.source.name]


def raw_table(documents: Sequence[Found], schema: pa.Schema) -> pa.Table:
    """Return documents as rows of table ``raw``, sorted as they are given."""
    makers = [item.source for item in documents]
    columns: dict[str, list[object]] = {
        "component": [one.name for one in makers],
        "component_version": [one.version for one in makers],
    }
    for field_ in schema:
        if field_.name not in columns:
            columns[field_.name] = [getattr(item, field_.name) for item in documents]
    return pa.table({one.name: column_of(columns[one.name], one.type) for one in schema})


def _known(fresh: Mapping[str, Found], store: Store) -> set[str]:
    """Return the documents that the same version of the same source has read before."""
    results = store.results(list(fresh), sorted({item.source.name for item in fresh.values()}))
    return {
        doc_id
        for doc_id, item in fresh.items()
        if (known := results.get(doc_id, {}).get(item.source.name)) is not None
        and known.fingerprint == item.source.fingerprint
    }


def _follow_places(found: Ingested, pipeline: Pipeline, store: Store) -> None:
    """Follow change by place: a place speaks for the documents that it held before."""
    emptied: set[str] = set()
    lost: set[str] = set()
    for uris in found.places.chunks():
        before = store.places(uris)
        for uri, was in before.items():
            now = found.places.documents(uri)
            lost.update(doc_id for doc_id, _ in was if doc_id not in now)
            if not now:
                emptied.add(uri)
            current = found.places.current(uri)
            if current is not None and all(doc_id != current for doc_id, _ in was):
                found.previous[uri] = next(doc_id for doc_id, is_now in was if is_now)
        _write_places(uris, found, pipeline, store)
    _settle(sorted(found.is_stated | lost), found, store)
    _rewrite_raw(found, pipeline, store)
    if emptied:
        found.written.replaced.setdefault("sources", set()).update(emptied)


def _write_places(uris: Sequence[str], found: Ingested, pipeline: Pipeline, store: Store) -> None:
    schema = arrow_schema(pipeline.tables["sources"])
    here = found.places.rows(uris, store, schema)
    write_new_rows("sources", here, found.written, pipeline, store)


def _settle(touched: Sequence[str], found: Ingested, store: Store) -> None:
    """Find the place that each document is known by: the first of all in the alphabet."""
    places_before = store.places_of(touched)
    for doc_id in touched:
        was_at = places_before.get(doc_id, ())
        now_at = [uri for uri in was_at if uri not in found.places]
        if doc_id in found.is_stated:
            now_at.append(found.uris[doc_id])
        if not now_at:
            found.gone.add(doc_id)
            continue
        found.uris[doc_id] = min(now_at)
        if was_at and min(was_at) != found.uris[doc_id]:
            found.moved.add(doc_id)


def _rewrite_raw(found: Ingested, pipeline: Pipeline, store: Store) -> None:
    """Give raw rows the place that their document is known by."""
    stale = {
        found.raw_files[doc_id]
        for doc_id, place in found.first_places.items()
        if found.uris[doc_id] != place
    }
    written = found.written
    if stale:
        written.files["raw"] = [ref for ref in written.files["raw"] if ref.file not in stale]
        written.index = [rows for rows in written.index if rows.file not in stale]
    for file in sorted(stale):
        _write_raw(store.read("raw", file), found, pipeline, store)
    known = sorted(found.moved - set(found.raw_files))
    size = pipeline.settings.shard_documents
    for start in range(0, len(known), size):
        rows = store.read_rows("raw", known[start : start + size])
        _write_raw(rows, found, pipeline, store)


def _write_raw(rows: pa.Table, found: Ingested, pipeline: Pipeline, store: Store) -> None:
    doc_ids = rows["doc_id"].to_pylist()
    places = pa.array([found.uris[doc_id] for doc_id in doc_ids], pa.string())
    position = rows.schema.get_field_index("source_uri")
    named = rows.set_column(position, rows.schema.field(position), places)
    ref = write_table(found.written, "raw", named, pipeline, store)
    if ref is not None:
        found.raw_files.update(dict.fromkeys(doc_ids, ref.file))


def _note_refused(found: Ingested, visited: set[str], pipeline: Pipeline, store: Store) -> None:
    """Write rejects that are new, and take back those of resources that are well again."""
    rows: list[dict[str, object]] = [
        {
            "stage": "ingest",
            "component": item.component,
            "component_version": item.version,
            "source_uri": item.source_uri,
            "doc_id": None,
            "table_name": None,
            "reason": item.reason,
            "detail": item.detail,
        }
        for item in found.refused
    ]
    rows.sort(key=lambda row: str(row["source_uri"]))
    table = rows_as_table(rows, arrow_schema(pipeline.tables["rejects"]))
    write_new_rows("rejects", table, found.written, pipeline, store)
    refused = {item.source_uri for item in found.refused}
    healed = {
        owner
        for owner in store.all_owners("rejects")
        if owner not in refused and (owner.partition("#")[0] in visited or owner in found.places)
    }
    if healed:
        found.written.replaced.setdefault("rejects", set()).update(healed)
