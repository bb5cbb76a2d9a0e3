"""Exports in a process that is killed, or that finds the disk full, at a chosen moment."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Mapping
from typing import Any

# Loaded before the fork, not in every process that comes of it.
import pyarrow.dataset
import pyarrow.parquet  # noqa: F401

from opsonin.testing.elsewhere import subject_of
from opsonin.testing.exporters.snapshots import context_for, told
from opsonin.testing.subject import Subject

#: Events after which a file system is another one. Source: Python's "Audit events table".
_CHANGES = frozenset(
    {
        "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate",
        "shutil.copyfile", "shutil.copytree", "shutil.move", "shutil.rmtree", "sqlite3.connect",
        "socket.connect",
    }
)  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_MAX_ANSWER = 1 << 16


def tried(
    *, subject: Mapping[str, Any], snapshot: Mapping[str, Any], moment: Mapping[str, float]
) -> dict[str, Any]:
    """Export a snapshot in a process of its own, which may not live to the end of it.

    Args:
        subject: Description of the exporter.
        snapshot: Description of the snapshot.
        moment: When it ends: ``event`` (before a change of the file system), ``call`` (before a
            call of a function in C), ``after_s``; or ``file_bytes``, the most that a file may
            have. Nothing for an undisturbed export.

    Returns:
        ``place``, or ``error``, or neither if it was killed; of an undisturbed export the number
        of ``events`` and ``calls`` and the wall time in ``seconds``.
    """
    exporter = subject_of(subject)
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        os.close(reading)
        _export(exporter, snapshot, moment, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        said = answer.read(_MAX_ANSWER)
    os.waitpid(process, 0)
    found: dict[str, Any] = json.loads(said) if said else {}
    return found


def tried_together(
    *, subject: Mapping[str, Any], snapshot: Mapping[str, Any], count: int
) -> list[dict[str, Any]]:
    """Export a snapshot in several processes at the same time.

    Args:
        subject: Description of the exporter.
        snapshot: Description of the snapshot.
        count: Number of processes.

    Returns:
        ``place`` or ``error`` of each.
    """
    exporter = subject_of(subject)
    started = []
    for _ in range(count):
        reading, writing = os.pipe()
        process = os.fork()
        if not process:
            os.close(reading)
            _export(exporter, snapshot, {"event": 0}, writing)
        os.close(writing)
        started.append((process, reading))
    found: list[dict[str, Any]] = []
    for process, reading in started:
        with os.fdopen(reading, "rb") as answer:
            said = answer.read(_MAX_ANSWER)
        os.waitpid(process, 0)
        found.append(json.loads(said) if said else {})
    return found


def _export(
    exporter: Subject, snapshot: Mapping[str, Any], moment: Mapping[str, float], answer: int
) -> None:
    """Export and end this process."""
    counted = _Counted(moment)
    try:
        shown_snapshot = told(exporter, snapshot)
        context = context_for(exporter, shown_snapshot)
        counted.begin()
        started = time.perf_counter()
        place: object = exporter.component.export(shown_snapshot, context)  # type: ignore[union-attr]
        seconds = time.perf_counter() - started
        counted.end()
        said: dict[str, Any] = {
            "place": str(place),
            "events": counted.n_events,
            "calls": counted.n_calls,
            "seconds": seconds,
        }
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent wants to know
        counted.end()
        said = {"error": f"{type(error).__name__}: {error}"[:500]}
    os.write(answer, json.dumps(said).encode())
    os._exit(0)


class _Counted:
    """Counts what an exporter does, and ends the process when the time has come."""

    def __init__(self, moment: Mapping[str, float]) -> None:
        self.n_events = self.n_calls = 0
        self._moment = moment
        self._is_on = False

    def begin(self) -> None:
        """Begin to count, and set the clock and the limits."""
        self._is_on = True
        sys.addaudithook(self._event)
        if "file_bytes" in self._moment:
            size = int(self._moment["file_bytes"])
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        if "after_s" in self._moment:
            # Nobody handles the signal: it ends the process at once, also inside native code.
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, self._moment["after_s"])
        if "call" in self._moment or not self._moment:
            sys.setprofile(self._call)

    def end(self) -> None:
        """Count no more."""
        sys.setprofile(None)
        signal.setitimer(signal.ITIMER_REAL, 0)
        self._is_on = False

    def _event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._is_on:
            return
        is_opened = event == "open" and isinstance(arguments[2], int)
        if event in _CHANGES or (is_opened and arguments[2] & _WRITES):
            self.n_events += 1
            self._end_at("event", self.n_events)

    def _call(self, _frame: object, event: str, _argument: object) -> None:
        if event == "c_call" and self._is_on:
            self.n_calls += 1
            self._end_at("call", self.n_calls)

    def _end_at(self, kind: str, number: int) -> None:
        if self._moment.get(kind) == number:
            os.kill(os.getpid(), signal.SIGKILL)
