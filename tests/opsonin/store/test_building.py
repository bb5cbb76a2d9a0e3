import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from opsonin.errors import StoreError
from opsonin.store import building, files, grouping, leases, merging
from opsonin.store.records import Committed
from opsonin.store.state import number_of
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.arrow import String
from opsonin.tables.model import Table, column

Put = Callable[..., Committed]
WordsIn = Callable[[pa.Table], dict[str, list[str]]]


@pytest.fixture(autouse=True)
def _small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "ROWS", 4)


def note_files(store: Store, number: int | None = None) -> dict[str, list[str]]:
    """The documents in each file of the snapshot, by file name."""
    folder = store.snapshot(number).directory / "notes"
    return {
        path.name: pq.read_table(path)["doc_id"].to_pylist() for path in sorted(folder.iterdir())
    }


def inode(path: Path) -> int:
    return path.stat().st_ino


def test_every_exported_table_is_there_also_without_rows(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    shown = store.snapshot()
    assert (shown.number, shown.directory) == (1, store.root / "snapshots" / "1")
    assert {path.name for path in shown.directory.iterdir() if path.is_dir()} == {
        "notes",
        "sources",
        "rejects",
        "changes",
    }
    assert shown.tables.keys() == shown.digests.keys() == {"notes", "sources", "rejects", "changes"}
    empty = pq.read_table(shown.directory / "changes")
    assert empty.num_rows == 0
    assert empty.schema.metadata[b"opsonin:table"].startswith(b"{")


class Interrupted(dict[str, type[Table]]):
    """Tables between which something happens when they are gone through."""

    happens: Callable[[], object]

    def items(self) -> Any:
        """Go through them."""
        for number, item in enumerate(super().items()):
            if number == 1:
                self.happens()
            yield item


def test_snapshot_is_of_one_commit_though_another_run_commits_meanwhile(
    store: Store, put: Put
) -> None:
    put(store, {"a": ["1"]})
    put(store, {"b": ["2"]})
    exported = {name: store.tables[name] for name in ("changes", "notes", "sources", "rejects")}
    tables = Interrupted(exported)
    tables.happens = lambda: put(Store(store.root, store.tables), {"c": ["3"]})

    answers: list[Path | None] = []

    def build(connection: sqlite3.Connection) -> None:
        if number_of(connection) == 2:
            answers.append(building.build_snapshot(store.layout, 2, tables, connection))

    store.state.ask(build)
    assert answers == [None]
    assert not store.layout.snapshot(2).exists()
    assert [*note_files(store, 2).values()] == [["a", "b"]]
    assert [*note_files(store).values()] == [["a", "b", "c"]]
    assert find_problems(store) == []


@pytest.mark.parametrize("names", [("notes", "changes"), ("notes", "changes", "sources")])
def test_snapshot_whose_unfinished_folder_goes_away_is_built_by_the_next(
    store: Store, put: Put, names: tuple[str, ...]
) -> None:
    put(store, {"a": ["1"]})
    tables = Interrupted({name: store.tables[name] for name in names})

    def take_down() -> None:
        (unfinished,) = (store.root / "snapshots").iterdir()
        shutil.rmtree(unfinished)

    tables.happens = take_down
    with pytest.raises(StoreError, match="could not be built"):
        store.state.ask(lambda found: building.build_snapshot(store.layout, 1, tables, found))
    assert [*note_files(store).values()] == [["a"]]


def test_untouched_file_is_linked(store: Store, put: Put) -> None:
    put(store, {"a": ["1", "2", "3", "4"]})
    (name,) = note_files(store)
    ours = store.root / "snapshots" / "1" / "notes" / name
    assert inode(ours) == inode(store.root / "store" / "notes" / name)
    assert ours.stat().st_mode & 0o222 == 0


def test_file_that_lost_rows_is_rewritten_once(store: Store, put: Put) -> None:
    put(store, {"a": ["1", "2"], "b": ["3", "4"]})
    put(store, {}, removed={"notes": {"a"}})
    put(store, {"c": ["5", "6", "7", "8"]})
    second, third = note_files(store, 2), note_files(store, 3)
    (name,) = second
    assert second[name] == third[name] == ["b", "b"]
    folder = store.root / "snapshots"
    assert inode(folder / "2" / "notes" / name) == inode(folder / "3" / "notes" / name)
    put(store, {}, removed={"notes": {"b"}})
    assert list(note_files(store, 4).values()) == [["c"] * 4]


def test_small_files_are_compacted_and_closed_groups_stay(store: Store, put: Put) -> None:
    for doc_id in "cabfed":
        put(store, {doc_id: ["x", "y"]})
    fourth, sixth = note_files(store, 4), note_files(store, 6)
    assert sorted(fourth.values()) == [["a", "a", "c", "c"], ["b", "b", "f", "f"]]
    assert fourth.items() <= sixth.items()
    assert max(sixth.values()) == ["d", "d", "e", "e"]
    folder = store.root / "snapshots"
    assert {inode(folder / "4" / "notes" / name) for name in fourth} < {
        inode(folder / "6" / "notes" / name) for name in sixth
    }


def test_death_of_rows_changes_no_other_group(store: Store, put: Put) -> None:
    for doc_id in "abcd":
        put(store, {doc_id: ["x", "y"]})
    before = note_files(store)
    put(store, {}, removed={"notes": {"a"}})
    after = note_files(store)
    assert [found for found in after.values() if found not in before.values()] == [["b", "b"]]
    assert len(before.keys() & after.keys()) == 1


def test_groups_end_by_bytes_too(store: Store, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "SIZES_BYTES", (1, 1, 1))
    for doc_id in "abc":
        put(store, {doc_id: ["x"]})
    assert sorted(note_files(store).values()) == [["a"], ["b"], ["c"]]


def test_small_runs_add_up_to_large_files(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, {"h": ["x", "y"]})
    (path,) = (store.root / "store" / "notes").iterdir()
    monkeypatch.setattr(grouping, "ROWS", 2)
    monkeypatch.setattr(grouping, "SIZES_BYTES", (10**6, 1, int(3.5 * path.stat().st_size)))
    monkeypatch.setattr(building, "MEMORY_BYTES", 0)
    monkeypatch.setattr(merging, "RANGE_BYTES", 100)
    for doc_id in "gcfade":
        put(store, {doc_id: ["x", "y"]})
    large = ["c", "c", "g", "g", "h", "h"]
    assert sorted(note_files(store).values()) == [["a"] * 2, large, ["d"] * 2, ["e"] * 2, ["f"] * 2]
    put(store, {}, removed={"notes": {"g"}})
    assert ["c", "c", "h", "h"] in note_files(store).values()
    assert find_problems(store) == []


def test_files_are_named_by_their_bytes(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    put(store, {"b": ["2"]})
    put(store, {}, removed={"notes": {"a"}})
    for number in (1, 2, 3):
        for path in store.snapshot(number).directory.rglob("*.parquet"):
            assert path.stem == hashlib.sha256(path.read_bytes()).hexdigest()


def test_texts_that_unpack_to_much_are_spread_over_files(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "UNPACKED_BYTES", 250_000)
    for doc_id in "abc":
        put(store, {doc_id: [doc_id * 100_000]})
    assert sorted(note_files(store).values()) == [["a", "b"], ["c"]]
    put(store, {}, removed={"notes": {"a"}})
    assert sorted(note_files(store).values()) == [["b", "c"]]
    # Files of the store are cut nowhere.
    put(store, {"d": ["d" * 300_000]})
    assert sorted(note_files(store).values()) == [["b", "c"], ["d"]]
    assert find_problems(store) == []


def test_damaged_file_does_not_go_on_to_the_next_snapshot(store: Store, put: Put) -> None:
    for doc_id in "abc":
        put(store, {doc_id: ["x", "y"]})
    (name,) = (name for name, found in note_files(store).items() if found == ["a", "a", "b", "b"])
    path = store.root / "snapshots" / "3" / "notes" / name
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    put(store, {"d": ["x"]})
    assert note_files(store)[name] == ["a", "a", "b", "b"]
    assert [problem.partition(":")[0] for problem in find_problems(store)] == [str(path)]


def test_file_that_is_not_listed_makes_a_snapshot_incomplete(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    whole = note_files(store)
    folder = store.root / "snapshots" / "1" / "notes"
    shutil.copy(next(folder.iterdir()), folder / "stray.parquet")
    assert note_files(store) == whole


def test_snapshot_is_not_made_again_under_a_reader(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "LEASE_WAIT_S", 0.0)
    put(store, {"a": ["1"]})
    folder = store.snapshot().directory
    shutil.rmtree(folder / "changes")
    with leases.leased(folder) as is_held:
        assert is_held
        with pytest.raises(StoreError, match="cannot be made again while somebody reads it"):
            store.snapshot()
        assert (folder / "notes").is_dir()
    assert (store.snapshot().directory / "changes").is_dir()
    assert files.names_in(store.root / "snapshots") == ["1"]


def test_snapshot_of_an_older_format_is_built_upon(store: Store, put: Put) -> None:
    for doc_id in "ab":
        put(store, {doc_id: ["x"]})
    whole = note_files(store)
    folder = store.root / "snapshots" / "2"
    manifest = orjson.loads((folder / "manifest.json").read_bytes())
    (entry,) = manifest["files"]["notes"]
    # Before format 2, a file was named by what it is made of.
    made_of = entry.pop("made_of")
    (folder / "notes" / f"{entry['file']}.parquet").rename(folder / "notes" / f"{made_of}.parquet")
    entry["file"] = made_of
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").write_bytes(orjson.dumps(manifest))
    put(store, {}, removed={"sources": {"nowhere"}})
    assert note_files(store) == whole
    links = (folder / "notes" / f"{made_of}.parquet").stat().st_nlink
    assert links > 1


def test_snapshot_is_the_same_on_every_way_to_it(
    store: Store, put: Put, tmp_path: Path, tables: Mapping[str, type[Table]]
) -> None:
    other = Store(tmp_path / "other", tables)
    for folder in (store, other):
        put(folder, {"a": ["1"], "b": ["2"]})
        put(folder, {"c": ["3"]}, removed={"notes": {"a"}})
        put(folder, {"d": ["4", "5", "6"]})
    for number in (1, 2, 3):
        store.snapshot(number)
    assert note_files(other, 3) == note_files(store, 3)


def test_incomplete_snapshot_is_built_again(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    whole = note_files(store)
    folder = store.root / "snapshots" / "1"
    for path in (folder / "notes" / next(iter(whole)), folder / "manifest.json"):
        path.unlink()
        assert note_files(store) == whole
    shutil.rmtree(folder / "changes")
    assert (store.snapshot().directory / "changes").is_dir()
    assert files.names_in(store.root / "snapshots") == ["1"]


def test_interrupted_build_leaves_no_snapshot(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, {"a": ["1"]})

    def fail(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files, "publish_folder", fail)
        with pytest.raises(KeyboardInterrupt):
            store.snapshot()
    assert files.names_in(store.root / "snapshots") == []
    assert list(note_files(store).values()) == [["a"]]


def test_earlier_commit_can_be_shown_later(store: Store, put: Put, words_in: WordsIn) -> None:
    put(store, {"a": ["1"]})
    put(store, {"a": ["2"], "b": ["3"]}, removed={"notes": {"a"}})
    put(store, {}, removed={"notes": {"b"}})
    shown = [words_in(pq.read_table(store.snapshot(n).directory / "notes")) for n in (1, 2, 3)]
    assert shown == [{"a": ["1"]}, {"a": ["2"], "b": ["3"]}, {"a": ["2"]}]


def test_there_is_nothing_to_show_before_a_commit(store: Store, put: Put) -> None:
    with pytest.raises(StoreError, match=r"Nothing is committed yet\. Run `opsonin run` first"):
        store.snapshot()
    put(store, {"a": ["1"]})
    with pytest.raises(StoreError, match=r"no commit 2 to show\. The newest commit is 1"):
        store.snapshot(2)


def test_rows_of_an_older_schema_are_not_mixed_in(store: Store, put: Put) -> None:
    class Notes(Table, name="notes"):
        """Words about documents, without numbers."""

        doc_id: String = column("The document")
        word: String = column("A word")

    put(store, {"a": ["1"]})
    newer = Store(store.root, {**store.tables, "notes": Notes})
    with pytest.raises(StoreError, match="when its table had another schema"):
        newer.snapshot()
