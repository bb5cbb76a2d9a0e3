"""The worker process: holds one component and answers requests until its pipe is closed.

Started as ``python -m opsonin.runner.isolation.worker PID JSON`` by
`opsonin.runner.isolation.pool`, with the process that it is to end with.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from opsonin.manager.config import Settings
from opsonin.manager.pipeline import (
    CACHE,
    Installed,
    Pipeline,
    build_component,
    build_pipeline,
)
from opsonin.runner.isolation.confining import confine
from opsonin.runner.isolation.failures import pack_failure
from opsonin.runner.isolation.frames import receive, send
from opsonin.runner.isolation.serving import Server, Talk

_MIB = 1 << 20
#: What a process needs where the system does not tell. Source: libraries map about 1 GiB.
_TYPICAL_BYTES = 1 << 30
#: A worker that holds more than this part of its memory between two calls has had its time: what
#: it has leaked would be missing to the next document.
_HELD_PART = 0.5
#: And one that has so many more threads than before its first call.
_MAX_THREADS = 16
#: How often a worker looks whether its run still lives.
_LOOK_S = 1.0


def main(owner: int, described: str) -> None:
    """Serve one component over standard input and output as long as its owner lives."""
    questions, answers = _own_pipes()
    threading.Thread(target=_end_with, args=(owner,), daemon=True).start()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    order = orjson.loads(described)
    try:
        if order["taken"]:
            # Before the first line of a plugin runs.
            confine(may_write="writing" not in order["taken"], beneath=_cache_of(order))
        installed, pipeline = _build(order)
    # A plugin may do anything, even leave the interpreter while it is imported.
    except BaseException as error:  # noqa: BLE001
        send(answers, [b"failed", pack_failure(error)])
        return
    _limit_memory(order["memory_mb"] * _MIB)
    served = _Served(
        Server(installed, pipeline, Talk(questions, answers)),
        os.getpid(),
        order["memory_mb"] * _MIB * _HELD_PART + _mapped_bytes(),
        threading.active_count() + _MAX_THREADS,
    )
    send(answers, [b"ready"])
    while served.answer(questions, answers):
        pass
    # Threads that the component has left would keep the process alive.
    os._exit(0)


class _Served:
    """Answers one request after the other."""

    def __init__(self, server: Server, pid: int, most_bytes: float, most_threads: int) -> None:
        self._server = server
        self._pid = pid
        self._most_bytes = most_bytes
        self._most_threads = most_threads

    def answer(self, questions: int, answers: int) -> bool:
        """Answer the next request; return whether there may be another one."""
        try:
            packed, *frames = receive(questions)
        except EOFError:
            return False
        header = orjson.loads(packed)
        send(answers, [b"got"])
        _limit_processor_time(header["cpu_s"])
        answer = _carried_out(partial(self._server.carry_out, header["kind"], frames))
        if os.getpid() != self._pid:
            # A child that the component has made by a fork must not answer as well.
            os._exit(0)
        is_last = _mapped_bytes() > self._most_bytes
        is_last = is_last or threading.active_count() > self._most_threads
        if is_last and answer[0] == b"ok" and not self._server.is_reading:
            answer[0] = b"last"
        send(answers, answer)
        return answer[0] != b"last"


def _own_pipes() -> tuple[int, int]:
    """Keep the pipes of the run for ourselves; what a library prints goes to standard error."""
    questions = os.dup(sys.stdin.fileno())
    answers = os.dup(sys.stdout.fileno())
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return questions, answers


def _end_with(parent: int) -> None:
    """End this process and its children soon after the process that started it has died.

    A pipe tells of that only once something is read from it or written to it. It may have died
    before we asked for the first time: its number comes from itself.
    """
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os.killpg(0, signal.SIGKILL)


def _cache_of(order: Any) -> Path:
    """Return the folder that components may keep something in, which is made if need be."""
    cache = Settings.from_json(order["settings"]).data / CACHE
    cache.mkdir(parents=True, exist_ok=True)
    return cache


def _build(order: Any) -> tuple[Installed[Any], Pipeline | None]:
    """Build the component, with everything that it works with if it needs that."""
    settings = Settings.from_json(order["settings"])
    if order["plugin"]:
        return build_component(settings, order["component"], order["plugin"]), None
    pipeline = build_pipeline(settings)
    return find_component(pipeline, order["component"]), pipeline


def find_component(pipeline: Pipeline, name: str) -> Installed[Any]:
    """Return a component that takes part in a pipeline.

    Raises:
        LookupError: There is none of that name.
    """
    everything: Sequence[Installed[Any]] = (
        *pipeline.sources,
        *pipeline.cleaners,
        *pipeline.taggers,
        *pipeline.corpus_taggers,
        *pipeline.exporters,
    )
    for one in everything:
        if one.name == name:
            return one
    raise LookupError(name)


def _carried_out(work: Callable[[], Sequence[bytes]]) -> list[bytes]:
    try:
        return [b"ok", *work()]
    # A component may raise anything, KeyboardInterrupt and SystemExit as well.
    except BaseException as error:  # noqa: BLE001
        return [b"error", pack_failure(error)]


def _limit_memory(size_bytes: int) -> None:
    """Allow so much address space beyond what is mapped now."""
    allowed = _mapped_bytes() + size_bytes
    with suppress(ValueError, OSError):
        # Not every system has this limit, and an administrator may have set a lower one.
        resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))


def _mapped_bytes() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    except OSError:
        return _TYPICAL_BYTES
    return pages * resource.getpagesize()


def _limit_processor_time(seconds: int) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
