"""The worker process: holds one component and answers requests until its pipe is closed.

Started as ``python -m opsonin.runner.worker JSON`` by `opsonin.runner.isolation`.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import orjson
import pyarrow as pa

from opsonin.components.component import Cleaner, Reject, Tagger
from opsonin.components.documents import Documents
from opsonin.components.rows import Cleaned, Span
from opsonin.manager.config import Settings
from opsonin.manager.pipeline import Installed, build_pipeline
from opsonin.runner.frames import pack_tables, receive, send, unpack_tables

#: Address space of a worker. Source: ours; libraries map about 1 GiB of it, a page of the size
#: limit needs another, and a runaway parser is stopped well before the machine is out of memory.
MEMORY_BYTES = 4 << 30
#: Processor time for one request, somewhat more than the wall time that the caller grants.
CPU_S = 40


def main(described: str) -> None:
    """Serve one component over standard input and output."""
    answers = os.dup(sys.stdout.fileno())
    # Whatever a library prints must not get between the frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    description = orjson.loads(described)
    installed = _find(description["component"], Settings.from_json(description["settings"]))
    while True:
        try:
            kind, *frames = receive(sys.stdin.fileno())
        except EOFError:
            return
        _limit_processor_time()
        send(answers, _answer(partial(_carry_out, installed, kind, frames)))


def _find(name: str, settings: Settings) -> Installed[Any]:
    pipeline = build_pipeline(settings)
    candidates: tuple[Installed[Any], ...] = (*pipeline.cleaners, *pipeline.taggers)
    for one in candidates:
        if one.name == name:
            return one
    raise LookupError(name)


def _limit_processor_time() -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + CPU_S, hard))


def _answer(work: Callable[[], Sequence[bytes]]) -> list[bytes]:
    try:
        return [b"ok", *work()]
    except Exception as error:  # noqa: BLE001 - the caller turns any error into a reject
        kind = "OSError" if isinstance(error, OSError) else type(error).__name__
        kind = "TimeoutError" if isinstance(error, TimeoutError) else kind
        message = str(error).encode("utf-8", "replace").decode("utf-8")
        return [b"error", orjson.dumps({"type": kind, "message": message})]


def _carry_out(one: Installed[Any], kind: bytes, frames: Sequence[bytes]) -> list[bytes]:
    tables = unpack_tables(frames)
    batch = tables.pop("").combine_chunks().to_batches()[0]
    documents = Documents(batch, {name: _constant(table) for name, table in tables.items()})
    component: Cleaner[Any] | Tagger[Any] = one.component
    if kind == b"clean" and isinstance(component, Cleaner):
        cleaned = component.clean(documents, one.context)
        if isinstance(cleaned, Mapping):
            return [b"null", *pack_tables(dict(cleaned))]
        return [orjson.dumps([_plain(entry) for entry in cleaned])]
    if isinstance(component, Tagger):
        return pack_tables(dict(component.tag(documents, one.context)))
    raise TypeError(kind)


def _constant(table: pa.Table) -> Callable[[], pa.Table]:
    return lambda: table


def _plain(cleaned: Cleaned | Reject) -> dict[str, object]:
    if isinstance(cleaned, Reject):
        return {"reason": cleaned.reason, "detail": cleaned.detail}
    return {
        "edits": [(edit.start, edit.end, edit.replacement, edit.reason) for edit in cleaned.edits],
        "rows": {
            name: [
                (row.start, row.end, row.columns)
                if isinstance(row, Span)
                else (None, None, row.columns)
                for row in rows
            ]
            for name, rows in cleaned.rows.items()
        },
    }


if __name__ == "__main__":
    main(sys.argv[1])
