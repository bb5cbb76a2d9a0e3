from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from authored import author_in

Command = Callable[..., Result]


def test_rejects_are_listed_with_reason_and_place(opsonin: Command, data: Path) -> None:
    result = opsonin("rejects", "--data", data)
    assert result.exit_code == 0
    assert "ingest  empty  empty.txt\n" in result.stdout
    assert result.stdout.endswith("2 rejects.\n")


def test_name_of_a_file_cannot_command_the_terminal(opsonin: Command, data: Path) -> None:
    shown = opsonin("rejects", "--data", data).stdout
    assert "\x1b" not in shown
    assert "escape" in shown


def test_rejects_can_be_chosen(read_json: Callable[..., Any], data: Path) -> None:
    assert len(read_json("rejects", "--data", data)) == 2
    assert len(read_json("rejects", "--reason", "empty", "--stage", "ingest", "--data", data)) == 2
    assert read_json("rejects", "--stage", "clean", "--data", data) == []


def test_unknown_reason_says_which_ones_there_are(opsonin: Command, data: Path) -> None:
    result = opsonin("rejects", "--reason", "emty", "--data", data)
    assert result.exit_code == 0
    assert result.stdout == "Nothing was rejected as 'emty'. Did you mean 'empty'?\n"


def test_stage_without_rejects_says_so(opsonin: Command, data: Path) -> None:
    result = opsonin("rejects", "--stage", "tag", "--data", data)
    assert result.stdout == "No reject with stage tag stands; 2 other rejects stand.\n"


@pytest.fixture
def flaky(codes: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file; as long as it is there, tagger `codes` fails."""
    down = tmp_path / "down"
    down.touch()
    source = codes.replace(
        "def find(text):",
        "from pathlib import Path\n"
        f"def find(text):\n    if Path({str(down)!r}).exists(): raise ValueError('down')",
    )
    with author_in(tmp_path / "site", monkeypatch) as author:
        author("plugin_codes", source)
        yield down


def test_what_was_rejected_is_tried_again_when_asked_for(
    opsonin: Command, read_json: Callable[..., Any], flaky: Path
) -> None:
    def standing() -> list[str]:
        return [row["reason"] for row in read_json("rejects")]

    def identifiers() -> list[str]:
        return [row["value"] for row in read_json("query", "select value from identifiers")]

    assert opsonin("run", "in.txt").exit_code == 0
    flaky.unlink()
    opsonin("run", "in.txt")
    assert (standing(), identifiers()) == (["error"], [])
    flaky.touch()
    # The inputs are those of the last run; it fails again, and remembers it again.
    result = opsonin("rejects", "--retry", "error")
    assert result.exit_code == 0, result.output
    assert "documents  1 in, 1 out, 0 rejected" in result.stdout
    assert (standing(), identifiers()) == (["error"], [])
    flaky.unlink()
    assert opsonin("rejects", "--retry", "error").exit_code == 0
    assert (standing(), identifiers()) == ([], ["x"])
    assert opsonin("verify").exit_code == 0


def test_inputs_are_those_of_the_last_run_that_had_any(
    opsonin: Command, own_data: Path, documents: list[dict[str, Any]]
) -> None:
    assert opsonin("forget", documents[0]["doc_id"], "--data", own_data).exit_code == 0
    result = opsonin("rejects", "--retry", "empty", "--data", own_data)
    assert result.exit_code == 0, result.output
    assert "documents  6 in, 3 out, 2 rejected, 1 dropped" in result.stdout


def test_reason_that_nothing_was_rejected_for_is_refused(opsonin: Command, data: Path) -> None:
    result = opsonin("rejects", "--retry", "emty", "--data", data)
    assert result.exit_code == 1
    assert "--retry: Nothing was rejected as 'emty'. Did you mean 'empty'?" in result.stderr
    both = opsonin("rejects", "--retry", "empty", "--stage", "ingest", "--data", data)
    assert both.exit_code == 2
    assert "--retry goes without --reason and --stage." in both.stderr
