"""What the inputs mean for the store as it stands: the ingest stage's result."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from opsonin.runner.ingest.seen import Seen
from opsonin.runner.written import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What was read, compared with one commit. It holds for no other.

    Attributes:
        base: Number of the commit that it was compared with.
        seen: What was read.
        uris: Every document to be looked at -> the place it is known by.
        moved: Documents whose place has changed, so that rows that hold it have to be rewritten.
        raw_files: Document -> file of its raw row, where this run has written it.
        sources: Document -> name and fingerprint of the source, where it was read for this run.
        sizes: The same documents -> size in bytes.
        renewed: Documents that stand in the store and whose text is another one now.
        cached: Documents of the inputs whose row stands as it is, but perhaps for the place.
        gone: Documents that no place holds any more.
        previous: Place -> document that it held before, where it holds another one now.
        unread: Documents whose row is missing and has to be read: if there are any, the rest of
            this is void.
        written: Rows of raw, sources and rejects.
    """

    base: int
    seen: Seen = field(default_factory=Seen)
    uris: Mapping[str, str] = field(default_factory=dict)
    moved: AbstractSet[str] = frozenset()
    raw_files: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    renewed: AbstractSet[str] = frozenset()
    cached: AbstractSet[str] = frozenset()
    gone: AbstractSet[str] = frozenset()
    previous: Mapping[str, str] = field(default_factory=dict)
    unread: AbstractSet[str] = frozenset()
    written: Written = field(default_factory=Written)

    @property
    def stated(self) -> AbstractSet[str]:
        """Documents of this run's inputs; the others only lost or changed a place.

        Those of resources that rest are not among them: they are only counted.
        """
        return self.seen.uris.keys()

    @property
    def n_cached(self) -> int:
        """How many documents of the inputs have a row that stands as it is."""
        return len(self.cached) + self.seen.n_settled
