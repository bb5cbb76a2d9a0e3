from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from opsonin.inspection.formats import Format, plain, write_rows

ROWS = pa.table(
    {
        "text": ['a, "b"\n', "=1+1", None, ""],
        "number": pa.array([-1, 2, None, 4], pa.int32()),
        "names": pa.array([["x", "=y"], [], ["z"], []], pa.list_(pa.string())),
        "is_on": [True, False, None, True],
        "day": pa.array([date(2020, 1, 2), None, None, None]),
        "moment": pa.array([datetime(2020, 1, 2, tzinfo=UTC)] * 4, pa.timestamp("us", "UTC")),
    }
)


def written(table: pa.Table, kind: Format) -> bytes:
    sink = io.BytesIO()
    assert write_rows(table.to_batches(max_chunksize=2), table.schema, sink, kind) == len(table)
    return sink.getvalue()


@pytest.mark.parametrize(("kind", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_csv_has_one_cell_for_everything(kind: Format, delimiter: str) -> None:
    text = written(ROWS, kind).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    assert [row["text"] for row in rows] == ['a, "b"\n', "'=1+1", "", ""]
    assert [row["number"] for row in rows] == ["-1", "2", "", "4"]
    assert [row["names"] for row in rows] == ['["x","=y"]', "[]", '["z"]', "[]"]
    assert [row["is_on"] for row in rows] == ["true", "false", "", "true"]
    assert rows[0]["day"] == "2020-01-02"
    assert rows[0]["moment"].startswith("2020-01-02 00:00:00")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_begins_like_a_formula_is_neutralised(sign: str) -> None:
    found = written(pa.table({f"{sign}x": [f"{sign}HYPERLINK()", f"a{sign}"]}), "csv").decode()
    rows = list(csv.reader(io.StringIO(found, newline="")))
    assert rows == [[f"'{sign}x"], [f"'{sign}HYPERLINK()"], [f"a{sign}"]]


def test_json_and_lines_have_typed_cells() -> None:
    whole = orjson.loads(written(ROWS, "json"))
    lines = [orjson.loads(line) for line in written(ROWS, "jsonl").splitlines()]
    assert whole == lines
    assert whole[0] == {
        "text": 'a, "b"\n',
        "number": -1,
        "names": ["x", "=y"],
        "is_on": True,
        "day": "2020-01-02",
        "moment": "2020-01-02T00:00:00+00:00",
    }


def test_parquet_is_read_back_as_it_was() -> None:
    assert pq.read_table(io.BytesIO(written(ROWS, "parquet"))).equals(ROWS)


@pytest.mark.parametrize("kind", ["csv", "tsv", "json", "jsonl", "parquet"])
def test_no_rows_are_written_too(kind: Format) -> None:
    data = written(ROWS.slice(0, 0), kind)
    if kind == "json":
        assert orjson.loads(data) == []
    elif kind == "parquet":
        assert pq.read_table(io.BytesIO(data)).schema.equals(ROWS.schema)
    else:
        assert len(data.splitlines()) == (0 if kind == "jsonl" else 1)


def test_two_columns_of_one_name_stay_two() -> None:
    twice = pa.table([[1], [2], [3]], names=["a", "a", "a_2"])
    assert orjson.loads(written(twice, "json")) == [{"a": 1, "a_2": 2, "a_2_2": 3}]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal(2**70), str(2**70)),
        (float("inf"), None),
        (b"\x00\xff", "00ff"),
        ([("a", 1)], [["a", 1]]),
        (timedelta(days=1), "1 day, 0:00:00"),
    ],
)
def test_what_json_lacks_becomes_what_it_has(value: Any, expected: Any) -> None:
    assert plain(value) == expected
