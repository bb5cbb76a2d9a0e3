"""Runs of five words as keys: of quotes, and of the main text."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Documents
from opsonin_plugins.taggers.links.keys import PlacedKey
from opsonin_plugins.taggers.shingles import (
    SHINGLE_WORDS,
    PlacedWords,
    Positions,
    UnsignedInts,
    placed_words,
    shingle_hashes,
)

#: One in so many phrases is kept: the same ones of every document, as their hashes say. Source:
#: Manber 1994, Finding similar files in a large file system.
QUOTED_SAMPLE, MAIN_SAMPLE = np.uint64(2), np.uint64(16)


def quoted_phrases(documents: Documents) -> Iterator[PlacedKey]:
    """Yield phrases out of direct quotes, with the quote that they stand in."""
    rows = documents.table("quotes")
    yield from _phrases(
        documents, rows.filter(pc.equal(rows["kind"], "direct")), "quote", QUOTED_SAMPLE
    )


def main_phrases(documents: Documents) -> Iterator[PlacedKey]:
    """Yield phrases out of the main text, with the segment that they stand in."""
    rows = documents.table("segments")
    rows = rows.filter(pc.not_equal(rows["kind"], "sentence"))
    yield from _phrases(documents, rows, "phrase", MAIN_SAMPLE)


_ID_OF = {"quote": "quote_id", "phrase": "segment_id"}


def _phrases(
    documents: Documents, rows: pa.Table, kind: str, sample: np.uint64
) -> Iterator[PlacedKey]:
    columns = ("clean_start", "clean_end", _ID_OF[kind])
    cells = (rows[name].to_pylist() for name in ("doc_id", *columns))
    found: dict[str, list[tuple[int, int, int]]] = {}
    for doc_id, start, end, number in zip(*cells, strict=True):
        found.setdefault(doc_id, []).append((start, end, number))
    for doc_id, words in zip(documents.ids, placed_words(documents), strict=True):
        if len(words) < SHINGLE_WORDS or doc_id not in found:
            continue
        mine = np.array(found[doc_id], np.int64)
        hashes = shingle_hashes(words.hashes)
        at = np.flatnonzero(hashes % sample == 0)
        yield from _in_rows(doc_id, words, hashes, at, mine, kind)


def _in_rows(
    doc_id: str,
    words: PlacedWords,
    hashes: UnsignedInts,
    at: Positions,
    rows: Positions,
    kind: str,
) -> Iterator[PlacedKey]:
    """Yield the phrases at these words that stand within one row."""
    # Of rows inside each other the inner one begins later.
    rows = rows[np.lexsort((-rows[:, 1], rows[:, 0]))]
    starts, ends = words.starts[at], words.ends[at + SHINGLE_WORDS - 1]
    row = np.searchsorted(rows[:, 0], starts, side="right") - 1
    is_inside = (row >= 0) & (ends <= rows[row, 1])
    for place, number in zip(np.flatnonzero(is_inside).tolist(), row[is_inside], strict=True):
        name = f"{kind}:{int(hashes[at[place]]):016x}"
        yield doc_id, name, int(starts[place]), int(ends[place]), int(rows[number, 2])
