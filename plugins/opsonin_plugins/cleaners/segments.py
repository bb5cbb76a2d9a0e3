"""Cleaner ``segments``: cuts the clean text into blocks, and prose into sentences.

A block that an earlier cleaner gave stays that cleaner's row and is not given again; what is given
here are the paragraphs in between, blocks whose earlier rows overlapped, and all sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from opsonin import Cleaner, Context, Documents, NoOptions, Stretches
from opsonin_plugins.cleaners.blocks import Block, find_blocks, is_list_item

#: Kinds whose text is made of sentences.
PROSE = frozenset(
    ("paragraph", "abstract", "list_item", "caption", "disclosure", "trial_registration",
     "acknowledgement", "blockquote", "quote")
)  # fmt: skip


def clean(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Return the blocks of each text, which tile it but for white space, and their sentences."""
    given = _given(documents)
    pages = [
        _Page(rows, [(block, _kind(block)) for block in find_blocks(text, rows)])
        for text, rows in zip(documents.texts, map(given.__getitem__, documents.ids), strict=True)
    ]
    ids = documents.arrow.column("doc_id")
    # Where a block is one sentence, the block is to come first.
    return {"segments": pa.concat_tables([_blocks(ids, pages), _sentences(documents, pages)])}


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


def _blocks(ids: pa.Array, pages: Sequence[_Page]) -> pa.Table:
    """Return the blocks that no earlier cleaner has given."""
    places, starts, ends, kinds, mains = [], [], [], [], []
    for place, page in enumerate(pages):
        known = {
            (row["clean_start"], row["clean_end"], row["kind"], row["is_main"] is not False)
            for row in page.given
        }
        for block, kind in page.blocks:
            line, is_main = block.line, block.is_main
            if not known or (line.start, line.end, kind, is_main) not in known:
                places.append(place)
                starts.append(line.start)
                ends.append(line.end)
                kinds.append(kind)
                mains.append(is_main)
    return _rows(ids, np.array(places, np.int64), starts, ends, pa.array(kinds, pa.string()), mains)


def _sentences(documents: Documents, pages: Sequence[_Page]) -> pa.Table:
    """Return the sentences of all blocks of prose."""
    prose = [page.prose for page in pages]
    blocks = [block for page in prose for block in page]
    counts = [len(page) for page in prose]
    found = documents.analysis.sentences_within(
        Stretches(
            starts=np.array([block.start for block in blocks], np.int32),
            ends=np.array([block.end for block in blocks], np.int32),
            offsets=np.cumsum([0, *counts], dtype=np.int64),
        )
    )
    of_block = np.repeat(np.arange(len(blocks)), np.diff(found.offsets))
    mains = np.array([block.is_main for block in blocks], np.bool_)[of_block]
    places = np.repeat(np.arange(len(pages)), counts)[of_block]
    kinds = pa.repeat(pa.scalar("sentence"), len(found.starts))
    ids = documents.arrow.column("doc_id")
    return _rows(ids, places, found.starts, found.ends, kinds, mains)


def _rows(
    ids: pa.Array,
    places: npt.NDArray[np.int64],
    starts: npt.ArrayLike,
    ends: npt.ArrayLike,
    kinds: pa.Array,
    mains: npt.ArrayLike,
) -> pa.Table:
    return pa.table(
        {
            "doc_id": ids.take(pa.array(places)),
            "clean_start": np.asarray(starts, np.int32),
            "clean_end": np.asarray(ends, np.int32),
            "kind": kinds,
            "is_main": np.asarray(mains, np.bool_),
        }
    )


SEGMENTS: Cleaner[NoOptions] = Cleaner(
    name="segments",
    version="2",
    phase="segment",
    clean=clean,
    fills=("segments",),
    needs=("segments",),
)
