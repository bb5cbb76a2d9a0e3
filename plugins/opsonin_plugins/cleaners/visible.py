"""The visible text of a page as blocks, each character with its place in the markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from opsonin_plugins.cleaners.markup import Token, attributes, tokens

#: Elements that start a new block. Source: the elements with a block-like ``display`` in the user
#: agent style sheet of the HTML standard, section 15.3, and the controls that stand alone.
_BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing "
    "main menu nav ol optgroup option p pre search section summary table tbody td tfoot th thead "
    "tr ul xmp".split()
)
#: Start tags that end open elements. Source: HTML standard, section 13.1.2.4, optional tags.
_CLOSES = {
    "li": frozenset({"li", "p"}),
    "dt": frozenset({"dt", "dd", "p"}),
    "dd": frozenset({"dt", "dd", "p"}),
    "td": frozenset({"td", "th", "p"}),
    "th": frozenset({"td", "th", "p"}),
    "tr": frozenset({"tr", "td", "th", "p", "caption"}),
    "tbody": frozenset({"tbody", "thead", "tr", "td", "th", "p", "caption"}),
    "option": frozenset({"option"}),
}
_CLOSES |= {"thead": _CLOSES["tbody"], "tfoot": _CLOSES["tbody"]}
_CLOSES_P = frozenset({"p"})
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: Elements whose content is no text of the page, with the reason for its removal.
_HIDDEN = {
    "script": "script",
    "style": "script",
    "template": "script",
    "noembed": "script",
    "noframes": "script",
    "iframe": "script",
    "svg": "markup",
    "object": "markup",
    "annotation": "markup",
    "annotation-xml": "markup",
    "title": "metadata",
    "select": "boilerplate",
    "textarea": "boilerplate",
    "datalist": "boilerplate",
}
#: Their content is text to the tokenizer, up to their end tag or the end of the page.
_RAW_TEXT = frozenset("script style noembed noframes iframe title textarea".split())
_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list_item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("article", "section", "main", "table", "ul", "ol", "dl"), "paragraph"),
}
_SPACE = re.compile(r"[ \t\n\r\f]+")
_CONTROL = re.compile("[\0-\x08\x0b\x0e-\x1f\ud800-\udfff]")
_CARRIAGE_RETURN = re.compile("\r\n?")


class Piece(NamedTuple):
    """Characters of the clean text; they are kept where ``text`` is empty, else replaced.

    Attributes:
        start: First code point in the markup.
        end: First code point after it.
        text: What replaces them.
    """

    start: int
    end: int
    text: str = ""


class Region(NamedTuple):
    """A stretch of markup and what it is: text, markup, script, metadata or boilerplate."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Block:
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
    pieces: tuple[Piece, ...]
    text: str


@dataclass(slots=True)
class Page:
    """What a linear scan of the markup finds.

    Attributes:
        blocks: The visible text.
        regions: Stretches that tile the markup.
        metas: The attributes of every ``meta`` tag, with the tag's place in the markup.
        title: Content of the ``title`` element.
        depth: Nesting depth of elements whose end tag cannot be left out.
        n_tags: Number of start tags.
        longest_tag: Length of the longest tag in code points.
    """

    blocks: list[Block] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    metas: list[tuple[Token, dict[str, str]]] = field(default_factory=list)
    title: str = ""
    depth: int = 0
    n_tags: int = 0
    longest_tag: int = 0


class _Frame(NamedTuple):
    """An open block element, with what it passes on to what it holds."""

    tag: str
    kind: str
    table: int
    row: int


