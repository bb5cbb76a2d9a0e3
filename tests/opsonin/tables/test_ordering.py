from __future__ import annotations

import pyarrow as pa
import pytest

from opsonin.tables import ordering
from opsonin.tables.ordering import narrowed, sorted_by


def test_rows_in_order_are_not_copied() -> None:
    table = pa.table({"k": ["a", "b"]})
    assert sorted_by(table, table["k"]) is table


def test_rows_with_equal_cells_keep_their_order() -> None:
    table = pa.table({"k": ["b", "a", "b"], "n": [0, 1, 2]})
    assert sorted_by(table, table["k"])["n"].to_pylist() == [1, 0, 2]


def test_more_text_than_one_array_holds_is_sorted_into_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ordering, "MAX_STRING_BYTES", 4)
    chunks = [["cc", None, "aaaaaa"], ["b", "bbb"]]
    table = pa.table({"k": [3, 9, 1, 2, 2], "t": pa.chunked_array(chunks, pa.string())})
    found = sorted_by(table, table["k"])
    assert found["t"].to_pylist() == ["aaaaaa", "b", "bbb", "cc", None]
    assert found["t"].type == pa.string()
    assert [chunk.to_pylist() for chunk in found["t"].chunks] == [
        ["aaaaaa"],
        ["b", "bbb"],
        ["cc", None],
    ]


def test_no_text_stays_none() -> None:
    assert narrowed(pa.chunked_array([], pa.large_string())).to_pylist() == []
