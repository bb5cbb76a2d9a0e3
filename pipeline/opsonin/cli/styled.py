"""Lines that a terminal shows in colour, by Rich, and a pipe gets as plain text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TypeAlias

import click

#: Stretches of a line, each with its style as Rich words it; an empty style is none.
Line: TypeAlias = tuple[tuple[str, str], ...]

#: Terminals that would show the codes of styles instead of obeying them.
_WITHOUT_STYLES = frozenset({"dumb", "unknown", ""})


def shows_styles() -> bool:
    """Tell whether stdout is a terminal that may be sent styles.

    Source: no-color.org. Bold and underlined are left out there as well: whoever sets ``NO_COLOR``
    wants text that can be copied.
    """
    return (
        sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM", "") not in _WITHOUT_STYLES
    )


def line(text: str, style: str = "") -> Line:
    """Return a line of one style.

    >>> line("mentions", "bold")
    (('mentions', 'bold'),)
    """
    return ((text, style),)


def plain_text(parts: Line) -> str:
    """Return a line without its styles.

    >>> plain_text((("mentions", "bold"), (" 7", "cyan")))
    'mentions 7'
    """
    return "".join(text for text, _ in parts)


def echo_lines(lines: Iterable[Line]) -> None:
    """Write lines to stdout as they come, each safe for a terminal already."""
    if not shows_styles():
        for parts in lines:
            click.echo(plain_text(parts))
        return
    # rich takes a tenth of a second to import; a pipe does without it.
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    for parts in lines:
        # The terminal breaks long lines itself, so that they can be copied whole.
        console.print(Text.assemble(*parts), soft_wrap=True)
