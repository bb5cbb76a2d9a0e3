"""Cuts a stream of delimited text into rows, however long a quotation in it claims to be."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from opsonin_plugins.sources.lines import bounded_lines

#: The number of a line, and the line; None where it is too long.
_Line = tuple[int, bytes | None]

#: Quotations that are never closed, each of which costs a look ahead; then the file is given up.
MAX_UNCLOSED = 16


@dataclass(frozen=True, slots=True)
class DelimitedRow:
    """A row, or what is wrong with it.

    Attributes:
        line: Number of its first line, from 1.
        cells: Its cells; empty if there is a problem or a blank line.
        problem: Reason and detail of a reject.
    """

    line: int
    cells: list[bytes] = field(default_factory=list)
    problem: tuple[str, str] | None = None


class RowScanner:
    r"""Takes a row apart line by line: a quotation may hold line ends.

    Source: RFC 4180; as in every spreadsheet, a quotation mark inside a cell that does not begin
    with one is a character.

    >>> scanner = RowScanner(b",")
    >>> scanner.feed(b'1,"a ""b"" c"')
    [b'1', b'a "b" c']
    >>> scanner.feed(b'2,"first') is None
    True
    >>> scanner.feed(b'second",x')
    [b'2', b'first\nsecond', b'x']
    """

    def __init__(self, delimiter: bytes) -> None:
        self._delimiter = delimiter
        self.reset()

    def reset(self) -> None:
        """Forget the row that is open."""
        self._cells: list[bytes] = []
        self._quoted: list[bytes] | None = None

    def feed(self, line: bytes) -> list[bytes] | None:
        """Return the cells of the row that ends with this line; None while a quotation is open.

        Args:
            line: A line without its line feed.
        """
        if self._quoted is None and b'"' not in line:
            return line.split(self._delimiter)
        position = self._cell(line, 0) if self._quoted is None else self._quotation(line, 0)
        while 0 <= position <= len(line):
            position = self._cell(line, position)
        if self._quoted is not None:
            self._quoted.append(b"\n")
            return None
        cells = self._cells
        self.reset()
        return cells

    def _cell(self, line: bytes, start: int) -> int:
        """Read a cell and return where the next one starts; beyond the line if there is none."""
        if line.startswith(b'"', start):
            self._quoted = []
            return self._quotation(line, start + 1)
        return self._bare(line, start, b"")

    def _quotation(self, line: bytes, start: int) -> int:
        parts = self._quoted if self._quoted is not None else []
        while (end := line.find(b'"', start)) >= 0:
            parts.append(line[start:end])
            if not line.startswith(b'"', end + 1):
                self._quoted = None
                return self._bare(line, end + 1, b"".join(parts))
            parts.append(b'"')
            start = end + 2
        parts.append(line[start:])
        return -1

    def _bare(self, line: bytes, start: int, before: bytes) -> int:
        end = line.find(self._delimiter, start)
        stop = len(line) if end < 0 else end
        self._cells.append(before + line[start:stop])
        return stop + 1


def delimited_rows(stream: BinaryIO, delimiter: bytes, max_bytes: int) -> Iterator[DelimitedRow]:
    """Yield the rows of a stream; the last cell of a row keeps a carriage return.

    A quotation that is not closed within ``max_bytes`` or the file costs the row that it is in:
    reading goes on with the line after.

    Args:
        stream: Bytes; it is not closed.
        delimiter: A single byte.
        max_bytes: The longest row allowed.
    """
    lines = enumerate(bounded_lines(stream, max_bytes, keep_returns=True), start=1)
    again: deque[_Line] = deque()
    scanner = RowScanner(delimiter)
    n_unclosed = 0
    while (first := _taken(again, lines)) is not None:
        number, line = first
        if line is None:
            detail = f"The line has more than {max_bytes} bytes."
            yield DelimitedRow(number, problem=("too_large", detail))
            continue
        cells = scanner.feed(line)
        passed, n_bytes = [], len(line)
        while cells is None and n_bytes <= max_bytes and (more := _taken(again, lines)) is not None:
            passed.append(more)
            if more[1] is None:
                break
            n_bytes += len(more[1])
            cells = scanner.feed(more[1])
        if cells is not None:
            yield DelimitedRow(number, cells)
            continue
        scanner.reset()
        n_unclosed += 1
        yield _unclosed(number, n_unclosed)
        if n_unclosed == MAX_UNCLOSED:
            return
        again.extendleft(reversed(passed))


def _taken(again: deque[_Line], lines: Iterator[_Line]) -> _Line | None:
    return again.popleft() if again else next(lines, None)


def _unclosed(line: int, count: int) -> DelimitedRow:
    detail = f"A quotation that begins in line {line} is never closed."
    if count == MAX_UNCLOSED:
        detail += f" It is number {count} of its kind: what follows is not read."
    return DelimitedRow(line, problem=("corrupt", detail))
