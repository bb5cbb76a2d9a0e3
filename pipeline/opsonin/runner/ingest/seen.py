"""What reading the inputs has brought to light, before it is compared with the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from opsonin.components.component import Source
from opsonin.manager.pipeline import Installed
from opsonin.runner.ingest.items import Found, Held, Refused, Settled
from opsonin.runner.ingest.places import SeenPlaces
from opsonin.runner.ingest.reading import ReadingCounts
from opsonin.runner.written import Written
from opsonin.stages.calling import TRANSIENT
from opsonin.store.readings import Noted


@dataclass(frozen=True, slots=True)
class RawRow:
    """The raw row of a document as this run has written it.

    Attributes:
        file: Where it lies.
        source_uri: The place at which the document was read for it.
        size_bytes: Size of the document.
        source: Who read it there.
    """

    file: str
    source_uri: str
    size_bytes: int
    source: Installed[Source[Any]]


@dataclass(frozen=True, slots=True)
class StoodBefore:
    """What stood in the store when the reading began, for runs that take away what is absent.

    Attributes:
        places: All places of documents.
        rejects: Places of what was refused.
    """

    places: tuple[str, ...] = ()
    rejects: tuple[str, ...] = ()


@dataclass(slots=True)
class Seen:
    """The account of one reading of the inputs; only the reading itself adds to it.

    It says nothing about what the store holds, so that it can be compared with the store again
    when another run has committed.

    Attributes:
        uris: Document -> the first of its places in the inputs, in the alphabet.
        places: Where documents were seen.
        rows: Document -> its raw row, where one was written.
        written: The files of these rows.
        refused: What did not become a document.
        n_items: Items that the sources gave.
        n_dropped: Further copies of the same bytes, and documents that were forgotten.
        visited: Every resource that was read or recalled, whatever came of it.
        departed: Places that ``--sync`` takes away.
        roots: Folders that the files of the inputs lie below.
        revisited: Resources that were come upon more than once.
        counts: The account of each source.
        forgotten: Documents that were left out wherever they were seen.
        left_out: Every sighting of one of them.
        standing: What ``--sync`` may take away.
        base: Number of the commit that stood when the reading began.
        settled: Resources of which nothing has to be looked at, by place; they have no other
            trace here, but in the number of items.
        n_settled: How many documents these have.
        resources: (location, place) -> what came of each other resource that has a stamp.
    """

    uris: dict[str, str] = field(default_factory=dict)
    places: SeenPlaces = field(default_factory=SeenPlaces)
    rows: dict[str, RawRow] = field(default_factory=dict)
    written: Written = field(default_factory=Written)
    refused: list[Refused] = field(default_factory=list)
    n_items: int = 0
    n_dropped: int = 0
    visited: set[str] = field(default_factory=set)
    departed: set[str] = field(default_factory=set)
    roots: set[str] = field(default_factory=set)
    revisited: set[str] = field(default_factory=set)
    counts: Mapping[str, ReadingCounts] = field(default_factory=dict)
    forgotten: frozenset[str] = frozenset()
    left_out: list[Found | Held] = field(default_factory=list)
    standing: StoodBefore = field(default_factory=StoodBefore)
    base: int = 0
    settled: dict[str, list[Settled]] = field(default_factory=dict)
    n_settled: int = 0
    resources: dict[tuple[str, str], Noted] = field(default_factory=dict)

    def note_settled(self, item: Settled) -> None:
        """Note documents of which nothing has to be looked at."""
        self.n_items += item.n_documents
        self.n_settled += item.n_documents
        self.settled.setdefault(item.uri, []).append(item)

    def note(self, item: Found | Held | Refused) -> None:
        """Note a document with its place, or what was refused."""
        self.n_items += 1
        if isinstance(item, Refused):
            self.refused.append(item)
            # What cannot be read just now is not gone.
            if item.reason not in TRANSIENT:
                self.places.note_empty(item.source_uri)
            return
        known = self.uris.get(item.doc_id)
        if known is not None:
            self.n_dropped += 1
        self.uris[item.doc_id] = item.source_uri if known is None else min(known, item.source_uri)
        self.places.note(item)

    def note_forgotten(self, item: Found | Held) -> None:
        """Note a document that is left out: its place holds nothing."""
        self.n_items += 1
        self.n_dropped += 1
        self.left_out.append(item)
        self.places.note_empty(item.source_uri)
