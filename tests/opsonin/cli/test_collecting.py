from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from opsonin import open_snapshot

Command = Callable[..., Result]
CONFIG = "[retention]\nkeep_snapshots = 1\nkeep_hours = 0\nkeep_history_days = 0\n"


@pytest.fixture
def grown(opsonin: Command, own_data: Path, tmp_path: Path) -> Path:
    """A data folder with two snapshots."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "more.txt").write_text("Lupus is rare.")
    assert opsonin("run", folder, "--data", own_data).exit_code == 0
    return own_data


def test_fresh_folder_has_nothing_to_remove(opsonin: Command, own_data: Path) -> None:
    result = opsonin("gc", "--data", own_data)
    assert result.exit_code == 0
    assert result.stdout == f"{own_data}: removed:\n  nothing\n"


def test_dry_run_says_what_gc_then_does(opsonin: Command, grown: Path) -> None:
    Path("opsonin.toml").write_text(CONFIG)
    dry = opsonin("gc", "--data", grown, "--dry-run").stdout
    assert "would go:" in dry
    assert "  1 commit of the history\n  snapshot 1\n" in dry
    assert (grown / "snapshots" / "1").is_dir()
    done = opsonin("gc", "--data", grown).stdout
    assert "removed:" in done
    assert "  1 commit of the history\n  snapshot 1\n" in done
    assert not (grown / "snapshots" / "1").exists()
    assert "is sound" in opsonin("verify", "--data", grown).stdout


def test_snapshot_that_is_read_is_named(opsonin: Command, grown: Path) -> None:
    Path("opsonin.toml").write_text(CONFIG)
    with open_snapshot(grown, 1):
        result = opsonin("gc", "--data", grown)
    assert "  kept because somebody reads from it: snapshot 1\n" in result.stdout


def test_report_as_json(read_json: Callable[..., Any], own_data: Path) -> None:
    left = own_data / "store" / "raw" / f"{'0' * 64}.parquet"
    left.write_bytes(b"left behind")
    then = time.time() - 2 * 24 * 3600
    os.utime(left, (then, then))
    report = read_json("gc", "--data", own_data)
    assert (report["orphans"], report["freed_bytes"]) == (1, 11)
    assert not left.exists()


def test_mistakes_are_explained(opsonin: Command, tmp_path: Path) -> None:
    nothing = opsonin("gc", "--data", tmp_path / "none")
    assert nothing.exit_code == 1
    assert "Run `opsonin run` first" in nothing.stderr
    Path("opsonin.toml").write_text("[retention]\nkeep_hours = -1\n")
    wrong = opsonin("gc")
    assert "keep_hours is -1.0, expected a number from 0." in wrong.stderr
    Path("opsonin.toml").write_text("[run]\nkeep_hours = 1\n")
    assert "It belongs in [retention]." in opsonin("gc").stderr
