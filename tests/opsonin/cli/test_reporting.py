from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result

Command = Callable[..., Result]

#: What the report of the seeds may take.
MAX_BYTES = 60 * 1024


def test_report_of_the_seeds_is_one_small_page(opsonin: Command, data: Path) -> None:
    result = opsonin("report", "--data", data)
    assert result.exit_code == 0, result.output
    page = Path("opsonin-report.html")
    size = page.stat().st_size
    assert size <= MAX_BYTES
    assert result.stdout.splitlines() == [
        f"Snapshot 1: 4 documents in 1 file of {size:,} bytes.",
        "open opsonin-report.html in a browser",
    ]


def test_report_as_json(read_json: Callable[..., Any], data: Path, tmp_path: Path) -> None:
    found = read_json("report", tmp_path / "out", "--data", data)
    assert found["place"] == str(tmp_path / "out")
    assert found["page"] == str(tmp_path / "out" / "index.html")
    assert (found["snapshot"], found["documents"], found["files"]) == (1, 4, 1)


def test_mistakes_are_explained(opsonin: Command, data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.html").write_text("mine")
    taken = opsonin("report", tmp_path / "mine.html", "--data", data)
    assert taken.exit_code == 1
    assert "replace an earlier report with --force" in taken.stderr
    forced = opsonin("report", tmp_path / "mine.html", "--data", data, "--force")
    assert forced.exit_code == 1
    assert "This is no report of opsonin" in forced.stderr
    nothing = opsonin("report", tmp_path / "out.html", "--data", tmp_path / "none")
    assert nothing.exit_code == 1
    assert "Run `opsonin run` first" in nothing.stderr
