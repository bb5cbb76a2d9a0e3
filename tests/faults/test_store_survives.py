"""A store of three commits, broken at every kind of file call: what `durability` promises."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from faults.injecting import ACTIONS

HERE = Path(__file__).parent
#: Calls that are broken in each way. All 500 of them: OPSONIN_FAULT_POINTS=0.
POINTS = int(os.environ.get("OPSONIN_FAULT_POINTS", "60"))
POWER_CUTS = [name for name, action in ACTIONS.items() if action.power]
OTHERS = [name for name, action in ACTIONS.items() if not action.power]
_LINE = re.compile(r"(?m)^(\S+): (\d+) points, (\d+) failing")


def sweep(points: int, actions: list[str], durability: str = "full") -> dict[str, tuple[int, int]]:
    """Break the writer; return the number of points, and of those that failed, by action."""
    if shutil.which("cc") is None:
        pytest.skip("no C compiler for the shim")
    command = [sys.executable, str(HERE / "sweep.py"), durability, str(points), *actions]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3000, check=False)
    print(done.stdout)  # noqa: T201 - figures
    found = {name: (int(n), int(bad)) for name, n, bad in _LINE.findall(done.stdout)}
    assert found.keys() == set(actions), done.stdout + done.stderr
    return found


@pytest.mark.slow
@pytest.mark.system
@pytest.mark.parametrize("action", ACTIONS)
def test_store_survives(action: str) -> None:
    points, failing = sweep(POINTS, [action])[action]
    assert failing == 0
    assert points >= (POINTS or 60)


@pytest.mark.slow
@pytest.mark.system
def test_without_syncing_all_but_a_power_cut_is_survived() -> None:
    found = sweep(12, ["kill-after", "full", "io-error", *POWER_CUTS], "process")
    failing = {name for name, (_, n_failing) in found.items() if n_failing}
    assert failing == set(POWER_CUTS)


def test_the_page_says_what_is_broken_and_what_is_survived() -> None:
    page = (HERE.parents[1] / "docs" / "security.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| `([a-z-]+)` \| [^|]+ \| (yes|no) \| (yes|no) \|$", page)
    assert {name: (full, process) for name, full, process in rows} == {
        name: ("yes", "no" if action.power else "yes") for name, action in ACTIONS.items()
    }
