"""What a stage has to do, what it has done, and what a run would commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.tasks import Manifest, Task
from opsonin.store.records import Result


@dataclass(frozen=True, slots=True)
class Plan:
    """The tasks of a stage, and the documents that need none.

    Attributes:
        tasks: What has to be done.
        settled: Documents whose rows stand as they are, but for those of resources that rest.
        n_resting: How many documents these have.
        results: Document -> component -> what the store held of every document of the run, cached
            or of a fingerprint that has passed.
    """

    tasks: tuple[Task, ...]
    settled: frozenset[str]
    results: Mapping[str, Mapping[str, Result]]
    n_resting: int = 0

    @property
    def n_settled(self) -> int:
        """How many documents have rows that stand as they are."""
        return len(self.settled) + self.n_resting


@dataclass(frozen=True, slots=True)
class Staged:
    """What a stage has done: its plan and the shards that it finished."""

    plan: Plan
    manifests: tuple[Manifest, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a run would commit upon the commit that its inputs were compared with."""

    ingested: Ingested
    cleaned: Staged
    tagged: Staged
