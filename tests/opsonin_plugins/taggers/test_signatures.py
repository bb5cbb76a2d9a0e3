from __future__ import annotations

from datetime import date

import pyarrow as pa

from opsonin import Context, Documents, NoOptions
from opsonin.tables.model import arrow_schema
from opsonin_plugins.taggers.signatures import SIGNATURES, Signatures

_SEGMENTS = pa.schema(
    {
        "doc_id": pa.string(),
        "clean_start": pa.int32(),
        "clean_end": pa.int32(),
        "kind": pa.string(),
        "is_main": pa.bool_(),
    }
)


def _tag(
    texts: list[str], segments: list[dict[str, object]] | None = None, **columns: list[object]
) -> list[dict[str, object]]:
    rows = {"published_at": None, "text_origin": None, "machine_translated": None}
    types = {"published_at": pa.date32(), "text_origin": pa.string()}
    batch = pa.record_batch(
        {
            "doc_id": pa.array([f"{n:032x}" for n in range(len(texts))], pa.string()),
            "text": pa.array(texts, pa.string()),
            **{
                name: pa.array(columns.get(name, [None] * len(texts)), types.get(name, pa.bool_()))
                for name in rows
            },
        }
    )
    table = pa.Table.from_pylist(segments or [], _SEGMENTS)
    tables = SIGNATURES.tag(Documents(batch, {"segments": lambda: table}), Context(NoOptions()))
    found: list[dict[str, object]] = tables["signatures"].to_pylist()
    return found


def test_signature_covers_the_words_of_the_main_text_only() -> None:
    segment = {"doc_id": f"{0:032x}", "clean_start": 16, "clean_end": 34, "is_main": True}
    one, other = _tag(
        ["Skip to content\nThe Results, 2020.", "the results 2020"],
        [{**segment, "kind": "paragraph"}],
    )
    assert one["content_digest"] == other["content_digest"]
    assert (one["n_words"], one["n_shingles"]) == (3, 1)


def test_punctuation_white_space_and_case_do_not_count() -> None:
    one, other, empty = _tag(["A b c d e f", "a B\n\nc, d e f.", ""])
    assert one["content_digest"] == other["content_digest"]
    assert one["sketch"] == other["sketch"]
    assert one["n_shingles"] == 2
    assert (empty["sketch"], empty["n_words"], empty["n_shingles"]) == ("", 0, 0)


def test_no_documents() -> None:
    assert _tag([]) == []


def test_translated_and_respun_texts_are_derived() -> None:
    rows = _tag(
        ["a"] * 4,
        text_origin=["original", "spun", None, None],
        machine_translated=[None, False, True, None],
        published_at=[date(2020, 1, 2), None, None, None],
    )
    assert [row["is_derived"] for row in rows] == [False, True, True, False]
    assert rows[0]["published_at"] == date(2020, 1, 2)


def test_tagger_fills_every_column_of_the_table() -> None:
    [row] = _tag(["a"])
    made = {"component", "component_version"}
    assert {*row} == {*arrow_schema(Signatures).names} - made
