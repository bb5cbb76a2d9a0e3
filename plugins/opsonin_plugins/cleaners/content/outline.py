"""The outline of a page: its text blocks with exact source spans, and the elements around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

import turbohtml

from opsonin_plugins.cleaners.elements import BLOCKS, CLOSES, CLOSES_P, HIDDEN, RAW_TEXT, VOID

Attributes: TypeAlias = Sequence[tuple[str, str]]

_TEXT: Final = turbohtml.TokenType.TEXT
_REFERENCE: Final = turbohtml.TokenType.CHARACTER_REFERENCE
_START: Final = turbohtml.TokenType.START_TAG
_END: Final = turbohtml.TokenType.END_TAG

#: Attributes that name what an element is for.
_NAMING = frozenset({"class", "id", "role", "itemprop", "itemtype", "data-testid"})
#: Inline elements hold text and are no containers of their own; unknown elements, such as custom
#: ones, are containers. Source: HTML standard, section 4.5, and obsolete elements.
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "output",
        "q",
        "rb",
        "rp",
        "rt",
        "rtc",
        "ruby",
        "s",
        "samp",
        "slot",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
#: What the start tag of each element that starts a block closes.
_CLOSES = {tag: CLOSES.get(tag, CLOSES_P) for tag in BLOCKS}
_NOT_DISPLAYED = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden")
#: Names longer than this are generated and say nothing.
_MAX_NAMES = 500


class Container(NamedTuple):
    """An element that may hold blocks.

    Attributes:
        parent: Number of the container around it; the root has -1.
        tag: Its name; empty for the root.
        names: What its naming attributes say, separated by blanks.
        is_hidden: Whether an attribute says that it is not displayed.
        opened: Number of blocks before it.
    """

    parent: int
    tag: str
    names: str
    is_hidden: bool
    opened: int


class Block(NamedTuple):
    """A run of text between two block boundaries.

    Attributes:
        text: Its text, white space collapsed.
        tag: Name of the innermost container.
        container: Number of the innermost container.
        names: What the naming attributes of an inline element at its start say.
        link_chars: Characters within links, white space included.
        n_links: Number of links that start in it.
        tokens: Text, references and line breaks in order; they know their line and column.
        noscript: Number of the ``noscript`` element whose tokens these are; 0 for the page's own.
    """

    text: str
    tag: str
    container: int
    names: str
    link_chars: int
    n_links: int
    tokens: list[turbohtml.Token]
    noscript: int


@dataclass(slots=True)
class Outline:
    """What one linear pass over the markup finds.

    Attributes:
        blocks: The visible text, in order.
        containers: The elements around it, in order of their start tags; none that held nothing.
        closed: For each container the number of blocks when it ended.
        metas: Every ``meta`` tag with its attributes.
        times: Every ``time`` tag with its attributes.
        noscripts: The text in ``noscript`` elements, which is markup that was read as well.
        marks: Tokens from which on the markup is text, markup, script, metadata or boilerplate,
            with the number of the ``noscript`` element whose tokens they are.
        data_scripts: Contents of scripts that hold JSON-LD.
        title: Content of the ``title`` element.
    """

    blocks: list[Block] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    metas: list[tuple[turbohtml.Token, Attributes]] = field(default_factory=list)
    times: list[tuple[turbohtml.Token, Attributes]] = field(default_factory=list)
    noscripts: list[turbohtml.Token] = field(default_factory=list)
    marks: list[tuple[turbohtml.Token, str, int]] = field(default_factory=list)
    data_scripts: list[str] = field(default_factory=list)
    title: str = ""


def read_outline(markup: str) -> Outline:
    """Read the outline of a page in time linear in its size.

    Args:
        markup: HTML of any quality. The tokenizer follows WHATWG's algorithm, which never fails.
    """
    reader = _Reader(markup)
    reader.read(_tokenize(markup))
    return reader.finish()


def _tokenize(markup: str) -> Iterator[turbohtml.Token]:
    return turbohtml.tokenize(markup, resolve_references=False, capture_source=True)


class _Reader:
    """The state between two tokens: what is open, and the block that is being read."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.outline = Outline(
            containers=[Container(-1, "", "", is_hidden=False, opened=0)], closed=[0]
        )
        self.open: list[tuple[str, int]] = [("", 0)]
        self.at = self.open[0]
        self.n_open: Counter[str] = Counter()
        self.n_ends: dict[str, int] = {}
        self.ends_seen: Counter[str] = Counter()
        self.title: list[str] = []
        self.hidden_by = ""
        self.is_data = False
        self.levels = 0
        self.in_link = False
        self.names = ""
        self.tokens: list[turbohtml.Token] = []
        self.parts: list[str] = []
        self.link_chars = self.n_links = 0
        self.is_break = False
        self.after_noscript = False
        self.noscript = 0
        self.what = ""
        self.known: dict[str, tuple[str, bool]] = {}

    def read(self, tokens: Iterator[turbohtml.Token]) -> None:
        """Take the tokens of the page, or of the inside of a ``noscript`` element.

        White space between tags and tags of inline elements, two thirds of all tokens, are dealt
        with here: a call for each would take longer than what there is to do.
        """
        text, start_tag, end_tag = self._text, self._start_tag, self._end_tag
        marks = self.outline.marks
        inline = _INLINE
        for token in tokens:
            kind = token.type
            if kind is _TEXT:
                if self.parts or self.hidden_by or not (token.data or "").isspace():
                    what = text(token)
                else:
                    what = "markup"
            elif kind is _END:
                if token.tag in inline and not self.hidden_by:
                    if token.tag == "a":
                        self.in_link = False
                    what = "markup"
                else:
                    what = end_tag(token)
            elif kind is _START:
                what = start_tag(token)
            elif kind is _REFERENCE:
                what = text(token)
            else:
                what = "script"
            if what is not self.what and what:
                self.what = what
                marks.append((token, what, self.noscript))

    def finish(self) -> Outline:
        """Close what is open and return the outline."""
        self._flush()
        outline = self.outline
        for _, number in self.open:
            outline.closed[number] = len(outline.blocks)
        outline.title = " ".join("".join(self.title).replace("\0", "").split())
        return outline

    def _text(self, token: turbohtml.Token) -> str:
        """Take text or a reference; tells what it is, "" for markup that was read as well."""
        data = token.data or ""
        if self.hidden_by:
            if self.hidden_by == "title":
                self.title.append(data)
            elif self.is_data:
                self.outline.data_scripts.append(data)
            return HIDDEN[self.hidden_by]
        if self.after_noscript and not self.noscript:
            self._noscript(token)
            return ""
        if data.isspace():
            if self.parts:
                self.parts.append(data)
                self.tokens.append(token)
            return "markup"
        if not self.parts:
            self.at = self.open[-1]
        self.parts.append(data)
        self.tokens.append(token)
        self.is_break = False
        if self.in_link:
            self.link_chars += len(data)
        return "text"

    def _noscript(self, token: turbohtml.Token) -> None:
        """Read what a reader without scripts would see; in there, noscript is no markup again."""
        self.after_noscript = False
        self.outline.noscripts.append(token)
        self.noscript = len(self.outline.noscripts)
        self.read(_tokenize(token.data or ""))
        self._flush()
        self.noscript = 0
        self.what = ""

    def _start_tag(self, token: turbohtml.Token) -> str:
        tag = token.tag or ""
        if self.hidden_by:
            self.levels += tag == self.hidden_by
            return HIDDEN[self.hidden_by]
        if tag in _INLINE:
            if tag == "a":
                self.in_link = True
                self.n_links += 1
            elif tag == "time":
                self.outline.times.append((token, token.attrs or []))
            if not self.parts and (names := self._naming(token)):
                self.names = names
        elif tag in HIDDEN and self._hides(tag, token):
            self.hidden_by, self.levels = tag, 1
            self.is_data = tag == "script" and "ld+json" in (token.source or "")
        elif tag == "br":
            self._line_break(token)
        else:
            self._open(tag, token)
        return "markup"

    def _hides(self, tag: str, token: turbohtml.Token) -> bool:
        """Whether what follows a start tag is no text of the page."""
        if tag in RAW_TEXT:
            return True
        if token.self_closing and tag == "svg":
            return False
        # An element that would hide the rest of the page, only because nobody closed it, is taken
        # for a mistake.
        if tag not in self.n_ends:
            self.n_ends[tag] = len(re.findall(f"</{tag}", self.markup, re.IGNORECASE))
        return self.n_ends[tag] > self.ends_seen[tag]

    def _line_break(self, token: turbohtml.Token) -> None:
        """Take ``br`` as a line break, two in a row as the end of a block."""
        if self.is_break:
            self._flush()
        elif self.parts:
            self.parts.append(" ")
            self.tokens.append(token)
            self.is_break = True

    def _open(self, tag: str, token: turbohtml.Token) -> None:
        outline, stack = self.outline, self.open
        closes = _CLOSES.get(tag)
        if closes is not None:
            if self.parts:
                self._flush()
            self.names = ""
            while stack[-1][0] in closes:
                self._pop()
        if tag in VOID:
            if tag == "meta" and token.attrs:
                outline.metas.append((token, token.attrs))
            return
        if tag == "noscript":
            self._flush()
            self.after_noscript = True
        source = token.source or ""
        known = self.known.get(source)
        if known is None:
            known = self.known[source] = _names(token.attrs or [])
        containers = outline.containers
        number = len(containers)
        containers.append(Container(stack[-1][1], tag, known[0], known[1], len(outline.blocks)))
        outline.closed.append(number)
        stack.append((tag, number))
        self.n_open[tag] += 1

    def _end_tag(self, token: turbohtml.Token) -> str:
        tag = token.tag or ""
        if tag in _INLINE:
            if tag == "a":
                self.in_link = False
            return HIDDEN.get(self.hidden_by, "markup")
        if tag in HIDDEN:
            self.ends_seen[tag] += 1
            if self.hidden_by:
                return self._end_of_hidden(tag)
        elif self.hidden_by:
            return HIDDEN[self.hidden_by]
        self.after_noscript = False
        if self.parts and (tag in BLOCKS or tag == "noscript"):
            self._flush()
        # Without this an end tag that nothing opened would search the whole stack each time.
        if self.n_open.get(tag):
            while self._pop() != tag:
                pass
        return "markup"

    def _end_of_hidden(self, tag: str) -> str:
        if tag == self.hidden_by:
            self.levels -= 1
            if not self.levels:
                self.hidden_by = ""
                return "markup"
        return HIDDEN[self.hidden_by]

    def _pop(self) -> str:
        """End the innermost container; one that held nothing is forgotten."""
        tag, number = self.open.pop()
        self.n_open[tag] -= 1
        outline = self.outline
        n_blocks = len(outline.blocks) + bool(self.parts)
        if number == len(outline.closed) - 1 and outline.containers[number].opened == n_blocks:
            outline.containers.pop()
            outline.closed.pop()
        else:
            outline.closed[number] = n_blocks
        return tag

    def _naming(self, token: turbohtml.Token) -> str:
        """Return the names in a start tag; most tags of a page are like others."""
        source = token.source or ""
        known = self.known.get(source)
        if known is None:
            known = self.known[source] = _names(token.attrs or [])
        return known[0]

    def _flush(self) -> None:
        """End the block at a boundary; white space around it belongs to no block."""
        text = " ".join("".join(self.parts).split())
        if text:
            tag, number = self.at
            self.outline.blocks.append(
                Block(
                    text,
                    tag,
                    number,
                    self.names,
                    self.link_chars,
                    self.n_links,
                    self.tokens,
                    self.noscript,
                )
            )
        self.tokens = []
        self.parts.clear()
        self.link_chars = self.n_links = 0
        self.is_break = False
        self.names = ""


def _names(attributes: Attributes) -> tuple[str, bool]:
    names: list[str] = []
    is_hidden = False
    for name, value in attributes:
        if name in _NAMING:
            if value:
                names.append(f"role-{value}" if name == "role" else value)
        elif (
            name == "hidden"
            or (name == "aria-hidden" and value == "true")
            or (name == "style" and value and _NOT_DISPLAYED.search(value))
        ):
            is_hidden = True
    return " ".join(names)[:_MAX_NAMES], is_hidden
