from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result

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
