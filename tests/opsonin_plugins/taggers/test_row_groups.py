from __future__ import annotations

import pyarrow as pa

from opsonin_plugins.taggers.row_groups import RowGroups, listed


def _pair(start: int, name: str | None) -> tuple[int, str | None]:
    return start, name


def _groups(owners: list[str], starts: list[int]) -> RowGroups[tuple[int, str | None]]:
    rows = pa.table({"doc_id": owners, "clean_start": starts, "name": [None, *"xy"][: len(owners)]})
    return RowGroups(rows, ["clean_start", "name"], _pair)


def test_rows_come_by_document_least_first_whatever_their_order() -> None:
    groups = _groups(["b", "a", "b"], [7, 5, 3])
    assert list(groups.of("b")) == [(3, "y"), (7, None)]
    assert groups.of("a")[0] == (5, "x")
    assert groups.of("b")[1:] == [(7, None)]


def test_rows_are_made_only_for_documents_that_are_looked_at() -> None:
    made: list[int] = []

    def make(start: int) -> tuple[int]:
        made.append(start)
        return (start,)

    rows = pa.table({"doc_id": ["a", "b", "b"], "clean_start": [1, 2, 3]})
    groups = RowGroups(rows, ["clean_start"], make)
    found = groups.of("b")
    assert len(found) == 2
    assert made == []
    assert [*found, *found] == [(2,), (3,), (2,), (3,)]
    assert made == [2, 3]


def test_a_document_without_rows_has_none() -> None:
    assert len(_groups([], []).of("a")) == 0


def test_cells_are_listed_with_their_nulls() -> None:
    cells = [[1, 2], [1, None], [0.5, 1.5], ["a", None], [True, False]]
    assert [listed(pa.chunked_array([one])) for one in cells] == cells
