from __future__ import annotations

import hashlib

import pyarrow as pa

from opsonin import Context, Documents, NoOptions
from opsonin.tables.model import arrow_schema
from opsonin_plugins.taggers.signatures import SIGNATURES, Signatures


def _tag(texts: list[str], segments: list[dict[str, object]]) -> list[dict[str, object]]:
    ids = [f"{n:032x}" for n in range(len(texts))]
    schema = pa.schema(
        {
            "doc_id": pa.string(),
            "clean_start": pa.int32(),
            "clean_end": pa.int32(),
            "kind": pa.string(),
            "is_main": pa.bool_(),
        }
    )
    documents = Documents(
        pa.record_batch({"doc_id": ids, "text": texts}),
        {"segments": lambda: pa.Table.from_pylist(segments, schema)},
    )
    table = SIGNATURES.tag(documents, Context(NoOptions()))["signatures"]
    assert table.schema.field("minhash").type.value_type == pa.int32()
    rows: list[dict[str, object]] = table.to_pylist()
    return rows


def test_digest_covers_the_words_of_the_main_text_only() -> None:
    text = "Skip to content\nThe Results, 2020."
    segment = {
        "doc_id": f"{0:032x}",
        "clean_start": 16,
        "clean_end": 34,
        "kind": "paragraph",
        "is_main": True,
    }
    [row] = _tag([text], [segment])
    assert row["content_digest"] == hashlib.sha256(b"the results 2020").hexdigest()
    assert row["n_shingles"] == 1


def test_text_without_segments_counts_whole_and_white_space_does_not() -> None:
    one, other, empty = _tag(["A b c d e f", "a B\n\nc, d e f.", ""], [])
    assert one["content_digest"] == other["content_digest"]
    assert one["minhash"] == other["minhash"]
    assert one["n_shingles"] == 2
    assert (empty["minhash"], empty["n_shingles"]) == ([], 0)


def test_table_has_the_columns_that_the_tagger_fills() -> None:
    assert arrow_schema(Signatures).names == [
        "doc_id",
        "component",
        "component_version",
        "content_digest",
        "minhash",
        "n_shingles",
    ]
