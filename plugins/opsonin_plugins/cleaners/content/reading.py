"""Reads the outline of a page: one linear pass over tokens that know their place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

import turbohtml

from opsonin_plugins.cleaners.content.outline import Attributes, Block, Outline
from opsonin_plugins.cleaners.elements import BLOCKS, CLOSES, CLOSES_P, HIDDEN, RAW_TEXT, VOID
from opsonin_plugins.cleaners.page import is_canonical

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
#: Inline elements that are noted wherever they stand.
_TOLD = frozenset({"a", "time"})
#: What the start tag of each element that starts a block closes.
_CLOSES = {tag: CLOSES.get(tag, CLOSES_P) for tag in BLOCKS}
_NOT_DISPLAYED = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden")
#: Names longer than this are generated and say nothing.
_MAX_NAMES = 500


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
        self.outline = Outline()
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

    # In one function, because calls would double its time.
    def read(self, tokens: Iterator[turbohtml.Token]) -> None:  # noqa: C901, PLR0912
        """Take the tokens of the page, or of the inside of a ``noscript`` element.

        Text and tags of inline elements, three quarters of all tokens, are dealt with here: a call
        for each would take longer than what there is to do.
        """
        parts, inline, marks = self.parts, _INLINE, self.outline.marks
        for token in tokens:
            kind = token.type
            if kind is _TEXT or kind is _REFERENCE:
                data = token.data or ""
                if self.hidden_by or self.after_noscript:
                    what = self._set_apart(token, data)
                elif data.isspace():
                    if parts:
                        parts.append(data)
                        self.tokens.append(token)
                    what = "markup"
                else:
                    if not parts:
                        self.at = self.open[-1]
                    parts.append(data)
                    self.tokens.append(token)
                    self.is_break = False
                    if self.in_link:
                        self.link_chars += len(data)
                    what = "text"
            elif kind is _END:
                tag = token.tag or ""
                if tag in inline:
                    if tag == "a":
                        self.in_link = False
                    what = HIDDEN[self.hidden_by] if self.hidden_by else "markup"
                else:
                    what = self._end_tag(tag)
            elif kind is _START:
                tag = token.tag or ""
                if self.hidden_by:
                    self.levels += tag == self.hidden_by
                    what = HIDDEN[self.hidden_by]
                elif tag in inline:
                    if not parts or tag in _TOLD:
                        self._inline(tag, token)
                    what = "markup"
                else:
                    self._start_tag(tag, token)
                    what = "markup"
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
            outline.containers.closed[number] = len(outline.blocks)
        outline.title = " ".join("".join(self.title).replace("\0", "").split())
        return outline

    def _set_apart(self, token: turbohtml.Token, data: str) -> str:
        """Take text in a hidden element or ``noscript``; "" for markup that was read as well."""
        if self.hidden_by:
            if self.hidden_by == "title":
                self.title.append(data)
            elif self.is_data:
                self.outline.data_scripts.append(data)
            return HIDDEN[self.hidden_by]
        if data.isspace():
            return "markup"
        self._noscript(token)
        return ""

    def _noscript(self, token: turbohtml.Token) -> None:
        """Read what a reader without scripts would see; in there, noscript is no markup again."""
        self.after_noscript = False
        self.outline.noscripts.append(token)
        self.noscript = len(self.outline.noscripts)
        self.read(_tokenize(token.data or ""))
        self._flush()
        self.noscript = 0
        self.what = ""

    def _inline(self, tag: str, token: turbohtml.Token) -> None:
        if tag == "a":
            self.in_link = True
            self.n_links += 1
        elif tag == "time":
            self.outline.times.append((token, token.attrs or []))
        if not self.parts:
            self.names = self._naming(token)[0] or self.names

    def _start_tag(self, tag: str, token: turbohtml.Token) -> None:
        closes = _CLOSES.get(tag)
        if closes is not None:
            if self.parts:
                self._flush()
            self.names = ""
            while self.open[-1][0] in closes:
                self._pop()
        elif tag in HIDDEN and self._hides(tag, token):
            self.hidden_by, self.levels = tag, 1
            self.is_data = tag == "script" and "ld+json" in (token.source or "")
            return
        if tag in VOID:
            self._void(tag, token)
        else:
            self._open(tag, token)

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

    def _void(self, tag: str, token: turbohtml.Token) -> None:
        """Take an element that holds nothing; ``br`` is a line break, two end a block."""
        if tag == "br":
            if self.is_break:
                self._flush()
            elif self.parts:
                self.parts.append(" ")
                self.tokens.append(token)
                self.is_break = True
        elif tag == "meta":
            if token.attrs:
                self.outline.metas.append((token, token.attrs))
        elif tag == "link" and not self.outline.canonical:
            source = token.source or ""
            if is_canonical(source):
                self.outline.canonical = source

    def _open(self, tag: str, token: turbohtml.Token) -> None:
        if tag == "noscript":
            self._flush()
            self.after_noscript = not self.noscript
        names, is_hidden = self._naming(token)
        containers, stack = self.outline.containers, self.open
        number = len(containers.tags)
        containers.parents.append(stack[-1][1])
        containers.tags.append(tag)
        containers.names.append(names)
        containers.is_hidden.append(is_hidden)
        containers.opened.append(len(self.outline.blocks))
        containers.closed.append(number)
        stack.append((tag, number))
        self.n_open[tag] += 1

    def _end_tag(self, tag: str) -> str:
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
        containers = self.outline.containers
        n_blocks = len(self.outline.blocks) + (1 if self.parts else 0)
        if number == len(containers.tags) - 1 and containers.opened[number] == n_blocks:
            containers.forget_last()
        else:
            containers.closed[number] = n_blocks
        return tag

    def _naming(self, token: turbohtml.Token) -> tuple[str, bool]:
        """Return what a start tag says; most tags of a page are like others."""
        source = token.source or ""
        known = self.known.get(source)
        if known is None:
            known = self.known[source] = _names(token.attrs or [])
        return known

    def _flush(self) -> None:
        """End the block at a boundary; white space around it belongs to no block."""
        if self.parts:
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
