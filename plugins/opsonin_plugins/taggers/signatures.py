"""Gives every document a signature by which duplicates are found."""

import hashlib
from collections.abc import Mapping

import pyarrow as pa

from opsonin import ComponentRows, Context, Documents, NoOptions, Tagger, column
from opsonin.tables.arrow import Int32, Integers, String
from opsonin_plugins.taggers.shingles import main_spans, minhash, shingle_hashes, words_of


class Signatures(ComponentRows, name="signatures", stage="tag", is_exported=False):
    """What the main text of a document can be compared by without reading it."""

    content_digest: String = column(
        "SHA-256 over the case-folded words of the main text", pattern="[0-9a-f]{64}"
    )
    minhash: Integers = column("MinHash over the 5-grams of its words; empty if it has no word")
    n_shingles: Int32 = column("Number of different 5-grams of its words", ge=0)


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    spans = main_spans(documents.table("segments"))
    digests, signatures, counts = [], [], []
    for doc_id, text in zip(documents.ids, documents.texts, strict=True):
        # A text that nothing has cut into segments is main text as a whole.
        words = words_of(text, spans.get(doc_id, [(0, len(text))]))
        hashes = shingle_hashes(words)
        digests.append(hashlib.sha256(" ".join(words).encode()).hexdigest())
        signatures.append(minhash(hashes))
        counts.append(len(hashes))
    table = pa.table(
        {
            "doc_id": pa.array(documents.ids, pa.string()),
            "content_digest": pa.array(digests, pa.string()),
            "minhash": pa.array(signatures, pa.list_(pa.int32())),
            "n_shingles": pa.array(counts, pa.int32()),
        }
    )
    return {"signatures": table}


SIGNATURES = Tagger(
    name="signatures", version="1", tag=_tag, fills=("signatures",), needs=("segments",)
)
