"""Calls a component on a batch so that one bad document costs only itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from opsonin.components.documents import Documents
from opsonin.stages.origins import told
from opsonin.stages.timing import COMPONENTS, Clock

T = TypeVar("T")

#: Rejects with these reasons may pass another time; all others are remembered.
TRANSIENT = frozenset({"io", "timeout", "memory"})
_DETAIL_LENGTH = 500
#: Documents in one request to a worker process, so that a hanging one costs few others a retry.
ISOLATED_BATCH = 16


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that a component could not cope with.

    Attributes:
        doc_id: The document.
        reason: Code of the reason.
        detail: What is wrong, in words.
        table_name: The table whose rows cannot be used, if it is about rows.
    """

    doc_id: str
    reason: str
    detail: str
    table_name: str | None = None


@dataclass(slots=True)
class Counts:
    """The account of one component over a batch, in documents and rows."""

    documents_in: int = 0
    documents_cached: int = 0
    rows_emitted: int = 0
    rows_rejected: int = 0
    rows_refined: int = 0
    rows_changed: int = 0
    bytes_emitted: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What came out of a call: results with the documents they are for, and failures."""

    results: list[tuple[Documents, T]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def call(
    component: Callable[[Documents], T], documents: Documents, *, batch_documents: int | None = None
) -> Outcome[T]:
    """Call a component on a batch; if it raises, on one document after the other.

    Args:
        component: Gets a batch, gives its result or raises.
        documents: The batch; an empty one is not passed on.
        batch_documents: Cut the batch into smaller ones of so many documents.
    """
    outcome: Outcome[T] = Outcome()
    for name in documents.table_names if len(documents) else ():
        # Before the component's own time is counted.
        documents.table(name)
    size = batch_documents or max(len(documents), 1)
    singles: list[Documents] = []
    for start in range(0, len(documents), size):
        positions = list(range(start, min(start + size, len(documents))))
        whole = len(positions) == len(documents)
        piece = documents if whole else documents.take(positions)
        singles += _attempts(component, piece, outcome)
    for batch in singles:
        try:
            outcome.results.append((batch, component(batch)))
        except Exception as error:  # noqa: BLE001 - any error of a component is a reject
            outcome.failures.append(failure(batch.ids[0], error))
    return outcome


@contextmanager
def clocked(counts: Counts, clock: Clock) -> Iterator[None]:
    """Count the time of a call for the component alone."""
    started = time.perf_counter()
    try:
        yield
    finally:
        seconds = time.perf_counter() - started
        counts.seconds += seconds
        clock.add(COMPONENTS, seconds)


def failure(doc_id: str, error: BaseException) -> Failure:
    """Turn an exception into a reject, with a reason that tells whether to try again."""
    reason = "error"
    if isinstance(error, MemoryError):
        reason = "memory"
    elif isinstance(error, TimeoutError):
        reason = "timeout"
    elif isinstance(error, OSError):
        reason = "io"
    detail = told(error).encode("utf-8", "replace").decode("utf-8")
    return Failure(doc_id, reason, detail.replace("\0", "\\0")[:_DETAIL_LENGTH])


def _attempts(
    component: Callable[[Documents], T], documents: Documents, outcome: Outcome[T]
) -> Sequence[Documents]:
    """Try the whole batch; return the single documents that are left to be tried."""
    if len(documents) == 0:
        return []
    if len(documents) == 1:
        return [documents]
    try:
        outcome.results.append((documents, component(documents)))
    except Exception:  # noqa: BLE001 - the single documents tell which of them is the cause
        return [documents.take([position]) for position in range(len(documents))]
    return []
