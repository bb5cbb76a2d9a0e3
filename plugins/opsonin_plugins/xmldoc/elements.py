"""The elements of a document, each with its place in the source."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_ATTRIBUTE = re.compile(r"(?<![^\s=<>\"'/])([^\s=<>\"'/]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")


class Text(NamedTuple):
    """Characters between tags.

    Attributes:
        start: First code point in the source.
        end: First code point after it.
        text: What a reference stands for; empty where the source says it itself.
    """

    start: int
    end: int
    text: str = ""


@dataclass(slots=True)
class Element:
    """An element.

    Attributes:
        name: As it stands in the source, with its prefix.
        start: First code point of its start tag.
        inner_start: First code point after its start tag.
        inner_end: First code point of its end tag.
        end: First code point after its end tag.
        children: Elements and characters, in order.
    """

    name: str
    start: int
    inner_start: int
    inner_end: int = 0
    end: int = 0
    children: list[Element | Text] = field(default_factory=list)

    def elements(self) -> Iterator[Element]:
        """Yield the elements that stand directly in this one."""
        return (one for one in self.children if isinstance(one, Element))


def attribute(markup: str, element: Element, name: str) -> str:
    """Return the value of an attribute; empty without it."""
    place = attribute_place(markup, element, name)
    return html.unescape(markup[slice(*place)]) if place else ""


def attribute_place(markup: str, element: Element, name: str) -> tuple[int, int] | None:
    """Return where the value of an attribute stands in the source; None without it."""
    if name not in markup[element.start : element.inner_start]:
        return None
    for found in _ATTRIBUTE.finditer(markup, element.start, element.inner_start):
        if found[1] == name:
            return found.span(2) if found[2] is not None else found.span(3)
    return None


def find_all(element: Element, path: str) -> Iterator[Element]:
    """Yield the elements at a path of names below one, such as ``Journal/Title``.

    Args:
        element: Where the path begins; its own name is no part of it.
        path: Names separated by slashes; a name may be several, separated by bars.
    """
    first, _, rest = path.partition("/")
    names = first.split("|")
    for one in element.elements():
        if one.name in names:
            if rest:
                yield from find_all(one, rest)
            else:
                yield one


def find(element: Element, path: str) -> Element | None:
    """Return the first element at a path below one."""
    return next(find_all(element, path), None)


def text_of(markup: str, element: Element | None) -> str:
    """Return the characters of an element and all below it, white space collapsed."""
    return " ".join("".join(_parts(markup, element)).split()) if element is not None else ""


def _parts(markup: str, element: Element) -> Iterator[str]:
    for one in element.children:
        if isinstance(one, Text):
            yield one.text or markup[one.start : one.end]
        else:
            yield from _parts(markup, one)


def is_text(markup: str, text: Text) -> bool:
    """Tell whether characters are more than white space."""
    return bool(text.text) or not markup[text.start : text.end].isspace()


def is_mixed(markup: str, element: Element) -> bool:
    """Tell whether characters other than white space stand directly in an element."""
    return any(isinstance(one, Text) and is_text(markup, one) for one in element.children)
