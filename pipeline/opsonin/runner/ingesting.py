"""Turns what was read into raw shards, and finds out what changed since the last commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from opsonin.manager.fingerprint import ENGINE_VERSION
from opsonin.manager.pipeline import Pipeline
from opsonin.runner.reading import Found, Reader, ReadingCounts, Refused, observed_at, raw_row
from opsonin.stages.calling import TRANSIENT
from opsonin.store.parquet import FileRef
from opsonin.store.store import Store
from opsonin.tables.digest import owner_digests
from opsonin.tables.model import arrow_schema, info_of
from opsonin.tables.parts import rows_as_table
from opsonin.tables.validation import check_table

#: A shard ends at so many bytes of raw documents, whatever their number, to bound memory.
SHARD_BYTES = 64 << 20


@dataclass(slots=True)
class Written:
    """Rows that this process wrote itself, and the owners that they replace."""

    files: dict[str, list[FileRef]] = field(default_factory=dict)
    index: list[dict[str, object]] = field(default_factory=list)
    replaced: dict[str, set[str]] = field(default_factory=dict)


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
        places: Rows of ``sources`` seen in this run, by document.
        n_items: Items that the sources gave.
        n_dropped: Further copies of the same bytes.
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
    places: dict[str, set[str]] = field(default_factory=dict)
    n_items: int = 0
    n_dropped: int = 0
    refused: list[Refused] = field(default_factory=list)
    counts: Mapping[str, ReadingCounts] = field(default_factory=dict)


def ingest_inputs(pipeline: Pipeline, store: Store) -> Ingested:
    """Read the inputs and write raw shards of the documents that are new.

    Raises:
        ConfigError: An input does not exist.
        TableError: A source breaks the contract of table ``raw`` or ``sources``.
    """
    settings = pipeline.settings
    reader = Reader(pipeline.sources, settings.max_document_bytes, ENGINE_VERSION)
    found = Ingested(counts=reader.counts)
    seen: dict[str, dict[str, dict[str, object]]] = {}
    for chunk in _chunks(reader.read(settings.inputs), settings.shard_documents):
        documents = [item for item in chunk if isinstance(item, Found)]
        found.n_items += len(chunk)
        found.refused += [item for item in chunk if isinstance(item, Refused)]
        _note(documents, found, seen)
        for item in chunk:
            # What cannot be read just now is not gone.
            if isinstance(item, Refused) and item.reason not in TRANSIENT:
                seen.setdefault(item.source_uri, {})
        _write_new(documents, found, pipeline, store)
    _follow_places(found, seen, pipeline, store)
    _note_refused(found, reader.visited, pipeline, store)
    return found


def _chunks(items: Iterable[Found | Refused], size: int) -> Iterator[list[Found | Refused]]:
    """Cut the stream by number and by bytes."""
    chunk: list[Found | Refused] = []
    n_bytes = 0
    for item in items:
        chunk.append(item)
        n_bytes += len(item.document.payload) if isinstance(item, Found) else 0
        if len(chunk) >= size or n_bytes >= SHARD_BYTES:
            yield chunk
            chunk, n_bytes = [], 0
    if chunk:
        yield chunk


def _note(
    documents: Sequence[Found],
    found: Ingested,
    seen: dict[str, dict[str, dict[str, object]]],
) -> None:
    """Note places; the last document seen at a place is the current one."""
    for item in documents:
        if item.doc_id in found.is_stated:
            found.n_dropped += 1
        found.is_stated.add(item.doc_id)
        found.places.setdefault(item.doc_id, set()).add(item.source_uri)
        here = seen.setdefault(item.source_uri, {})
        for row in here.values():
            row["is_current"] = False
        here[item.doc_id] = {
            "source_uri": item.source_uri,
            "doc_id": item.doc_id,
            "is_current": True,
            "observed_at": observed_at(item),
            "component": item.source.name,
            "component_version": item.source.version,
        }


def _write_new(
    documents: Sequence[Found], found: Ingested, pipeline: Pipeline, store: Store
) -> None:
    fresh: dict[str, Found] = {}
    for item in documents:
        # The first place in a run decides which source has read a document.
        if item.doc_id not in found.raw_files and item.doc_id not in found.cached:
            fresh.setdefault(item.doc_id, item)
    known = _known(fresh, store)
    found.cached |= known
    found.renewed |= set(store.owners("raw", [*fresh])) - known
    rows = [
        raw_row(item, item.source_uri)
        for doc_id, item in sorted(fresh.items())
        if doc_id not in known
    ]
    ref = write_rows(found.written, "raw", rows, pipeline, store)
    if ref is None:
        return
    for item in fresh.values():
        if item.doc_id not in known:
            found.raw_files[item.doc_id] = ref.file
            found.first_places[item.doc_id] = item.source_uri
            found.sizes[item.doc_id] = len(item.document.payload)
            found.sources[item.doc_id] = (item.source.name, item.source.fingerprint)


def _known(fresh: Mapping[str, Found], store: Store) -> set[str]:
    """Return the documents that the same version of the same source has read before."""
    results = store.results(list(fresh))
    return {
        doc_id
        for doc_id, item in fresh.items()
        if (known := results.get(doc_id, {}).get(item.source.name)) is not None
        and known.fingerprint == item.source.fingerprint
    }


def write_rows(
    written: Written,
    name: str,
    rows: Sequence[Mapping[str, object]],
    pipeline: Pipeline,
    store: Store,
) -> FileRef | None:
    """Check and write rows of a table, and note which owners they belong to.

    Args:
        written: Where the file and the owners are noted.
        name: The table.
        rows: One dictionary a row, sorted by owner.
        pipeline: Knows the table's model.
        store: Where to write.

    Raises:
        TableError: The rows break the contract of the table.
    """
    model = pipeline.tables[name]
    table = check_table(rows_as_table(rows, arrow_schema(model)), model)
    ref = store.write(name, table, arrow_schema(model))
    if ref is None:
        return None
    written.files.setdefault(name, []).append(ref)
    if not info_of(model).keys:
        return ref
    for owner, n_rows, digest in owner_digests(table, info_of(model).keys):
        written.replaced.setdefault(name, set()).add(owner)
        written.index.append(
            {
                "table_name": name,
                "owner": owner,
                "n_rows": n_rows,
                "digest": digest,
                "file": ref.file,
            }
        )
    return ref


def _follow_places(
    found: Ingested,
    seen: Mapping[str, Mapping[str, Mapping[str, object]]],
    pipeline: Pipeline,
    store: Store,
) -> None:
    """Follow change by place: a place speaks for the documents that it held before."""
    before = store.places(list(seen))
    lost: set[str] = set()
    for uri, rows in seen.items():
        was = {doc_id for doc_id, _ in before.get(uri, ())}
        lost |= was - set(rows)
        current = next((doc_id for doc_id, row in rows.items() if row["is_current"]), None)
        if was and current is not None and current not in was:
            found.previous[uri] = next(doc_id for doc_id, is_now in before[uri] if is_now)
    touched = sorted(found.is_stated | lost)
    places_before = store.places_of(touched)
    for doc_id in touched:
        was_at = set(places_before.get(doc_id, ()))
        elsewhere = {uri for uri in was_at if uri not in seen}
        now_at = elsewhere | found.places.get(doc_id, set())
        if not now_at:
            found.gone.add(doc_id)
            continue
        found.uris[doc_id] = min(now_at)
        if was_at and min(was_at) != min(now_at):
            found.moved.add(doc_id)
    _rewrite_raw(found, pipeline, store)
    here = [dict(row) for uri in sorted(seen) for _, row in sorted(seen[uri].items())]
    news = _new_rows("sources", here, pipeline, store)
    write_rows(found.written, "sources", news, pipeline, store)
    emptied = {uri for uri, documents in seen.items() if before.get(uri) and not documents}
    if emptied:
        found.written.replaced.setdefault("sources", set()).update(emptied)


def _new_rows(
    name: str, rows: Sequence[Mapping[str, object]], pipeline: Pipeline, store: Store
) -> list[Mapping[str, object]]:
    """Leave out the rows of places whose rows stand in the store as they are."""
    model = pipeline.tables[name]
    table = rows_as_table(rows, arrow_schema(model))
    digests = {owner: digest for owner, _, digest in owner_digests(table, info_of(model).keys)}
    before = store.owners(name, list(digests))
    return [
        row
        for row in rows
        if (owner := str(row["source_uri"])) not in before or before[owner].digest != digests[owner]
    ]


def _rewrite_raw(found: Ingested, pipeline: Pipeline, store: Store) -> None:
    """Give raw rows the place that their document is known by."""
    stale = {
        found.raw_files[doc_id]
        for doc_id, place in found.first_places.items()
        if found.uris[doc_id] != place
    }
    written = found.written
    for file in sorted(stale):
        rows = store.read("raw", file).to_pylist()
        written.files["raw"] = [ref for ref in written.files["raw"] if ref.file != file]
        written.index = [row for row in written.index if row["file"] != file]
        _write_raw(rows, found, pipeline, store)
    known = sorted(found.moved - set(found.raw_files))
    _write_raw(store.read_rows("raw", known).to_pylist(), found, pipeline, store)


def _write_raw(
    rows: Sequence[Mapping[str, object]], found: Ingested, pipeline: Pipeline, store: Store
) -> None:
    named = [{**row, "source_uri": found.uris[str(row["doc_id"])]} for row in rows]
    named.sort(key=lambda row: str(row["doc_id"]))
    ref = write_rows(found.written, "raw", named, pipeline, store)
    if ref is not None:
        found.raw_files |= {str(row["doc_id"]): ref.file for row in named}


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
    news = _new_rows("rejects", rows, pipeline, store)
    write_rows(found.written, "rejects", news, pipeline, store)
    refused = {item.source_uri for item in found.refused}
    healed = {
        owner
        for owner in store.all_owners("rejects")
        if owner not in refused and owner.partition("#")[0] in visited
    }
    if healed:
        found.written.replaced.setdefault("rejects", set()).update(healed)
