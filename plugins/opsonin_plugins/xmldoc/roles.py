"""What an element does to the text it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from opsonin_plugins.xmldoc.elements import Element


class Role(NamedTuple):
    """What an element does to the text it holds.

    Attributes:
        tag: The element of HTML that does the same; ``space`` for what parts words; empty for what
            stands within a line.
        hidden: Reason for which its content is no part of the clean text; empty if it is.
        kind: Kind of its paragraphs; empty to leave it to what they stand in.
        is_main: Whether it is main text; None to leave it to what it stands in.
        head: Heading that readers put above it, where it has no title of its own.
        label: Attribute that readers put above it as a heading.
        is_html: Whether its characters, references resolved, are HTML.
        is_entry: Whether its parts may lack the signs between them, as those of a reference.
    """

    tag: str = ""
    hidden: str = ""
    kind: str = ""
    is_main: bool | None = None
    head: str = ""
    label: str = ""
    is_entry: bool = False
    is_html: bool = False


#: Says what an element does, given the source, the element and the one that it stands in.
RoleOf = Callable[[str, Element, Element], Role]

INLINE = Role()
HIDDEN = Role(hidden="metadata")
