import os
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from opsonin.store import files
from opsonin.store.parquet import FileRef
from opsonin.store.records import Committed
from opsonin.store.store import Store

Put = Callable[..., Committed]
SCHEMA = pa.schema([("doc_id", pa.string())])


def part(store: Store, word: str) -> dict[str, list[FileRef]]:
    ref = store.write("notes.parts", pa.table({"doc_id": [word]}, schema=SCHEMA), SCHEMA)
    assert ref is not None
    return {"notes.parts": [ref]}


def manifest(parts: dict[str, list[FileRef]]) -> dict[str, object]:
    return {"parts": {table: [ref.to_json() for ref in refs] for table, refs in parts.items()}}


def parts_left(store: Store) -> int:
    return len(files.names_in(store.root / "store" / "notes.parts"))


def grow_old(path: Path, days: float) -> None:
    then = time.time() - days * 24 * 3600
    os.utime(path, (then, then))


def test_orphans_and_leftovers_go_after_a_day(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    part(store, "orphan")
    left = [
        store.root / ".export.0.tmp",
        store.root / "store" / ".runs.0.tmp",
        store.root / "store" / "notes" / ".x.0.tmp",
        store.root / "snapshots" / ".1.0.tmp",
    ]
    for path in left[:-1]:
        path.write_bytes(b"12")
    left[-1].mkdir(parents=True)
    assert store.gc().orphans == 0
    orphan = next((store.root / "store" / "notes.parts").iterdir())
    for path in [orphan, *left]:
        grow_old(path, 2)
    size_bytes = orphan.stat().st_size
    report = store.gc()
    assert (report.orphans, report.temporary) == (1, 4)
    assert report.freed_bytes >= size_bytes + 6
    assert not any(path.exists() for path in left)
    assert store.verify() == []


def test_finished_shard_protects_its_files_until_it_is_adopted(store: Store, put: Put) -> None:
    parts = part(store, "kept")
    store.finish_shard("ab", manifest(parts))
    report = store.gc(grace_s=0)
    assert (report.orphans, report.manifests, parts_left(store)) == (0, 0, 1)
    put(store, {}, shards={"ab": parts})
    report = store.gc(grace_s=0)
    assert (report.orphans, report.manifests, parts_left(store)) == (0, 1, 1)
    assert store.finished_shard("ab") is None


def test_shard_that_nobody_adopts_goes_after_a_week(store: Store) -> None:
    store.finish_shard("ab", manifest(part(store, "given up")))
    grow_old(store.root / "store" / "staging" / "ab.json", 8)
    report = store.gc(grace_s=0)
    assert (report.orphans, report.manifests, parts_left(store)) == (1, 1, 0)


def test_what_a_commit_names_stays_also_when_its_rows_are_dead(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    put(store, {}, removed={"notes": {"a"}})
    assert store.gc(grace_s=0).orphans == 0
    assert store.verify() == []
    assert store.snapshot(1).number == 1


def test_newest_snapshots_and_the_exported_one_stay(store: Store, put: Put) -> None:
    for number in range(1, 7):
        put(store, {f"d{number}": ["x"]})
        store.snapshot()
    files.replace_symlink(store.root / "export", "snapshots/2")
    assert store.gc().snapshots == (3, 1)
    assert files.names_in(store.root / "snapshots") == ["2", "4", "5", "6"]
    assert store.gc(keep=0).snapshots == (5, 4)
    assert store.verify() == []


@pytest.mark.parametrize("written_again", [True, False])
def test_orphan_that_is_written_again_is_young(store: Store, *, written_again: bool) -> None:
    part(store, "word")
    (path,) = (store.root / "store" / "notes.parts").iterdir()
    grow_old(path, 2)
    if written_again:
        part(store, "word")
    assert store.gc().orphans == (0 if written_again else 1)


def test_tidying_up_takes_committed_manifests_and_old_snapshots_alone(
    store: Store, put: Put
) -> None:
    committed, waiting = part(store, "committed"), part(store, "waiting")
    store.finish_shard("ab", manifest(committed))
    store.finish_shard("cd", manifest(waiting))
    put(store, {"a": ["1"]}, shards={"ab": committed})
    for number in range(4):
        put(store, {f"d{number}": ["x"]})
        store.snapshot()
    store.tidy(keep=2)
    assert store.finished_shard("ab") is None
    assert store.finished_shard("cd") is not None
    assert files.names_in(store.root / "snapshots") == ["4", "5"]
    assert parts_left(store) == 2
