"""Tables that fit the window of a terminal; in a pipe they are plain aligned columns.

Cells that are too long are cut, or those of the last column wrapped. Where there are more columns
than the window has room for, each row becomes a block with a line for each column.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence

import click

from opsonin.cli.styled import Line, echo_lines, line, plain_text
from opsonin.cli.text import cell_text, column_lines, numeric_columns, shortened

#: A column is not made narrower than this, in code points.
_NARROWEST = 10
_GAP = "  "
#: Styles, as Rich words them.
_HEAD, _NUMBER, _NAME = "bold", "cyan", "dim"


def echo_table(
    header: Sequence[str], rows: Sequence[Sequence[object]], *, wraps: bool = False
) -> None:
    """Write rows below a header to stdout, as wide as the window if that is a terminal.

    Args:
        header: Names of the columns.
        rows: Cells, as many as there are names.
        wraps: Whether the last column is wrapped where it is too wide, and not cut.
    """
    if not sys.stdout.isatty():
        click.echo("\n".join(column_lines(header, rows)))
        return
    width = shutil.get_terminal_size().columns
    echo_lines(fitted_lines(header, rows, width, wraps=wraps))


def fitted_lines(
    header: Sequence[str], rows: Sequence[Sequence[object]], width: int, *, wraps: bool
) -> Iterator[Line]:
    """Yield the lines of a table that is no wider than a window.

    Args:
        header: Names of the columns.
        rows: Cells, as many as there are names.
        width: Columns of the window.
        wraps: Whether the last column is wrapped where it is too wide, and not cut.
    """
    cells = [[cell_text(value) for value in row] for row in rows]
    natural = [
        max(len(name), *(len(row[at]) for row in cells), 0) if cells else len(name)
        for at, name in enumerate(header)
    ]
    widths = _narrowed(natural, width - len(_GAP) * (len(header) - 1))
    if widths is None:
        yield from _blocks(header, cells, width)
        return
    is_number = numeric_columns(len(header), rows)
    yield line(plain_text(next(_lines(header, widths, is_number, wraps=False))), _HEAD)
    for row in cells:
        yield from _lines(row, widths, is_number, wraps=wraps)


def _narrowed(natural: Sequence[int], room: int) -> list[int] | None:
    """Return widths that fit, the widest columns made narrower first; None if none do."""
    if sum(min(width, _NARROWEST) for width in natural) > room:
        return None
    limit = max(natural, default=0)
    while sum(min(width, limit) for width in natural) > room:
        limit -= 1
    widths = [min(width, limit) for width in natural]
    left = room - sum(widths)
    for at, width in enumerate(natural):
        more = min(left, width - widths[at])
        widths[at] += more
        left -= more
    return widths


def _lines(
    row: Sequence[str], widths: Sequence[int], is_number: Sequence[bool], *, wraps: bool
) -> Iterator[Line]:
    rest: list[str] = []
    shown = [shortened(cell, width) for cell, width in zip(row, widths, strict=True)]
    if wraps and len(row[-1]) > widths[-1]:
        shown[-1], *rest = textwrap.wrap(row[-1], widths[-1])
    aligned = [
        cell.rjust(width) if is_right else cell.ljust(width)
        for cell, width, is_right in zip(shown, widths, is_number, strict=True)
    ]
    # White space at the end would break a line that is as wide as the window.
    filled = len(_GAP.join(aligned).rstrip())
    parts, at = [], 0
    for number, cell in enumerate(aligned):
        text = (_GAP if number else "") + cell
        parts.append((text[: filled - at], _NUMBER if is_number[number] else ""))
        at += len(text)
        if at >= filled:
            break
    yield tuple(parts)
    before = sum(widths[:-1]) + len(_GAP) * (len(widths) - 1)
    yield from (line(" " * before + words) for words in rest)


def _blocks(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[Line]:
    """Yield each row as lines with a name and a cell, those without a value left out."""
    names = max(map(len, header))
    for number, row in enumerate(rows, start=1):
        yield line(f"row {number:,}", _HEAD)
        for name, cell in zip(header, row, strict=True):
            if cell:
                room = max(_NARROWEST, width - names - len(_GAP))
                yield ((name.ljust(names), _NAME), (f"{_GAP}{shortened(cell, room)}", ""))