class _Reader:
    """Cuts a stream of tokens into blocks; its state is what is open at a token."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.page = Page()
        self.open = [_Frame("", "paragraph", 0, 0)]
        self.counts: Counter[str] = Counter()
        self.nesting: Counter[str] = Counter()
        self.n_tables = self.n_rows = self.pre = 0
        self.pieces: list[Piece] = []
        self.parts: list[str] = []
        self.space: Piece | None = None

    def start_tag(self, token: Token) -> None:
        tag = token.name
        if tag == "br":
            self.line_break(token)
        if tag not in _BLOCKS:
            return
        self.flush()
        closes = _CLOSES.get(tag, _CLOSES_P)
        while self.open[-1].tag in closes:
            self._pop()
        if tag in _VOID:
            return
        above = self.open[-1]
        kind = _KINDS.get(tag, above.kind if above.kind != "cell" or tag == "tr" else "paragraph")
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

    def end_tag(self, tag: str) -> None:
        if tag not in _BLOCKS:
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

    def nest(self, token: Token) -> None:
        """Count depth; elements whose end tag may be missing do not nest by themselves."""
        tag = token.name
        if tag in _VOID or tag in _CLOSES or tag == "p" or token.text.endswith("/>"):
            return
        if token.kind == "start":
            self.nesting[tag] += 1
            self.nesting[""] += 1
            self.page.depth = max(self.page.depth, self.nesting[""])
        elif self.nesting[tag]:
            self.nesting[tag] -= 1
            self.nesting[""] -= 1

    def line_break(self, tag: Token) -> None:
        """Take ``br`` as a line break, two in a row as the end of a block."""
        if self.space is not None and self.space.text == "\n":
            self.flush()
        else:
            self.space = Piece(tag.start, tag.end, "\n")

    def text(self, start: int, end: int) -> None:
        """Add text that stands in the markup; white space collapses unless it is in ``pre``."""
        runs = _CARRIAGE_RETURN if self.pre else _SPACE
        at = start
        for run in runs.finditer(self.markup, start, end):
            self._words(at, run.start())
            at = run.end()
            if self.pre:
                self._add(Piece(run.start(), at, "\n"), "\n")
            else:
                self._blank(run.start(), at)
        self._words(at, end)

    def reference(self, token: Token) -> None:
        """Add the characters that a reference such as ``&amp;`` stands for."""
        text = _CONTROL.sub("\ufffd", token.text)
        if _SPACE.fullmatch(text) and not self.pre:
            self.space = self.space or Piece(token.start, token.end, " ")
        else:
            self._add(Piece(token.start, token.end, text), text)

    def _blank(self, start: int, end: int) -> None:
        if self.space is None:
            # The last or first blank touches text that is kept, which saves an edit.
            if self.markup[end - 1] == " ":
                self.space = Piece(end - 1, end)
            elif self.markup[start] == " ":
                self.space = Piece(start, start + 1)
            else:
                self.space = Piece(start, start + 1, " ")

    def _words(self, start: int, end: int) -> None:
        for control in _CONTROL.finditer(self.markup, start, end):
            if start < control.start():
                self._add(Piece(start, control.start()), self.markup[start : control.start()])
            start = control.end()
        if start < end:
            self._add(Piece(start, end), self.markup[start:end])

    def _add(self, piece: Piece, text: str) -> None:
        if not self.pieces:
            self.space = None
        if self.space is not None:
            self._append(self.space, self.space.text or " ")
            self.space = None
        self._append(piece, text)

    def _append(self, piece: Piece, text: str) -> None:
        last = self.pieces[-1] if self.pieces else None
        if last and not piece.text and not last.text and last.end == piece.start:
            self.pieces[-1] = Piece(last.start, piece.end)
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
            self.page.blocks.append(
                Block(frame.kind, frame.tag, frame.table, frame.row, pieces, bare)
            )
        self.pieces, self.parts, self.space = [], [], None


def _cut(pieces: list[Piece], start: int, end: int) -> Iterator[Piece]:
    """Yield what makes up the characters from start to end of the text that pieces make up."""
    at = 0
    for piece in pieces:
        length = len(piece.text) or piece.end - piece.start
        low, high = max(start - at, 0), min(end - at, length)
        at += length
        if low >= high:
            continue
        if piece.text:
            yield Piece(piece.start, piece.end, piece.text[low:high])
        else:
            yield Piece(piece.start + low, piece.start + high)


def read_page(markup: str) -> Page:
    """Find the visible text of a page, in one pass over its tokens.

    Args:
        markup: HTML of any quality; carriage returns may stand in it.

    Returns:
        Its blocks, and what every stretch of the markup is.
    """
    stream = list(tokens(markup))
    last_end = {token.name: n for n, token in enumerate(stream) if token.kind == "end"}
    reader = _Reader(markup)
    regions: list[Region] = []
    hidden, levels, title = "", 0, []
    for n, token in enumerate(stream):
        kind = _HIDDEN[hidden] if hidden else "text"
        if token.kind == "start":
            reader.page.n_tags += 1
            reader.page.longest_tag = max(reader.page.longest_tag, len(token.text))
            if token.name == "meta":
                reader.page.metas.append((token, attributes(token.text)))
        if token.name:
            reader.nest(token)
        if hidden:
            # Elements of the same name nest, unless the tokenizer takes the inner tag as text.
            levels += (token.name == hidden) * (1 if token.kind == "start" else -1)
            if levels == 0:
                hidden, kind = "", "markup"
            elif hidden == "title":
                title.append(token.text or markup[token.start : token.end])
        elif token.kind == "text":
            reader.text(token.start, token.end)
        elif token.kind == "reference":
            reader.reference(token)
        elif token.kind == "comment":
            kind = "script"
        elif token.kind == "start":
            kind = "markup"
            if _hides(token, is_closed=last_end.get(token.name, 0) > n):
                hidden, levels = token.name, 1
            else:
                reader.start_tag(token)
        else:
            kind = "markup"
            reader.end_tag(token.name)
        _tile(regions, token, kind, markup)
    reader.flush()
    if len(markup) > (end := regions[-1].end if regions else 0):
        regions.append(Region(end, len(markup), "markup"))
    reader.page.regions = regions
    reader.page.title = " ".join("".join(title).split())
    return reader.page


def _hides(token: Token, *, is_closed: bool) -> bool:
    """Whether what follows a start tag is no text of the page."""
    if token.name == "svg" and token.text.endswith("/>"):
        return False
    # An element that would hide the rest of the page, only because nobody closed it, is taken for
    # a mistake, unless the tokenizer itself treats the rest as raw text.
    return token.name in _HIDDEN and (token.name in _RAW_TEXT or is_closed)


def _tile(regions: list[Region], token: Token, kind: str, markup: str) -> None:
    """Append the token's stretch; what no token covers, and blanks, count as markup."""
    at = regions[-1].end if regions else 0
    if kind == "text" and token.kind == "text" and markup[token.start : token.end].isspace():
        kind = "markup"
    for start, end, what in ((at, token.start, "markup"), (token.start, token.end, kind)):
        if start == end:
            continue
        if regions and regions[-1].kind == what:
            regions[-1] = Region(regions[-1].start, end, what)
        else:
            regions.append(Region(start, end, what))
