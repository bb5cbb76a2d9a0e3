from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from click.testing import Result

Command = Callable[..., Result]


def test_export_says_what_it_has_written(opsonin: Command, data: Path, tmp_path: Path) -> None:
    result = opsonin("export", tmp_path / "out", "--data", data)
    assert result.exit_code == 0, result.output
    n_tables = len([one for one in (data / "snapshots" / "1").iterdir() if one.is_dir()])
    assert result.stdout.startswith(f"Snapshot 1: {n_tables} tables, ")
    assert result.stdout.endswith(f"written to {tmp_path / 'out'}\n")
    assert pq.read_table(tmp_path / "out" / "documents").num_rows == 4


def test_export_as_json(read_json: Callable[..., Any], data: Path, tmp_path: Path) -> None:
    place = tmp_path / "out.zip"
    found = read_json("export", place, "--data", data, "--format", "jsonl", "--no-text")
    assert found["place"] == str(place)
    assert found["tables"]["documents"] == 4
    assert found["size_bytes"] > place.stat().st_size


def test_mistakes_are_explained(opsonin: Command, data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    taken = opsonin("export", tmp_path / "mine", "--data", data)
    assert taken.exit_code == 1
    assert "There is something already. Name another place" in taken.stderr
    nothing = opsonin("export", tmp_path / "out", "--data", tmp_path / "none")
    assert nothing.exit_code == 1
    assert "Run `opsonin run` first" in nothing.stderr
    nowhere = opsonin("export", tmp_path / "mine" / "out", "--data", data)
    assert nowhere.exit_code == 1
    assert "could not be made" in nowhere.stderr
    assert "Traceback" not in nowhere.stderr
