"""A store of three commits, broken at every kind of file call: what `durability` promises."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from faults.injecting import ACTIONS
from faults.sweeping import sweep

HERE = Path(__file__).parent
#: Calls that are broken in each way. All 500 of them: OPSONIN_FAULT_POINTS=0.
POINTS = int(os.environ.get("OPSONIN_FAULT_POINTS", "60"))
POWER_CUTS = [name for name, action in ACTIONS.items() if action.power]
OTHERS = [name for name, action in ACTIONS.items() if not action.power]


@pytest.mark.slow
@pytest.mark.system
@pytest.mark.parametrize("action", ACTIONS)
def test_store_survives(action: str) -> None:
    points, failing = sweep("store", POINTS, [action])[action]
    assert failing == 0
    assert points >= (POINTS or 60)


@pytest.mark.slow
@pytest.mark.system
def test_without_syncing_all_but_a_power_cut_is_survived() -> None:
    found = sweep("store", 12, ["kill-after", "full", "io-error", *POWER_CUTS], "process")
    failing = {name for name, (_, n_failing) in found.items() if n_failing}
    assert failing == set(POWER_CUTS)


def test_the_page_says_what_is_broken_and_what_is_survived() -> None:
    page = (HERE.parents[1] / "docs" / "security.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| `([a-z-]+)` \| [^|]+ \| (yes|no) \| (yes|no) \|$", page)
    assert {name: (full, process) for name, full, process in rows} == {
        name: ("yes", "no" if action.power else "yes") for name, action in ACTIONS.items()
    }
