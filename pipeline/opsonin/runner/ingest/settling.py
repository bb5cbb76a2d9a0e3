"""Compares what was read with the store: what is new, what moved, what is gone.

It can be done again upon another commit. What it decides rests on all places of a document, in
the inputs and in the store, so that the order in which they were read does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from opsonin.manager.pipeline import Pipeline
from opsonin.runner.ingest.claims import check_claims, inputs_before
from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.ingest.places import CHUNK
from opsonin.runner.ingest.raw_rows import Stored, rewrite_stored, stored_rows, take_written
from opsonin.runner.ingest.seen import RawRow, Seen
from opsonin.runner.writing import write_new_rows
from opsonin.runner.written import Written
from opsonin.store.store import Store
from opsonin.tables.model import arrow_schema
from opsonin.tables.parts import rows_as_table


@dataclass(slots=True)
class _Changes:
    """What is found, as it is found."""

    uris: dict[str, str] = field(default_factory=dict)
    rows: dict[str, RawRow] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    renewed: set[str] = field(default_factory=set)
    cached: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    previous: dict[str, str] = field(default_factory=dict)
    written: Written = field(default_factory=Written)


def settle(seen: Seen, pipeline: Pipeline, store: Store) -> Ingested:
    """Find out what the inputs mean for the newest commit, and write rows that say so.

    Args:
        seen: What was read; it is left as it is.
        pipeline: The tables and settings.
        store: The commit to compare with.

    Raises:
        ConfigError: Two inputs claim one place for different documents.
        TableError: A source breaks the contract of table ``raw`` or ``sources``.
    """
    base = store.head()
    changes = _Changes()
    _follow_places(seen, changes, pipeline, store, inputs_before(store, base))
    if not changes.unread:
        touched = sorted(seen.uris.keys() | changes.lost)
        for start in range(0, len(touched), CHUNK):
            _settle(touched[start : start + CHUNK], seen, changes, store)
    if changes.unread:
        return Ingested(base=base, seen=seen, unread=changes.unread)
    _write_places(seen, changes, pipeline, store)
    raw_files = take_written(seen, changes.rows, changes.uris, changes.written, pipeline, store)
    raw_files |= rewrite_stored(changes.moved, changes.uris, changes.written, pipeline, store)
    _note_refused(seen, changes, pipeline, store)
    fingerprints = {one.name: (one.name, one.fingerprint) for one in pipeline.sources}
    return Ingested(
        base=base,
        seen=seen,
        uris=changes.uris,
        moved=changes.moved,
        raw_files=raw_files,
        sources={doc_id: fingerprints[row.source.name] for doc_id, row in changes.rows.items()},
        sizes={doc_id: row.size_bytes for doc_id, row in changes.rows.items()},
        renewed=changes.renewed,
        cached=changes.cached,
        gone=changes.gone,
        previous=changes.previous,
        written=changes.written,
    )


def _follow_places(
    seen: Seen, changes: _Changes, pipeline: Pipeline, store: Store, before: AbstractSet[str]
) -> None:
    """Follow change by place: a place speaks for the documents that it held before."""
    known: AbstractSet[str] = frozenset() if pipeline.settings.sync else before
    emptied: set[str] = set()
    for uris in seen.places.chunks():
        standing = store.places(uris)
        for uri in uris:
            if uri not in standing and seen.places.is_read_once(uri):
                continue
            was = {doc_id for doc_id, _ in standing.get(uri, ())}
            now = seen.places.documents(uri)
            # Another run has seen something else here since it was remembered.
            changes.unread |= seen.places.held(uri) - was
            if len(now) > 1:
                check_claims(uri, seen.roots, seen.roots)
            if was <= now:
                continue
            changes.lost |= was - now
            if uri not in seen.departed:
                check_claims(uri, seen.roots, known)
            if not now:
                emptied.add(uri)
            current = seen.places.current(uri)
            if current is not None and current not in was:
                held = (doc_id for doc_id, is_current in standing[uri] if is_current)
                changes.previous[uri] = next(held, max(was))
    if emptied:
        changes.written.replaced.setdefault("sources", set()).update(emptied)


def _settle(touched: Sequence[str], seen: Seen, changes: _Changes, store: Store) -> None:
    """Find the place that each document is known by, and the raw row that holds for it."""
    before = store.places_of(touched)
    left = []
    for doc_id in touched:
        places = [uri for uri in before.get(doc_id, ()) if uri not in seen.places]
        if doc_id in seen.uris:
            places.append(seen.uris[doc_id])
        if places:
            changes.uris[doc_id] = min(places)
            left.append(doc_id)
        else:
            changes.gone.add(doc_id)
    stored = stored_rows(left, store)
    readers = _readers(left, seen, changes, store)
    known = _known([doc_id for doc_id in left if doc_id in stored], seen, store)
    for doc_id in left:
        there, row = stored.get(doc_id), seen.rows.get(doc_id)
        reader = readers.get(doc_id)
        if there is not None and there.component == reader and doc_id in known:
            _keep(doc_id, there, seen, changes)
        elif row is not None and row.source.name == reader:
            _take(doc_id, row, there, changes)
        elif doc_id in seen.places.documents(changes.uris[doc_id]):
            changes.unread.add(doc_id)
        # Else who has read it at its place cannot be asked: that is not among the inputs.
        elif there is not None:
            _keep(doc_id, there, seen, changes)
        elif row is not None:
            _take(doc_id, row, there, changes)
        else:
            del changes.uris[doc_id]


def _keep(doc_id: str, there: Stored, seen: Seen, changes: _Changes) -> None:
    """Let the stored row stand, but for the place that it names."""
    if doc_id in seen.uris:
        changes.cached.add(doc_id)
    if there.source_uri != changes.uris[doc_id]:
        changes.moved.add(doc_id)


def _take(doc_id: str, row: RawRow, there: Stored | None, changes: _Changes) -> None:
    """Let the row that was read take the place of the stored one, if there is one."""
    changes.rows[doc_id] = row
    if there is not None:
        changes.renewed.add(doc_id)


def _readers(
    documents: Sequence[str], seen: Seen, changes: _Changes, store: Store
) -> dict[str, str]:
    """Return who has read each document at the place that it is known by.

    By contract the same source makes the same row of the same bytes, wherever they lie: this
    alone decides which raw row holds.
    """
    found: dict[str, str] = {}
    asked: dict[str, list[str]] = {}
    for doc_id in documents:
        uri = changes.uris[doc_id]
        reader = seen.places.reader(uri, doc_id)
        if reader is not None:
            found[doc_id] = reader.name
        else:
            asked.setdefault(uri, []).append(doc_id)
    columns = store.read_rows("sources", sorted(asked), ["source_uri", "doc_id", "component"])
    cells = (columns[name].to_pylist() for name in ("source_uri", "doc_id", "component"))
    known = {(uri, doc_id): component for uri, doc_id, component in zip(*cells, strict=True)}
    at = ((uri, doc_id) for uri, here in asked.items() for doc_id in here)
    return found | {pair[1]: known[pair] for pair in at if pair in known}


def _known(documents: Sequence[str], seen: Seen, store: Store) -> set[str]:
    """Return the documents of which no other row was written, or one that the store holds."""
    known = {doc_id for doc_id in documents if doc_id not in seen.rows}
    rows = {doc_id: seen.rows[doc_id] for doc_id in documents if doc_id not in known}
    names = sorted({row.source.name for row in rows.values()})
    results = store.results([*rows], names) if rows else {}
    for doc_id, row in rows.items():
        result = results.get(doc_id, {}).get(row.source.name)
        if result is not None and result.fingerprint == row.source.fingerprint:
            known.add(doc_id)
    return known


def _write_places(seen: Seen, changes: _Changes, pipeline: Pipeline, store: Store) -> None:
    schema = arrow_schema(pipeline.tables["sources"])
    for uris in seen.places.chunks():
        here = seen.places.rows(uris, store, schema)
        write_new_rows("sources", here, changes.written, pipeline, store)


def _note_refused(seen: Seen, changes: _Changes, pipeline: Pipeline, store: Store) -> None:
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
        for item in seen.refused
    ]
    rows.sort(key=lambda row: str(row["source_uri"]))
    table = rows_as_table(rows, arrow_schema(pipeline.tables["rejects"]))
    write_new_rows("rejects", table, changes.written, pipeline, store)
    refused = {item.source_uri for item in seen.refused}
    healed = {
        owner
        for owner in store.all_owners("rejects")
        if owner not in refused and _was_looked_at(owner, seen)
    }
    healed -= _documents_among(healed, store)
    if healed:
        changes.written.replaced.setdefault("rejects", set()).update(healed)


def _documents_among(owners: AbstractSet[str], store: Store) -> set[str]:
    """Return which owners of rejects are documents: a file may be called what its document is."""
    named = sorted(store.owners_among("raw", sorted(owners)))
    rows = store.read_rows("rejects", named, ["doc_id"])["doc_id"].to_pylist()
    return {doc_id for doc_id in rows if doc_id is not None}


def _was_looked_at(place: str, seen: Seen) -> bool:
    return place.partition("#")[0] in seen.visited or place in seen.places
