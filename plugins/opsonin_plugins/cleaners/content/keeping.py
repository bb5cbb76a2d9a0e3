"""The blocks of a page that are kept: its main content, and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import numpy as np

from opsonin import Row, Span
from opsonin_plugins.cleaners.content.adapters import adapted
from opsonin_plugins.cleaners.content.collecting import collection_paused
from opsonin_plugins.cleaners.content.cutting import cut, regions, tags_at
from opsonin_plugins.cleaners.content.extraction import Mode, groups, main_contents
from opsonin_plugins.cleaners.content.outline import Outline
from opsonin_plugins.cleaners.content.positions import Positions
from opsonin_plugins.cleaners.content.reading import read_outline
from opsonin_plugins.cleaners.content.selection import Selection
from opsonin_plugins.cleaners.content.structured import stated_metadata
from opsonin_plugins.cleaners.page import Page, Region
from opsonin_plugins.cleaners.page_features import page_features
from opsonin_plugins.cleaners.page_metadata import page_fields, title_of
from opsonin_plugins.cleaners.visible import MarkupBlock

#: Names of elements that hold who wrote it. Source: schema.org's author, hAtom's and hEntry's
#: classes, and what the large publishing systems use.
_BYLINES = frozenset({"author", "byline", "p-author", "entry-author", "article-author", "authors"})
_MAX_BYLINE_CHARS = 200
_CAPTIONS = frozenset({"figcaption", "caption"})


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


def kept_by_model(markups: Iterable[str], mode: Mode, max_characters: int) -> Iterator[Kept]:
    """Yield what our own extractor takes for main content, and what belongs to it.

    Args:
        markups: Pages.
        mode: What counts as main content.
        max_characters: Beyond this size all visible text of a page is kept.
    """
    for group in groups(markups):
        yield from _kept_of_group(group, mode, max_characters)


@collection_paused()
def _kept_of_group(markups: Sequence[str], mode: Mode, max_characters: int) -> list[Kept]:
    outlines = [read_outline(markup) for markup in markups]
    chosen = [
        _known(outline) if len(markup) <= max_characters else _everything(outline)
        for markup, outline in zip(markups, outlines, strict=True)
    ]
    open_numbers = [number for number, selection in enumerate(chosen) if selection is None]
    found = main_contents([outlines[number] for number in open_numbers], mode)
    by_model = dict(zip(open_numbers, found, strict=True))
    return [
        _kept(markup, outline, by_model[number] if selection is None else selection)
        for number, (markup, outline, selection) in enumerate(
            zip(markups, outlines, chosen, strict=True)
        )
    ]


def _everything(outline: Outline) -> Selection:
    return Selection(np.ones(len(outline.blocks), dtype=np.bool_), 1.0)


def _known(outline: Outline) -> Selection | None:
    is_main = adapted(outline)
    return None if is_main is None else Selection(np.array(is_main, dtype=np.bool_), 1.0)


def _kept(markup: str, outline: Outline, selection: Selection) -> Kept:
    positions = Positions(markup, outline.noscripts)
    stated = stated_metadata(outline.data_scripts, [meta for _, meta in outline.metas])
    page = Page(
        metas=tags_at(outline.metas, positions),
        times=tags_at(outline.times, positions),
        canonical=outline.canonical,
        title=outline.title,
    )
    fields = page_fields(page, stated)
    is_kept, is_main = selection.is_kept.tolist(), selection.is_main.tolist()
    kinds = _kinds(outline, is_kept, title_of(fields))
    wanted = [n for n, is_wanted in enumerate(is_kept) if is_wanted or n in kinds]
    blocks: list[MarkupBlock] = []
    are_main: list[bool] = []
    for n, block in cut(markup, outline, positions, wanted):
        blocks.append(block._replace(kind=kinds[n]) if n in kinds else block)
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
    containers = outline.containers
    around = zip(containers.parents, containers.tags, containers.names, strict=True)
    for parent, tag, names in islice(around, 1, None):
        # Most names are of neither, which a look for the part that all of them have tells.
        is_named = ("author" in names or "byline" in names) and bool(
            not _BYLINES.isdisjoint(names.split())
        )
        is_byline.append(is_byline[parent] or is_named)
        is_caption.append(is_caption[parent] or tag in _CAPTIONS)
    return is_byline, is_caption


def headline(blocks: Sequence[Tagged], title: str) -> int | None:
    """Return the position of the first h1 that is the title."""
    wanted = " ".join(title.split()).casefold()
    for n, block in enumerate(blocks):
        if block.tag == "h1" and " ".join(block.text.split()).casefold() == wanted:
            return n
    return None
