from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pytest

from opsonin.components.adapters import rows_to_table
from opsonin.components.rows import Row, Span
from opsonin.spans.edit import Edit
from opsonin.stages.coordinates import Coordinates
from opsonin.stages.merging import (
    follow,
    merge_parts,
    refine_rows,
    repeated_id,
    restore_makers,
    spans_outside,
)
from opsonin.stages.numbering import MERGED, Renumbering
from opsonin.tables.contract import CONTRACT
from opsonin.tables.parts import complete
from opsonin.tables.validation import check_part, check_table
from placed_texts import placed

A, B = "a" * 32, "b" * 32
TEXT = "one two one"
COORDINATES = placed({A: TEXT, B: TEXT}, edits={A: [Edit(0, 5, "", "x"), Edit(9, 9, " ", "x")]})


def part(table: str, rows: Sequence[Span | Row], maker: str = "m", doc_id: str = A) -> pa.Table:
    model = CONTRACT[table]
    given = complete(rows_to_table([(doc_id, rows)]), model, part=maker, version="1")
    return check_part(given, model, component=maker)


def merged(table: str, *parts: pa.Table, numbers: Any = None) -> pa.Table:
    rows, _ = merge_parts(parts, CONTRACT[table], COORDINATES, numbers)
    return check_table(rows, CONTRACT[table])


def test_outer_segments_come_first_and_hold_the_inner_ones() -> None:
    rows = [Span(4, 7, kind="sentence"), Span(0, 11, kind="x"), Span(0, 3, kind="sentence")]
    table = merged("segments", part("segments", rows))
    assert table["text"].to_pylist() == [TEXT, "one", "two"]
    assert table["parent_id"].to_pylist() == [None, 0, 0]


def test_equal_and_overlapping_segments_have_the_innermost_parent_that_holds_them() -> None:
    rows = [Span(0, 7, kind="x"), Span(0, 7, kind="y"), Span(4, 9, kind="z"), Span(5, 6, kind="s")]
    assert merged("segments", part("segments", rows))["parent_id"].to_pylist() == [None, 0, None, 2]


def test_rows_of_documents_do_not_mix() -> None:
    parts = [part("segments", [Span(0, 3, kind="x")], doc_id=one) for one in (B, A)]
    table = merged("segments", *parts)
    assert table["doc_id"].to_pylist() == [A, B]
    assert table["segment_id"].to_pylist() == [0, 0]
    assert table["raw_start"].to_pylist() == [5, 0]


def test_inserted_text_has_no_place_in_the_source() -> None:
    table = merged("flags", part("flags", [Span(4, 5, kind="x"), Span(3, 5, kind="y")]))
    assert [row["raw_start"] for row in table.to_pylist()] == [8, None]


def test_rows_without_spans_keep_the_order_in_which_they_were_given() -> None:
    given = [Row(kind="person", canonical=name) for name in ("Z", "A")]
    table = merged("entities", part("entities", given, "b"), part("entities", given, "a"))
    assert table["canonical"].to_pylist() == ["Z", "A", "Z", "A"]
    assert table["component"].to_pylist() == ["a", "a", "b", "b"]
    assert table["entity_id"].to_pylist() == [0, 1, 2, 3]


def test_row_of_one_document_may_cover_text_of_another() -> None:
    table = CONTRACT["link_evidence"]
    rows = [
        {"doc_id": doc_id, "from_doc_id": A, "link_id": 0, "clean_start": 4, "clean_end": end}
        | {"side": side, "table_name": "mentions", "row_id": 0}
        for doc_id, side, end in ((B, "to", 11), (A, "from", 7))
    ]
    given = complete(pa.Table.from_pylist(rows), table, part="m", version="1")
    found, _ = merge_parts([check_part(given, table, component="m")], table, COORDINATES)
    assert found.select(["doc_id", "text", "raw_start"]).to_pylist() == [
        {"doc_id": B, "text": "two one", "raw_start": 4},
        {"doc_id": A, "text": "two", "raw_start": 9},
    ]


