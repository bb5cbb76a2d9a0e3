from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from opsonin.inspection.leftovers import Leftovers, find_leftovers
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.model import arrow_schema


def test_empty_folder_has_no_leftovers(tmp_path: Path) -> None:
    store = Store(tmp_path / "data", {**CONTRACT, **INTERNAL})
    assert find_leftovers(store) == Leftovers(0, 0, 0)
    assert not (tmp_path / "data").exists()


def test_files_and_shards_that_no_commit_names_are_counted(tmp_path: Path) -> None:
    store = Store(tmp_path / "data", {**CONTRACT, **INTERNAL})
    schema = arrow_schema(CONTRACT["rejects"])
    row = {
        "stage": "ingest",
        "component": "text",
        "component_version": "1",
        "source_uri": "a",
        "doc_id": None,
        "table_name": None,
        "reason": "empty",
        "detail": "nothing",
    }
    ref = store.write("rejects", pa.Table.from_pylist([row], schema=schema), schema)
    assert ref is not None
    store.finish_shard("a" * 32, {"tables": {"rejects": [ref.to_json()]}})
    assert find_leftovers(store) == Leftovers(1, 1, ref.size_bytes)
