"""Markdown tables, and the places in the pages of ``docs/`` that commands write them to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class PageError(Exception):
    """A page has no place for what a command wants to write."""


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose columns are aligned in the source as well.

    Args:
        header: Names of the columns.
        rows: Cells as text, as many in each row as there are columns; a bar is escaped.
    """
    cells = [[cell.replace("|", "\\|") for cell in row] for row in (header, *rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(header))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def write_between(page: Path, name: str, content: str) -> None:
    """Replace what stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``.

    Args:
        page: A Markdown page.
        name: The place in the page.
        content: What stands there from now on.

    Raises:
        PageError: The page has not exactly one such place.
        OSError: The page cannot be read or written.
    """
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    text = page.read_text(encoding="utf-8")
    before, begin_found, rest = text.partition(begin)
    _, end_found, after = rest.partition(end)
    if not (begin_found and end_found) or begin in after:
        raise PageError(
            f"{page}: expected one place between {begin!r} and {end!r}. "
            "Put the two lines back where the table belongs."
        )
    page.write_text(f"{before}{begin}\n\n{content.strip()}\n\n{end}{after}", encoding="utf-8")
