"""The whole program over a data folder with one commit, broken at its file calls."""

from __future__ import annotations

import os

import pytest

from faults.injecting import ACTIONS
from faults.sweeping import sweep

#: Calls that are broken in each way in the long test; 0 stands for all of them.
POINTS = int(os.environ.get("OPSONIN_FAULT_POINTS", "0"))


@pytest.mark.slow
@pytest.mark.system
def test_program_survives_at_some_points() -> None:
    names = ["kill-after", "io-error", "full", "power-lost", "power-torn", "power-reordered"]
    found = sweep("program", 3, names)
    assert {name: failing for name, (_, failing) in found.items() if failing} == {}


@pytest.mark.long
@pytest.mark.parametrize("action", ACTIONS)
def test_program_survives(action: str) -> None:
    points, failing = sweep("program", POINTS, [action])[action]
    assert failing == 0
    assert points >= (POINTS or 60)
