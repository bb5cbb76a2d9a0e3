"""Runs a component in a worker process that can be limited and killed.

Native parsers can crash, hang and swallow memory, and no signal interrupts them. The worker
rebuilds the component from name, version and options; nothing is pickled.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import orjson
import pyarrow as pa

from opsonin.components.component import Cleaner, Reject, Tagger
from opsonin.components.context import Context
from opsonin.components.documents import Documents
from opsonin.components.rows import Cleaned, Row, Span
from opsonin.manager.pipeline import Installed
from opsonin.runner.frames import pack_tables, receive, send, unpack_tables
from opsonin.spans.edit import Edit

#: Wall time for one request. Source: ours; a 100 kB page takes 0.05 s, a hostile one for ever.
TIMEOUT_S = 30.0
#: A worker needs its libraries' time to start.
START_TIMEOUT_S = 60.0
_ERRORS: Mapping[str, type[Exception]] = {
    "MemoryError": MemoryError,
    "TimeoutError": TimeoutError,
    "OSError": OSError,
}


class WorkerError(Exception):
    """What a component raised in its worker process, or how that process died."""


def isolated_cleaner(one: Installed[Cleaner[Any]], settings: Mapping[str, object]) -> Cleaner[Any]:
    """Return the cleaner, its function replaced by a call of a worker if it asks for one."""
    if one.component.isolation == "inline":
        return one.component

    def clean(
        documents: Documents, _context: Context[Any]
    ) -> Sequence[Cleaned | Reject] | Mapping[str, pa.Table]:
        with _borrowed(one.name, settings) as worker:
            frame, *tables = worker.request("clean", documents)
        entries = orjson.loads(frame)
        return unpack_tables(tables) if entries is None else [_cleaned(one) for one in entries]

    return replace(one.component, clean=clean)


def isolated_tagger(one: Installed[Tagger[Any]], settings: Mapping[str, object]) -> Tagger[Any]:
    """Return the tagger, its function replaced by a call of a worker if it asks for one."""
    if one.component.isolation == "inline":
        return one.component

    def tag(documents: Documents, _context: Context[Any]) -> Mapping[str, pa.Table]:
        with _borrowed(one.name, settings) as worker:
            return unpack_tables(worker.request("tag", documents))

    return replace(one.component, tag=tag)


def _cleaned(entry: Any) -> Cleaned | Reject:
    if "reason" in entry:
        return Reject(entry["reason"], entry["detail"])
    rows: dict[str, list[Span | Row]] = {}
    for name, found in entry["rows"].items():
        rows[name] = [
            Row(**columns) if start is None else Span(start, end, **columns)
            for start, end, columns in found
        ]
    return Cleaned([Edit(*edit) for edit in entry["edits"]], rows)


@dataclass(slots=True, eq=False)
class _Worker:
    """A worker process and the component that it holds.

    Attributes:
        process: The process.
        owner: The process that started it.
        is_started: Whether it has answered at least once.
        is_in_step: Whether every request was answered whole, so that the next answer is to the
            next request.
    """

    process: subprocess.Popen[bytes]
    owner: int
    is_started: bool = False
    is_in_step: bool = True

    def request(self, kind: str, documents: Documents) -> list[bytes]:
        """Send a batch and wait for what comes of it.

        Raises:
            TimeoutError: It took too long; the process is killed.
            MemoryError: The process ran out of memory.
            WorkerError: The component raised, or the process died.
        """
        tables = {name: documents.table(name) for name in documents.table_names}
        batch = pa.Table.from_batches([documents.arrow])
        frames = [kind.encode(), *pack_tables({"": batch, **tables})]
        timeout_s = TIMEOUT_S if self.is_started else START_TIMEOUT_S + TIMEOUT_S
        self.is_in_step = False
        try:
            send(self._pipe(self.process.stdin), frames)
            status, *answer = receive(self._pipe(self.process.stdout), timeout_s)
        except TimeoutError:
            self.kill()
            raise TimeoutError(f"no answer within {timeout_s:.0f} s") from None
        except (EOFError, BrokenPipeError):
            raise self._death() from None
        self.is_started = self.is_in_step = True
        if status == b"ok":
            return answer
        error = orjson.loads(answer[0])
        kind_of_error = _ERRORS.get(error["type"])
        if kind_of_error is not None:
            raise kind_of_error(error["message"])
        raise WorkerError(f"{error['type']}: {error['message']}")

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _death(self) -> Exception:
        code = self.process.wait()
        self.kill()
        if code == -signal.SIGKILL:
            return MemoryError("the worker process was killed, probably for its memory")
        if code == -signal.SIGXCPU:
            return TimeoutError("the worker process used up its processor time")
        name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return WorkerError(f"the worker process died: {name}")

    @staticmethod
    def _pipe(pipe: Any) -> int:
        return int(pipe.fileno())


#: Workers that wait for a request, by the process that started them and what they hold.
_IDLE: dict[tuple[int, bytes], list[_Worker]] = {}
#: All workers that were started and not ended.
_STARTED: list[_Worker] = []
_LOCK = threading.Lock()


@contextmanager
def _borrowed(component: str, settings: Mapping[str, object]) -> Iterator[_Worker]:
    """Lend a worker of a component to one caller at a time, started if none is idle.

    A pipe carries one conversation, so threads that call a component at once get a worker each.
    There are never more of them than there were calls at the same time.
    """
    described = orjson.dumps(
        {"component": component, "settings": settings}, option=orjson.OPT_SORT_KEYS
    )
    worker = _idle(described) or _start(described)
    try:
        yield worker
    finally:
        _give_back(described, worker)


def _idle(described: bytes) -> _Worker | None:
    with _LOCK:
        waiting = _IDLE.get((os.getpid(), described), [])
        while waiting:
            worker = waiting.pop()
            if worker.process.poll() is None:
                return worker
            _STARTED.remove(worker)
            worker.kill()
    return None


def _start(described: bytes) -> _Worker:
    process = subprocess.Popen(
        [sys.executable, "-m", "opsonin.runner.worker", described.decode()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    )
    worker = _Worker(process, os.getpid())
    with _LOCK:
        _STARTED.append(worker)
    return worker


def _give_back(described: bytes, worker: _Worker) -> None:
    with _LOCK:
        if worker.is_in_step and worker.process.poll() is None:
            _IDLE.setdefault((worker.owner, described), []).append(worker)
            return
        if worker in _STARTED:
            _STARTED.remove(worker)
    worker.kill()


@atexit.register
def stop_workers() -> None:
    """End all worker processes of this process, also those that are at work."""
    with _LOCK:
        own = [worker for worker in _STARTED if worker.owner == os.getpid()]
        _STARTED.clear()
        _IDLE.clear()
    for worker in own:
        worker.kill()
