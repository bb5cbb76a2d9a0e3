"""Notes what came of a resource, so that one that has not changed is not opened again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from opsonin.components.component import Resource
from opsonin.manager.fingerprint import ENGINE_VERSION, fingerprint
from opsonin.manager.pipeline import Pipeline
from opsonin.runner.ingest.items import Held, Refused, Settled
from opsonin.runner.ingest.reading import Reading, Recalled
from opsonin.runner.ingest.resting import digest_of, settled_fingerprint
from opsonin.store.readings import Below, Noted
from opsonin.store.store import Store


@dataclass(slots=True)
class Memory:
    """What the store knows of resources by their stamp.

    It is believed only where the store still holds, below the place of the resource, exactly the
    documents and rejects that reading it gave: another input, a take-down or a removal may have
    changed them. So it may be written at any time, and losing it costs a reading.

    Attributes:
        store: The data folder.
        pipeline: The sources.
        unread: Documents that are wanted as they are read: resources that hold one are not known.
        known: (location, place) of resources that were read, or compared document by document.
    """

    store: Store
    pipeline: Pipeline
    unread: AbstractSet[str] = frozenset()
    known: dict[tuple[str, str], Noted] = field(default_factory=dict)
    _noted: dict[tuple[str, str], Noted] = field(default_factory=dict)
    _fingerprint: str = ""
    _settled: str = ""

    def __post_init__(self) -> None:
        """Name what decides what comes of a resource, besides its bytes."""
        self._fingerprint = fingerprint(
            {
                "engine": ENGINE_VERSION,
                "sources": {one.name: one.fingerprint for one in self.pipeline.sources},
                "max_document_bytes": self.pipeline.settings.max_document_bytes,
            }
        )
        # What is absent, or wanted once more, has to be told apart from what is not.
        is_simple = not self.unread and not self.pipeline.settings.sync
        self._settled = settled_fingerprint(self.pipeline) if is_simple else ""

    def recall(self, resources: Sequence[Resource]) -> list[Recalled | None]:
        """Return what came of each resource; None for those that have to be read."""
        recalled = self._settled_ones(resources)
        left = [one for one in resources if (one.location, one.uri) not in recalled]
        if left:
            recalled |= self._compared(left)
        return [recalled.get((one.location, one.uri)) for one in resources]

    def _settled_ones(self, resources: Sequence[Resource]) -> dict[tuple[str, str], Recalled]:
        """Return those of which nothing has to be compared."""
        if not self._settled:
            return {}
        keys = [(one.location, one.uri) for one in resources]
        known = self.store.settled_resources(keys, self._settled)
        found = {}
        for one in resources if known else ():
            there = known.get((one.location, one.uri))
            if there is not None and there.stamp == one.stamp:
                apart = [Held(doc_id, place) for place, doc_id in there.apart]
                others = Settled(one.location, one.uri, there.n_documents, there.source)
                counts = {there.source: there.n_items}
                found[one.location, one.uri] = Recalled([*apart, others], counts)
        return found

    def _compared(self, resources: Sequence[Resource]) -> dict[tuple[str, str], Recalled]:
        """Return those of which the store holds all that reading them gave."""
        known = self.store.readings([(one.location, one.uri) for one in resources])
        same = [
            one
            for one in resources
            if (found := known.get((one.location, one.uri))) is not None
            and (found.stamp, found.fingerprint) == (one.stamp, self._fingerprint)
        ]
        below = self.store.below([one.uri for one in same])
        rejects = self._rejects(below)
        readable = self._readable(below)
        recalled: dict[tuple[str, str], Recalled] = {}
        for one in same:
            found, there = known[one.location, one.uri], below[one.uri]
            is_there = readable.issuperset(doc_id for _, doc_id, _ in there.places)
            refused = [row for place, _ in there.rejects for row in rejects[place]]
            is_final = not any(row.reason in self.pipeline.settings.retry for row in refused)
            if is_there and is_final and found.digest == f"{digest_of(there):x}":
                held = [Held(doc_id, place) for place, doc_id, _ in there.places]
                recalled[one.location, one.uri] = Recalled([*held, *refused], found.counts)
                self.known[one.location, one.uri] = found
        return recalled

    def _readable(self, below: Mapping[str, Below]) -> set[str]:
        """Return the documents whose raw row stands in the store and will do."""
        documents = [doc_id for there in below.values() for _, doc_id, _ in there.places]
        return self.store.owners_among("raw", documents) - self.unread

    def note(self, reading: Reading) -> None:
        """Note a resource that was read to its end."""
        key = reading.location, reading.uri
        self.known[key] = self._noted[key] = Noted(
            reading.stamp, self._fingerprint, f"{reading.digest:x}", reading.counts
        )

    def save(self) -> None:
        """Write what was noted to the state of the store."""
        if self._noted:
            self.store.note_readings(self._noted)
            self._noted = {}

    def _rejects(self, below: Mapping[str, Below]) -> dict[str, list[Refused]]:
        places = [place for one in below.values() for place, _ in one.rejects]
        found: dict[str, list[Refused]] = {place: [] for place in places}
        for row in self.store.read_rows("rejects", places).to_pylist() if places else ():
            found[row["source_uri"]].append(
                Refused(
                    row["source_uri"],
                    row["reason"],
                    row["detail"],
                    row["component"],
                    row["component_version"],
                )
            )
        return found
