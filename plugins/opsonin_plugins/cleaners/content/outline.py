"""The outline of a page: its text blocks, and the elements around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import turbohtml

Attributes: TypeAlias = Sequence[tuple[str, str]]


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
class Containers:
    """The elements that may hold blocks, in order of their start tags, one value each.

    The first is the root; elements that held nothing are left out.

    Attributes:
        parents: Number of the container around it; the root has -1.
        tags: Its name; empty for the root.
        names: What its naming attributes say, separated by blanks.
        is_hidden: Whether an attribute says that it is not displayed.
        opened: Number of blocks before it.
        closed: Number of blocks when it ended.
    """

    parents: list[int] = field(default_factory=lambda: [-1])
    tags: list[str] = field(default_factory=lambda: [""])
    names: list[str] = field(default_factory=lambda: [""])
    is_hidden: list[bool] = field(default_factory=lambda: [False])
    opened: list[int] = field(default_factory=lambda: [0])
    closed: list[int] = field(default_factory=lambda: [0])

    def forget_last(self) -> None:
        """Leave out the last one."""
        self.parents.pop()
        self.tags.pop()
        self.names.pop()
        self.is_hidden.pop()
        self.opened.pop()
        self.closed.pop()


@dataclass(slots=True)
class Outline:
    """What one linear pass over the markup finds.

    Attributes:
        blocks: The visible text, in order.
        containers: The elements around it.
        metas: Every ``meta`` tag with its attributes.
        times: Every ``time`` tag with its attributes.
        canonical: Source of the first ``link`` tag that says where the page belongs.
        noscripts: The text in ``noscript`` elements, which is markup that was read as well.
        marks: Tokens from which on the markup is text, markup, script, metadata or boilerplate,
            with the number of the ``noscript`` element whose tokens they are.
        data_scripts: Contents of scripts that hold JSON-LD.
        title: Content of the ``title`` element.
    """

    blocks: list[Block] = field(default_factory=list)
    containers: Containers = field(default_factory=Containers)
    metas: list[tuple[turbohtml.Token, Attributes]] = field(default_factory=list)
    times: list[tuple[turbohtml.Token, Attributes]] = field(default_factory=list)
    canonical: str = ""
    noscripts: list[turbohtml.Token] = field(default_factory=list)
    marks: list[tuple[turbohtml.Token, str, int]] = field(default_factory=list)
    data_scripts: list[str] = field(default_factory=list)
    title: str = ""
