"""The visible text of a page as blocks, each character with its place in the markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from opsonin_plugins.cleaners.elements import BLOCKS, CLOSES, CLOSES_P, KINDS, VOID
from opsonin_plugins.cleaners.markup import Token

#: White space of HTML; a no-break space is none.
_BLANKS = " \t\n\r\f"
_NO_BREAK = "\xa0"
#: White space within text that is not a single space.
_SPACES = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
_CONTROL = re.compile("[\0-\x08\x0b\x0e-\x1f\ud800-\udfff]")
_CARRIAGE_RETURN = re.compile("\r\n?")


class MarkupPiece(NamedTuple):
    """Characters of the clean text; they are kept where ``text`` is empty, else replaced.

    Attributes:
        start: First code point in the markup.
        end: First code point after it.
        text: What replaces them.
    """

    start: int
    end: int
    text: str = ""


class MarkupBlock(NamedTuple):
    """A run of text between two block boundaries.

    Attributes:
        kind: heading, list_item, caption, cell or paragraph.
        tag: Name of the innermost block element.
        table: Number of the table that a cell stands in.
        row: Number of its row in the page.
        pieces: Its characters in order.
        text: Its characters as one string.
    """

    kind: str
    tag: str
    table: int
    row: int
    pieces: tuple[MarkupPiece, ...]
    text: str


class _Frame(NamedTuple):
    """An open block element, with what it passes on to what it holds."""

    tag: str
    kind: str
    table: int
    row: int


class BlockReader:
    """Cuts the visible tokens of a page into blocks; its state is what is open at a token.

    Attributes:
        blocks: The blocks that have ended so far.
    """

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.blocks: list[MarkupBlock] = []
        self.open = [_Frame("", "paragraph", 0, 0)]
        self.counts: Counter[str] = Counter()
        self.n_tables = self.n_rows = self.pre = 0
        self.pieces: list[MarkupPiece] = []
        self.parts: list[str] = []
        self.space: MarkupPiece | None = None

    def read(self, token: Token) -> None:
        """Take the next token; comments and what is hidden must not be among them."""
        if token.kind == "text":
            self._text(token.start, token.end)
        elif token.kind == "reference":
            self._reference(token)
        elif token.kind == "start":
            self._start_tag(token)
        else:
            self._end_tag(token.name)

    def _start_tag(self, token: Token) -> None:
        tag = token.name
        if tag == "br":
            self._line_break(token)
        if tag not in BLOCKS:
            return
        self.flush()
        closes = CLOSES.get(tag, CLOSES_P)
        while self.open[-1].tag in closes:
            self._pop()
        if tag in VOID:
            return
        above = self.open[-1]
        kind = KINDS.get(tag, above.kind if above.kind != "cell" or tag == "tr" else "paragraph")
        table, row = above.table, above.row
        if tag == "table":
            self.n_tables += 1
            table = self.n_tables
        elif tag == "tr":
            self.n_rows += 1
            row = self.n_rows
        self.pre += tag == "pre"
        self.counts[tag] += 1
        self.open.append(_Frame(tag, kind, table, row))

    def _end_tag(self, tag: str) -> None:
        if tag not in BLOCKS:
            return
        self.flush()
        # Without this an end tag that nothing opened would search the whole stack each time.
        if self.counts[tag]:
            while self._pop() != tag:
                pass

    def _pop(self) -> str:
        frame = self.open.pop()
        self.counts[frame.tag] -= 1
        self.pre -= frame.tag == "pre"
        return frame.tag

    def _line_break(self, tag: Token) -> None:
        """Take ``br`` as a line break, two in a row as the end of a block."""
        if self.space is not None and self._shown(self.space) == "\n":
            self.flush()
            return
        if self._ends_with_no_break() and not self.pre:
            self.pieces.pop()
            self.parts.pop()
        self.space = MarkupPiece(tag.start, tag.end, "\n")

    def _text(self, start: int, end: int) -> None:
        """Add text that stands in the markup; white space collapses unless it is in ``pre``."""
        if self.pre:
            self._lines(start, end)
            return
        chunk = self.markup[start:end]
        first = end - len(chunk.lstrip(_BLANKS))
        last = start + len(chunk.rstrip(_BLANKS))
        if first > start:
            self._blank(start, first)
        at = first
        for run in _SPACES.finditer(self.markup, first, last):
            self._words(at, run.start())
            at = run.end()
            self._blank(run.start(), at)
        if at < last:
            self._words(at, last)
        if first < end and last < end:
            self._blank(last, end)

    def _lines(self, start: int, end: int) -> None:
        """Add preformatted text; any kind of line end becomes a line feed."""
        at = start
        for run in _CARRIAGE_RETURN.finditer(self.markup, start, end):
            self._words(at, run.start())
            at = run.end()
            self._add(MarkupPiece(run.start(), at, "\n"), "\n")
        self._words(at, end)

    def _reference(self, token: Token) -> None:
        """Add the characters that a reference such as ``&amp;`` stands for."""
        text = _CONTROL.sub("\ufffd", token.text)
        if not text.strip(_BLANKS) and not self.pre:
            self.space = self.space or MarkupPiece(token.start, token.end, " ")
        elif self.pre or text != _NO_BREAK or not (self.space or self._ends_with_no_break()):
            # Behind white space a no-break space only widens it.
            self._add(MarkupPiece(token.start, token.end, text), text)

    def _blank(self, start: int, end: int) -> None:
        if self._ends_with_no_break():
            self.pieces.pop()
            self.parts.pop()
        # A blank that touches text which is kept saves an edit, so it is preferred to others.
        shown = " " if self.space is None else self._shown(self.space)
        if self.markup[end - 1] == shown:
            self.space = MarkupPiece(end - 1, end)
        elif self.space is None and self.markup[start] == " ":
            self.space = MarkupPiece(start, start + 1)
        elif self.space is None:
            self.space = MarkupPiece(start, start + 1, " ")

    def _ends_with_no_break(self) -> bool:
        return bool(self.pieces) and self.pieces[-1].text == _NO_BREAK

    def _shown(self, piece: MarkupPiece) -> str:
        return piece.text or self.markup[piece.start : piece.end]

    def _words(self, start: int, end: int) -> None:
        for control in _CONTROL.finditer(self.markup, start, end):
            if start < control.start():
                self._add(MarkupPiece(start, control.start()), self.markup[start : control.start()])
            start = control.end()
        if start < end:
            self._add(MarkupPiece(start, end), self.markup[start:end])

    def _add(self, piece: MarkupPiece, text: str) -> None:
        if not self.pieces:
            self.space = None
        if self.space is not None:
            self._append(self.space, self._shown(self.space))
            self.space = None
        self._append(piece, text)

    def _append(self, piece: MarkupPiece, text: str) -> None:
        last = self.pieces[-1] if self.pieces else None
        if last and not piece.text and not last.text and last.end == piece.start:
            self.pieces[-1] = MarkupPiece(last.start, piece.end)
        else:
            self.pieces.append(piece)
        self.parts.append(text)

    def flush(self) -> None:
        """End the block at a boundary; white space around it belongs to no block."""
        text = "".join(self.parts)
        bare = text.strip()
        if bare:
            lead = len(text) - len(text.lstrip())
            frame = self.open[-1]
            pieces = tuple(_cut(self.pieces, lead, lead + len(bare)))
            self.blocks.append(
                MarkupBlock(frame.kind, frame.tag, frame.table, frame.row, pieces, bare)
            )
        self.pieces, self.parts, self.space = [], [], None


def _cut(pieces: list[MarkupPiece], start: int, end: int) -> Iterator[MarkupPiece]:
    """Yield what makes up the characters from start to end of the text that pieces make up."""
    at = 0
    for piece in pieces:
        length = len(piece.text) or piece.end - piece.start
        low, high = max(start - at, 0), min(end - at, length)
        at += length
        if low >= high:
            continue
        if piece.text:
            yield MarkupPiece(piece.start, piece.end, piece.text[low:high])
        else:
            yield MarkupPiece(piece.start + low, piece.start + high)
