from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from opsonin.components.snapshot import Snapshot
from opsonin.errors import PluginError, StoreError


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    schema = pa.schema([pa.field("n", pa.int32(), metadata={"description": "A number"})])
    for table, numbers in (("full", [[3, 4], [1]]), ("bare", [[]])):
        (tmp_path / table).mkdir()
        for place, rows in enumerate(numbers):
            path = tmp_path / table / f"{place}.parquet"
            pq.write_table(pa.table({"n": pa.array(rows, pa.int32())}, schema), path)
    return Snapshot(1, tmp_path, tmp_path, {"full": object, "bare": object}, {})


def test_rows_of_all_files_are_read_in_the_order_of_the_files(snapshot: Snapshot) -> None:
    assert snapshot.read("full")["n"].to_pylist() == [3, 4, 1]
    batches = [batch.num_rows for batch in snapshot.dataset("full").to_batches()]
    assert sum(batches) == 3


def test_table_without_rows_has_its_schema_with_descriptions(snapshot: Snapshot) -> None:
    assert snapshot.read("bare").num_rows == 0
    (field,) = snapshot.dataset("bare").schema
    assert (field.type, field.metadata) == (pa.int32(), {b"description": b"A number"})


def test_unknown_table_is_named_with_the_nearest_one(snapshot: Snapshot) -> None:
    with pytest.raises(PluginError, match=r"no table 'fulll'.*'full'"):
        snapshot.read("fulll")


def test_snapshot_that_was_collected_is_no_empty_table(snapshot: Snapshot, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "full")
    with pytest.raises(StoreError, match=r"Table full of snapshot 1 is not there.*keep_hours"):
        snapshot.dataset("full")
