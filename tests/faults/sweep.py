"""Break a program at its file calls: sweep.py SUBJECT DURABILITY POINTS ACTION...

SUBJECT is ``store`` or ``program``, see subjects.py. For every action (see injecting.py), POINTS
calls spread over the whole run are broken; 0 stands for all. Each time what is left is checked, the
program is run again to its end, and the end is compared with that of an undisturbed run. The
program is loaded once and forked for every run.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.dataset  # noqa: F401 - loaded before anything is forked

from opsonin.store.durability import Durability, use_durability

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from faults import power  # noqa: E402 - beside this program
from faults.injecting import ACTIONS, Action, Injector, Way  # noqa: E402 - beside this program
from faults.subjects import StoreWriter, Subject, WholeProgram  # noqa: E402 - the same


def main() -> int:
    """Carry out the sweep and return the number of failing points."""
    if "FAULTS_CONTROL" not in os.environ:
        memory = Path("/dev/shm")  # noqa: S108 - a file system, not a file
        work = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
        injector = Injector(work, work / "root")
        injector.build()
        os.execve(  # noqa: S606 - ourselves
            sys.executable, [sys.executable, *sys.argv], {**os.environ, **injector.environment}
        )
    work = Path(os.environ["FAULTS_CONTROL"]).parent
    # What is forked has the shim already; what it starts need not have it.
    os.environ.pop("LD_PRELOAD")
    try:
        durability: Durability = "process" if sys.argv[2] == "process" else "full"
        use_durability(durability)
        is_whole = sys.argv[1] == "program"
        subject: Subject = WholeProgram(work, durability) if is_whole else StoreWriter()
        return Sweep(work, subject).run(int(sys.argv[3]), sys.argv[4:])
    finally:
        shutil.rmtree(work)


class Sweep:
    """One program, its undisturbed run, and the means to disturb it."""

    def __init__(self, work: Path, subject: Subject) -> None:
        self.subject = subject
        self.root = work / "root"
        self.told = work / "told"
        self.errors = work / "errors"
        self.injector = Injector(work, self.root)
        self.reset()
        assert self.write() == 0, self.errors.read_text()
        self.wanted = self.subject.result(self.root)

    def run(self, n_points: int, actions: list[str]) -> int:
        """Break the run at points of each action; return how many failed."""
        self.reset()
        assert self.write() == 0, self.errors.read_text()
        assert self.subject.result(self.root) == self.wanted, "two undisturbed runs differ"
        n_failing = 0
        for name in actions:
            began = time.process_time() + sum(os.times()[2:4])
            points = self.points(n_points, ACTIONS[name])
            failing = [found for point in points if (found := self.strike(point, name))]
            n_failing += len(failing)
            seconds = time.process_time() + sum(os.times()[2:4]) - began
            print(f"{name}: {len(points)} points, {len(failing)} failing, {seconds:.1f} s of CPU")  # noqa: T201
            print(*failing[:3], sep="\n")  # noqa: T201
            sys.stdout.flush()
        return n_failing

    def points(self, n_points: int, action: Action) -> list[int]:
        """Choose calls, spread over all that the action can happen to."""
        self.reset()
        self.injector.arm(0, action)
        assert self.write() == 0, self.errors.read_text()
        total = self.injector.n_calls
        if not n_points or n_points >= total:
            return list(range(1, total + 1))
        # Different actions strike different calls when only some are broken.
        shift = int(action.way) / len(Way)
        return [1 + int((number + shift) * total / n_points) for number in range(n_points)]

    def strike(self, point: int, name: str) -> str:
        """Break one call; return what was wrong afterwards, "" if nothing."""
        action = ACTIONS[name]
        self.reset()
        before = power.all_of(self.root)
        self.injector.arm(point, action)
        status = self.write()
        entries = self.injector.entries()
        was_hit = self.injector.is_hit
        self.injector.disarm()
        struck = next((one for one in entries if one.number == point), None)
        place = f"{name} {point} ({struck.call} {struck.path})" if struck else f"{name} {point}"
        problem = self.ended_well(status, action) if was_hit else "the point was not reached"
        if problem:
            return f"{place}: {problem}"
        if action.power:
            power.cut(self.root, before, entries, self.injector.shadow, action.power)
        if self.check():
            return f"{place}: {self.errors.read_text()[:300]}"
        if self.write():
            return f"{place}: rerun: {self.errors.read_text()[:300]}"
        found = self.subject.result(self.root)
        differing = sorted(
            one
            for one in found.keys() | self.wanted.keys()
            if found.get(one) != self.wanted.get(one)
        )
        return f"{place}: end state differs in {differing[:3]}" if differing else ""

    def ended_well(self, status: int, action: Action) -> str:
        """Tell what is wrong with how the program ended, "" if nothing."""
        told = self.errors.read_text()
        is_fatal = action.way in {Way.KILL_BEFORE, Way.KILL_AFTER, Way.TORN}
        if status < 0 and not is_fatal:
            return f"died by signal {-status}"
        if status > 0 and action.is_harmless:
            return f"was stopped by it: {told[:300]}"
        if status > 0 and not self.subject.is_told(told):
            return f"no error for people: {told[:300]}"
        return ""

    def reset(self) -> None:
        """Begin anew."""
        shutil.rmtree(self.root, ignore_errors=True)
        self.subject.prepare(self.root)
        self.told.write_text("")
        self.errors.write_text("")
        self.injector.disarm()

    def write(self) -> int:
        """Run the program and return its exit status."""
        return self.fork(lambda: self.subject.act(self.root), self.told)

    def check(self) -> int:
        """Run the checker and return its exit status."""
        return self.fork(lambda: self.subject.check(self.root, self.told))

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
        """Carry out a function in a child, with its output in a file."""
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
