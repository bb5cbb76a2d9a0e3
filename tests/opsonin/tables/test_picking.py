from __future__ import annotations

import pyarrow as pa
import pytest

from opsonin.tables.picking import rows_of, rows_without

ROWS = pa.table({"doc_id": pa.array(["a", "b", None, "a"]), "n": [0, 1, 2, 3]})


@pytest.mark.parametrize("owners", [["a", "c"], ("a",), {"a"}, pa.array(["a"])])
def test_rows_are_those_of_the_owners_or_the_others(owners: list[str]) -> None:
    assert rows_of(ROWS, "doc_id", owners)["n"].to_pylist() == [0, 3]
    assert rows_without(ROWS, "doc_id", owners)["n"].to_pylist() == [1, 2]


def test_what_is_whole_is_not_copied() -> None:
    both = ROWS.slice(0, 2)
    assert rows_of(both, "doc_id", ["a", "b"]) is both
    assert rows_without(ROWS, "doc_id", []) is ROWS
    assert rows_without(ROWS.slice(0, 0), "doc_id", ["a"]).num_rows == 0


def test_cells_may_be_made_from_several_columns() -> None:
    owners = pa.chunked_array([["x", "y", "x", "y"]])
    assert rows_without(ROWS, owners, ["x"])["n"].to_pylist() == [1, 3]
