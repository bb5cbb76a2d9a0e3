"""Writes styled lines to stdout: in colour on a terminal, with brackets in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

import click

from opsonin.cli.trial_lines import Line, Style

_COLOURS: Mapping[Style, str] = {
    "": "",
    "head": "bold",
    "dim": "dim",
    "mark": "bold cyan underline",
    "removed": "red strike",
    "added": "green",
    "fault": "red",
}
#: What stands for a style where there are no colours. Source: edits as GNU wdiff writes them.
_BRACKETS: Mapping[Style, tuple[str, str]] = {
    "mark": ("[", "]"),
    "removed": ("[-", "-]"),
    "added": ("{+", "+}"),
}


def print_lines(lines: Iterable[Line]) -> None:
    """Write lines to stdout."""
    if not sys.stdout.isatty():
        for line in lines:
            click.echo(plain(line))
        return
    # rich takes a tenth of a second to import; a pipe does without it.
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    for line in lines:
        shown = Text()
        for piece in line:
            shown.append(piece.text, style=_COLOURS[piece.style])
        console.print(shown, soft_wrap=True)


def plain(line: Line) -> str:
    """Return a line as text without colours.

    >>> from opsonin.cli.trial_lines import Styled
    >>> plain([Styled("tele-"), Styled("-", "removed"), Styled("fax", "added")])
    'tele-[---]{+fax+}'
    """
    parts = []
    for piece in line:
        before, after = _BRACKETS.get(piece.style, ("", ""))
        parts.append(f"{before}{piece.text}{after}" if piece.text else "")
    return "".join(parts).rstrip()
