"""Runs a program and tells what its whole process tree cost."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from opsonin_bench.folders import ROOT

#: Between two looks at the memory of a tree. The kernel keeps each process's peak, so a look only
#: has to fall into its life.
_SAMPLE_S = 0.05
#: The end of the log that a message quotes.
_TAIL_CHARACTERS = 1500
#: The part of its last line that stands in a table.
_REASON_CHARACTERS = 160


class MeasuringError(Exception):
    """A measured program failed or did not end in time.

    Attributes:
        reason: The end of it in one line, without paths of this machine.
    """

    def __init__(self, command: Sequence[str], status: int, log: str) -> None:
        super().__init__(f"{' '.join(command)} ended with status {status}:\n{log}")
        lines = [line.strip() for line in log.splitlines() if line.strip()]
        last = lines[-1] if lines else "nothing in its log"
        short = last.replace(f"{ROOT}/", "")[:_REASON_CHARACTERS]
        self.reason = f"it ended with status {status}: {short}"


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run of a program cost.

    Attributes:
        cpu_s: User and system time of the process and of all descendants that were waited for.
        wall_s: Wall time.
        peak_main_bytes: Largest resident memory of the process itself; 0 where ``/proc`` is
            missing.
        peak_child_bytes: Largest resident memory of any one descendant; 0 if there is none.
        output: What it wrote to stdout.
    """

    cpu_s: float
    wall_s: float
    peak_main_bytes: int
    peak_child_bytes: int
    output: str


def run_measured(
    command: Sequence[str], log: Path, *, environment: Mapping[str, str], timeout_s: float
) -> Usage:
    """Run a program to its end.

    Args:
        command: Program and arguments.
        log: Gets what the program writes to stderr.
        environment: The whole environment of the program.
        timeout_s: Longer runs are killed.

    Raises:
        MeasuringError: The program failed or took too long; the message has the end of its log.
    """
    output = log.with_suffix(".out")
    began = time.perf_counter()
    with log.open("wb") as errors, output.open("wb") as written:
        process = subprocess.Popen(
            command, stdout=written, stderr=errors, env=dict(environment), start_new_session=True
        )
        with _PeakMemory(process.pid) as memory:
            status, cpu_s = _wait(process, timeout_s)
    wall_s = time.perf_counter() - began
    if status != 0:
        tail = log.read_text("utf-8", "replace")[-_TAIL_CHARACTERS:]
        raise MeasuringError(command, status, tail)
    return Usage(cpu_s, wall_s, memory.main, memory.child, output.read_text("utf-8", "replace"))


def _wait(process: subprocess.Popen[bytes], timeout_s: float) -> tuple[int, float]:
    # Not Popen.wait: only wait4 gives the resources of this one tree.
    kill = threading.Timer(timeout_s, os.killpg, (process.pid, 9))
    kill.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
    finally:
        kill.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime


class _PeakMemory(threading.Thread):
    """Looks at the peak resident memory of a process and its descendants while they live."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._is_over = threading.Event()
        self.main = 0
        self.child = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        self.join()

    def run(self) -> None:
        """Look again and again until the tree has ended."""
        while not self._is_over.wait(_SAMPLE_S):
            self.main = max(self.main, _peak_bytes(self._pid))
            for pid in _descendants(self._pid):
                self.child = max(self.child, _peak_bytes(pid))


def _peak_bytes(pid: int) -> int:
    """Return ``VmHWM`` of a process in bytes; 0 when it is gone or there is no ``/proc``."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0
    found = (line.split() for line in status.splitlines() if line.startswith("VmHWM:"))
    return next((int(words[1]) * 1024 for words in found), 0)


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    waiting = [pid]
    while waiting:
        try:
            threads = list(Path(f"/proc/{waiting.pop()}/task").iterdir())
            children = [int(one) for t in threads for one in _children_of(t)]
        except OSError:
            continue
        found += children
        waiting += children
    return found


def _children_of(thread: Path) -> list[str]:
    return (thread / "children").read_text("utf-8").split()


def plain_environment(**changes: str) -> dict[str, str]:
    """Return this process's environment without what would change the course of a run."""
    left_out = ("PREFECT_", "PYTHON", "OPSONIN_DATA", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**kept, "HF_HUB_OFFLINE": "1", **changes}


def program(name: str) -> str:
    """Return the path of a console script beside this Python."""
    return str(Path(sys.executable).with_name(name))
