"""The exported tables, read by the programs that their readers use."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import datafusion
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from opsonin.tables.contract import CONTRACT
from opsonin.tables.digest import owner_column
from opsonin.tables.model import Table, arrow_schema, info_of

#: Source: design, "Types come only from the set that every client tried can read".
ALLOWED = {
    pa.string(),
    pa.int32(),
    pa.int64(),
    pa.float32(),
    pa.float64(),
    pa.bool_(),
    pa.date32(),
    pa.timestamp("us", tz="UTC"),
}
ALLOWED_IN_LISTS = {pa.string(), pa.int32()}
ENCODINGS = {"PLAIN", "RLE", "RLE_DICTIONARY", "PLAIN_DICTIONARY", "DELTA_BINARY_PACKED"}

each_table = pytest.mark.parametrize("table", CONTRACT)


@pytest.fixture
def files(seeds_data: Path) -> Callable[[str], list[Path]]:
    """List the files of an exported table, as a reader's glob finds them."""

    def of(table: str) -> list[Path]:
        found = sorted((seeds_data / "export" / table).glob("*.parquet"))
        assert found, f"nothing to read for table {table}"
        return found

    return of


@pytest.fixture(scope="module")
def sql(seeds_data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with a view over each table, called by its bare name."""
    with duckdb.connect() as connection:
        for table in CONTRACT:
            pattern = seeds_data / "export" / table / "*.parquet"
            connection.execute(f"create view {table} as from read_parquet('{pattern}')")
        yield connection


def stated(files: list[Path]) -> tuple[int, list[str]]:
    """Return rows and columns as the footers state them."""
    metadata = [pq.read_metadata(file) for file in files]
    return sum(one.num_rows for one in metadata), metadata[0].schema.to_arrow_schema().names


@each_table
def test_duckdb_reads_it(
    files: Callable[[str], list[Path]], sql: duckdb.DuckDBPyConnection, table: str
) -> None:
    found = sql.sql(f"from {table}")
    assert (len(found.fetchall()), found.columns) == stated(files(table))


@each_table
def test_no_name_needs_quotes_in_duckdb(sql: duckdb.DuckDBPyConnection, table: str) -> None:
    names = arrow_schema(CONTRACT[table]).names
    everything = sql.sql(f"select {', '.join(names)} from {table} order by {names[0]}")  # noqa: S608
    assert everything.columns == names
    for name in names:
        without = sql.sql(f"select * exclude {name} from {table} where {name} is not null")  # noqa: S608
        assert without.columns == [other for other in names if other != name]
        aliased = sql.sql(f"select one.{name} as {name} from {table} as one group by {name}")  # noqa: S608
        assert aliased.columns == [name]


@each_table
def test_no_name_needs_quotes_in_other_engines(
    files: Callable[[str], list[Path]], table: str
) -> None:
    names = arrow_schema(CONTRACT[table]).names
    listed = ", ".join(f"one.{name} as {name}" for name in names)
    query = f"select {listed} from {table} as one where one.{names[0]} is not null"  # noqa: S608
    frame = pl.scan_parquet(files(table))
    assert pl.SQLContext({table: frame}).execute(query).collect().columns == names
    fusion = datafusion.SessionContext()
    fusion.register_parquet(table, str(files(table)[0].parent))
    assert fusion.sql(query).schema().names == names
    with contextlib.closing(sqlite3.connect(":memory:")) as lite:
        lite.execute(f"create table {table} ({', '.join(names)})")
        assert [one[0] for one in lite.execute(query).description] == names


@each_table
def test_encodings_are_those_that_every_reader_knows(
    files: Callable[[str], list[Path]], table: str
) -> None:
    for file in files(table):
        metadata = pq.read_metadata(file)
        for group in range(metadata.num_row_groups):
            for at in range(metadata.num_columns):
                chunk = metadata.row_group(group).column(at)
                assert chunk.compression == "ZSTD"
                assert set(chunk.encodings) <= ENCODINGS
                # Some readers need dictionaries for lists.
                if chunk.path_in_schema.endswith(".list.element") and chunk.num_values:
                    assert chunk.has_dictionary_page


@each_table
def test_rows_are_sorted_within_a_file(files: Callable[[str], list[Path]], table: str) -> None:
    keys = info_of(CONTRACT[table]).keys
    for file in files(table):
        rows = pq.read_table(file)
        owners = owner_column(rows, keys).to_pylist() if keys else []
        assert owners == sorted(owners)


@each_table
def test_polars_reads_it(files: Callable[[str], list[Path]], seeds_data: Path, table: str) -> None:
    found = pl.scan_parquet(seeds_data / "export" / table / "*.parquet").collect()
    assert (found.height, found.columns) == stated(files(table))


@each_table
@pytest.mark.parametrize(
    "options", [{}, {"engine": "pyarrow", "dtype_backend": "pyarrow"}], ids=["default", "pyarrow"]
)
def test_pandas_reads_it(
    files: Callable[[str], list[Path]], options: dict[str, Any], table: str
) -> None:
    frames = [pd.read_parquet(file, **options) for file in files(table)]
    found = (sum(map(len, frames)), list(frames[0].columns))
    assert found == stated(files(table))


@each_table
def test_cells_are_the_same_to_every_reader(
    files: Callable[[str], list[Path]],
    sql: duckdb.DuckDBPyConnection,
    seeds_data: Path,
    table: str,
) -> None:
    """The two readers that do not read through Arrow's own Parquet reader agree with it."""
    expected = pa.concat_tables([pq.read_table(file) for file in files(table)]).to_pylist()
    polars = pl.scan_parquet(seeds_data / "export" / table / "*.parquet").collect().to_dicts()
    duck = sql.sql(f"from {table}")
    rows = [dict(zip(duck.columns, row, strict=True)) for row in duck.fetchall()]
    assert polars == expected
    assert rows == expected


@each_table
def test_columns_are_described_and_of_an_allowed_type(
    files: Callable[[str], list[Path]], table: str
) -> None:
    for file in files(table):
        schema = pq.read_schema(file)
        contract = json.loads(schema.metadata[b"opsonin:table"])
        assert contract["name"] == table
        assert contract["version"] == info_of(CONTRACT[table]).version
        assert contract["description"]
        assert list(contract["columns"]) == sorted(schema.names)
        for field in schema:
            described = contract["columns"][field.name]
            assert field.metadata[b"description"].decode() == described["description"] != ""
            assert described["nullable"] == field.nullable
            _check_type(field)


def _check_type(field: pa.Field) -> None:
    if pa.types.is_list(field.type):
        assert field.type.value_type in ALLOWED_IN_LISTS
        assert field.type.value_field.name == "element"
        assert not field.type.value_field.nullable
        assert not field.nullable
    else:
        assert field.type in ALLOWED


@each_table
def test_files_have_the_schema_of_the_contract(
    files: Callable[[str], list[Path]], table: str
) -> None:
    model: type[Table] = CONTRACT[table]
    for file in files(table):
        assert pq.read_schema(file).equals(arrow_schema(model), check_metadata=True)


@each_table
def test_a_flipped_bit_in_any_column_is_noticed(
    files: Callable[[str], list[Path]], tmp_path: Path, table: str
) -> None:
    """Page checksums stand in every column chunk; without them zstd reads most damage back."""
    for file in files(table):
        intact = file.read_bytes()
        metadata = pq.read_metadata(file)
        # Of a group without rows nothing is read.
        filled = [n for n in range(metadata.num_row_groups) if metadata.row_group(n).num_rows]
        for group in filled:
            for index in range(metadata.num_columns):
                end = _end(metadata.row_group(group).column(index))
                copy = tmp_path / f"{group}.{index}.parquet"
                copy.write_bytes(intact[: end - 1] + bytes([intact[end - 1] ^ 0x10]) + intact[end:])
                with pytest.raises(OSError, match=r"(?i)crc|checksum"):
                    pq.read_table(copy, page_checksum_verification=True)
        pq.read_table(file, page_checksum_verification=True)


def _end(chunk: pq.ColumnChunkMetaData) -> int:
    starts = (chunk.dictionary_page_offset, chunk.data_page_offset)
    return int(min(filter(None, starts)) + chunk.total_compressed_size)
