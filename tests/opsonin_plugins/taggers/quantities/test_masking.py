from __future__ import annotations

from functools import partial

import pyarrow as pa

from opsonin import Documents
from opsonin_plugins.taggers.quantities.masking import TABLES, covered_stretches, marks


def _documents(**tables: list[dict[str, object]]) -> Documents:
    empty = pa.table(
        {
            "doc_id": pa.array([], pa.string()),
            "clean_start": pa.array([], pa.int32()),
            "clean_end": pa.array([], pa.int32()),
            "type": pa.array([], pa.string()),
            "kind": pa.array([], pa.string()),
            "is_main": pa.array([], pa.bool_()),
            "text": pa.array([], pa.string()),
        }
    )

    def table(name: str) -> pa.Table:
        rows = [{"doc_id": "a", **row} for row in tables.get(name, ())]
        return pa.Table.from_pylist(rows) if rows else empty

    batch = pa.RecordBatch.from_pylist([{"doc_id": "a", "text": "text"}])
    return Documents(batch, {name: partial(table, name) for name in ("segments", *TABLES)})


def _span(start: int, end: int, **columns: object) -> dict[str, object]:
    return {"clean_start": start, "clean_end": end, **columns}


def test_blocks_beside_the_main_text_are_covered() -> None:
    segments = [
        _span(0, 5, kind="paragraph", is_main=True),
        _span(5, 9, kind="reference", is_main=False),
        _span(5, 7, kind="sentence", is_main=False),
    ]
    assert covered_stretches(_documents(segments=segments)) == {"a": [(5, 9)]}


def test_calendar_dates_are_covered_and_durations_are_not() -> None:
    dates = [_span(0, 5, type="date"), _span(6, 9, type="duration"), _span(9, 12, type="time")]
    assert covered_stretches(_documents(dates=dates)) == {"a": [(0, 5), (9, 12)]}


def test_names_are_covered_if_a_number_stands_within() -> None:
    mentions = [
        _span(0, 15, text="type 1 diabetes"),
        _span(20, 25, text="lupus"),
        _span(30, 43, text="five patients"),
        _span(50, 60, text="24 h fasts"),
    ]
    assert covered_stretches(_documents(mentions=mentions)) == {"a": [(0, 15)]}


def test_citations_and_identifiers_are_covered() -> None:
    documents = _documents(citations=[_span(0, 5)], identifiers=[_span(7, 9)])
    assert sorted(covered_stretches(documents)["a"]) == [(0, 5), (7, 9)]


def test_marks_have_one_byte_a_code_point() -> None:
    assert bytes(marks(5, [(1, 3)])) == b"\0\1\1\0\0"
