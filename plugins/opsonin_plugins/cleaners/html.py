"""Turns HTML into its main text, by edits that say what happened to every character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Literal, TypeAlias

from opsonin import Cleaned, Cleaner, Context, Document, Edit, Row, Span, each_document
from opsonin_plugins.cleaners.content.extraction import Mode
from opsonin_plugins.cleaners.content.keeping import Kept, headline, kept_by_model
from opsonin_plugins.cleaners.extractor import EXTRACTORS, Extract, main_blocks
from opsonin_plugins.cleaners.page import Page, Region, read_page
from opsonin_plugins.cleaners.page_features import page_features
from opsonin_plugins.cleaners.page_metadata import page_fields, title_of
from opsonin_plugins.cleaners.visible import MarkupBlock, MarkupPiece

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


def _clean(document: Document, context: Context[HtmlOptions]) -> Cleaned:
    """Keep the main text of one page."""
    markup, options = document.text, context.options
    if options.extractor == "opsonin":
        kept = kept_by_model(markup, options.mode, options.max_characters)
    else:
        kept = _kept_by_other(markup, options)
    rows: dict[str, Sequence[Span | Row]] = {
        "segments": list(_segments(kept.blocks, kept.is_main)),
        "fields": kept.fields,
    }
    return Cleaned(edits=list(_edits(markup, kept.regions, kept.blocks)), rows=rows)


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
            blocks.append(replace(block, kind="title"))
        elif is_main[n]:
            blocks.append(block)
    return blocks


def _is_same_table(left: MarkupBlock, right: MarkupBlock) -> bool:
    return left.kind == right.kind == "cell" and left.table == right.table


def _segments(blocks: Sequence[MarkupBlock], is_main: Sequence[bool]) -> Iterator[Span]:
    """Give one row for each block; the cells of a table become one row."""
    start = 0
    for n, block in enumerate(blocks):
        if n + 1 < len(blocks) and _is_same_table(block, blocks[n + 1]):
            continue
        is_part = any(is_main[start : n + 1])
        cells, start = blocks[start : n + 1], n + 1
        kind = block.kind
        if kind == "cell":
            # Tables with a single column are layout more often than data.
            kind = "table" if len({cell.row for cell in cells}) < len(cells) else "paragraph"
        yield Span(cells[0].pieces[0].start, block.pieces[-1].end, kind=kind, is_main=is_part)


def _edits(markup: str, regions: Sequence[Region], blocks: Sequence[MarkupBlock]) -> list[Edit]:
    """Give the edits that leave the blocks, separated by blank lines, and nothing else."""
    edits: list[Edit] = []
    end_of_text = (MarkupPiece(len(markup), len(markup)), "", False)
    at = n = 0
    for piece, before, is_inside in [*_pieces(blocks), end_of_text]:
        separator = before
        while at < piece.start:
            end = min(regions[n].end, piece.start)
            reason = regions[n].kind
            if reason == "text":
                # Within a block that is kept only blanks and control characters are left out.
                reason = "markup" if is_inside else "boilerplate"
            edits.append(Edit(at, end, separator, reason))
            at, separator = end, ""
            n += end == regions[n].end
        if separator:
            edits.append(Edit(at, at, separator, "markup"))
        if piece.text:
            reason = "entity" if markup[piece.start] == "&" else "markup"
            edits.append(Edit(piece.start, piece.end, piece.text, reason))
        at = piece.end
        while n < len(regions) and regions[n].end <= at:
            n += 1
    return edits


def _pieces(blocks: Sequence[MarkupBlock]) -> Iterator[tuple[MarkupPiece, str, bool]]:
    """Yield pieces with what separates them from the one before, and if that is the same block."""
    for n, block in enumerate(blocks):
        for m, piece in enumerate(block.pieces):
            separator = _separator(blocks[n - 1], block) if n and not m else ""
            yield piece, separator, m > 0


def _separator(left: MarkupBlock, right: MarkupBlock) -> str:
    if not _is_same_table(left, right):
        return "\n\n"
    return "\t" if left.row == right.row else "\n"


#: Runs in a worker process, because what other extractors stand on are native parsers.
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
