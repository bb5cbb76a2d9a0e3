from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.cleaners.segments import clean

Page = Any
SCHEMA = pa.schema(
    [
        ("doc_id", pa.string()),
        ("clean_start", pa.int32()),
        ("clean_end", pa.int32()),
        ("kind", pa.string()),
        ("is_main", pa.bool_()),
    ]
)


def segment(text: str, *given_rows: dict[str, object]) -> list[tuple[str, str, object]]:
    batch = pa.record_batch({"doc_id": ["a", "b"], "text": ["Other text. Here.", text]})
    given = pa.Table.from_pylist([{"doc_id": "b", **row} for row in given_rows], SCHEMA)
    documents = Documents(batch, {"segments": lambda: given})
    rows = clean(documents, Context(NoOptions()))["segments"].to_pylist()
    mine = [row for row in rows if row["doc_id"] == "b"]
    # Outer ones first, as the engine sorts them.
    mine.sort(key=lambda row: (row["clean_start"], -row["clean_end"]))
    return [
        (row["kind"], text[row["clean_start"] : row["clean_end"]], row["is_main"]) for row in mine
    ]


def test_paragraphs_and_sentences_of_what_nobody_marked_up() -> None:
    text = "Heading\n\nMice sleep. Rats do not.\n- an item"
    heading = {"clean_start": 0, "clean_end": 7, "kind": "heading", "is_main": True}
    assert segment(text, heading) == [
        ("paragraph", "Mice sleep. Rats do not.", True),
        ("sentence", "Mice sleep.", True),
        ("sentence", "Rats do not.", True),
        ("list_item", "- an item", True),
        ("sentence", "- an item", True),
    ]


def test_sentences_are_main_as_their_block_is() -> None:
    text = "None declared. None at all."
    row = {"clean_start": 0, "clean_end": 27, "kind": "disclosure", "is_main": False}
    assert [is_main for _, _, is_main in segment(text, row)] == [False, False]


def test_empty_text_has_no_segments() -> None:
    assert segment(" \n ") == []


AROUND = st.text(alphabet="aB. \n-1:\u201c\u00a0\r", max_size=40)


# A text without a word is no document.
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.tuples(AROUND, AROUND).map("Ba".join))
def test_blocks_of_any_text_tile_it_after_the_whole_stage(
    clean_page: Callable[..., Page], text: str
) -> None:
    page = clean_page(text)
    place = 0
    for row in page.blocks:
        assert not page.text[place : row["clean_start"]].strip()
        assert place <= row["clean_start"]
        place = row["clean_end"]
    assert not page.text[place:].strip()
    starts = {row["segment_id"]: row for row in page.blocks}
    for row in page.segments:
        if row["kind"] == "sentence":
            block = starts[row["parent_id"]]
            assert block["clean_start"] <= row["clean_start"]
            assert row["clean_end"] <= block["clean_end"]
