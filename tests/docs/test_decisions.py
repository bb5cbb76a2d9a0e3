from __future__ import annotations

import re
from pathlib import Path

import click

from opsonin.cli.program import program

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"
_NAMED = re.compile(r"`opsonin ([a-z]+)(?: (--[a-z]+))?")


def test_what_a_record_calls_missing_is_missing() -> None:
    text = (DECISIONS / "0029-what-is-named-and-not-there-yet.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if "| later" in line]
    named = [match.groups() for row in rows for match in _NAMED.finditer(row.split("|")[1])]
    assert rows
    context = click.Context(program)
    for name, option in named:
        command = (
            program.get_command(context, name) if name in program.list_commands(context) else None
        )
        options = [one for param in command.params for one in param.opts] if command else []
        assert command is None or (option and option not in options), name


def test_records_are_numbered_once() -> None:
    numbers = [path.name.partition("-")[0] for path in DECISIONS.glob("0*.md")]
    assert len(numbers) == len(set(numbers))