def test_own_numbers_are_replaced_and_ids_of_others_stay() -> None:
    mentions = [
        Span(8, 11, type="x", mention_id=5),
        Span(0, 3, type="x", mention_id=6, abbreviation_of=5),
    ]
    _, numbers = merge_parts([part("mentions", mentions)], CONTRACT["mentions"], COORDINATES)
    assert numbers.to_mapping() == {("m", A, 5): 1, ("m", A, 6): 0}
    table = merged("mentions", part("mentions", mentions))
    assert table["abbreviation_of"].to_pylist() == [1, None]
    claims = [Span(0, 3, kind="finding", subject_mention_id=number) for number in (5, 1, None)]
    known = {"mentions": numbers}
    mine = merged("claims", part("claims", claims), numbers=known)
    assert mine["subject_mention_id"].to_pylist() == [1, 1, None]
    others = merged("claims", part("claims", claims, "other"), numbers=known)
    assert others["subject_mention_id"].to_pylist() == [5, 1, None]


def test_lists_of_references_lose_the_rows_that_are_gone() -> None:
    rows = merged("claims", part("claims", [Span(0, 3, kind="finding", statistic_ids=[0, 1, 2])]))
    numbers = Renumbering.from_mapping({(MERGED, A, 0): 1, (MERGED, A, 2): 0})
    moved = follow(rows, CONTRACT["claims"], "statistics", numbers)
    assert moved["statistic_ids"].to_pylist() == [[1, 0]]


def test_refined_rows_keep_their_makers_and_what_was_left_out() -> None:
    before = merged(
        "mentions", part("mentions", [Span(0, 3, type="x", score=0.5), Span(4, 7, type="y")])
    )
    given = before.slice(0, 1).select(["doc_id", "mention_id"])
    restored = restore_makers(before, given, CONTRACT["mentions"])
    rows = complete(restored, CONTRACT["mentions"], part="r", version="1")
    after, numbers, refined, added = refine_rows(before, rows, CONTRACT["mentions"], COORDINATES)
    (row,) = after.to_pylist()
    assert (row["component"], row["score"], row["type"], row["text"]) == ("m", 0.5, "x", "one")
    assert numbers.to_mapping() == {(MERGED, A, 0): 0}
    assert (refined, added) == ({"m": 1}, {})


def test_rows_without_ids_are_counted_by_their_makers() -> None:
    before = merged("flags", part("flags", [Span(0, 3, kind="x"), Span(4, 7, kind="x")]))
    after, _, refined, added = refine_rows(
        before, part("flags", [Span(0, 3, kind="x")], "r"), CONTRACT["flags"], COORDINATES
    )
    assert after.num_rows == 1
    assert (refined, added) == ({"m": 2}, {"r": 1})


@pytest.mark.parametrize(("ids", "twice"), [([0, 1], None), ([0, 0], 0), ([None, None], None)])
def test_row_that_is_given_twice_is_found(ids: list[int | None], twice: int | None) -> None:
    given = pa.table({"doc_id": [A, A], "mention_id": pa.array(ids, pa.int32())})
    assert repeated_id(given, CONTRACT["mentions"]) == twice
    assert repeated_id(given, CONTRACT["flags"]) is None


def test_spans_outside_are_found_by_document(coordinates: Callable[..., Coordinates]) -> None:
    rows = pa.table(
        {
            "doc_id": ["a", "a", "b", "c", "d"],
            "clean_start": [0, 1, None, 0, None],
            "clean_end": [9, 9, None, 2, 1],
        }
    )
    found = spans_outside(rows, coordinates({"a": "xx", "b": "x", "c": "xx", "d": "x"}))
    assert found == {
        "a": "span 0:9 of a text of 2 code points",
        "d": "span None:1 of a text of 1 code points",
    }
