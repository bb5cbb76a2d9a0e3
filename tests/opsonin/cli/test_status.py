from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result

Command = Callable[..., Result]


def test_status_shows_runs_tables_changes_and_rejects(opsonin: Command, data: Path) -> None:
    result = opsonin("status", "--data", data)
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["documents", "4"] in lines
    assert ["1", "4", "0", "0"] in lines
    assert ["ingest", "empty", "2"] in lines
    assert any(line[4:] == ["committed", "local", "6", "2", "1"] for line in lines)
    assert "belong to no snapshot" not in result.stdout


def test_status_as_json(read_json: Callable[..., Any], data: Path) -> None:
    status = read_json("status", "--data", data)
    assert status["snapshot"] == 1
    assert status["rows"]["documents"] == 4
    assert status["changes"] == [{"snapshot": 1, "added": 4, "changed": 0, "removed": 0}]
    assert status["rejects"] == [{"stage": "ingest", "reason": "empty", "rows": 2}]
    assert status["leftovers"] == {"unfinished_shards": 0, "files": 0, "size_bytes": 0}


def test_status_shows_failed_runs_and_what_they_left(
    opsonin: Command, own_data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    assert opsonin("run", folder, "/nowhere", "--data", own_data).exit_code == 1
    shutil.copy(
        next((own_data / "store" / "mentions").glob("*.parquet")),
        own_data / "store" / "mentions" / f"{'0' * 64}.parquet",
    )
    result = opsonin("status", "--data", own_data)
    assert "failed" in result.stdout
    assert "There is no input '/nowhere'." in result.stdout
    assert "1 file (" in result.stdout
    assert "belong to no snapshot" in result.stdout
