"""Text for people: safe for a terminal, in lines and columns, or as JSON for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import click

#: Longest cell of a table, in code points; `--json` gives cells in full.
CELL_WIDTH = 60

#: Floating-point numbers up to here are shown in full if they are whole.
_WHOLE = 1e15

#: What a terminal would obey instead of show, or cannot encode: control characters, overrides of
#: the writing direction, lone surrogates. Source: Unicode Standard Annex 9 and Technical Report 36.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    r"""Return text that a terminal shows and does not obey.

    >>> visible("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def one_line(text: str) -> str:
    r"""Return visible text without line breaks.

    >>> one_line("a\n b")
    'a⏎ b'
    """
    return visible(text.replace("\n", "⏎").replace("\t", " "))


def shortened(text: str, width: int = CELL_WIDTH) -> str:
    """Return text of at most ``width`` code points, with an ellipsis where some are left out."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


def counted(number: int, word: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "document"), counted(1200, "document")
    ('1 document', '1,200 documents')
    """
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def column_lines(header: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """Yield rows as lines of aligned columns, whole numbers to the right, below a header.

    Cells are cut at `CELL_WIDTH`, but for those of the last column.
    """
    is_number = numeric_columns(len(header), rows)
    last = len(header) - 1
    lines = [
        list(header),
        *(
            [cell_text(value, None if at == last else CELL_WIDTH) for at, value in enumerate(row)]
            for row in rows
        ),
    ]
    widths = [max(len(line[at]) for line in lines) for at in range(len(header))]
    for line in lines:
        cells = [
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(line, widths, is_number, strict=True)
        ]
        yield "  ".join(cells).rstrip()


def numeric_columns(n_columns: int, rows: Sequence[Sequence[object]]) -> list[bool]:
    """Tell for each column whether it holds whole numbers only."""
    return [
        all(isinstance(row[at], int) and not isinstance(row[at], bool) for row in rows)
        for at in range(n_columns)
    ]


def echo_json(value: object) -> None:
    """Write a value to stdout as one JSON document; dates and times in ISO 8601."""
    import orjson  # noqa: PLC0415 - not for --help

    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode())


def cell_text(value: object, width: int | None = None) -> str:
    """Return a cell in one line, shortened to a width if there is one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        is_whole = value.is_integer() and abs(value) < _WHOLE
        return f"{value:,.0f}" if is_whole else f"{value:.6g}"
    items = value if isinstance(value, list | tuple) else [value]
    text = "; ".join(one_line(str(item)) for item in items)
    return text if width is None else shortened(text, width)
