"""XML of a kind that nothing is known of: what its shape tells."""

from __future__ import annotations

from collections.abc import Iterator

from opsonin_plugins.xmldoc.elements import Element, find, is_mixed
from opsonin_plugins.xmldoc.fields import Field, field_of
from opsonin_plugins.xmldoc.roles import INLINE, Role

_HEADS = frozenset(("title", "head", "heading", "h1", "h2", "h3", "h4", "headline"))
_ITEMS = frozenset(("item", "li", "list-item", "entry"))
_PARAGRAPH, _SECTION = Role(tag="p"), Role(tag="section")
_HEADING, _ITEM = Role(tag="h2"), Role(tag="li")


def role_of(markup: str, element: Element, parent: Element) -> Role:
    """Return what an element does: within characters it is part of a line, else a block."""
    if is_mixed(markup, parent):
        return INLINE
    name = element.name.rpartition(":")[2].lower()
    if is_mixed(markup, element):
        if name in _HEADS:
            return _HEADING
        return _ITEM if name in _ITEMS else _PARAGRAPH
    return _SECTION


def fields(markup: str, root: Element) -> Iterator[Field]:
    """Yield its title, if one stands right below its root."""
    yield from field_of("title", markup, find(root, "title"))
