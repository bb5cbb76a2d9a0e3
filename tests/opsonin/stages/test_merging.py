from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from opsonin.components.adapters import rows_to_table
from opsonin.components.rows import Row, Span
from opsonin.spans.edit import Edit
from opsonin.stages.merging import extend_rows, follow, merge_parts
from opsonin.stages.numbering import MERGED, Renumbering
from opsonin.tables.contract import CONTRACT
from opsonin.tables.parts import complete
from opsonin.tables.validation import check_part, check_table
from placed_texts import placed

A, B = "a" * 32, "b" * 32
#: Owner, number as it was read, number now.
READ = ("doc_id", "mention_id", "mention_id")
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


def test_own_numbers_are_replaced_and_those_that_were_read_are_followed() -> None:
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
    assert mine["subject_mention_id"].to_pylist() == [1, None, None]
    read = {"mentions": numbers.read_by("other", *(table[name] for name in READ))}
    others = merged("claims", part("claims", claims, "other"), numbers=read)
    assert others["subject_mention_id"].to_pylist() == [None, 1, None]
    unmerged = merged("claims", part("claims", claims, "other"))
    assert unmerged["subject_mention_id"].to_pylist() == [5, 1, None]


def test_rows_that_come_later_refer_to_those_that_were_read() -> None:
    first = merged("mentions", part("mentions", [Span(4, 7, type="x"), Span(8, 11, type="x")]))
    late = [Span(0, 3, type="x", abbreviation_of=1), Span(1, 2, type="x", abbreviation_of=0)]
    table, _ = extend_rows(first, [part("mentions", late, "n")], CONTRACT["mentions"], COORDINATES)
    assert table["text"].to_pylist() == ["one", "n", "two", "one"]
    assert table["abbreviation_of"].to_pylist() == [3, 2, None, None]


def test_lists_of_references_lose_the_rows_that_are_gone() -> None:
    rows = merged("claims", part("claims", [Span(0, 3, kind="finding", statistic_ids=[0, 1, 2])]))
    numbers = Renumbering.from_mapping({(MERGED, A, 0): 1, (MERGED, A, 2): 0})
    moved = follow(rows, CONTRACT["claims"], "statistics", numbers)
    assert moved["statistic_ids"].to_pylist() == [[1, 0]]
