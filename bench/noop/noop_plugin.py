"""Components that do nothing, or give so many rows: what is left is the engine's cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin import (
    Cleaned,
    Cleaner,
    Context,
    Document,
    Documents,
    NoOptions,
    Tagger,
    each_document,
    hookimpl,
    per_document,
)

#: How many taggers of each kind there are, so that the cost of one more can be told from noise.
N_TAGGERS = 16

_NOTHING = Cleaned()
_NO_ROWS = pa.table({"doc_id": pa.array([], pa.string())})


@dataclass(frozen=True, slots=True)
class RowsOptions:
    """Options of tagger ``noop_rows``.

    Attributes:
        rows: Rows for each document that has as many characters.
    """

    rows: int = 10


def clean_batch(documents: Documents, _context: Context[NoOptions]) -> Sequence[Cleaned]:
    """Change nothing, batch by batch."""
    return [_NOTHING] * len(documents)


def clean_document(_document: Document, _context: Context[NoOptions]) -> Cleaned:
    """Change nothing, document by document."""
    return _NOTHING


def tag_batch(_documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Find nothing, batch by batch."""
    return {"identifiers": _NO_ROWS}


def tag_text(_text: str) -> Iterable[Any]:
    """Find nothing, document by document."""
    return ()


def tag_rows(documents: Documents, context: Context[RowsOptions]) -> Mapping[str, pa.Table]:
    """Tag the first characters of each document, one row a character, without a Python loop."""
    texts = documents.arrow.column("text")
    lengths = np.asarray(pc.utf8_length(texts))
    counts = np.minimum(lengths, context.options.rows)
    owners = np.repeat(np.arange(len(documents)), counts)
    firsts = np.repeat(np.cumsum(counts) - counts, counts)
    starts = (np.arange(len(owners)) - firsts).astype(np.int32)
    values = pa.array(np.char.add("n", starts.astype(str)).tolist(), pa.string())
    return {
        "identifiers": pa.table(
            {
                "doc_id": documents.arrow.column("doc_id").take(pa.array(owners)),
                "clean_start": starts,
                "clean_end": starts + np.int32(1),
                "type": pa.array(["character"] * len(owners), pa.string()),
                "value": values,
            }
        )
    }


@hookimpl
def register_cleaners() -> Iterable[Cleaner[Any]]:
    """Offer a cleaner by batch and one by document."""
    return [
        Cleaner(name="noop_clean_batch", version="1", phase="repair", clean=clean_batch),
        Cleaner(
            name="noop_clean_document",
            version="1",
            phase="repair",
            clean=each_document(clean_document),
        ),
    ]


@hookimpl
def register_taggers() -> Iterable[Tagger[Any]]:
    """Offer taggers by batch, taggers by document, and the one that gives rows."""
    fills = ("identifiers",)
    each = per_document(tag_text, "identifiers")
    kinds = {"batch": tag_batch, "document": each}
    return [
        *(
            Tagger(name=f"noop_tag_{kind}_{n}", version="1", tag=tag, fills=fills)
            for kind, tag in kinds.items()
            for n in range(1, N_TAGGERS + 1)
        ),
        Tagger(name="noop_rows", version="1", tag=tag_rows, fills=fills, options=RowsOptions),
    ]
