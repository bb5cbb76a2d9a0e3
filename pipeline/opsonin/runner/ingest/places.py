"""Where documents were seen in a run: the rows of table ``sources``, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from opsonin.components.component import Source
from opsonin.manager.pipeline import Installed
from opsonin.runner.ingest.items import Found, Held
from opsonin.store.store import Store

#: Places that are looked at together; what is held of them grows no further.
CHUNK = 20_000


@dataclass(slots=True)
class SeenPlaces:
    """The places of a run in the order in which they were seen.

    A place is a number: a run may have millions, and each costs two references and a key.

    Attributes:
        uris: The places.
        doc_ids: What was seen there.
    """

    uris: list[str] = field(default_factory=list)
    doc_ids: list[str] = field(default_factory=list)
    _readers: list[Installed[Source[Any]] | None] = field(default_factory=list)
    _moments: dict[int, datetime] = field(default_factory=dict)
    _last: dict[str, int] = field(default_factory=dict)
    #: Earlier sightings of places that were seen more than once.
    _earlier: dict[str, list[int]] = field(default_factory=dict)
    _emptied: set[str] = field(default_factory=set)

    def note(self, item: Found | Held) -> None:
        """Note a document; the last one seen at a place is the current one."""
        number = len(self.uris)
        uri = item.source_uri
        before = self._last.get(uri)
        if before is not None:
            self._earlier.setdefault(uri, []).append(before)
            uri = self.uris[before]
        self._last[uri] = number
        self.uris.append(uri)
        self.doc_ids.append(item.doc_id)
        self._readers.append(item.source if isinstance(item, Found) else None)
        if isinstance(item, Found) and item.observed_at is not None:
            self._moments[number] = item.observed_at

    def note_empty(self, uri: str) -> None:
        """Note that nothing could be read at a place, and that this will not mend itself."""
        self._emptied.add(uri)

    def __contains__(self, uri: object) -> bool:
        """Tell whether the run has looked at a place."""
        return uri in self._last or uri in self._emptied

    def current(self, uri: str) -> str | None:
        """Return the document that stands at a place now."""
        number = self._last.get(uri)
        return None if number is None else self.doc_ids[number]

    def is_read_once(self, uri: str) -> bool:
        """Tell whether one document was seen at a place, by a source; so it is with nearly all."""
        number = self._last.get(uri)
        if number is None or uri in self._earlier:
            return False
        return self._readers[number] is not None

    def documents(self, uri: str) -> set[str]:
        """Return all documents seen at a place."""
        return {self.doc_ids[number] for number in self._numbers(uri)}

    def held(self, uri: str) -> set[str]:
        """Return the documents at a place that the store gave, because nothing was opened."""
        return {self.doc_ids[one] for one in self._numbers(uri) if self._readers[one] is None}

    def reader(self, uri: str, doc_id: str) -> Installed[Source[Any]] | None:
        """Return who has read a document at a place in this run; None if nobody has."""
        for number in self._numbers(uri):
            if self.doc_ids[number] == doc_id:
                return self._readers[number]
        return None

    def sightings(self) -> Iterator[tuple[str, str, Installed[Source[Any]] | None]]:
        """Yield place, document and reader of each sighting; None where nothing was opened."""
        return zip(self.uris, self.doc_ids, self._readers, strict=True)

    def chunks(self) -> Iterator[list[str]]:
        """Yield all places looked at, sorted, so many at a time."""
        uris = sorted({*self._last, *self._emptied} if self._emptied else self._last)
        for start in range(0, len(uris), CHUNK):
            yield uris[start : start + CHUNK]

    def rows(self, uris: Sequence[str], store: Store, schema: pa.Schema) -> pa.Table:
        """Return the rows of these places, those left out of which all is held.

        Args:
            uris: Places that were looked at.
            store: Knows who read what is held.
            schema: The columns of table ``sources``.
        """
        numbers: list[int] = []
        for uri in uris:
            if self.is_read_once(uri):
                numbers.append(self._last[uri])
                continue
            mine = self._numbers(uri)
            if any(self._readers[number] is not None for number in mine):
                numbers += mine
        columns = self._columns(numbers)
        held = [
            position for position, number in enumerate(numbers) if self._readers[number] is None
        ]
        if held:
            self._complete(columns, held, store)
        return pa.table({one.name: pa.array(columns[one.name], one.type) for one in schema})

    def _numbers(self, uri: str) -> list[int]:
        """Return the last sighting of each document at a place, sorted by document."""
        last = self._last.get(uri)
        if last is None:
            return []
        earlier = self._earlier.get(uri)
        if earlier is None:
            return [last]
        by_document = {self.doc_ids[number]: number for number in (*earlier, last)}
        return [by_document[doc_id] for doc_id in sorted(by_document)]

    def _columns(self, numbers: Sequence[int]) -> dict[str, list[Any]]:
        readers = [self._readers[number] for number in numbers]
        return {
            "source_uri": [self.uris[number] for number in numbers],
            "doc_id": [self.doc_ids[number] for number in numbers],
            "is_current": [self._last[self.uris[number]] == number for number in numbers],
            "observed_at": [self._moments.get(number) for number in numbers],
            "component": [one.name if one else None for one in readers],
            "component_version": [one.version if one else None for one in readers],
        }

    def _complete(
        self, columns: Mapping[str, list[Any]], held: Sequence[int], store: Store
    ) -> None:
        """Fill in what the store knows of documents that were not opened again."""
        uris = [columns["source_uri"][position] for position in held]
        known = {
            (row["source_uri"], row["doc_id"]): row
            for row in store.read_rows("sources", uris).to_pylist()
        }
        for position in held:
            row = known[columns["source_uri"][position], columns["doc_id"][position]]
            for name in ("observed_at", "component", "component_version"):
                columns[name][position] = row[name]
