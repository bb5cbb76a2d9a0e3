"""Break the writer at its file calls: sweep.py HARNESS ACTION[,ACTION...] POINTS.

HARNESS is a folder with the fault-injection harness (faults.py and faultshim.c), to which this
program may write. For every action, POINTS calls spread over the whole run are broken; 0 stands
for all. Each time the store is checked, the writer is run again to its end, and the store is
compared with that of an undisturbed run. The program is loaded once and forked for every run.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
#: The state can be made again and differs with its history; all else must end up equal.
IGNORED = r"^store/state\."


def main() -> int:
    """Carry out the sweep and return the number of failing points."""
    sys.path[:0] = [sys.argv[1], str(HERE)]
    faults = importlib.import_module("faults")
    if "FAULTS_CTL" not in os.environ:
        memory = Path("/dev/shm")  # noqa: S108 - a file system, not a file
        work = tempfile.mkdtemp(dir=memory if memory.is_dir() else None)
        preload = faults.Preload(work, f"{work}/root")
        further = {"FAULTS_SHADOW": preload.shadow, "FAULTS_WORK": work}
        os.execve(sys.executable, [sys.executable, *sys.argv], {**preload.env, **further})  # noqa: S606 - ourselves
    work = os.environ["FAULTS_WORK"]
    try:
        return Sweep(faults, Path(work)).run(sys.argv[2].split(","), int(sys.argv[3]))
    finally:
        shutil.rmtree(work)


class Sweep:
    """One writer, its undisturbed run, and the means to disturb it."""

    def __init__(self, faults: Any, work: Path) -> None:
        self.faults = faults
        self.root = work / "root"
        self.told = work / "told"
        self.errors = work / "errors"
        self.preload = faults.Preload(str(work), str(self.root))
        self.writer = importlib.import_module("writer")
        self.checker = importlib.import_module("checker")
        # Children inherit what is loaded, so that each of them need not load it again.
        importlib.import_module("pyarrow.dataset")
        for model in self.writer.TABLES.values():
            self.writer.arrow_schema(model)

    def run(self, actions: list[str], n_points: int) -> int:
        """Break the run at points of each action; return how many failed."""
        self.reset()
        assert self.write() == 0, self.errors.read_text()
        wanted = self.digest()
        self.reset()
        self.arm(0, "count")
        assert self.write() == 0, self.errors.read_text()
        total = self.preload.count()
        assert self.digest() == wanted, "two undisturbed runs differ"
        print(f"{total} file calls")  # noqa: T201 - a program's output
        n_failing = 0
        for action in actions:
            began = time.perf_counter()
            step = max(1, total // n_points) if n_points else 1
            # Different actions strike different calls when only some are broken.
            first = 1 + len(action) % step
            points = range(first, total + 1, step)
            failing = [found for point in points if (found := self.strike(point, action, wanted))]
            n_failing += len(failing)
            seconds = time.perf_counter() - began
            print(f"{action}: {len(points)} points, {len(failing)} failing, {seconds:.1f} s")  # noqa: T201
            print(*failing[:3], sep="\n")  # noqa: T201
            sys.stdout.flush()
        return n_failing

    def strike(self, point: int, action: str, wanted: dict[str, str]) -> str:
        """Break one call; return what was wrong afterwards, "" if nothing."""
        self.reset()
        is_power_cut = action.startswith("power")
        base = self.faults.inodes(str(self.root))
        self.arm(point, action)
        status = self.write()
        entry = (self.preload.entries() or [["?"] * 5])[-1][1:3]
        place = f"{action} {point} {entry}: "
        self.preload.mm[:24] = bytes(24)
        if status < 0 and action in {"eio", "enospc", "full", "short"}:
            return f"{place}died by signal {-status}"
        if status > 0 and "StoreError" not in self.errors.read_text():
            return f"{place}no error for people: {self.errors.read_text()[:300]}"
        if is_power_cut:
            self.faults.power(self.preload, base, str(self.root), action == "power-strict")
        if self.check(has_links=not is_power_cut):
            return place + self.errors.read_text()[:300]
        if self.write():
            return f"{place}rerun: {self.errors.read_text()[:300]}"
        found = self.digest()
        differing = sorted(
            name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name)
        )
        return f"{place}end state differs in {differing[:3]}" if differing else ""

    def arm(self, point: int, action: str) -> None:
        self.preload.arm(point, action, self.faults.OPS)

    def digest(self) -> dict[str, str]:
        return dict(self.faults.digest(str(self.root), IGNORED))

    def reset(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir()
        self.told.write_text("")
        self.arm(0, "count")

    def write(self) -> int:
        return self.fork(lambda: self.writer.main(self.root), self.told)

    def check(self, *, has_links: bool) -> int:
        return self.fork(
            lambda: self.checker.check(
                self.root,
                self.told,
                open_store=self.writer.open_store,
                words_after=self.writer.words_after,
                has_links=has_links,
            )
        )

    def fork(self, action: Callable[[], object], output: Path = Path(os.devnull)) -> int:
        """Run a function in a child and return its exit status, negative for a signal."""
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        status = 1
        with contextlib.suppress(BaseException):
            status = self.attempt(action, output)
        os._exit(status)

    def attempt(self, action: Callable[[], object], output: Path) -> int:
        out = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(out, 1)
        try:
            action()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent wants to know
            self.errors.write_text(f"{type(error).__name__}: {error}")
            return 1
        return 0


if __name__ == "__main__":
    sys.exit(min(main(), 1))
