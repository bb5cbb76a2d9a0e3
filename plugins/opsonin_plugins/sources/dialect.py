"""Finds out whether a text is a table of delimited rows, its delimiter, and its header."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from opsonin_plugins.sources.delimited_rows import RowScanner
from opsonin_plugins.sources.records import RecordOptions
from opsonin_plugins.sources.sniff import binary_format

_DELIMITERS = (b",", b"\t", b";", b"|")
_TEXT_NAMES = frozenset(RecordOptions().text_fields)
_OPTIONS = RecordOptions()
_KNOWN_NAMES = _TEXT_NAMES.union(
    _OPTIONS.id_fields, _OPTIONS.url_fields, _OPTIONS.title_fields, _OPTIONS.date_fields
)
#: A column's name: words, hardly a sentence.
_NAME = re.compile(r"[^\W\d][\w .:/()#%-]{0,59}")
_MAX_NAME_WORDS = 5
#: Share of the rows that must have as many cells as the first.
_CONSISTENT = 0.8


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written.

    Attributes:
        delimiter: What stands between cells.
        n_columns: Cells of the first row.
        has_header: Whether the first row names the columns.
        has_text: Whether one of these names is that of a text.
    """

    delimiter: bytes
    n_columns: int
    has_header: bool
    has_text: bool


@lru_cache(maxsize=4)
def dialect_of(head: bytes) -> Dialect | None:
    r"""Return how a table is written; None if these are no rows of equal length.

    Args:
        head: The first bytes of a file.

    >>> dialect_of(b"id;text\n1;Lupus\n2;Gout\n")
    Dialect(delimiter=b';', n_columns=2, has_header=True, has_text=True)
    """
    head = head.removeprefix(codecs.BOM_UTF8)
    if not head.strip() or b"\0" in head or binary_format(head):
        return None
    found = [one for delimiter in _DELIMITERS if (one := _dialect(head, delimiter)) is not None]
    return max(found, key=lambda one: (one.has_text, one.has_header, one.n_columns), default=None)


def stated_dialect(head: bytes) -> Dialect:
    """Return how a table is written that is one by its name, whatever its rows look like."""
    dialect = dialect_of(head)
    if dialect is not None:
        return dialect
    line = head.removeprefix(codecs.BOM_UTF8).lstrip().partition(b"\n")[0]
    delimiter = max(_DELIMITERS, key=line.count)
    return Dialect(delimiter, line.count(delimiter) + 1, has_header=True, has_text=False)


def is_header(cells: Sequence[str]) -> bool:
    """Tell whether the first row names the columns instead of filling them."""
    names = [cell.strip().lower() for cell in cells]
    if any(name in _KNOWN_NAMES for name in names):
        return True
    return len(set(names)) == len(names) and all(
        _NAME.fullmatch(name) and len(name.split()) <= _MAX_NAME_WORDS for name in names
    )


def _dialect(head: bytes, delimiter: bytes) -> Dialect | None:
    rows, rest = _rows(head, delimiter)
    if not rows or len(rows[0]) == 1:
        return None
    first = [cell.decode("utf-8", "replace") for cell in rows[0]]
    sizes = Counter(len(row) for row in rows)
    names = {cell.strip().lower() for cell in first}
    if delimiter == b"|" and not all(cell.strip() for cell in first):
        # A table of Markdown begins and ends its rows with a bar.
        return None
    if sizes[len(first)] < len(rows) * _CONSISTENT:
        return None
    # A header whose first row is longer than the head is enough if that goes on like a row.
    if len(rows) == 1 and rest and delimiter not in rest and not rest.startswith(b'"'):
        return None
    return Dialect(delimiter, len(first), is_header(first), bool(names & _TEXT_NAMES))


def _rows(head: bytes, delimiter: bytes) -> tuple[list[list[bytes]], bytes]:
    """Return the whole rows of a head, and what is left of the one that it cuts off."""
    scanner = RowScanner(delimiter)
    rows = []
    *lines, rest = head.split(b"\n")
    pending = b""
    for line in lines:
        content = line.removesuffix(b"\r")
        if not content and not pending:
            continue
        cells = scanner.feed(content)
        pending = b"" if cells is not None else pending + line
        if cells is not None:
            rows.append(cells)
    return rows, pending + rest
