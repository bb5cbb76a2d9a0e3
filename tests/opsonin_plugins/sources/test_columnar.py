from __future__ import annotations

import datetime as dt
import decimal
import io
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

from opsonin import Context, RawDocument, Reject, Resource
from opsonin_plugins.sources import arrow_ipc, parquet
from opsonin_plugins.sources.columnar import ColumnarOptions

Read = Callable[..., Mapping[str, str]]
ROWS = 3000
TABLE = pa.table(
    {
        "id": [str(n) for n in range(ROWS)],
        "abstract": pa.array([f"Text {n}" for n in range(ROWS)], pa.large_string()),
        "journal": pa.array(["J"] * ROWS).dictionary_encode(),
    }
)


def as_parquet(table: pa.Table, **options: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def as_file(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=500)
    return sink.getvalue()


def as_stream(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=500)
    return sink.getvalue()


def as_feather(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    feather.write_feather(table, sink, compression="zstd")
    return sink.getvalue()


WRITERS: dict[str, Callable[[pa.Table], bytes]] = {
    "parquet": as_parquet,
    "file": as_file,
    "stream": as_stream,
    "feather": as_feather,
}


def read(data: bytes, source: Any = parquet) -> list[RawDocument | Reject]:
    resource = Resource("a", "a", lambda: io.BytesIO(data), len(data), head=data[:4096])
    assert source.accepts(resource)
    return list(source.read(resource, Context(ColumnarOptions())))


@pytest.mark.parametrize("kind", WRITERS)
def test_each_row_is_a_document_whatever_the_file_is_called(
    outcomes: Read, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "a.txt").write_bytes(WRITERS[kind](TABLE))
    found = outcomes(tmp_path)
    assert len(found) == ROWS
    assert found["a.txt#0"] == "Text 0"
    assert found[f"a.txt#{ROWS - 1}"] == f"Text {ROWS - 1}"


def test_payload_is_the_record_in_whatever_format_it_comes() -> None:
    first = read(as_parquet(TABLE))[5]
    same = read(as_stream(TABLE), arrow_ipc)[5]
    assert isinstance(first, RawDocument)
    assert isinstance(same, RawDocument)
    assert first.payload == same.payload == b'{"abstract":"Text 5","id":"5","journal":"J"}'
    assert first.metadata == {"id": "5", "journal": "J"}


def test_cells_of_other_types_become_json_or_are_left_out() -> None:
    day = dt.date(2020, 1, 2)
    table = pa.table(
        {
            "text": ["a"],
            "date": [day],
            "seen": [dt.datetime(2020, 1, 2, tzinfo=dt.UTC)],
            "cost": [decimal.Decimal("1.50")],
            "score": [0.5],
            "nothing": pa.nulls(1),
            "nested": [[["x"]]],
        }
    )
    (found,) = read(as_parquet(table))
    assert isinstance(found, RawDocument)
    assert found.metadata == {
        "date": "2020-01-02",
        "seen": "2020-01-02T00:00:00+00:00",
        "cost": "1.50",
        "score": 0.5,
    }


def test_row_that_is_no_utf8_costs_itself() -> None:
    data = pa.py_buffer(b"\xff\xfeok")
    texts = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(struct.pack("<3i", 0, 2, 4)), data]
    )
    table = pa.table({"text": texts})
    for source, write in ((parquet, as_parquet), (arrow_ipc, as_stream), (arrow_ipc, as_file)):
        one, two = read(write(table), source)
        assert isinstance(one, Reject)
        assert (one.key, one.reason) == ("R1", "undecodable")
        assert isinstance(two, RawDocument)
        assert two.text == "ok"


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"name": ["x"]}),
        pa.table({"text": pa.array([1], pa.decimal128(10, 2))}),
        pa.table({"text": [["a"]]}),
        pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"]),
        pa.table({}),
    ],
)
def test_file_without_one_column_of_text_is_a_reject(
    outcomes: Read, tmp_path: Path, table: pa.Table
) -> None:
    (tmp_path / "a.parquet").write_bytes(as_parquet(table))
    (tmp_path / "a.arrow").write_bytes(as_file(table))
    assert outcomes(tmp_path) == {"a.parquet": "!schema", "a.arrow": "!schema"}


def test_long_value_a_hundred_thousand_times_is_a_bomb(outcomes: Read, tmp_path: Path) -> None:
    value = pa.array(["x" * 1000])
    table = pa.table({"text": value.take(pa.array([0] * 100_000, pa.int32()))})
    (tmp_path / "a").write_bytes(as_parquet(table, compression="zstd"))
    found = outcomes(tmp_path)
    assert found["a"] == "!expansion_limit"
    assert len(found) < 10_000


def test_damage_is_a_reject_and_what_came_before_is_kept(outcomes: Read, tmp_path: Path) -> None:
    whole = as_parquet(TABLE)
    (tmp_path / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "footer.parquet").write_bytes(whole[:-300] + bytes(292) + whole[-8:])
    groups = bytearray(as_parquet(TABLE, row_group_size=1000, write_page_checksum=True))
    at = pq.ParquetFile(io.BytesIO(groups)).metadata.row_group(2).column(1).data_page_offset + 60
    groups[at : at + 60] = bytes(60)
    (tmp_path / "page.parquet").write_bytes(groups)
    stream = as_stream(TABLE)
    (tmp_path / "cut.arrows").write_bytes(stream[: len(stream) * 2 // 3])
    found = outcomes(tmp_path)
    assert found["cut.parquet"] == found["footer.parquet"] == "!corrupt"
    assert found["page.parquet"] == found["cut.arrows"] == "!corrupt"
    assert found["page.parquet#0"] == found["cut.arrows#0"] == "Text 0"
