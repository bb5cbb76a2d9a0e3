"""The blocks of a page that are kept: its main content, and what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from opsonin import Row, Span
from opsonin_plugins.cleaners.content.adapters import adapted
from opsonin_plugins.cleaners.content.collecting import collection_paused
from opsonin_plugins.cleaners.content.cutting import cut, regions, tags_at
from opsonin_plugins.cleaners.content.extraction import Mode, main_content
from opsonin_plugins.cleaners.content.outline import Outline, read_outline
from opsonin_plugins.cleaners.content.positions import Positions
from opsonin_plugins.cleaners.content.structured import stated_metadata
from opsonin_plugins.cleaners.page import Page, Region
from opsonin_plugins.cleaners.page_features import page_features
from opsonin_plugins.cleaners.page_metadata import page_fields, title_of
from opsonin_plugins.cleaners.visible import MarkupBlock

#: Names of elements that hold who wrote it. Source: schema.org's author, hAtom's and hEntry's
#: classes, and what the large publishing systems use.
_BYLINES = frozenset({"author", "byline", "p-author", "entry-author", "article-author", "authors"})
_MAX_BYLINE_CHARS = 200


class Tagged(Protocol):
    """A block with its element and text."""

    @property
    def tag(self) -> str:
        """Name of the innermost block element."""

    @property
    def text(self) -> str:
        """Its text."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a page.

    Attributes:
        blocks: Blocks in order.
        is_main: Whether each is main content; others are its title, bylines and captions.
        regions: What every stretch of the markup is.
        fields: Rows of table ``fields``.
    """

    blocks: list[MarkupBlock]
    is_main: list[bool]
    regions: list[Region]
    fields: list[Span | Row]


@collection_paused()
def kept_by_model(markup: str, mode: Mode, max_characters: int) -> Kept:
    """Keep what our own extractor takes for main content, and what belongs to it.

    Args:
        markup: The page.
        mode: What counts as main content.
        max_characters: Beyond this size all visible text is kept.
    """
    outline = read_outline(markup)
    positions = Positions(markup, outline.noscripts)
    stated = stated_metadata(outline.data_scripts, [meta for _, meta in outline.metas])
    page = Page(
        metas=tags_at(outline.metas, positions),
        times=tags_at(outline.times, positions),
        title=outline.title,
    )
    fields = page_fields(page, stated)
    is_kept = is_main = [True] * len(outline.blocks)
    if len(markup) <= max_characters:
        known = adapted(outline)
        if known is None:
            chosen = main_content(outline, mode)
            is_kept, is_main = chosen.is_kept.tolist(), chosen.is_main.tolist()
        else:
            is_kept = is_main = known
    kinds = _kinds(outline, is_kept, title_of(fields))
    wanted = [n for n, is_wanted in enumerate(is_kept) if is_wanted or n in kinds]
    blocks: list[MarkupBlock] = []
    are_main: list[bool] = []
    for n, block in cut(markup, outline, positions, wanted):
        blocks.append(replace(block, kind=kinds.get(n, block.kind)))
        are_main.append(is_main[n])
    features = page_features(page, markup)
    return Kept(blocks, are_main, regions(markup, outline, positions), [*fields, *features])


def _kinds(outline: Outline, is_kept: Sequence[bool], title: str) -> dict[int, str]:
    """Return the blocks that are kept as title, byline or caption, by number."""
    main = [n for n, is_wanted in enumerate(is_kept) if is_wanted]
    at = headline(outline.blocks, title)
    if not main:
        return {} if at is None else {at: "title"}
    first = main[0] if at is None else min(main[0], at)
    kinds: dict[int, str] = {}
    is_byline, is_caption = _named(outline)
    for n in range(first, main[-1] + 1):
        block = outline.blocks[n]
        if is_caption[block.container]:
            kinds[n] = "caption"
        elif len(block.text) <= _MAX_BYLINE_CHARS and (
            is_byline[block.container] or _BYLINES & set(block.names.split())
        ):
            kinds[n] = "byline"
    if at is not None:
        kinds[at] = "title"
    return kinds


def _named(outline: Outline) -> tuple[list[bool], list[bool]]:
    """Return for each container whether it is part of a byline, and of a caption."""
    is_byline, is_caption = [False], [False]
    for container in outline.containers[1:]:
        is_byline.append(
            is_byline[container.parent] or not _BYLINES.isdisjoint(container.names.split())
        )
        is_caption.append(
            is_caption[container.parent] or container.tag in ("figcaption", "caption")
        )
    return is_byline, is_caption


def headline(blocks: Sequence[Tagged], title: str) -> int | None:
    """Return the position of the first h1 that is the title."""
    wanted = " ".join(title.split()).casefold()
    for n, block in enumerate(blocks):
        if block.tag == "h1" and " ".join(block.text.split()).casefold() == wanted:
            return n
    return None
