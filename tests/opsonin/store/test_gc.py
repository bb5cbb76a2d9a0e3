import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from opsonin.store import files
from opsonin.store.parquet import FileRef
from opsonin.store.records import Committed, Retention
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems, remove_garbage, tidy

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
    assert remove_garbage(store, Retention()).orphans == 0
    orphan = next((store.root / "store" / "notes.parts").iterdir())
    for path in [orphan, *left]:
        grow_old(path, 2)
    size_bytes = orphan.stat().st_size
    report = remove_garbage(store, Retention())
    assert (report.orphans, report.temporary) == (1, 4)
    assert report.freed_bytes >= size_bytes + 6
    assert not any(path.exists() for path in left)
    assert find_problems(store) == []


def test_finished_shard_protects_its_files_until_it_is_adopted(store: Store, put: Put) -> None:
    parts = part(store, "kept")
    store.finish_shard("ab", manifest(parts))
    report = remove_garbage(store, Retention(), grace_s=0)
    assert (report.orphans, report.manifests, parts_left(store)) == (0, 0, 1)
    put(store, {}, shards={"ab": parts})
    report = remove_garbage(store, Retention(), grace_s=0)
    assert (report.orphans, report.manifests, parts_left(store)) == (0, 1, 1)
    assert store.finished_shard("ab") is None


def test_shard_that_nobody_adopts_goes_after_a_week(store: Store) -> None:
    store.finish_shard("ab", manifest(part(store, "given up")))
    grow_old(store.root / "store" / "staging" / "ab.json", 8)
    report = remove_garbage(store, Retention(), grace_s=0)
    assert (report.orphans, report.manifests, parts_left(store)) == (1, 1, 0)


def test_what_a_commit_names_stays_also_when_its_rows_are_dead(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    put(store, {}, removed={"notes": {"a"}})
    assert remove_garbage(store, Retention(), grace_s=0).orphans == 0
    assert find_problems(store) == []
    assert store.snapshot(1).number == 1


def test_newest_snapshots_and_the_exported_one_stay(store: Store, put: Put) -> None:
    for number in range(1, 7):
        put(store, {f"d{number}": ["x"]})
        store.snapshot()
    files.replace_symlink(store.root / "export", "snapshots/2")
    assert remove_garbage(store, Retention(hours=0)).snapshots == (3, 1)
    assert files.names_in(store.root / "snapshots") == ["2", "4", "5", "6"]
    assert remove_garbage(store, Retention(snapshots=0, hours=0)).snapshots == (5, 4)
    assert find_problems(store) == []


@pytest.mark.parametrize("written_again", [True, False])
def test_orphan_that_is_written_again_is_young(store: Store, *, written_again: bool) -> None:
    part(store, "word")
    (path,) = (store.root / "store" / "notes.parts").iterdir()
    grow_old(path, 2)
    if written_again:
        part(store, "word")
    assert remove_garbage(store, Retention()).orphans == (0 if written_again else 1)


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
    tidy(store, Retention(snapshots=2, hours=0))
    assert store.finished_shard("ab") is None
    assert store.finished_shard("cd") is not None
    assert files.names_in(store.root / "snapshots") == ["4", "5"]
    assert parts_left(store) == 2


_READER = """
import sys
import pyarrow.parquet as pq
from opsonin import open_snapshot

with open_snapshot(sys.argv[1], 1) as snapshot:
    paths = snapshot.tables["notes"]
    print(len(paths), flush=True)
    input()
    print(sum(pq.read_table(path).num_rows for path in paths), flush=True)
    print(snapshot.read("sources").num_rows, flush=True)
"""


def test_snapshot_in_use_by_another_process_is_not_collected(store: Store, put: Put) -> None:
    for number in range(1, 5):
        put(store, {f"d{number}": ["x"]}, removed={"notes": {f"d{number - 1}"}})
        store.snapshot()
    everything = Retention(snapshots=1, hours=0, history_days=0)
    with subprocess.Popen(
        [sys.executable, "-c", _READER, str(store.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "1\n"
        dry = remove_garbage(store, everything, grace_s=0, is_dry=True)
        assert (dry.snapshots, dry.in_use) == ((3, 2), (1,))
        report = remove_garbage(store, everything, grace_s=0)
        assert (report.snapshots, report.in_use) == ((3, 2), (1,))
        tidy(store, everything)
        assert files.names_in(store.root / "snapshots") == ["1", "4"]
        said, _ = reader.communicate("go on\n")
        assert said == "1\n0\n"
        assert reader.returncode == 0
    assert remove_garbage(store, everything, grace_s=0).snapshots == (1,)
    assert find_problems(store) == []


def test_snapshot_stays_for_its_grace_period(store: Store, put: Put) -> None:
    for number in range(1, 5):
        put(store, {f"d{number}": ["x"]})
        store.snapshot()
    assert remove_garbage(store, Retention(snapshots=1)).snapshots == ()
    # The age counts from when the next one took its place.
    grow_old(store.root / "snapshots" / "2" / "manifest.json", 0.1)
    assert remove_garbage(store, Retention(snapshots=1)).snapshots == (1,)
    assert files.names_in(store.root / "snapshots") == ["2", "3", "4"]


def test_link_that_a_killed_process_left_keeps_no_snapshot(store: Store, put: Put) -> None:
    for word in ("1", "2"):
        put(store, {"a": [word]})
        store.snapshot()
    files.replace_symlink(store.root / "export", "snapshots/2")
    left = store.root / ".export.0.tmp"
    left.symlink_to("snapshots/1")
    at_once = Retention(snapshots=1, hours=0)
    assert remove_garbage(store, at_once).snapshots == ()
    assert remove_garbage(store, at_once, grace_s=0).snapshots == (1,)
    assert not left.is_symlink()
    assert find_problems(store) == []
