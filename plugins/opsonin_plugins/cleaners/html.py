"""Turns HTML into its main text, by edits that say what happened to every character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from opsonin import Cleaned, Cleaner, Context, Document, Row, Span, each_document
from opsonin_plugins.cleaners.extractor import Extract, extract, main_blocks
from opsonin_plugins.cleaners.markup_edits import edits_keeping, rows_of_tables
from opsonin_plugins.cleaners.page import Page, read_page
from opsonin_plugins.cleaners.page_features import page_features
from opsonin_plugins.cleaners.page_metadata import page_fields, title_of
from opsonin_plugins.cleaners.visible import MarkupBlock


@dataclass(frozen=True, slots=True)
class HtmlOptions:
    """Limits up to which the main content is looked for; beyond them all visible text is kept.

    Attributes:
        max_characters: Size of the markup in code points.
        max_depth: Nesting depth of elements. Source: libxml2 drops text below 256 levels.
        max_tags: Number of start tags; the extractor's time grows faster than this number.
        max_attributes: Number of attributes of one tag; libxml2's time is quadratic in it.
    """

    max_characters: int = 5_000_000
    max_depth: int = 200
    max_tags: int = 50_000
    max_attributes: int = 1000


def _clean(document: Document, context: Context[HtmlOptions]) -> Cleaned:
    """Keep the main text of one page."""
    markup = document.text
    page = read_page(markup)
    found = extract(markup) if _is_harmless(page, markup, context.options) else None
    fields = page_fields(page, found.metadata if found else {})
    blocks = _kept_blocks(page, found, title_of(fields))
    rows: dict[str, Sequence[Span | Row]] = {
        "segments": list(_segments(blocks)),
        "fields": [*fields, *page_features(page, markup)],
    }
    return Cleaned(edits=edits_keeping(markup, page.regions, blocks), rows=rows)


def _is_harmless(page: Page, markup: str, limits: HtmlOptions) -> bool:
    return (
        len(markup) <= limits.max_characters
        and page.depth <= limits.max_depth
        and page.n_tags <= limits.max_tags
        and page.most_attributes <= limits.max_attributes
    )


def _kept_blocks(page: Page, found: Extract | None, title: str) -> list[MarkupBlock]:
    """Return the blocks of the main text, the title marked as such."""
    is_main = [True] * len(page.blocks)
    if found is not None and found.text.strip():
        is_main = main_blocks(page.blocks, found.text)
    headline = _headline(page.blocks, title)
    blocks = []
    for n, block in enumerate(page.blocks):
        if n == headline:
            blocks.append(replace(block, kind="title"))
        elif is_main[n]:
            blocks.append(block)
    return blocks


def _headline(blocks: Sequence[MarkupBlock], title: str) -> int | None:
    """Return the position of the first h1 that is the title."""
    wanted = " ".join(title.split()).casefold()
    for n, block in enumerate(blocks):
        if block.tag == "h1" and " ".join(block.text.split()).casefold() == wanted:
            return n
    return None


def _segments(blocks: Sequence[MarkupBlock]) -> Iterator[Span]:
    """Give one row for each block; the cells of a table become one row."""
    for first, last, kind in rows_of_tables(blocks):
        start, end = blocks[first].pieces[0].start, blocks[last].pieces[-1].end
        yield Span(start, end, kind=kind, is_main=True)


#: Runs in a worker process, because what trafilatura stands on are native parsers.
HTML_CLEANER = Cleaner(
    name="html",
    version="2",
    clean=each_document(_clean),
    phase="markup",
    fills=("segments", "fields"),
    media_types=("text/html",),
    options=HtmlOptions,
    isolation="process",
)
