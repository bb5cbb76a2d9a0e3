"""Counts what became of the documents that each source gave, by the raw rows that stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.ingest.items import Found
from opsonin.runner.ingest.seen import Seen
from opsonin.store.store import Store

#: Place, document, and the source that gave it; "" where the store has to say which.
_Sighting = tuple[str, str, str]


@dataclass(slots=True)
class Arrivals:
    """What became of documents, by the source that gave them.

    Attributes:
        out: Documents that have a raw row, put down to the source that gave them first.
        dropped: Further sightings of the same bytes, and documents that were forgotten.
    """

    out: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)


def by_source(ingested: Ingested, store: Store) -> Arrivals:
    """Count what became of every document of the inputs.

    Args:
        ingested: Where they were seen, and the raw rows that the run has written.
        store: The raw rows of earlier runs, and who has read what was not opened again.
    """
    seen = ingested.seen
    written = ingested.stated & ingested.raw_files.keys()
    known = written | store.owners_among("raw", sorted(ingested.stated - written))
    found = Arrivals()
    first: set[str] = set()
    for _, doc_id, name in _attributed(_sightings(seen), seen, store):
        if doc_id in first:
            found.dropped[name] += 1
        else:
            first.add(doc_id)
            found.out[name] += doc_id in known
    for resting in seen.settled.values():
        for one in resting:
            found.out[one.source] += one.n_documents
    for _, _, name in _attributed(_left_out(seen), seen, store):
        found.dropped[name] += 1
    return found


def _sightings(seen: Seen) -> Iterable[_Sighting]:
    for uri, doc_id, reader in seen.places.sightings():
        yield uri, doc_id, reader.name if reader else ""


def _left_out(seen: Seen) -> Iterable[_Sighting]:
    for item in seen.left_out:
        name = item.source.name if isinstance(item, Found) else ""
        yield item.source_uri, item.doc_id, name


def _attributed(sightings: Iterable[_Sighting], seen: Seen, store: Store) -> Iterable[_Sighting]:
    """Name the source of what was not opened again: the only one, or the one that the store has."""
    active = [name for name, counts in seen.counts.items() if counts.documents_in]
    if len(active) == 1:
        return ((uri, doc_id, active[0]) for uri, doc_id, _ in sightings)
    listed = list(sightings)
    makers = _makers({uri for uri, _, name in listed if not name}, store)
    return ((uri, doc_id, name or makers.get((uri, doc_id), "")) for uri, doc_id, name in listed)


def _makers(uris: AbstractSet[str], store: Store) -> Mapping[tuple[str, str], str]:
    columns = ("source_uri", "doc_id", "component")
    rows = store.read_rows("sources", sorted(uris), columns)
    uri, doc_id, maker = (rows[name].to_pylist() for name in columns)
    return dict(zip(zip(uri, doc_id, strict=True), maker, strict=True))
