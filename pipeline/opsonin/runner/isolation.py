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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
import pyarrow as pa

from opsonin.components.component import Cleaner, Tagger
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

    def clean(documents: Documents, _context: Context[Any]) -> Sequence[Cleaned]:
        (frame,) = _worker(one.name, settings).request("clean", documents)
        return [_cleaned(entry) for entry in orjson.loads(frame)]

    return replace(one.component, clean=clean)


def isolated_tagger(one: Installed[Tagger[Any]], settings: Mapping[str, object]) -> Tagger[Any]:
    """Return the tagger, its function replaced by a call of a worker if it asks for one."""
    if one.component.isolation == "inline":
        return one.component

    def tag(documents: Documents, _context: Context[Any]) -> Mapping[str, pa.Table]:
        return unpack_tables(_worker(one.name, settings).request("tag", documents))

    return replace(one.component, tag=tag)


def _cleaned(entry: Any) -> Cleaned:
    rows: dict[str, list[Span | Row]] = {}
    for name, found in entry["rows"].items():
        rows[name] = [
            Row(**columns) if start is None else Span(start, end, **columns)
            for start, end, columns in found
        ]
    return Cleaned([Edit(*edit) for edit in entry["edits"]], rows)


@dataclass(slots=True)
class _Worker:
    """A worker process and the component that it holds."""

    process: subprocess.Popen[bytes]
    is_started: bool = False

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
        try:
            send(self._pipe(self.process.stdin), frames)
            status, *answer = receive(self._pipe(self.process.stdout), timeout_s)
        except TimeoutError:
            self.kill()
            raise TimeoutError(f"no answer within {timeout_s:.0f} s") from None
        except (EOFError, BrokenPipeError):
            raise self._death() from None
        self.is_started = True
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


_WORKERS: dict[tuple[int, str, bytes], _Worker] = {}


def _worker(component: str, settings: Mapping[str, object]) -> _Worker:
    """Return the worker of a component in this process, started if there is none alive."""
    described = orjson.dumps(
        {"component": component, "settings": settings}, option=orjson.OPT_SORT_KEYS
    )
    key = (os.getpid(), component, described)
    worker = _WORKERS.get(key)
    if worker is None or worker.process.poll() is not None:
        process = subprocess.Popen(
            [sys.executable, "-m", "opsonin.runner.worker", described.decode()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        worker = _WORKERS[key] = _Worker(process)
    return worker


@atexit.register
def stop_workers() -> None:
    """End all worker processes of this process."""
    for (pid, _, _), worker in list(_WORKERS.items()):
        if pid == os.getpid():
            worker.kill()
    _WORKERS.clear()
