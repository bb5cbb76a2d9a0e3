from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest

from opsonin.components.adapters import rows_to_table
from opsonin.components.rows import Row, Span
from opsonin.stages.merging import merge_parts
from opsonin.stages.numbering import MERGED
from opsonin.stages.refining import (
    Refined,
    refine_rows,
    repeated_id,
    restore_makers,
    stranger_id,
)
from opsonin.tables.contract import CONTRACT
from opsonin.tables.parts import complete
from opsonin.tables.validation import check_part, check_table
from placed_texts import placed

A = "a" * 32
COORDINATES = placed({A: "one two one"})
MENTIONS = CONTRACT["mentions"]


def part(table: str, rows: Sequence[Span | Row], maker: str = "m") -> pa.Table:
    model = CONTRACT[table]
    given = complete(rows_to_table([(A, rows)]), model, part=maker, version="1")
    return check_part(given, model, component=maker)


def merged(table: str, *parts: pa.Table) -> pa.Table:
    rows, _ = merge_parts(parts, CONTRACT[table], COORDINATES)
    return check_table(rows, CONTRACT[table])


def refined(before: pa.Table, given: pa.Table, numbers: Any = None) -> Refined:
    """Refine mentions; cells that are left out stay."""
    restored = restore_makers(before, given, MENTIONS)
    rows = complete(restored, MENTIONS, part="r", version="1")
    return refine_rows(before, rows, MENTIONS, COORDINATES, numbers)


def test_refined_rows_keep_their_makers_and_what_was_left_out() -> None:
    before = merged(
        "mentions", part("mentions", [Span(0, 3, type="x", score=0.5), Span(4, 7, type="y")])
    )
    found = refined(before, before.slice(0, 1).select(["doc_id", "mention_id"]))
    (row,) = found.rows.to_pylist()
    assert (row["component"], row["score"], row["type"], row["text"]) == ("m", 0.5, "x", "one")
    assert found.numbers.to_mapping() == {(MERGED, A, 0): 0}
    assert (found.taken, found.added, found.n_changed) == ({"m": 1}, {}, 0)


def test_rows_with_other_cells_than_before_are_counted() -> None:
    spans = [Span(0, 3, type="x", alt_curies=["X:1"]), Span(4, 7, type="y"), Span(8, 11, type="z")]
    before = merged("mentions", part("mentions", spans))
    given = pa.table(
        {
            "doc_id": [A] * 3,
            "mention_id": pa.array([0, 1, 2], pa.int32()),
            "negated": [False, True, False],
            "alt_curies": [["X:2"], [], []],
            "label": [None, None, None],
        }
    )
    assert refined(before, given).n_changed == 2


def test_cell_that_is_passed_on_is_not_taken_for_a_number_of_the_refiner() -> None:
    entities = [Row(kind="person", canonical=name) for name in "ab"]
    before = merged("mentions", part("mentions", [Span(0, 3, type="x", entity_id=1)]))
    before = pa.concat_tables(
        [before, merged("mentions", part("mentions", [Span(4, 7, type="x")]))]
    ).set_column(
        before.schema.get_field_index("mention_id"), "mention_id", pa.array([0, 1], "int32")
    )
    own = [Row(kind="person", canonical="c", entity_id=1)]
    parts = [part("entities", entities), part("entities", own, "r")]
    _, numbers = merge_parts(parts, CONTRACT["entities"], COORDINATES)
    given = pa.table(
        {
            "doc_id": [A, A],
            "mention_id": pa.array([0, 1], pa.int32()),
            "entity_id": pa.array([1, 1], pa.int32()),
        }
    )
    found = refined(before, given, {"entities": numbers})
    assert found.rows["entity_id"].to_pylist() == [1, 2]
    assert found.n_changed == 1


def test_rows_without_ids_are_counted_by_their_makers() -> None:
    before = merged("flags", part("flags", [Span(0, 3, kind="x"), Span(4, 7, kind="x")]))
    found = refine_rows(
        before, part("flags", [Span(0, 3, kind="x")], "r"), CONTRACT["flags"], COORDINATES
    )
    assert found.rows.num_rows == 1
    assert (found.taken, found.added) == ({"m": 2}, {"r": 1})


@pytest.mark.parametrize(("ids", "twice"), [([0, 1], None), ([0, 0], 0), ([None, None], None)])
def test_row_that_is_given_twice_is_found(ids: list[int | None], twice: int | None) -> None:
    given = pa.table({"doc_id": [A, A], "mention_id": pa.array(ids, pa.int32())})
    assert repeated_id(given, CONTRACT["mentions"]) == twice
    assert repeated_id(given, CONTRACT["flags"]) is None


@pytest.mark.parametrize(("ids", "stranger"), [([0, None], None), ([0, 7], 7)])
def test_id_that_was_not_given_is_found(ids: list[int | None], stranger: int | None) -> None:
    before = merged("mentions", part("mentions", [Span(0, 3, type="x")]))
    given = pa.table({"doc_id": [A, A], "mention_id": pa.array(ids, pa.int32())})
    assert stranger_id(before, given, MENTIONS) == stranger
    assert stranger_id(before, given, CONTRACT["flags"]) is None
