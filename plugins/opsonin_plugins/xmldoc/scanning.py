"""Reads XML into elements with exact places, in linear time and without a native parser.

It is stricter than HTML (tags must match) and laxer than XML where that harms nobody: a bare
ampersand and a name of HTML that nobody declared are text.
"""

from __future__ import annotations

import re

from opsonin_plugins.xmldoc.elements import Element, Text
from opsonin_plugins.xmldoc.entities import (
    DOCTYPE,
    MAX_EXPANSION_CHARS,
    XmlError,
    characters,
    declared_entities,
)

#: Deeper nesting is no document. Source: libxml2's own limit is 256.
MAX_DEPTH = 200
#: An element costs some 300 bytes of memory.
MAX_ELEMENTS = 500_000

_NAME = r"[A-Za-z_:\u0080-\U0010ffff][\w:.\-\u00b7]{0,200}+"
# Source: XML 1.0, productions 14 to 21 and 39 to 44. Every alternative is possessive, so that
# nothing is looked at twice.
_TOKEN = re.compile(
    r"(?P<text>[^<&]++)"
    rf"|<(?P<start>{_NAME})(?:\s++[^\s=<>\"'/]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'))*+\s*+"
    r"(?P<slash>/?)>"
    rf"|</(?P<end>{_NAME})\s*+>"
    rf"|&(?P<reference>\#[0-9]{{1,7}}|\#x[0-9a-fA-F]{{1,6}}|{_NAME});"
    r"|(?P<ampersand>&)"
    r"|<!--(?P<comment>(?:[^-]++|-(?!->))*+)-->"
    r"|<!\[CDATA\[(?P<characters>(?:[^\]]++|\](?!\]>))*+)\]\]>"
    r"|<\?(?P<instruction>(?:[^?]++|\?(?!>))*+)\?>"
)
_BLANKS = " \t\r\n\ufeff"


class _Builder:
    """Puts elements together; its state is what is open."""

    def __init__(self, markup: str, entities: dict[str, str]) -> None:
        self.markup = markup
        self.entities = entities
        self.top = Element("", 0, 0)
        self.open = [self.top]
        self.n_elements = self.n_expanded = 0

    def take(self, found: re.Match[str]) -> None:
        """Take the next token."""
        kind = found.lastgroup
        if kind in ("text", "ampersand"):
            self.text(Text(found.start(), found.end()))
        elif kind == "slash":
            self.start(found)
        elif kind == "end":
            self.end(found)
        elif kind == "reference":
            self.reference(found)
        elif kind == "characters" and found["characters"]:
            self.text(Text(*found.span("characters")))

    def start(self, found: re.Match[str]) -> None:
        """Open an element."""
        self.n_elements += 1
        if self.n_elements > MAX_ELEMENTS:
            raise XmlError("too_large", f"There are more than {MAX_ELEMENTS} elements.")
        element = Element(found["start"], found.start(), found.end())
        self.open[-1].children.append(element)
        if found["slash"]:
            element.inner_end = element.end = found.end()
            return
        if len(self.open) > MAX_DEPTH:
            raise XmlError("too_deep", f"Elements are nested more than {MAX_DEPTH} deep.")
        self.open.append(element)

    def end(self, found: re.Match[str]) -> None:
        """Close the element that was opened last."""
        element = self.open.pop() if len(self.open) > 1 else None
        if element is None or element.name != found["end"]:
            opened = f"<{element.name[:60]}>" if element else "nothing"
            detail = f"</{found['end'][:60]}> at character {found.start()} closes {opened}."
            raise XmlError("malformed", detail)
        element.inner_end, element.end = found.span()

    def reference(self, found: re.Match[str]) -> None:
        """Resolve a reference; one that nothing declares stays as it stands."""
        name = found["reference"]
        text = characters(name, self.entities) or ""
        if name in self.entities:
            self.n_expanded += len(text)
            if self.n_expanded > MAX_EXPANSION_CHARS + len(self.markup):
                raise XmlError("entity_bomb", "Its entities unfold to many times its length.")
        self.text(Text(found.start(), found.end(), text))

    def text(self, text: Text) -> None:
        """Add characters; outside of all elements there may be none but white space."""
        if len(self.open) > 1:
            self.open[-1].children.append(text)
        elif text.text or self.markup[text.start : text.end].strip(_BLANKS):
            raise XmlError("malformed", f"Text outside of all elements at character {text.start}.")


def scan(markup: str) -> Element:
    """Return the root element of a document, or of a record cut from one.

    Args:
        markup: The decoded source; offsets of all elements count in it.

    Raises:
        XmlError: With reason ``malformed``, ``truncated``, ``too_deep``, ``too_large``,
            ``entity_bomb`` or ``external_entity``.

    >>> root = scan("<a>x<b/>&amp;</a>")
    >>> [one[:2] if isinstance(one, Text) else one.name for one in root.children]
    [(3, 4), 'b', (8, 13)]
    """
    builder = _Builder(markup, {})
    at, end = 0, len(markup)
    while at < end:
        found = _TOKEN.match(markup, at)
        if found is None:
            found = _declaration(builder, at)
        else:
            builder.take(found)
        at = found.end()
    roots = list(builder.top.elements())
    if len(builder.open) > 1:
        detail = f"It ends inside <{builder.open[-1].name[:60]}>."
        raise XmlError("truncated", detail)
    if len(roots) != 1:
        raise XmlError("malformed", f"There are {len(roots)} root elements, expected 1.")
    return roots[0]


def _declaration(builder: _Builder, at: int) -> re.Match[str]:
    markup = builder.markup
    found = DOCTYPE.match(markup, at) if not builder.n_elements else None
    if found is not None:
        builder.entities |= declared_entities(found["subset"] or "")
        return found
    if ">" not in markup[at:]:
        raise XmlError("truncated", f"It ends inside the tag at character {at}.")
    raise XmlError("malformed", f"This is no tag at character {at}: {markup[at : at + 40]!a}.")
