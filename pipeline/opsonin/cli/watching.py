"""Runs a command again in a fresh process whenever a file changes, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import FrameType

import click

#: How often files are looked at. Source: ours; below a tenth of a second nobody notices.
_PERIOD_S = 0.1
#: Editors write a file in several steps.
_SETTLED_S = 0.05
_CACHES = frozenset({"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".git"})

_Stamps = Mapping[str, tuple[int, int]]


def watch(
    command: Sequence[str], files: Sequence[Path], further: Callable[[], Sequence[Path]]
) -> int:
    """Run a command, and again after every change, until Ctrl-C.

    A run that still goes on when something changes is ended.

    Args:
        command: What to run.
        files: Files to look at, whether they exist or not.
        further: Gives further files and folders, as far as the command has found them out.

    Returns:
        Exit code of a first run that failed and found nothing further to look at. Otherwise it
        does not return: Ctrl-C raises KeyboardInterrupt.
    """
    watched = _Watched(files, further)
    with _ended_by_signals():
        while True:
            with _started(command) as process:
                code = _until_change(process, watched)
            if code is not None:
                return code


@dataclass(slots=True)
class _Watched:
    """Files and folders, and what they looked like when they were last looked at.

    Attributes:
        files: Those that are known from the start.
        further: Gives those that are not.
        places: All that were looked at.
        seen: Every file below them with the time of its last change and its size.
    """

    files: Sequence[Path]
    further: Callable[[], Sequence[Path]]
    places: frozenset[Path] = frozenset()
    seen: _Stamps = field(default_factory=dict)

    def changed(self) -> list[str]:
        """Return the files that have changed since the last look."""
        places = frozenset((*self.files, *self.further()))
        now = _stamps(places)
        before = self.seen
        if places != self.places:
            # What was not looked at before has not changed.
            before = {path: self.seen.get(path, stamp) for path, stamp in now.items()}
        self.places, self.seen = places, now
        return sorted(path for path in {*before, *now} if before.get(path) != now.get(path))


def _until_change(process: subprocess.Popen[bytes], watched: _Watched) -> int | None:
    """Wait for a change; return an exit code if there is nothing to wait for."""
    is_told = False
    while True:
        changed = watched.changed()
        if changed:
            # Editors write a file in several steps.
            while watched.changed():
                time.sleep(_SETTLED_S)
            now = datetime.now().strftime("%H:%M:%S")  # noqa: DTZ005 - the clock on the wall
            click.echo(f"\n{now}  {', '.join(map(_short, changed))} changed", err=True)
            return None
        if not is_told and process.poll() is not None:
            if process.returncode and not watched.further():
                return process.returncode
            click.echo("Waiting for a change; Ctrl-C ends.", err=True)
            is_told = True
        time.sleep(_PERIOD_S)


@contextmanager
def _started(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Start a process in a group of its own, so that Ctrl-C is ours to answer, and end it."""
    sys.stdout.flush()
    process = subprocess.Popen(command, start_new_session=True)
    try:
        yield process
    finally:
        # Workers that it has started are in its group.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """End by SIGTERM and SIGHUP as by Ctrl-C: the process that runs is not left behind."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stamps(places: Iterable[Path]) -> dict[str, tuple[int, int]]:
    found = {}
    for place in places:
        paths = _files_below(place) if place.is_dir() else [place]
        for path in paths:
            with suppress(OSError):
                status = path.stat()
                found[str(path)] = (status.st_mtime_ns, status.st_size)
    return found


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, names, files in os.walk(folder):
        names[:] = [name for name in names if name not in _CACHES]
        yield from (Path(parent) / name for name in files)


def _short(path: str) -> str:
    """Return a path as it is seen from the working directory, if that is shorter."""
    return min(path, os.path.relpath(path), key=len)
