"""Gives every document a signature by which duplicates are found."""

import hashlib
from collections.abc import Mapping
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import ComponentRows, Context, Documents, NoOptions, Tagger, column
from opsonin.tables.arrow import Boolean, Date, Int32, String
from opsonin_plugins.taggers.shingles import main_words, shingle_sets
from opsonin_plugins.taggers.sketches import write_sketches


class Signatures(ComponentRows, name="signatures", stage="tag", is_exported=False):
    """What the main text of a document can be compared by without reading it."""

    content_digest: String = column(
        "SHA-256 over the hashes of its case-folded words", pattern="[0-9a-f]{64}"
    )
    sketch: String = column("The 64 smallest hashes of its 5-grams, 48 bits each, as base64")
    n_words: Int32 = column("Number of words", ge=0)
    n_shingles: Int32 = column("Number of different 5-grams of its words", ge=0)
    published_at: Date = column("Publication date, only where the day is known", nullable=True)
    is_derived: Boolean = column("Whether it is known to be a translation or respun")


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    words = main_words(documents)
    bounds = list(pairwise(words.offsets.tolist()))
    # The same bytes on every machine.
    hashes = words.hashes.astype("<u8", copy=False)
    sets = list(shingle_sets(words))
    columns = {
        "doc_id": documents.arrow.column("doc_id"),
        "content_digest": [hashlib.sha256(hashes[a:b].data).hexdigest() for a, b in bounds],
        "sketch": write_sketches(sets),
        "n_words": pa.array([b - a for a, b in bounds], pa.int32()),
        "n_shingles": pa.array([len(one) for one in sets], pa.int32()),
        "published_at": documents.arrow.column("published_at"),
        "is_derived": _is_derived(documents.arrow),
    }
    return {"signatures": pa.table(columns)}


def _is_derived(documents: pa.RecordBatch) -> pa.Array:
    origins = pa.array(["translated", "spun"])
    is_other = pc.is_in(documents.column("text_origin"), value_set=origins)
    is_translated = pc.fill_null(documents.column("machine_translated"), fill_value=False)
    return pc.or_(is_other, is_translated)


SIGNATURES = Tagger(
    name="signatures", version="2", tag=_tag, fills=("signatures",), needs=("segments",)
)
