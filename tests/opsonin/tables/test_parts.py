from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from opsonin.tables.contract import CONTRACT
from opsonin.tables.parts import (
    author_columns,
    column_of,
    complete,
    has_span,
    is_anchored,
    part_name,
    part_schema,
    rows_as_table,
)
from opsonin.tables.validation import check_part

DOC = "a" * 32


def completed(name: str, **columns: Any) -> pa.Table:
    rows = pa.table({"doc_id": [DOC], **columns})
    return complete(rows, CONTRACT[name], part="me", version="2")


def cell(name: str, column: str, **columns: Any) -> Any:
    return completed(name, **columns)[column][0].as_py()


def test_authors_fill_what_the_engine_does_not() -> None:
    assert [field.name for field in author_columns(CONTRACT["flags"])] == [
        *("clean_start", "clean_end", "kind", "detail")
    ]
    assert [field.name for field in author_columns(CONTRACT["fields"])] == [
        *("clean_start", "clean_end", "field", "value", "basis")
    ]
    assert author_columns(CONTRACT["entities"])[0].name == "entity_id"
    assert part_name("flags") == "flags.parts"
    assert part_schema(CONTRACT["links"]).names[:3] == ["part", "link_id", "from_doc_id"]


def test_tables_tell_whether_they_are_about_text() -> None:
    found = [name for name in ("flags", "fields", "entities") if has_span(CONTRACT[name])]
    assert found == ["flags"]
    assert is_anchored(CONTRACT["fields"])
    assert not is_anchored(CONTRACT["flags"])


def test_columns_left_out_get_their_default_an_empty_list_or_null() -> None:
    span = {"clean_start": [0], "clean_end": [1], "type": ["gene"]}
    row = completed("mentions", **span).to_pylist()[0]
    assert (row["score"], row["is_preferred"], row["alt_curies"]) == (1.0, True, [])
    assert (row["curie"], row["component"], row["component_version"]) == (None, "me", "2")
    assert check_part(completed("mentions", **span), CONTRACT["mentions"], component="me 2")


@pytest.mark.parametrize(
    ("column", "given", "expected"),
    [
        ("score", pa.array([None], pa.float64()), 1.0),
        ("score", pa.array([1], pa.int64()), 1.0),
        ("score", pa.array([0.1], pa.float64()), pytest.approx(0.1)),
        ("alt_curies", pa.array([None], pa.list_(pa.string())), []),
        ("alt_curies", pa.array([None]), []),
        ("alt_curies", pa.array([["x"]], pa.list_(pa.large_string())), ["x"]),
        ("type", pa.array(["x"]).dictionary_encode(), "x"),
        ("type", pa.array(["x"], pa.large_string()), "x"),
        ("clean_start", pa.array([5], pa.int64()), 5),
        ("clean_start", pa.array([5], pa.uint8()), 5),
        ("component", pa.array([None], pa.string()), "me"),
    ],
)
def test_cells_are_fitted_where_no_value_changes(column: str, given: Any, expected: Any) -> None:
    table = completed("mentions", **{column: given})
    assert table.schema.field(column).type == part_schema(CONTRACT["mentions"]).field(column).type
    assert table[column][0].as_py() == expected


@pytest.mark.parametrize(
    ("column", "given"),
    [
        ("clean_start", pa.array([2**40], pa.int64())),
        ("clean_start", pa.array([1.5])),
        ("clean_start", pa.array(["1"])),
        ("type", pa.array([1])),
        ("is_preferred", pa.array([1])),
        ("alt_curies", pa.array([[1]])),
        ("alt_curies", pa.array(["x"])),
        ("score", pa.array([2**24 + 1])),
        ("score", pa.array([1e300])),
    ],
)
def test_cells_that_do_not_fit_stay_for_validation_to_name(column: str, given: Any) -> None:
    assert completed("mentions", **{column: given}).schema.field(column).type == given.type


def test_dates_fit_and_durations_stay() -> None:
    moment = datetime(2020, 2, 1, tzinfo=UTC)
    assert cell("dates", "resolved", resolved=pa.array([moment])) == date(2020, 2, 1)
    odd = pa.array([1], pa.duration("s"))
    assert completed("dates", resolved=odd).schema.field("resolved").type == odd.type


@pytest.mark.parametrize(
    ("moment", "zone"), [("2020-01-01T23:59:00", None), ("2020-01-02T03:00:00", "America/New_York")]
)
def test_moment_that_is_no_day_stays(moment: str, zone: str | None) -> None:
    given = pa.array([datetime.fromisoformat(moment)], pa.timestamp("us", tz=zone))
    assert completed("dates", resolved=given).schema.field("resolved").type == given.type


def test_day_is_that_of_the_clock_where_it_is_told() -> None:
    midnight = datetime(2020, 1, 2, 5, tzinfo=UTC)
    given = pa.array([midnight], pa.timestamp("us", tz="America/New_York"))
    assert cell("dates", "resolved", resolved=given) == date(2020, 1, 2)


def test_unknown_columns_are_kept_for_validation_to_name() -> None:
    assert cell("mentions", "odd", odd=["x"]) == "x"


def test_rows_become_a_table_column_by_column() -> None:
    schema = pa.schema([("a", pa.int32()), ("b", pa.string())])
    table = rows_as_table([{"a": 1, "z": 2}, {}], schema, b="same")
    assert table.to_pylist() == [{"a": 1, "b": "same"}, {"a": None, "b": "same"}]
    assert rows_as_table([], schema).schema == schema


def test_cells_of_another_type_keep_it_and_those_of_none_are_told_as_bytes() -> None:
    assert column_of(["x"], pa.int32()).type == pa.string()
    assert column_of([1, "x"], pa.int32()).to_pylist() == [b"1", b"'x'"]
