"""Every exported table opens in the programs that readers use: equal rows, names and types.

What a column becomes in each of them stands in ``docs/reference/clients.md``, which this test
writes with OPSONIN_WRITE_DOCS=1.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import datafusion
import datasets
import duckdb
import fastparquet
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as pads
import pyarrow.parquet as pq
import pytest

from opsonin.tables.contract import CONTRACT

pytestmark = [
    pytest.mark.slow,
    # fastparquet leaves it to the collector to close a file.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "clients.md"
MARK = "<!-- Below this line a test writes. -->"

#: Rows as dictionaries, and the client's name for the type of each column.
Found = tuple[list[dict[str, Any]], dict[str, str]]
Reader = Callable[[Sequence[Path], Path], Found]


def _pyarrow(files: Sequence[Path], _cache: Path) -> Found:
    table = pads.dataset([str(file) for file in files], format="parquet").to_table()
    return table.to_pylist(), {field.name: str(field.type) for field in table.schema}


def _duckdb(files: Sequence[Path], _cache: Path) -> Found:
    with duckdb.connect() as connection:
        read = connection.read_parquet([str(file) for file in files])
        names, kinds = list(read.columns), [str(kind) for kind in read.types]
        rows = [dict(zip(names, row, strict=True)) for row in read.fetchall()]
    return rows, dict(zip(names, kinds, strict=True))


def _polars(files: Sequence[Path], _cache: Path) -> Found:
    frame = pl.scan_parquet(list(files)).collect()
    return frame.to_dicts(), {name: str(kind) for name, kind in frame.schema.items()}


def _pandas(files: Sequence[Path], _cache: Path) -> Found:
    read = [pd.read_parquet(file, dtype_backend="pyarrow") for file in files]
    return _of_frame(pd.concat(read))


def _fastparquet(files: Sequence[Path], _cache: Path) -> Found:
    return _of_frame(pd.concat([fastparquet.ParquetFile(str(file)).to_pandas() for file in files]))


def _of_frame(frame: pd.DataFrame) -> Found:
    kinds = {str(name): str(kind) for name, kind in frame.dtypes.items()}
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")], kinds


def _datafusion(files: Sequence[Path], _cache: Path) -> Found:
    context = datafusion.SessionContext()
    context.register_parquet("rows_of_it", str(files[0].parent))
    table = context.sql("select * from rows_of_it").to_arrow_table()
    return table.to_pylist(), {field.name: str(field.type) for field in table.schema}


def _datasets(files: Sequence[Path], cache: Path) -> Found:
    names = [str(file) for file in files]
    read = datasets.load_dataset("parquet", data_files=names, split="train", cache_dir=str(cache))
    return list(read), {name: _feature(one) for name, one in read.features.items()}


def _feature(feature: Any) -> str:
    inner = getattr(feature, "feature", None)
    return f"List({_feature(inner)})" if inner is not None else str(feature.dtype)


READERS: Mapping[str, Reader] = {
    "pyarrow.dataset": _pyarrow,
    "DuckDB": _duckdb,
    "Polars": _polars,
    "pandas (pyarrow)": _pandas,
    "fastparquet": _fastparquet,
    "DataFusion": _datafusion,
    "Hugging Face datasets": _datasets,
}
#: It cannot read a table without rows; the card of an export leaves these out.
NEEDS_ROWS = {"Hugging Face datasets"}


def plain(cell: Any) -> Any:  # noqa: PLR0911 - one line a type
    """Return a cell as Arrow gives it: what clients write for null, dates and numbers differs."""
    if isinstance(cell, np.ndarray | list | tuple):
        return [plain(one) for one in cell]
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return None
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, float):
        if math.isnan(cell):
            return None
        return int(cell) if cell.is_integer() else float(np.float32(cell))
    if isinstance(cell, pd.Timestamp):
        cell = cell.to_pydatetime()
    if isinstance(cell, datetime):
        return (cell.replace(tzinfo=UTC) if cell.tzinfo is None else cell).astimezone(UTC)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=UTC)
    return cell


def same(rows: list[dict[str, Any]]) -> list[tuple[tuple[str, str], ...]]:
    """Return rows in an order of their own, each cell as Arrow gives it."""
    return sorted(
        tuple((name, repr(plain(cell))) for name, cell in sorted(row.items())) for row in rows
    )


@pytest.fixture
def files(seeds_data: Path) -> Callable[[str], list[Path]]:
    """List the files of an exported table, as a reader's glob finds them."""
    return lambda table: sorted((seeds_data / "export" / table).glob("*.parquet"))


@pytest.mark.parametrize("client", READERS)
def test_client_reads_every_table_as_arrow_does(
    files: Callable[[str], list[Path]], tmp_path: Path, client: str
) -> None:
    for table in CONTRACT:
        expected = pa.concat_tables([pq.read_table(file) for file in files(table)])
        if client in NEEDS_ROWS and not expected.num_rows:
            continue
        rows, kinds = READERS[client](files(table), tmp_path)
        assert list(kinds) == expected.column_names
        assert len(rows) == expected.num_rows
        assert same(rows) == same(expected.to_pylist()), f"{table} differs in {client}"


#: A cell of each type of the contract, one column of it nullable.
CELLS: Mapping[str, tuple[pa.DataType, Any]] = {
    "string": (pa.string(), "a"),
    "int32": (pa.int32(), 1),
    "int32 with nulls": (pa.int32(), None),
    "int64": (pa.int64(), 1),
    "float32": (pa.float32(), 0.5),
    "float64": (pa.float64(), 0.5),
    "bool": (pa.bool_(), True),
    "bool with nulls": (pa.bool_(), None),
    "date32": (pa.date32(), date(2020, 10, 1)),
    "timestamp": (pa.timestamp("us", tz="UTC"), datetime(2020, 10, 1, tzinfo=UTC)),
    "list of string": (pa.list_(pa.field("element", pa.string(), nullable=False)), ["a"]),
    "list of int32": (pa.list_(pa.field("element", pa.int32(), nullable=False)), [1]),
}


def test_page_says_what_a_column_becomes_in_each_client(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    folder.mkdir()
    first = {
        "int32 with nulls": pa.array([7], pa.int32()),
        "bool with nulls": pa.array([True], pa.bool_()),
    }
    columns = {
        name: pa.concat_arrays([pa.array([cell], kind), first.get(name, pa.array([cell], kind))])
        for name, (kind, cell) in CELLS.items()
    }
    pq.write_table(pa.table(columns), folder / "0.parquet", compression="zstd")
    read = {
        client: reader([folder / "0.parquet"], tmp_path)[1] for client, reader in READERS.items()
    }
    lines = [f"| type | {' | '.join(READERS)} |", "|---|" + "---|" * len(READERS)]
    for name in CELLS:
        kinds = " | ".join(f"`{_short(read[client][name])}`" for client in READERS)
        lines.append(f"| {name} | {kinds} |")
    head, _, _ = PAGE.read_text().partition(MARK)
    text = f"{head}{MARK}\n\n" + "\n".join(lines) + "\n"
    if os.environ.get("OPSONIN_WRITE_DOCS"):
        PAGE.write_text(text)
    assert PAGE.read_text() == text, "write it anew with OPSONIN_WRITE_DOCS=1"


def _short(kind: str) -> str:
    """Return a type's name without what is the same for all: names of list elements."""
    for name in ("element: ", "item: ", "child: "):
        kind = kind.replace(name, "")
    return kind.replace(" not null", "").replace("[pyarrow]", "").replace("|", "/")
