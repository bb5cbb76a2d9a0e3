"""Cleaner ``segments``: cuts the clean text into blocks, and prose into sentences.

A block that an earlier cleaner gave stays that cleaner's row and is not given again; what is given
here are the paragraphs in between, blocks whose earlier rows overlapped, and all sentences.
"""

from __future__ import annotations

from opsonin import Cleaned, Cleaner, Context, Document, NoOptions, Span, each_document
from opsonin_plugins.cleaners.blocks import find_blocks, is_list_item
from opsonin_plugins.cleaners.sentences import sentence_spans

#: Kinds whose text is made of sentences.
PROSE = frozenset(
    ("paragraph", "abstract", "list_item", "caption", "disclosure", "trial_registration",
     "acknowledgement", "blockquote", "quote")
)  # fmt: skip


def clean(document: Document, _context: Context[NoOptions]) -> Cleaned:
    """Return the blocks of the text, which tile it but for white space, and their sentences."""
    text = document.text
    given = document.tables.get("segments", [])
    known = {
        (row["clean_start"], row["clean_end"], row["kind"], row.get("is_main") is not False)
        for row in given
    }
    rows = []
    for block in find_blocks(text, given):
        kind = block.kind or ("list_item" if is_list_item(block.line.content) else "paragraph")
        if (block.start, block.end, kind, block.is_main) not in known:
            rows.append(Span(block.start, block.end, kind=kind, is_main=block.is_main))
        if kind in PROSE:
            rows.extend(
                Span(start, end, kind="sentence", is_main=block.is_main)
                for start, end in sentence_spans(text, block.start, block.end)
            )
    return Cleaned(rows={"segments": rows} if rows else {})


SEGMENTS: Cleaner[NoOptions] = Cleaner(
    name="segments",
    version="1",
    phase="segment",
    clean=each_document(clean),
    fills=("segments",),
    needs=("segments",),
)
