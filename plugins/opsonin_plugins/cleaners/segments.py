"""Cleaner ``segments``: cuts the clean text into blocks, and prose into sentences.

Its rows are the whole structure: they take the place of the rows that earlier cleaners gave, whose
kinds they carry on.
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
    rows = []
    for block in find_blocks(text, document.tables.get("segments", [])):
        kind = block.kind or ("list_item" if is_list_item(block.line.content) else "paragraph")
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
