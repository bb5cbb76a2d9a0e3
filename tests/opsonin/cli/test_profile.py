from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import Result

from opsonin.cli.profile import profile_lines
from opsonin.runner.profiling import PHASES

Command = Callable[..., Result]


def line(component: str, seconds: float, **columns: Any) -> dict[str, Any]:
    zero = {"documents": 0, "rows": 0, "size_bytes": 0, "is_engine": False}
    return {"stage": "tag", "component": component, "seconds": seconds, **zero, **columns}


def test_profile_is_a_table_with_the_share_of_each_line() -> None:
    report = {
        "profile": [
            line("words", 3.0, documents=6000, rows=12345, size_bytes=2_500_000),
            line("merge", 1.0, is_engine=True),
        ]
    }
    shown = [text.split() for text in profile_lines(report)]
    assert shown == [
        [],
        ["component", "seconds", "share", "documents/s", "rows", "MB"],
        ["tag:", "words", "3.000", "75.0%", "2,000", "12,345", "2.5"],
        ["[tag:", "merge]", "1.000", "25.0%"],
        ["[engine]", "1.000", "s", "of", "4.000", "s", "in", "all"],
    ]


@pytest.mark.parametrize("lines", [[], [line("words", 0.0, documents=3)]])
def test_profile_of_no_time_is_shown(lines: list[dict[str, Any]]) -> None:
    *_, last = profile_lines({"profile": lines})
    assert last == "[engine] 0.000 s of 1.000 s in all"


@pytest.fixture
def small_run(opsonin: Command, tmp_path: Path) -> Callable[..., Result]:
    """Run a small pipeline over one document."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Lupus was found in 3 of 20 patients.\n")
    (tmp_path / "opsonin.toml").write_text(
        "[stages]\ncleaners = ['segments']\ntaggers = ['identifiers']\n"
        "exporters = []\nvocabularies = []\n"
    )

    def run(*arguments: object) -> Result:
        result = opsonin("run", tmp_path / "in", "--data", tmp_path / "data", *arguments)
        assert result.exit_code == 0, result.output
        return result

    return run


def test_run_shows_a_profile_below_the_balance(small_run: Callable[..., Result]) -> None:
    balance, _, table = small_run("--profile").stdout.partition("\n\ncomponent ")
    assert "documents  1 in, 1 out" in balance
    named = {text.split("]")[0].split()[-1] for text in table.splitlines() if text[:1] == "["}
    assert {"ingest", "validate", "write", "digest", "commit"} <= named <= {*PHASES, "[engine"}
    assert any(text.startswith("clean: segments ") for text in table.splitlines())


def test_run_is_silent_about_time_without_the_option(small_run: Callable[..., Result]) -> None:
    assert "seconds" not in small_run().stdout


def test_report_as_json_has_the_profile_without_the_table(
    small_run: Callable[..., Result],
) -> None:
    lines = orjson.loads(small_run("--profile", "--json").stdout)["profile"]
    assert {line["component"] for line in lines if line["is_engine"]} <= set(PHASES)
    assert {"stage", "seconds", "documents", "rows", "size_bytes"} <= lines[0].keys()
