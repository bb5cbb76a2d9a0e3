from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Command = Callable[..., Any]
CHEAP = ("--check", "name_is_plain", "--check", "version_is_plain")


def test_components_that_pass_are_counted(opsonin: Command) -> None:
    result = opsonin("plugins", "check", "identifiers", *CHEAP)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[1].split() == ["tagger", "identifiers", "2", "0", "0", "0"]
    assert result.stdout.splitlines()[-1] == "None of 2 checks failed."


def test_all_built_in_components_are_checked_without_a_name(
    read_json: Callable[..., Any],
) -> None:
    results = read_json("plugins", "check", *CHEAP)
    assert {one["kind"] for one in results} == {
        "source",
        "cleaner",
        "tagger",
        "exporter",
        "vocabulary",
    }
    assert {one["status"] for one in results} == {"passed"}


def test_verbose_lists_every_check_with_its_note(opsonin: Command) -> None:
    result = opsonin("plugins", "check", "identifiers", *CHEAP, "--verbose")
    lines = [line.split()[:3] for line in result.stdout.splitlines()]
    assert ["identifiers", "name_is_plain", "passed"] in lines


def test_check_that_saw_nothing_asks_for_samples(opsonin: Command) -> None:
    result = opsonin("plugins", "check", "quality_gate", "--check", "rows_keep_the_contract")
    assert result.exit_code == 0
    assert "cleaner quality_gate: rows_keep_the_contract saw nothing" in result.stdout
    assert "--sample FILE" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["identifers"], "Did you mean 'identifiers'?"),
        (["identifiers", "--check", "prints_nothin"], "Did you mean 'prints_nothing'?"),
        (["nosuch"], "vocabulary, plugin or distribution is called 'nosuch'."),
        (["identifiers", "--sample", "missing.txt"], "missing.txt"),
    ],
)
def test_mistakes_are_told(opsonin: Command, arguments: list[str], message: str) -> None:
    result = opsonin("plugins", "check", *arguments)
    assert result.exit_code != 0
    assert message in result.stderr


def test_unknown_check_lists_each_check_once(opsonin: Command) -> None:
    result = opsonin("plugins", "check", "identifiers", "--check", "zzz")
    assert "--check: There is no check 'zzz'." in result.stderr
    assert result.stderr.count("name_is_plain") == 1


def test_what_does_not_apply_is_told_from_what_was_not_seen(opsonin: Command) -> None:
    check = ("--check", "rows_keep_the_contract")
    result = opsonin("plugins", "check", "quality_gate", *check, "--verbose")
    assert "not seen" in result.stdout
    assert "not_applicable" not in result.stdout
