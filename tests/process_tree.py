"""Runs a program and looks from outside at the memory and time that it and its workers take."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class Used:
    """What a program took.

    Attributes:
        status: Its exit status.
        output: What it said, both streams.
        main_mib: Largest resident set of its first process, in MiB.
        worker_mib: Largest resident set of any other of its processes, in MiB.
        cpu_s: Processor seconds of all of them.
    """

    status: int
    output: str
    main_mib: float
    worker_mib: float
    cpu_s: float


def watch(
    command: Sequence[str], log: Path, *, environment: Mapping[str, str] | None = None
) -> Used:
    """Run a program to its end.

    Args:
        command: The program and its arguments.
        log: A file for what it says.
        environment: Variables that it gets besides.
    """
    before = _cpu_s()
    peaks: dict[int, float] = {}
    with log.open("wb") as said:
        program = subprocess.Popen(
            command, stdout=said, stderr=said, env={**os.environ, **(environment or {})}
        )
        while True:
            for process in _tree(program.pid):
                peaks[process] = max(peaks.get(process, 0.0), _peak_mib(process))
            try:
                status = program.wait(_LOOK_S)
            except subprocess.TimeoutExpired:
                continue
            break
    main_mib = peaks.pop(program.pid, 0.0)
    worker_mib = max(peaks.values(), default=0.0)
    said_text = log.read_text("utf-8", "replace")
    return Used(status, said_text, main_mib, worker_mib, _cpu_s() - before)


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tree(first: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parent = _field(entry / "stat")
            children.setdefault(parent, []).append(int(entry.name))
    found, to_do = [], [first]
    while to_do:
        process = to_do.pop()
        found.append(process)
        to_do += children.get(process, [])
    return found


def _field(stat: Path) -> int:
    """Return the parent of a process, 0 if it has gone."""
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _peak_mib(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    lines = (line.split() for line in status.splitlines() if line.startswith("VmHWM:"))
    return max((int(words[1]) / 1024 for words in lines), default=0.0)
