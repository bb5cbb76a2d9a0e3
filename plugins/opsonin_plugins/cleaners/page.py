"""A page of HTML: its visible blocks, its meta tags, and what every stretch of it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from opsonin_plugins.cleaners.elements import CLOSES, HIDDEN, RAW_TEXT, VOID
from opsonin_plugins.cleaners.markup import Token, attributes, count_attributes, tokens
from opsonin_plugins.cleaners.visible import BlockReader, MarkupBlock

#: An attribute takes at least two characters, so that shorter tags need not be looked into.
_LONG_TAG = 1000


class Region(NamedTuple):
    """A stretch of markup and what it is: text, markup, script, metadata or boilerplate."""

    start: int
    end: int
    kind: str


@dataclass(slots=True)
class Page:
    """What a linear scan of the markup finds.

    Attributes:
        blocks: The visible text.
        regions: Stretches that tile the markup.
        metas: Every ``meta`` tag with its attributes.
        times: Every ``time`` tag with its attributes.
        canonical: Source of the first ``link`` tag that names the page's own address.
        title: Content of the ``title`` element.
        depth: Nesting depth of elements whose end tag cannot be left out.
        n_tags: Number of start tags.
        most_attributes: Number of attributes of the tag that has most, of tags longer than 1,000
            characters.
    """

    blocks: list[MarkupBlock] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    metas: list[tuple[Token, dict[str, str]]] = field(default_factory=list)
    times: list[tuple[Token, dict[str, str]]] = field(default_factory=list)
    canonical: str = ""
    title: str = ""
    depth: int = 0
    n_tags: int = 0
    most_attributes: int = 0


def read_page(markup: str) -> Page:
    """Scan a page once.

    Args:
        markup: HTML of any quality; carriage returns may stand in it.
    """
    page, stream = Page(), list(tokens(markup))
    last_end = {token.name: n for n, token in enumerate(stream) if token.kind == "end"}
    reader, hider, nesting = BlockReader(markup), _Hider(), _Nesting()
    title: list[str] = []
    for n, token in enumerate(stream):
        if token.kind == "start":
            _note_tag(page, token)
        if token.name:
            page.depth = max(page.depth, nesting.after(token))
        kind = hider.kind(token, is_closed=last_end.get(token.name, 0) > n)
        if kind == "text" or (kind == "markup" and not hider.hidden):
            reader.read(token)
        elif hider.hidden == "title" and not token.name:
            title.append(token.text or markup[token.start : token.end])
        _tile(page.regions, token, kind, markup)
    reader.flush()
    page.blocks = reader.blocks
    _append(page.regions, len(markup), "markup")
    page.title = " ".join("".join(title).replace("\0", "").split())
    return page


def _note_tag(page: Page, token: Token) -> None:
    page.n_tags += 1
    if token.name == "meta":
        page.metas.append((token, attributes(token.text)))
    elif token.name == "time":
        page.times.append((token, attributes(token.text)))
    elif token.name == "link" and not page.canonical and is_canonical(token.text):
        page.canonical = token.text
    if len(token.text) > _LONG_TAG:
        page.most_attributes = max(page.most_attributes, count_attributes(token.text))


def is_canonical(tag: str) -> bool:
    """Tell whether the source of a ``link`` tag says that it names the page's own address."""
    return len(tag) <= _LONG_TAG and "canonical" in tag.lower()


class _Hider:
    """Knows which tokens stand in an element that hides its content.

    Attributes:
        hidden: Name of the outermost such element, or "".
    """

    def __init__(self) -> None:
        self.hidden = ""
        self.levels = 0

    def kind(self, token: Token, *, is_closed: bool) -> str:
        """Return what a token is; ``is_closed`` tells if an end tag of its name follows."""
        if self.hidden:
            reason = HIDDEN[self.hidden]
            if token.name == self.hidden:
                self.levels += 1 if token.kind == "start" else -1
                self.hidden = self.hidden if self.levels else ""
            return reason if self.hidden else "markup"
        if token.kind == "start" and _hides(token, is_closed=is_closed):
            self.hidden, self.levels = token.name, 1
        if token.kind == "comment":
            return "script"
        return "markup" if token.name else "text"


def _hides(token: Token, *, is_closed: bool) -> bool:
    """Whether what follows a start tag is no text of the page."""
    if token.name == "svg" and token.text.endswith("/>"):
        return False
    # An element that would hide the rest of the page, only because nobody closed it, is taken for
    # a mistake, unless the tokenizer itself treats the rest as raw text.
    return token.name in HIDDEN and (token.name in RAW_TEXT or is_closed)


class _Nesting:
    """Counts open elements; those whose end tag may be missing do not count."""

    def __init__(self) -> None:
        self.open: Counter[str] = Counter()
        self.depth = 0

    def after(self, token: Token) -> int:
        """Return the depth after a tag."""
        tag = token.name
        if tag in VOID or tag in CLOSES or tag == "p" or token.text.endswith("/>"):
            return self.depth
        if token.kind == "start":
            self.open[tag] += 1
            self.depth += 1
        elif self.open[tag]:
            self.open[tag] -= 1
            self.depth -= 1
        return self.depth


def _tile(regions: list[Region], token: Token, kind: str, markup: str) -> None:
    """Append the token's stretch; what no token covers, and blanks, count as markup."""
    if kind == "text" and token.kind == "text" and markup[token.start : token.end].isspace():
        kind = "markup"
    _append(regions, token.start, "markup")
    _append(regions, token.end, kind)


def _append(regions: list[Region], end: int, kind: str) -> None:
    start = regions[-1].end if regions else 0
    if start == end:
        return
    if regions and regions[-1].kind == kind:
        regions[-1] = Region(regions[-1].start, end, kind)
    else:
        regions.append(Region(start, end, kind))
