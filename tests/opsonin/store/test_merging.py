from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opsonin.store import merging
from opsonin.store.merging import merge
from opsonin.store.parquet import read_parquet, sorted_by_owner, write_parquet
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import Table, arrow_schema, info_of

REJECTS = CONTRACT["rejects"]
RUNS = CONTRACT["runs"]


def rejects(owners: Sequence[str | None], detail: str) -> pa.Table:
    """Rows of ``rejects``, which belong to a document or else to a place."""
    fixed = {"stage": "tag", "component": "c", "component_version": "1", "reason": "error"}
    rows = [
        {**fixed, "doc_id": owner, "source_uri": f"é{at}", "detail": detail, "table_name": None}
        for at, owner in enumerate(owners)
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(REJECTS))


def merged(folder: Path, tables: Sequence[pa.Table], model: type[Table]) -> pa.Table:
    (folder / "out").mkdir(parents=True, exist_ok=True)
    sources = [(folder / f"{write_parquet(folder, table).file}.parquet", None) for table in tables]
    ref = merge(sources, model, folder / "out", unpacked_bytes=1000)
    (written,) = (folder / "out").iterdir()
    assert written.name == f"{ref.file}.parquet"
    assert written.stat().st_size == ref.size_bytes
    found = read_parquet(written, sha256=ref.file)
    assert found.num_rows == ref.rows
    written.unlink()
    return found


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(st.none() | st.integers(0, 9).map(lambda n: str(n) * 32), max_size=12),
        min_size=1,
        max_size=5,
    ),
    st.integers(20, 2000),
)
def test_result_is_that_of_sorting_at_once(
    tmp_path: Path, owners: list[list[str | None]], range_bytes: int
) -> None:
    tables = [rejects(found, str(at)) for at, found in enumerate(owners)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "RANGE_BYTES", range_bytes)
        found = merged(tmp_path, tables, REJECTS)
    assert found.equals(sorted_by_owner(pa.concat_tables(tables), info_of(REJECTS).keys))


def test_only_living_owners_are_kept(tmp_path: Path) -> None:
    table = rejects(["1" * 32, "2" * 32, "3" * 32], "x")
    path = tmp_path / f"{write_parquet(tmp_path, table).file}.parquet"
    (tmp_path / "out").mkdir()
    living = ["1" * 32, "3" * 32]
    ref = merge([(path, living), (path, ["2" * 32])], REJECTS, tmp_path / "out", 1)
    found = pq.read_table(tmp_path / "out" / f"{ref.file}.parquet")
    assert found["doc_id"].to_pylist() == ["1" * 32, "2" * 32, "3" * 32]


def test_rows_without_owners_keep_their_order(tmp_path: Path) -> None:
    row: Mapping[str, object] = {"status": "committed", "engine": "local", "configuration": "{}"}
    moments = {"started_at": 0, "finished_at": 0}
    tables = [
        pa.Table.from_pylist([{**row, **moments, "run_id": name}], schema=arrow_schema(RUNS))
        for name in "ba"
    ]
    assert merged(tmp_path, tables, RUNS)["run_id"].to_pylist() == ["b", "a"]
