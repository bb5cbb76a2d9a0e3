"""Turns HTML into its main text, by edits that say what happened to every character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal, TypeAlias

from opsonin import Cleaned, Cleaner, Context, Documents, Row, Span
from opsonin_plugins.cleaners.content.extraction import Mode
from opsonin_plugins.cleaners.content.keeping import Kept, headline, kept_by_model
from opsonin_plugins.cleaners.extractor import EXTRACTORS, Extract, main_blocks
from opsonin_plugins.cleaners.markup_edits import edits_keeping, rows_of_tables
from opsonin_plugins.cleaners.page import Page, read_page
from opsonin_plugins.cleaners.page_features import page_features
from opsonin_plugins.cleaners.page_metadata import page_fields, title_of
from opsonin_plugins.cleaners.visible import MarkupBlock

ExtractorName: TypeAlias = Literal["opsonin", "trafilatura", "resiliparse", "rs_trafilatura"]


@dataclass(frozen=True, slots=True)
class HtmlOptions:
    """How the main content is found, and limits beyond which all visible text is kept.

    Attributes:
        extractor: Whose judgement counts. Texts of other extractors than our own are aligned with
            the page by comparison; resiliparse and rs_trafilatura have to be installed.
        mode: ``page`` keeps all main content, such as that of forums, products and lists;
            ``article`` the body of an article. Only our own extractor tells them apart.
        max_characters: Size of the markup in code points.
        max_depth: Nesting depth of elements, for other extractors. Source: libxml2 drops text
            below 256 levels.
        max_tags: Number of start tags, for other extractors; their time grows faster than it.
        max_attributes: Number of attributes of one tag, for other extractors; libxml2's time is
            quadratic in it.
    """

    extractor: ExtractorName = "opsonin"
    mode: Mode = "page"
    max_characters: int = 5_000_000
    max_depth: int = 200
    max_tags: int = 50_000
    max_attributes: int = 1000

    def __post_init__(self) -> None:
        """Refuse an extractor that is not installed."""
        if self.extractor != "opsonin" and find_spec(self.extractor) is None:
            package = self.extractor.replace("_", "-")
            raise ValueError(
                f"extractor is {self.extractor!r}, which is not installed. "
                f"Run: pip install {package}"
            )


def clean(documents: Documents, context: Context[HtmlOptions]) -> list[Cleaned]:
    """Keep the main text of each page."""
    options, markups = context.options, documents.texts
    if options.extractor == "opsonin":
        found = kept_by_model(markups, options.mode, options.max_characters)
    else:
        found = (_kept_by_other(markup, options) for markup in markups)
    return [_cleaned(markup, kept) for markup, kept in zip(markups, found, strict=True)]


def _cleaned(markup: str, kept: Kept) -> Cleaned:
    rows: dict[str, Sequence[Span | Row]] = {
        "segments": list(_segments(kept.blocks, kept.is_main)),
        "fields": kept.fields,
    }
    return Cleaned(edits=edits_keeping(markup, kept.regions, kept.blocks), rows=rows)


def _kept_by_other(markup: str, options: HtmlOptions) -> Kept:
    """Keep what another extractor takes for the main content."""
    page = read_page(markup)
    found = None
    if _is_harmless(page, markup, options):
        found = EXTRACTORS[options.extractor](markup)
    fields = page_fields(page, found.metadata if found else {})
    blocks = _kept_blocks(page, found, title_of(fields))
    features = page_features(page, markup)
    return Kept(blocks, [True] * len(blocks), page.regions, [*fields, *features])


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
    at = headline(page.blocks, title)
    blocks = []
    for n, block in enumerate(page.blocks):
        if n == at:
            blocks.append(block._replace(kind="title"))
        elif is_main[n]:
            blocks.append(block)
    return blocks


def _segments(blocks: Sequence[MarkupBlock], is_main: Sequence[bool]) -> Iterator[Span]:
    """Give one row for each block; the cells of a table become one row."""
    for first, last, kind in rows_of_tables(blocks):
        start, end = blocks[first].pieces[0].start, blocks[last].pieces[-1].end
        yield Span(start, end, kind=kind, is_main=any(is_main[first : last + 1]))


#: Runs in a worker process, because what other extractors stand on are native parsers.
HTML_CLEANER = Cleaner(
    name="html",
    version="4",
    clean=clean,
    phase="markup",
    fills=("segments", "fields"),
    media_types=("text/html",),
    options=HtmlOptions,
    isolation="process",
)
