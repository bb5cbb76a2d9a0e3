"""Items of RSS and entries of Atom.

Source: RSS 2.0 and 1.0 with the modules Content and Dublin Core; RFC 4287 (Atom).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from opsonin_plugins.xmldoc.elements import Element, attribute, find, find_all, text_of
from opsonin_plugins.xmldoc.fields import Field, day_fields, field_of
from opsonin_plugins.xmldoc.roles import HIDDEN, Role

_RECORDS = frozenset(("item", "entry"))
#: What may hold the text, the fullest first: readers show one of them.
_BODIES = ("content:encoded", "content", "description", "summary", "media:description")
_TITLE = Role(tag="h1", kind="title", is_html=True)
_BODY = Role(tag="section", is_html=True)
_XHTML = Role(tag="section")
_DATES = ("published", "pubDate", "dc:date", "issued", "updated", "modified")
#: The author's name after the address, as RSS 2.0 has it.
_NAMED = re.compile(r"\S{1,200}@\S{1,200}\s{1,3}\(([^()]{1,200})\)")

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")


def role_of(markup: str, element: Element, parent: Element) -> Role:
    """Return what an element does to the text it holds."""
    if element.name in _RECORDS:
        return _XHTML
    if parent.name not in _RECORDS:
        # Within XHTML; what is no block there is a part of a line.
        return Role(tag=element.name.rpartition(":")[2].lower())
    if element.name == "title":
        return _TITLE
    if element is not _body(markup, parent):
        return HIDDEN
    return _XHTML if any(True for _ in element.elements()) else _BODY


def _body(markup: str, record: Element) -> Element | None:
    stated = (find(record, name) for name in _BODIES)
    return next((one for one in stated if one is not None and text_of(markup, one)), None)


def key(markup: str, root: Element) -> str:
    """Return the id of an item, else its address."""
    return text_of(markup, find(root, "guid|id")) or _link(markup, root)[1]


def fields(markup: str, root: Element) -> Iterator[Field]:
    """Yield what an item states of itself."""
    link, address = _link(markup, root)
    title = find(root, "title")
    # The characters are HTML themselves.
    plain = html.unescape(_TAG.sub("", text_of(markup, title)))
    yield from field_of("title", markup, title, " ".join(plain.split()))
    if link is not None:
        yield Field("url", address, link.start, link.end)
    for name in _DATES:
        dates = list(day_fields(markup, find(root, name)))
        if dates:
            yield from dates
            break
    for one in find_all(root, "author|dc:creator"):
        name = text_of(markup, find(one, "name")) or text_of(markup, one)
        named = _NAMED.fullmatch(name)
        yield from field_of("authors", markup, one, named[1] if named else name)
    for one in find_all(root, "category"):
        value = text_of(markup, one) or attribute(markup, one, "term")
        if value:
            yield Field("keyword", value, one.start, one.end)


def _link(markup: str, root: Element) -> tuple[Element | None, str]:
    """Return the link to the page itself, and its address."""
    for one in find_all(root, "link"):
        if attribute(markup, one, "rel") in ("", "alternate"):
            address = attribute(markup, one, "href") or text_of(markup, one)
            if address:
                return one, address
    return None, ""
