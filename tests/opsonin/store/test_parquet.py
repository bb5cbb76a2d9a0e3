from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from opsonin.errors import StoreError
from opsonin.store import parquet
from opsonin.store.parquet import (
    FileRef,
    conforming,
    encode_parquet,
    read_parquet,
    sorted_by_owner,
    write_parquet,
)
from opsonin.tables.arrow import Strings

SCHEMA = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False, metadata={"description": "The document"}),
        pa.field("words", Strings, nullable=False),
        pa.field("score", pa.float32()),
    ],
    metadata={"opsonin:table": "{}"},
)


def rows(count: int) -> pa.Table:
    return pa.table(
        {
            "doc_id": [f"{i // 10:06d}" for i in range(count)],
            "words": pa.array([["a", f"w{i % 7}"] for i in range(count)], Strings),
            "score": pa.array([None if i % 3 else i / 7 for i in range(count)], pa.float32()),
        },
        schema=SCHEMA,
    )


def test_equal_tables_give_equal_bytes_however_chunked() -> None:
    whole = rows(1_000)
    chunked = pa.concat_tables([whole.slice(at, 77) for at in range(0, 1_000, 77)])
    cut = pa.concat_tables([rows(5), whole, rows(3)]).slice(5, 1_000)
    assert bytes(encode_parquet(chunked)) == bytes(encode_parquet(whole))
    assert bytes(encode_parquet(cut)) == bytes(encode_parquet(whole))


def test_file_is_named_by_its_content_and_read_back(tmp_path: Path) -> None:
    ref = write_parquet(tmp_path, rows(50))
    path = tmp_path / f"{ref.file}.parquet"
    assert (ref.rows, ref.size_bytes) == (50, path.stat().st_size)
    found = read_parquet(path)
    assert found.equals(rows(50))
    assert found.schema.metadata == SCHEMA.metadata
    assert found.schema.field("doc_id").metadata[b"description"] == b"The document"
    assert write_parquet(tmp_path, rows(50)) == ref
    assert FileRef.from_json(ref.to_json()) == ref


def test_offsets_take_little_room_and_every_reader_knows_them(tmp_path: Path) -> None:
    steps = np.random.default_rng(1).integers(1, 200, 10_000)
    starts = np.cumsum(steps).astype(np.int32)
    offsets = {"raw_start": pa.array(starts, mask=starts % 7 == 0), "other": pa.array(starts)}
    table = pa.table(offsets)
    path = tmp_path / f"{write_parquet(tmp_path, table).file}.parquet"
    assert read_parquet(path).equals(table)
    group = pq.ParquetFile(path).metadata.row_group(0)
    assert 2 * group.column(0).total_compressed_size < group.column(1).total_compressed_size
    expected = table["raw_start"].to_pylist()
    assert pl.read_parquet(path)["raw_start"].to_list() == expected
    with duckdb.connect() as connection:
        found = connection.execute("select raw_start from read_parquet(?)", [str(path)]).fetchall()
    assert [value for (value,) in found] == expected


def test_offsets_without_texts_are_packed_tighter() -> None:
    generator = np.random.default_rng(2)
    starts = np.cumsum(np.tile(generator.integers(1, 200, 40), 500)).astype(np.int32)
    ids = pa.array([f"{n // 130:032x}" for n in range(len(starts))])
    offsets = pa.table({"doc_id": ids, "raw_start": starts})
    alone = len(encode_parquet(offsets))
    beside = len(encode_parquet(offsets.append_column("text", ids)))
    text = len(encode_parquet(pa.table({"doc_id": ids, "text": ids})))
    assert alone < beside - text + len(encode_parquet(pa.table({"doc_id": ids})))


def test_columns_are_read_in_the_order_asked_for(tmp_path: Path) -> None:
    ref = write_parquet(tmp_path, rows(5))
    path = tmp_path / f"{ref.file}.parquet"
    assert read_parquet(path, ["score", "doc_id"]).column_names == ["score", "doc_id"]
    with pytest.raises(StoreError, match="has no column colour"):
        read_parquet(path, ["colour"])


