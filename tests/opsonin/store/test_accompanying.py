from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from opsonin.store.records import Committed
from opsonin.store.store import Store

Put = Callable[..., Committed]


def test_manifest_says_what_the_tables_are(store: Store, put: Put) -> None:
    committed = put(store, {"a": ["x", "y"]})
    folder = store.snapshot().directory
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert (manifest["format"], manifest["number"]) == (3, 1)
    assert set(manifest["tables"]) == set(manifest["files"])
    notes, (file,) = manifest["tables"]["notes"], manifest["files"]["notes"]
    assert notes == {
        "schema_version": 1,
        "rows": 2,
        "size_bytes": file["size_bytes"],
        "digest": committed.digests["notes"],
    }
    assert manifest["tables"]["rejects"]["digest"] == store.snapshot().digests["rejects"]


def test_checksums_cover_every_other_file(store: Store, put: Put) -> None:
    put(store, {"a": ["x"]})
    folder = store.snapshot().directory
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    stated = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert stated == found


def rows_told(folder: Path, table: str) -> list[str]:
    lines = (folder / "CHANGES.md").read_text().splitlines()
    (line,) = (one for one in lines if one.startswith(f"| {table} |"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_changes_count_rows_by_table(store: Store, put: Put) -> None:
    put(store, {"a": ["x"], "b": ["x", "y", "z"]})
    assert rows_told(store.snapshot().directory, "notes") == ["0", "4", "0", "0", "4"]
    put(store, {"a": ["y", "z"]}, removed={"notes": {"b"}})
    folder = store.snapshot().directory
    assert rows_told(folder, "notes") == ["4", "1", "1", "3", "2"]
    assert "| rejects |" not in (folder / "CHANGES.md").read_text()


def test_row_that_is_written_anew_as_it_was_counts_as_nothing(store: Store, put: Put) -> None:
    put(store, {"a": ["x", "y"], "b": ["z"]})
    store.snapshot()
    put(store, {"a": ["x", "z"]}, removed={"notes": {"a"}})
    assert rows_told(store.snapshot().directory, "notes") == ["3", "0", "1", "0", "3"]


def test_rows_are_compared_with_the_newest_snapshot_that_is_there(store: Store, put: Put) -> None:
    put(store, {"a": ["x"]})
    store.snapshot()
    put(store, {"b": ["y", "z"]})
    put(store, {"c": ["x"]}, removed={"notes": {"a"}})
    folder = store.snapshot(3).directory
    assert "Rows since snapshot 1" in (folder / "CHANGES.md").read_text()
    assert rows_told(folder, "notes") == ["1", "3", "0", "1", "3"]


def test_snapshot_is_built_though_the_one_before_is_damaged_or_gone(store: Store, put: Put) -> None:
    put(store, {"a": ["x"] * 3})
    (path,) = (store.snapshot(1).directory / "notes").iterdir()
    path.unlink()
    path.write_bytes(b"PAR1")
    put(store, {"b": ["y"]}, removed={"notes": {"a"}})
    told = (store.snapshot(2).directory / "CHANGES.md").read_text()
    assert "could not be compared with snapshot 1" in told
    for number in (1, 2):
        shutil.rmtree(store.root / "snapshots" / str(number))
    put(store, {"c": ["y"]})
    told = (store.snapshot(3).directory / "CHANGES.md").read_text()
    assert "No earlier snapshot is there" in told
