"""Cleaner ``xml``: turns XML, and JSON that says the same, into its text.

It does so by edits, which say what happened to every character.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opsonin import (
    Cleaned,
    Cleaner,
    Context,
    Document,
    NoOptions,
    Row,
    Span,
    each_document,
)
from opsonin_plugins.cleaners.markup_edits import edits_keeping, rows_of_tables
from opsonin_plugins.cleaners.page import Region
from opsonin_plugins.cleaners.xml_blocks import XmlText, read_blocks
from opsonin_plugins.xmldoc.entities import XmlError
from opsonin_plugins.xmldoc.formats import FORMATS


def _clean(document: Document, _context: Context[NoOptions]) -> Cleaned:
    """Keep the text of one document; what only begins like XML stays as it is."""
    markup = document.text
    form = FORMATS[document.media_type]
    try:
        root = form.scan(markup)
    except XmlError:
        # A source of XML has rejected such a document; this is a field of some other record.
        return Cleaned()
    found = read_blocks(markup, root, form.role_of)
    blocks = [one.block for one in found.blocks]
    rows: dict[str, Sequence[Span | Row]] = {
        "segments": list(_segments(found)),
        "fields": [
            Span(one.start, one.end, field=one.name, value=one.value, basis="metadata")
            for one in form.fields(markup, root)
        ],
    }
    return Cleaned(edits=edits_keeping(markup, _regions(markup, found), blocks), rows=rows)


def _segments(found: XmlText) -> Iterator[Span]:
    """Give one row for each block; the cells of a table become one row."""
    for first, last, kind in rows_of_tables([one.block for one in found.blocks]):
        block = found.blocks[first]
        start = block.block.pieces[0].start
        end = found.blocks[last].block.pieces[-1].end
        yield Span(start, end, kind=block.kind or kind, is_main=block.is_main is not False)


def _regions(markup: str, found: XmlText) -> list[Region]:
    """Return stretches that tile the source, with the reason to remove each."""
    regions: list[Region] = []
    at = 0
    for start, end, reason in [*found.hidden, (len(markup), len(markup), "")]:
        if at < start:
            regions.append(Region(at, start, "markup"))
        if start < end:
            regions.append(Region(start, end, reason))
        at = end
    return regions


#: It needs no worker: nothing in it is native, and every scan is linear.
XML_CLEANER: Cleaner[NoOptions] = Cleaner(
    name="xml",
    version="1",
    clean=each_document(_clean),
    phase="markup",
    fills=("segments", "fields"),
    media_types=tuple(FORMATS),
)