def test_row_groups_are_large_and_every_reader_knows_the_encodings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROW_GROUP_ROWS", 1_000)
    ref = write_parquet(tmp_path, rows(2_001))
    about = pq.ParquetFile(tmp_path / f"{ref.file}.parquet").metadata
    groups = [about.row_group(at) for at in range(about.num_row_groups)]
    assert [group.num_rows for group in groups] == [667, 667, 667]
    columns = [group.column(at) for group in groups for at in range(group.num_columns)]
    assert {column.compression for column in columns} == {"ZSTD"}
    used = {encoding for column in columns for encoding in column.encodings}
    assert not used & {"DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT"}


def test_no_flipped_bit_is_read_back_in_silence(tmp_path: Path) -> None:
    ref = write_parquet(tmp_path, rows(3_000))
    data = (tmp_path / f"{ref.file}.parquet").read_bytes()
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    path = tmp_path / "damaged.parquet"

    def read_with_flipped_bit(at: int, sha256: str | None) -> pa.Table | None:
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
        try:
            return read_parquet(path, sha256=sha256)
        except StoreError as error:
            return None if error.where == str(path) else error

    places = range(0, len(data), len(data) // 150)
    assert {read_with_flipped_bit(at, ref.file) for at in places} == {None}
    # Without the digest, what goes unnoticed stands in an index that reading does not use.
    pages = [read_with_flipped_bit(at, None) for at in places if at < footer]
    assert all(table.equals(rows(3_000)) for table in pages if table is not None)
    assert pages.count(None) > len(pages) // 2


def test_missing_and_cut_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"could not be read: .*No such file"):
        read_parquet(tmp_path / "none.parquet")
    (tmp_path / "cut.parquet").write_bytes(b"PAR1")
    with pytest.raises(StoreError, match=r"cut\.parquet: The file is damaged.*opsonin verify"):
        read_parquet(tmp_path / "cut.parquet")


def test_schema_must_be_the_declared_one() -> None:
    bare = rows(2).replace_schema_metadata(None)
    assert conforming("t", bare, SCHEMA).schema.metadata == SCHEMA.metadata
    with pytest.raises(StoreError, match="columns words, score instead of doc_id, words, score"):
        conforming("t", bare.select(["words", "score"]), SCHEMA)
    wide = bare.set_column(2, "score", bare["score"].cast(pa.float64()))
    with pytest.raises(StoreError, match="score double instead of score float"):
        conforming("t", wide, SCHEMA)


def test_invalid_buffers_and_unexpected_nulls_are_refused() -> None:
    schema = pa.schema([pa.field("word", pa.string(), nullable=False)])
    bad = pa.StringArray.from_buffers(1, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff"))
    with pytest.raises(StoreError, match=r"Arrow finds the rows invalid: .*UTF"):
        conforming("t", pa.table([bad], schema=schema), schema)
    empty = pa.table([pa.array([None], pa.string())], schema=schema)
    with pytest.raises(StoreError, match="Column word has null cells"):
        conforming("t", empty, schema)


def test_sorting_keeps_the_order_within_an_owner() -> None:
    table = pa.table({"doc_id": ["b", "a", "b", "a"], "at": [1, 2, 3, 4]})
    assert sorted_by_owner(table, ("doc_id",))["at"].to_pylist() == [2, 4, 1, 3]
    assert sorted_by_owner(table, ()) is table


def test_tables_of_offsets_spare_what_leads_to_no_row() -> None:
    fields = [pa.field("doc_id", pa.string(), nullable=False)]
    fields += [
        pa.field(name, pa.int32(), nullable=name == "raw_start")
        for name in ("clean_start", "raw_start")
    ]
    columns = [["a"] * 3, [0, 4, 9], [0, None, 12]]
    group = pq.ParquetFile(
        pa.BufferReader(encode_parquet(pa.table(columns, schema=pa.schema(fields))))
    ).metadata.row_group(0)
    stated = [group.column(at).statistics for at in range(3)]
    assert [one is not None and one.has_null_count for one in stated] == [True, False, True]
    assert stated[2].null_count == 1
