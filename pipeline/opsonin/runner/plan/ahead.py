"""Tasks of the clean stage that begin while the inputs are still read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from opsonin.manager.pipeline import Pipeline
from opsonin.runner.ingest.seen import Seen
from opsonin.runner.tasks import Task
from opsonin.store.store import Store

#: Fewer documents are not worth a task: every task checks and writes every table once.
LEAST_DOCUMENTS = 250


@dataclass(slots=True)
class Ahead:
    """Foresees tasks for documents that the store does not know.

    They need every cleaner, whatever else the inputs hold. Only the place that a document is known
    by may turn out to be another one, where a copy of it is read later: the plan of the stage takes
    those tasks that still hold, and nothing is foreseen any more after one that does not.

    Attributes:
        pipeline: The components.
        store: Knows which documents have results.
        tasks: What was foreseen so far.
    """

    pipeline: Pipeline
    store: Store
    tasks: list[Task] = field(default_factory=list)
    _n_dropped: int = 0
    _is_over: bool = False

    def foresee(self, seen: Seen, documents: Sequence[str]) -> list[Task]:
        """Return tasks for documents whose raw rows were written just now.

        Args:
            seen: What was read so far.
            documents: These documents.
        """
        self._look_back(seen)
        workers = self.pipeline.settings.workers
        if self._is_over or len(documents) < LEAST_DOCUMENTS * workers:
            return []
        known = self.store.results(documents)
        new = sorted(one for one in documents if one not in known)
        size = max(LEAST_DOCUMENTS, -(-len(new) // workers))
        groups = (new[start : start + size] for start in range(0, len(new), size))
        tasks = [self._task(group, seen) for group in groups]
        self.tasks += tasks
        return tasks

    def _look_back(self, seen: Seen) -> None:
        """Foresee no more if a copy was read whose place comes before that of the first."""
        if seen.n_dropped > self._n_dropped:
            self._n_dropped = seen.n_dropped
            self._is_over = not all(_has_places(task, seen.uris) for task in self.tasks)

    def _task(self, group: Sequence[str], seen: Seen) -> Task:
        files: dict[str, list[str]] = {}
        for doc_id in group:
            files.setdefault(seen.rows[doc_id].file, []).append(doc_id)
        return Task(
            stage="clean",
            settings=self.pipeline.settings.to_json(),
            fingerprints={one.name: one.fingerprint for one in self.pipeline.cleaners},
            documents=list(group),
            uris={doc_id: seen.uris[doc_id] for doc_id in group},
            reads={"raw": files},
            compute=[one.name for one in self.pipeline.cleaners],
        )


def still_hold(
    tasks: Sequence[Task],
    wanting: Collection[str],
    uris: Mapping[str, str],
    raw_files: Mapping[str, str],
) -> list[Task]:
    """Return the foreseen tasks that do what is to be done.

    Args:
        tasks: What was foreseen.
        wanting: Documents without results that need all cleaners.
        uris: Document -> the place that it is known by.
        raw_files: Document -> file of its raw row.
    """
    left = set(wanting)
    holding = []
    for task in tasks:
        if left.issuperset(task.documents) and _holds(task, uris, raw_files):
            left.difference_update(task.documents)
            holding.append(task)
    return holding


def _holds(task: Task, uris: Mapping[str, str], raw_files: Mapping[str, str]) -> bool:
    return _has_places(task, uris) and all(
        raw_files.get(doc_id) == file
        for file, documents in task.reads["raw"].items()
        for doc_id in documents
    )


def _has_places(task: Task, uris: Mapping[str, str]) -> bool:
    return all(uris.get(doc_id) == uri for doc_id, uri in task.uris.items())
