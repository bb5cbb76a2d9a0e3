"""Starts a sweep and reads what it has found."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

_LINE = re.compile(r"(?m)^(\S+): (\d+) points, (\d+) failing")
_TIMEOUT_S = 6 * 3600


def sweep(
    subject: str, points: int, actions: Sequence[str], durability: str = "full"
) -> dict[str, tuple[int, int]]:
    """Break a program; return the number of points, and of those that failed, by action.

    Args:
        subject: ``store`` or ``program``.
        points: Calls that are broken in each way; 0 for all.
        actions: The ways.
        durability: What the program promises.
    """
    if shutil.which("cc") is None:
        pytest.skip("no C compiler for the shim")
    program = str(Path(__file__).parent / "sweep.py")
    command = [sys.executable, program, subject, durability, str(points), *actions]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    print(done.stdout)  # noqa: T201 - figures
    found = {name: (int(n), int(bad)) for name, n, bad in _LINE.findall(done.stdout)}
    assert found.keys() == set(actions), done.stdout + done.stderr
    return found
