"""Reads the inputs, writes raw shards, and finds out what changed since the last commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from opsonin.errors import StoreError
from opsonin.manager.fingerprint import ENGINE_VERSION
from opsonin.manager.pipeline import Pipeline
from opsonin.runner.ingest.admitting import admitted
from opsonin.runner.ingest.departures import note_departures, standing
from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.ingest.items import Found, Settled
from opsonin.runner.ingest.raw_rows import write_read
from opsonin.runner.ingest.reading import Item, Reader, Reading
from opsonin.runner.ingest.resting import wake
from opsonin.runner.ingest.seen import Seen
from opsonin.runner.ingest.settling import settle
from opsonin.runner.ingest.skipping import Memory
from opsonin.stages.timing import Clock
from opsonin.store.records import Result
from opsonin.store.store import Store

#: Told what was read so far, and of which documents raw rows were written just now.
OnNew = Callable[[Seen, Sequence[str]], None]

#: A shard ends at so many bytes of raw documents, whatever their number, to bound memory.
SHARD_BYTES = 24 << 20
#: And at so many items that need no work: what is known, and what was refused.
_SHARD_ITEMS = 20_000
#: A second reading gives what the first took for known. More are due to other runs at work.
_MAX_READINGS = 10


def ingest_inputs(
    pipeline: Pipeline,
    store: Store,
    clock: Clock,
    unread: AbstractSet[str] = frozenset(),
    tell: OnNew = lambda _seen, _documents: None,
) -> Ingested:
    """Read the inputs, write raw shards of the documents that are new, and compare.

    Args:
        pipeline: The sources, and the settings that name the inputs.
        store: Knows what was read before.
        clock: Is told where the time goes.
        unread: Documents that have to be read, though the store may know them.
        tell: Told after every shard what was read, and which documents are new.

    Raises:
        ConfigError: An input does not exist, or two claim one place.
        TableError: A source breaks the contract of table ``raw`` or ``sources``.
        StoreError: The inputs or the store changed again and again while they were read.
    """
    for _ in range(_MAX_READINGS):
        memory = Memory(store, pipeline, frozenset(unread))
        seen = _read(pipeline, store, clock, memory, tell)
        ingested = settle(seen, pipeline, store)
        if seen.settled and ingested.base != seen.base:
            # What rested then may not do so any more.
            continue
        if not ingested.unread:
            if ingested.written.files or any(ingested.written.replaced.values()):
                memory.save()
            return ingested
        # Known by a place that was not opened, but read by another source or taken away since.
        unread |= ingested.unread
    raise StoreError(
        f"The inputs or the data folder changed {_MAX_READINGS} times while they were read.",
        where=str(pipeline.settings.data),
        remedy="Run again when nobody writes to the inputs.",
    )


def ingest_again(ingested: Ingested, pipeline: Pipeline, store: Store, clock: Clock) -> Ingested:
    """Compare what was read with what another run has committed since.

    The inputs are read again only if a document is missing that the store held before, or was
    forgotten.

    Args:
        ingested: What was compared with an earlier commit.
        pipeline: As for `ingest_inputs`.
        store: As for `ingest_inputs`.
        clock: As for `ingest_inputs`.

    Raises:
        OpsoninError: As for `ingest_inputs`.
    """
    # Of documents that rested nothing was noted that could be compared.
    if ingested.seen.settled or ingested.seen.forgotten != store.tombstones().doc_ids:
        return ingest_inputs(pipeline, store, clock)
    again = settle(ingested.seen, pipeline, store)
    return ingest_inputs(pipeline, store, clock, again.unread) if again.unread else again


def _read(pipeline: Pipeline, store: Store, clock: Clock, memory: Memory, tell: OnNew) -> Seen:
    """Read the inputs to their end."""
    settings = pipeline.settings
    base = store.head()
    reader = Reader(pipeline.sources, settings.max_document_bytes, ENGINE_VERSION)
    if not settings.rehash:
        reader.recall = memory.recall
    seen = Seen(
        visited=reader.visited,
        roots=reader.roots,
        revisited=reader.revisited,
        counts=reader.counts,
        forgotten=frozenset(store.tombstones().doc_ids),
        standing=standing(settings, store),
        base=base,
        resources=memory.known,
    )
    items = admitted(reader.read(settings.inputs), seen)
    for shard in _shards(items, settings.shard_documents):
        for item in shard:
            if isinstance(item, Reading):
                memory.note(item)
            elif isinstance(item, Settled):
                seen.note_settled(item)
            else:
                seen.note(item)
        found = [item for item in shard if isinstance(item, Found)]
        fresh = _fresh(found, seen, store, memory.unread)
        write_read(fresh, seen, pipeline, store, clock)
        tell(seen, [item.doc_id for item in fresh])
    wake(seen, store)
    note_departures(seen, settings, store)
    return seen


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


def _fresh(
    documents: Sequence[Found], seen: Seen, store: Store, unread: AbstractSet[str]
) -> list[Found]:
    """Return the documents whose raw row has to be written, sorted; more may be than are used."""
    first: dict[str, Found] = {}
    for item in documents:
        other = first.get(item.doc_id)
        if _is_needed(item, seen) and (other is None or item.source_uri < other.source_uri):
            first[item.doc_id] = item
    known = sorted(store.owners_among("raw", [*first]) - unread)
    results = store.results(known, sorted({item.source.name for item in first.values()}))
    places = store.places_of(known)
    stand = {
        doc_id
        for doc_id in known
        for item in [first[doc_id]]
        if not _is_renewed(item, results.get(doc_id, {}), places.get(doc_id, ()))
    }
    return [item for doc_id, item in sorted(first.items()) if doc_id not in stand]


def _is_needed(item: Found, seen: Seen) -> bool:
    """Tell whether a row of a document is not there, or not of the source that comes first."""
    row = seen.rows.get(item.doc_id)
    return row is None or (item.source_uri < row.source_uri and item.source.name != row.source.name)


def _is_renewed(item: Found, results: Mapping[str, Result], places: Sequence[str]) -> bool:
    """Tell whether a known document may have another row now.

    So it is if its source has another version, or if another source reads it at its first place.
    """
    known = results.get(item.source.name)
    if known is not None:
        return known.fingerprint != item.source.fingerprint
    return not places or item.source_uri <= places[0]
