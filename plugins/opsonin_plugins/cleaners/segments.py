"""Cleaner ``segments``: cuts the clean text into blocks, and prose into sentences.

A block that an earlier cleaner gave stays that cleaner's row and is not given again; what is given
here are the paragraphs in between, blocks whose earlier rows overlapped, and all sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from opsonin import Analysis, Cleaned, Cleaner, Context, Documents, NoOptions, Span, Stretches
from opsonin_plugins.cleaners.blocks import Block, find_blocks, is_list_item

#: Kinds whose text is made of sentences.
PROSE = frozenset(
    ("paragraph", "abstract", "list_item", "caption", "disclosure", "trial_registration",
     "acknowledgement", "blockquote", "quote")
)  # fmt: skip


def clean(documents: Documents, _context: Context[NoOptions]) -> list[Cleaned]:
    """Return the blocks of each text, which tile it but for white space, and their sentences."""
    given = _given(documents)
    pages = [
        _Page(rows, [(block, _kind(block)) for block in find_blocks(text, rows)])
        for text, rows in zip(documents.texts, map(given.__getitem__, documents.ids), strict=True)
    ]
    sentences = _sentences(documents.analysis, pages)
    return [_cleaned(page, sentences) for page in pages]


@dataclass(frozen=True, slots=True)
class _Page:
    """The blocks of one document with their kinds, and the rows that earlier cleaners gave."""

    given: Sequence[Mapping[str, object]]
    blocks: Sequence[tuple[Block, str]]

    @property
    def prose(self) -> list[Block]:
        """The blocks that are made of sentences."""
        return [block for block, kind in self.blocks if kind in PROSE]


def _given(documents: Documents) -> Mapping[str, Sequence[Mapping[str, object]]]:
    """Return the rows of earlier cleaners by document, in the order of the cleaners."""
    names = ["doc_id", "clean_start", "clean_end", "kind", "is_main"]
    found: dict[str, list[Mapping[str, object]]] = {doc_id: [] for doc_id in documents.ids}
    for row in documents.table("segments").select(names).to_pylist():
        found[row["doc_id"]].append(row)
    return found


def _kind(block: Block) -> str:
    return block.kind or ("list_item" if is_list_item(block.line.content) else "paragraph")


def _sentences(analysis: Analysis, pages: Sequence[_Page]) -> Iterator[list[tuple[int, int]]]:
    """Return the sentences of each block of prose, document by document."""
    prose = [page.prose for page in pages]
    blocks = [block.line for page in prose for block in page]
    found = analysis.sentences_within(
        Stretches(
            starts=np.array([line.start for line in blocks], np.int32),
            ends=np.array([line.end for line in blocks], np.int32),
            offsets=np.cumsum([0, *map(len, prose)], dtype=np.int64),
        )
    )
    spans = list(zip(found.starts.tolist(), found.ends.tolist(), strict=True))
    return (spans[first:last] for first, last in pairwise(found.offsets.tolist()))


def _cleaned(page: _Page, sentences: Iterator[list[tuple[int, int]]]) -> Cleaned:
    known = {
        (row["clean_start"], row["clean_end"], row["kind"], row["is_main"] is not False)
        for row in page.given
    }
    rows = []
    for block, kind in page.blocks:
        line, is_main = block.line, block.is_main
        if (line.start, line.end, kind, is_main) not in known:
            rows.append(Span(line.start, line.end, kind=kind, is_main=is_main))
        if kind in PROSE:
            for start, end in next(sentences):
                rows.append(Span(start, end, kind="sentence", is_main=is_main))
    return Cleaned(rows={"segments": rows} if rows else {})


SEGMENTS: Cleaner[NoOptions] = Cleaner(
    name="segments",
    version="1",
    phase="segment",
    clean=clean,
    fills=("segments",),
    needs=("segments",),
)
