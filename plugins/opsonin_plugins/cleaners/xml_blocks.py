"""The text of an XML document as blocks, each character with its place in the source."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from opsonin_plugins.cleaners.markup import Token
from opsonin_plugins.cleaners.visible import BlockReader, MarkupBlock
from opsonin_plugins.cleaners.xml_entries import PARENTHESES, STYLES, separator
from opsonin_plugins.cleaners.xml_html import html_blocks
from opsonin_plugins.xmldoc.elements import (
    Element,
    Text,
    attribute_place,
    is_mixed,
    is_text,
    text_of,
)
from opsonin_plugins.xmldoc.roles import Role, RoleOf

#: Kinds of blocks that a section gives its own kind.
_PLAIN_KINDS = frozenset(("paragraph",))
#: Elements that end a word, though they stand within a line.
_SPACED = frozenset(("label", "sentence"))
#: Kinds that take everything that stands in them.
_WHOLE_KINDS = frozenset(("title", "reference"))


@dataclass(slots=True)
class XmlBlock:
    """A block of text.

    Attributes:
        block: Its characters.
        kind: Its kind, if what it stands in gives one; else empty.
        is_main: Whether it is main text; None while nothing says so.
    """

    block: MarkupBlock
    kind: str = ""
    is_main: bool | None = None


@dataclass(slots=True)
class XmlText:
    """What stands where in a document.

    Attributes:
        blocks: Its text, in order.
        hidden: Stretches that are no text, with the reason.
    """

    blocks: list[XmlBlock] = field(default_factory=list)
    hidden: list[tuple[int, int, str]] = field(default_factory=list)


def read_blocks(markup: str, root: Element, role_of: RoleOf) -> XmlText:
    """Return the text of a document.

    Args:
        markup: The source.
        root: Its elements.
        role_of: What they do to the text they hold.
    """
    walker = _Walker(markup, role_of)
    walker.element(root, Element("", 0, 0))
    walker.settle("", None, 0)
    return walker.found


class _Walker:
    """Goes through the elements; they are nested no deeper than `scan` allows."""

    def __init__(self, markup: str, role_of: RoleOf) -> None:
        self.markup = markup
        self.role_of = role_of
        self.reader = BlockReader(markup)
        self.found = XmlText()

    def element(self, element: Element, parent: Element) -> None:
        """Take an element with all that it holds."""
        role = self.role_of(self.markup, element, parent)
        if role.hidden:
            self.found.hidden.append((element.start, element.end, role.hidden))
            return
        if role.tag == "space":
            self._insert(element.start, element.end, " ")
            return
        first = len(self.reader.blocks)
        is_zone = bool(role.kind) or role.is_main is not None
        if is_zone:
            self.reader.flush()
            self.settle("", None, first)
            first = len(self.reader.blocks)
        self._heads(element, role)
        if role.tag:
            self._tag("start", element.start, element.inner_start, role.tag)
        if role.is_html:
            self.reader.flush()
            self.reader.blocks.extend(html_blocks(self.markup, element))
        elif role.is_entry:
            self.entry(element)
        else:
            self.content(element)
        if element.name in _SPACED:
            self._insert(element.inner_end, element.end, " ")
        if role.tag and role.tag != "br":
            self._tag("end", element.inner_end, element.end, role.tag)
        if is_zone:
            self.settle(role.kind, role.is_main, first)

    def content(self, element: Element) -> None:
        """Take what an element holds; a label belongs to the title that it stands before."""
        has_title = any(one.name == "title" for one in element.elements())
        labels: list[Element] = []
        for one in element.children:
            if isinstance(one, Element) and one.name == "label" and has_title:
                labels.append(one)
            elif isinstance(one, Element) and one.name == "title" and labels:
                self._titled(labels, one)
                labels = []
            elif isinstance(one, Element):
                self._elements([*labels, one], element)
                labels = []
            elif not labels or is_text(self.markup, one):
                self._elements(labels, element)
                labels = []
                self.text(one)
        self._elements(labels, element)

    def _elements(self, elements: Sequence[Element], parent: Element) -> None:
        for one in elements:
            self.element(one, parent)

    def _titled(self, labels: list[Element], title: Element) -> None:
        self._tag("start", title.start, title.start, "h2")
        for one in labels:
            self.content(one)
            self._insert(one.inner_end, one.end, " ")
        self.content(title)
        self._tag("end", title.inner_end, title.end, "h2")

    def entry(self, element: Element) -> None:
        """Take an entry of a bibliography; where only its parts are told, signs part them."""
        if element.name == "etal" and not element.children:
            self._insert(element.start, element.end, "et al")
        elif is_mixed(self.markup, element):
            before: Element | Text = Text(0, 0)
            for one in element.children:
                if isinstance(one, Text):
                    self.text(one)
                else:
                    is_glued = isinstance(before, Element) and one.name not in STYLES
                    if is_glued and one.children:
                        self._insert(one.start, one.inner_start, " ")
                    self.entry(one)
                before = one
        else:
            self._parts(element)

    def _parts(self, element: Element) -> None:
        before: Element | None = None
        for one in element.elements():
            if not text_of(self.markup, one):
                if one.name == "etal":
                    self._insert(one.start, one.end, "et al" if before is None else ", et al")
                    before = one
                continue
            if before is not None:
                ending = self.markup[before.inner_end - 1 : before.inner_end]
                sign = separator(self.markup, before, one, ending)
                self._insert(one.start, one.inner_start, sign)
            self.entry(one)
            if before is not None and (before.name, one.name) in PARENTHESES:
                self._insert(one.inner_end, one.end, ")")
            before = one

    def text(self, text: Text) -> None:
        """Take characters."""
        self.reader.read(
            Token("reference" if text.text else "text", text.start, text.end, "", text.text)
        )

    def settle(self, kind: str, is_main: bool | None, first: int) -> None:  # noqa: FBT001
        """End the block at hand; give those from ``first`` on what nothing else has given."""
        self.reader.flush()
        blocks = self.found.blocks
        blocks.extend(XmlBlock(one) for one in self.reader.blocks[len(blocks) :])
        for one in blocks[first:]:
            if kind in _WHOLE_KINDS or one.block.kind in _PLAIN_KINDS:
                one.kind = one.kind or kind
            if one.is_main is None:
                one.is_main = is_main

    def _heads(self, element: Element, role: Role) -> None:
        """Put the heading above an element that readers put there."""
        if role.head and not any(one.name == "title" for one in element.elements()):
            self._tag("start", element.start, element.start, "h2")
            self._insert(element.start, element.inner_start, role.head)
            self._tag("end", element.inner_start, element.inner_start, "h2")
        place = attribute_place(self.markup, element, role.label) if role.label else None
        if place is not None and place[0] < place[1]:
            source = self.markup[slice(*place)]
            plain = html.unescape(source)
            self._tag("start", element.start, element.start, "h2")
            self.text(Text(*place, plain if plain != source else ""))
            self._tag("end", element.start, element.start, "h2")

    def _insert(self, start: int, end: int, text: str) -> None:
        """Put characters in the place of a tag."""
        if text:
            self.reader.read(Token("reference", start, end, "", text))

    def _tag(self, kind: Literal["start", "end"], start: int, end: int, name: str) -> None:
        self.reader.read(Token(kind, start, end, name, ""))
