"""The few forms of Markdown that generated parts are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_CODE = re.compile(r"(``.*?``)")


def definitions(entries: Iterable[tuple[str, str]]) -> str:
    """Return a definition list: it reads well on a narrow screen, where a table does not.

    Args:
        entries: Pairs of the term, in Markdown, and what is said of it.
    """
    return "\n\n".join(f"{term}\n: {_indented(text)}" for term, text in entries)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table.

    Args:
        header: Names of the columns.
        rows: Cells in Markdown, as many in each row as there are columns; bars are escaped.
    """
    lines = [_line(header), _line(["---"] * len(header)), *(_line(row) for row in rows)]
    return "\n".join(lines)


def code(text: str, language: str = "python") -> str:
    """Return a block of code."""
    return f"```{language}\n{text}\n```"


def prose(text: str) -> str:
    """Return the text of a docstring as Markdown.

    Docstrings are Markdown but for asterisks and underscores, which stand for themselves there.
    """
    parts = _CODE.split(text)
    return "".join(
        part if part.startswith("``") else re.sub(r"([*_<])", r"\\\1", part) for part in parts
    )


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")
