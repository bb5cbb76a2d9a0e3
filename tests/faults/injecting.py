"""Breaks one file call of a program: which, how, and what is noted of it. See shim.c.

Linux and a C compiler are needed; the shim is loaded into the program with ``LD_PRELOAD``.
"""

from __future__ import annotations

import errno
import mmap
import os
import shutil
import struct
import subprocess
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

HERE = Path(__file__).parent
#: Kinds of calls, in the order of shim.c.
CALLS = ("create", "write", "rename", "link", "unlink", "fsync", "truncate", "mkdir")
_ALLOCATING = ("create", "write", "link", "mkdir")
_NAMING = ("create", "rename", "link", "unlink", "mkdir")
#: As ``struct control`` of shim.c.
_CONTROL = struct.Struct("qqiiIi")


class Way(IntEnum):
    """What the shim does with the call, as ``enum action`` of shim.c."""

    GO_ON = 0
    KILL_BEFORE = 1
    KILL_AFTER = 2
    FAIL_ONCE = 3
    FAIL_FROM = 4
    TORN = 5
    SHORT = 6


@dataclass(frozen=True, slots=True)
class Action:
    """A way in which a call is broken.

    Attributes:
        way: What the shim does.
        error: The error that the call ends with, if it fails.
        calls: Kinds of calls that this can happen to.
        power: What a power cut right after the call leaves; None for no power cut.
        is_harmless: The program has to go on as if nothing had happened.
    """

    way: Way
    error: int = 0
    calls: tuple[str, ...] = CALLS
    power: str | None = None
    is_harmless: bool = False


ACTIONS = {
    "kill-before": Action(Way.KILL_BEFORE),
    "kill-after": Action(Way.KILL_AFTER),
    "torn-write": Action(Way.TORN, calls=("write",)),
    "short-write": Action(Way.SHORT, calls=("write",), is_harmless=True),
    "interrupted": Action(
        Way.FAIL_ONCE, errno.EINTR, calls=("create", "write", "fsync"), is_harmless=True
    ),
    "io-error": Action(Way.FAIL_ONCE, errno.EIO),
    "full-once": Action(Way.FAIL_ONCE, errno.ENOSPC, calls=_ALLOCATING),
    "full": Action(Way.FAIL_FROM, errno.ENOSPC, calls=_ALLOCATING),
    "denied": Action(Way.FAIL_FROM, errno.EACCES, calls=_NAMING),
    "read-only": Action(Way.FAIL_FROM, errno.EROFS),
    "power-lost": Action(Way.KILL_AFTER, power="lost"),
    "power-torn": Action(Way.KILL_AFTER, power="torn"),
    "power-reordered": Action(Way.KILL_AFTER, power="reordered"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A file call that the shim has noted.

    Attributes:
        number: Which of the calls that count; 0 for one that does not.
        call: Its kind.
        path: What it changed.
        what: What became of it: ``failed``, ``half``, ``new``...
        inode: Of a file that it made.
    """

    number: int
    call: str
    path: str
    what: str
    inode: int


class Injector:
    """Arms the shim for programs that are started, or forked, with its environment.

    Args:
        work: A folder of its own; one in memory is faster.
        root: Calls below this folder count.
    """

    def __init__(self, work: Path, root: Path) -> None:
        self.root = root
        self._log, self.shadow = work / "log", work / "shadow"
        control = work / "control"
        if not control.exists():
            control.write_bytes(bytes(mmap.PAGESIZE))
        file = os.open(control, os.O_RDWR)
        self._control = mmap.mmap(file, mmap.PAGESIZE)
        os.close(file)
        self.environment = {
            "LD_PRELOAD": str(work / "shim.so"),
            "FAULTS_CONTROL": str(control),
            "FAULTS_ROOT": str(root),
            "FAULTS_LOG": str(self._log),
            "FAULTS_SHADOW": str(self.shadow),
        }

    def build(self) -> None:
        """Compile the shim.

        Raises:
            subprocess.CalledProcessError: The compiler refuses it.
        """
        target = self.environment["LD_PRELOAD"]
        command = ["cc", "-O2", "-shared", "-fPIC", "-o", target, str(HERE / "shim.c"), "-ldl"]
        subprocess.run(command, check=True)

    def arm(self, point: int, action: Action) -> None:
        """Count anew, and break the call of this number."""
        calls = sum(1 << CALLS.index(name) for name in action.calls)
        self._set(0, point, int(action.way), action.error, calls, 0)
        # Whoever runs already goes on to append to the same file.
        os.truncate(self._log, 0) if self._log.exists() else self._log.touch()
        shutil.rmtree(self.shadow, ignore_errors=True)
        self.shadow.mkdir()

    def disarm(self) -> None:
        """Break nothing more, and count nothing."""
        self._set(0, 0, 0, 0, 0, 0)

    @property
    def n_calls(self) -> int:
        """How many calls have counted since it was armed."""
        return int(_CONTROL.unpack_from(self._control)[0])

    @property
    def is_hit(self) -> bool:
        """Whether a call was broken since it was armed."""
        return bool(_CONTROL.unpack_from(self._control)[5])

    def entries(self) -> list[Entry]:
        """Return what was noted since it was armed."""
        found = []
        for line in self._log.read_text(errors="surrogateescape").splitlines():
            parts = line.split("\t")
            # A killed process may have left half a line.
            if len(parts) == 5:
                number, call, path, what, inode = parts
                found.append(Entry(int(number), call, path, what, int(inode)))
        return found

    def _set(self, *values: int) -> None:
        _CONTROL.pack_into(self._control, 0, *values)
