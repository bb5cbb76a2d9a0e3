"""Reads JSON into elements with exact places, so that what knows a format's XML knows its JSON.

A member becomes an element named by its key, each object of an array one of its own, and the
members of ``infons`` elements ``infon``, as in the XML of BioC.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from opsonin_plugins.xmldoc.elements import Element, Text
from opsonin_plugins.xmldoc.entities import XmlError
from opsonin_plugins.xmldoc.scanning import MAX_DEPTH, MAX_ELEMENTS

# Source: RFC 8259, sections 2 to 7. Every alternative is possessive: nothing is looked at twice.
_TOKEN = re.compile(
    r'[ \t\r\n]*+(?:(?P<string>"(?:[^"\\\x00-\x1f]++|\\.)*+")|(?P<sign>[{}\[\]:,])'
    r"|(?P<literal>[-+.\w]++))"
)
# An astral character is written as two escapes. Source: RFC 8259, section 7.
_CHARACTERS = re.compile(
    r"(?P<plain>[^\\]++)|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}"
    r"|\\u[\da-fA-F]{4}|\\."
)
#: Key of an array -> name of what stands in it. Source: the elements of BioC.dtd.
_ONE_OF = {
    "documents": "document",
    "passages": "passage",
    "sentences": "sentence",
    "annotations": "annotation",
    "relations": "relation",
    "locations": "location",
    "nodes": "node",
}
_CLOSING = {"{": "}", "[": "]"}


def scan_json(source: str) -> Element:
    r"""Return the root element of a document in JSON.

    Args:
        source: The decoded object; offsets of all elements count in it.

    Raises:
        XmlError: With reason ``malformed``, ``too_deep`` or ``too_large``.

    >>> root = scan_json('{"passages": [{"infons": {"type": "title"}, "text": "A\\nB"}]}')
    >>> [(one.name, one.start) for one in next(root.elements()).elements()]
    [('infon', 26), ('text', 44)]
    """
    top = Element("", 0, 0)
    reader = _Reader(source, top)
    reader.value("document", reader.next(), top, 0)
    if source[reader.at :].strip() or len(top.children) != 1:
        raise XmlError("malformed", f"There is more than one value at character {reader.at}.")
    return next(top.elements())


def json_key(source: str, element: Element) -> str:
    """Return the key that stands before the value of a member."""
    try:
        key, _ = json.JSONDecoder().raw_decode(source, element.start)
    except ValueError:
        return ""
    return key if isinstance(key, str) else ""


class _Reader:
    """Takes one token after the other; its state is how far it has come."""

    def __init__(self, source: str, top: Element) -> None:
        self.source = source
        self.top = top
        self.at = self.n_elements = 0

    def next(self) -> re.Match[str]:
        """Return the next token."""
        found = _TOKEN.match(self.source, self.at)
        if found is None:
            raise XmlError("malformed", f"This is no JSON at character {self.at}.")
        self.at = found.end()
        return found

    def value(
        self, name: str, token: re.Match[str], parent: Element, depth: int, start: int | None = None
    ) -> None:
        """Add a value to the element that it stands in.

        Args:
            name: What it is called.
            token: Its first token.
            parent: Where it stands.
            depth: How deep that is.
            start: Where its key begins, if it has one.
        """
        if depth > MAX_DEPTH:
            raise XmlError("too_deep", f"Values are nested more than {MAX_DEPTH} deep.")
        kind = token.lastgroup or ""
        first, last = token.span(kind)
        if token["sign"] == "{":
            inside = parent if name == "infons" else self._opened(name, first, last, parent, start)
            self._members("infon" if name == "infons" else "", inside, depth)
            if inside is not parent:
                inside.inner_end, inside.end = self.at - 1, self.at
        elif token["sign"] == "[":
            self._items(_ONE_OF.get(name, name), parent, depth)
        elif kind == "string":
            element = self._opened(name, first, first + 1, parent, start)
            element.inner_end, element.end = last - 1, last
            element.children.extend(_characters(self.source, first + 1, last - 1))
        elif kind == "literal":
            if token["literal"] != "null":
                element = self._opened(name, first, first, parent, start)
                element.inner_end = element.end = last
                element.children.append(Text(first, last))
        else:
            raise XmlError("malformed", f"There is no value at character {first}.")

    def _opened(
        self, name: str, first: int, inner_start: int, parent: Element, start: int | None
    ) -> Element:
        self.n_elements += 1
        if self.n_elements > MAX_ELEMENTS:
            raise XmlError("too_large", f"There are more than {MAX_ELEMENTS} values.")
        element = Element(name, first if start is None else start, inner_start)
        parent.children.append(element)
        return element

    def _members(self, name: str, inside: Element, depth: int) -> None:
        for token in self._listed("{"):
            if token["string"] is None or self.next()["sign"] != ":":
                raise XmlError("malformed", f"There is no key at character {token.start()}.")
            start = token.start("string")
            key = name or token["string"][1:-1]
            self.value(key, self.next(), inside, depth + 1, start)

    def _items(self, name: str, inside: Element, depth: int) -> None:
        for token in self._listed("["):
            self.value(name, token, inside, depth + 1)

    def _listed(self, opening: str) -> Iterator[re.Match[str]]:
        """Yield the first token of each member or item, up to the bracket that ends them."""
        closing = _CLOSING[opening]
        token = self.next()
        if token["sign"] == closing:
            return
        while True:
            yield token
            sign = self.next()["sign"]
            if sign == closing:
                return
            if sign != ",":
                raise XmlError("malformed", f"There is no comma before character {self.at}.")
            token = self.next()


def _characters(source: str, start: int, end: int) -> Iterator[Text]:
    """Yield what stands between two quotation marks: plain characters, and escapes one by one."""
    at = start
    while at < end:
        found = _CHARACTERS.match(source, at, end)
        if found is None:
            raise XmlError("malformed", f"This is no escape at character {at}.")
        at = found.end()
        if found["plain"] is not None:
            yield Text(*found.span())
            continue
        try:
            yield Text(*found.span(), json.loads(f'"{found[0]}"'))
        except ValueError as error:
            detail = f"This is no escape at character {found.start()}."
            raise XmlError("malformed", detail) from error
