import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin.errors import StoreError
from opsonin.store import queries, replay, state
from opsonin.store.records import Committed
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.store.verify import state_digests
from opsonin.tables.digest import owner_digests, table_digest
from opsonin.tables.model import Table

Put = Callable[..., Committed]
WordsIn = Callable[[pa.Table], dict[str, list[str]]]
Notes = Callable[[Mapping[str, Sequence[str]]], list[dict[str, Any]]]

DOCUMENTS = st.sampled_from([f"d{number}" for number in range(6)])
STEPS = st.lists(
    st.tuples(
        st.dictionaries(DOCUMENTS, st.lists(st.sampled_from("xyz"), min_size=1, max_size=3)),
        st.sets(DOCUMENTS),
        st.sets(DOCUMENTS),
    ),
    min_size=1,
    max_size=6,
)


def state_file(store: Store) -> Path:
    return store.root / "store" / "state.sqlite"


def relations(store: Store) -> dict[str, str]:
    connection = sqlite3.connect(state_file(store))
    try:
        return state_digests(connection)
    finally:
        connection.close()


def test_answer_is_about_one_commit_though_another_run_commits_meanwhile(
    store: Store, put: Put
) -> None:
    put(store, {"a": ["1"]})
    asked: list[int] = []

    def owners_twice(connection: sqlite3.Connection) -> tuple[list[str], list[str]]:
        first = queries.all_owners(connection, "notes")
        if not asked:
            put(Store(store.root, store.tables), {"b": ["2"]})
        asked.append(state.number_of(connection))
        return first, queries.all_owners(connection, "notes")

    assert store.state.ask(owners_twice) == (["a", "b"], ["a", "b"])
    assert asked == [2, 2]
    put(store, {"c": ["3"]})
    assert store.all_owners("notes") == ["a", "b", "c"]


def source(uri: str, doc_id: str) -> dict[str, object]:
    return {
        "source_uri": uri,
        "doc_id": doc_id,
        "is_current": True,
        "component": "files",
        "component_version": "1",
    }


@settings(max_examples=8, deadline=None)
@given(steps=STEPS)
def test_state_equals_rebuild_after_any_deltas(
    steps: Sequence[tuple[dict[str, list[str]], set[str], set[str]]],
    tables: Mapping[str, type[Table]],
    delta: Callable[..., Any],
    notes: Notes,
    words_in: WordsIn,
) -> None:
    expected: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder, mock.patch("os.fsync"):
        store = Store(Path(folder), tables, checkpoint_every=2)
        for at, (words, removed, void) in enumerate(steps):
            for doc_id in removed:
                expected.pop(doc_id, None)
            expected.update(words)
            change = delta(
                store,
                {
                    "notes": notes(words),
                    "sources": [source(f"u{doc_id}", doc_id) for doc_id in sorted(words)],
                },
                removed={"notes": removed, "sources": {f"u{doc_id}" for doc_id in removed}},
                void=void,
                results=[
                    {
                        "doc_id": doc_id,
                        "component": "c",
                        "fingerprint": f"{at:032x}",
                        "status": "done",
                        "shard": f"{at:032x}",
                    }
                    for doc_id in sorted(words)
                ],
                shards={f"{at:032x}": {}},
                run=at,
            )
            assert store.commit(change) is not None
        incremental = relations(store)
        state_file(store).unlink()
        rebuilt = Store(Path(folder), tables)
        assert rebuilt.head() == len(steps)
        assert relations(rebuilt) == incremental
        assert find_problems(rebuilt) == []
        assert words_in(rebuilt.scan("notes")) == expected
        snapshot = rebuilt.snapshot()
        shown = pq.read_table(snapshot.directory / "notes")
        assert words_in(shown) == expected
        pairs = [(owner, digest) for owner, _, digest in owner_digests(shown, ("doc_id",))]
        assert table_digest(pairs) == snapshot.digests["notes"]
        assert [*rebuilt.places_of(sorted(expected))] == sorted(expected)


def test_commit_without_state_is_replayed(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch, words_in: WordsIn
) -> None:
    put(store, {"a": ["1"]})
    # As if the process had been killed between the commit and the state.
    with monkeypatch.context() as patch:
        patch.setattr(state.Transaction, "publish", lambda *_: None)
        put(store, {"b": ["2"]})
    connection = sqlite3.connect(state_file(store))
    assert connection.execute("SELECT number FROM head").fetchone() == (1,)
    connection.close()
    for reader in (store, Store(store.root, store.tables)):
        assert reader.head() == 2
        assert words_in(reader.scan("notes")) == {"a": ["1"], "b": ["2"]}
    assert find_problems(store) == []


def test_commit_of_another_process_is_seen(store: Store, put: Put) -> None:
    reader = Store(store.root, store.tables)
    assert reader.head() == 0
    for number in (1, 2):
        put(store, {f"d{number}": ["x"]})
        assert reader.head() == number


def not_a_database(path: Path) -> None:
    path.write_bytes(b"x" * 5_000)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4_096])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def without_tables(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 1")
    connection.execute("CREATE TABLE head (number, digest)")
    connection.close()


def too_new(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def of_other_commits(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE head SET number = 7")
    connection.commit()
    connection.close()


def with_zeroed_pages(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:4_096] + bytes(len(data) - 4_096))


@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        not_a_database,
        cut_short,
        empty,
        without_tables,
        too_new,
        of_other_commits,
        with_zeroed_pages,
    ],
)
def test_damaged_state_is_made_again(
    store: Store, put: Put, words_in: WordsIn, damage: Callable[[Path], None]
) -> None:
    put(store, {"a": ["1"]})
    put(store, {"b": ["2"]})
    whole = relations(store)
    damage(state_file(store))
    for reader in (Store(store.root, store.tables), store):
        assert words_in(reader.read_rows("notes", ["a", "b"])) == {"a": ["1"], "b": ["2"]}
    assert relations(store) == whole
    put(store, {"c": ["3"]})
    assert find_problems(store) == []


def test_damage_is_mended_before_a_commit(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    not_a_database(state_file(store))
    put(Store(store.root, store.tables), {"b": ["2"]}, base=1)
    assert store.all_owners("notes") == ["a", "b"]


def test_stale_journal_is_not_played_into_a_new_state(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    state_file(store).unlink()
    journal = state_file(store).with_name("state.sqlite-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(2_000))
    assert Store(store.root, store.tables).all_owners("notes") == ["a"]
    assert not journal.exists()


def test_rebuild_starts_from_the_last_checkpoint(
    tmp_path: Path, tables: Mapping[str, type[Table]], put: Put
) -> None:
    store = Store(tmp_path, tables, checkpoint_every=3)
    for number in range(5):
        put(store, {f"d{number}": ["x"]}, removed={"notes": {f"d{number - 2}"}})
    whole = relations(store)
    state_file(store).unlink()
    # What the checkpoint stands for is not needed any more.
    (tmp_path / "store" / "commits" / "00000001.json").unlink()
    rebuilt = Store(tmp_path, tables)
    assert rebuilt.all_owners("notes") == ["d3", "d4"]
    assert relations(rebuilt) == whole
    assert find_problems(rebuilt)[0] == "Commit 1 is missing."


def test_locked_state_says_who_holds_it(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, {"a": ["1"]})
    monkeypatch.setattr(state, "BUSY_TIMEOUT_S", 0.05)
    other = sqlite3.connect(state_file(store), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="Another run is writing to this data folder"):
        put(Store(store.root, store.tables), {"b": ["2"]})
    other.close()
    put(store, {"b": ["2"]})


def test_forked_child_opens_the_state_anew(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    parents = store.state._connection
    with mock.patch("os.getpid", return_value=os.getpid() + 1):
        assert store.all_owners("notes") == ["a"]
        childs = store.state._connection
    assert store.all_owners("notes") == ["a"]
    assert parents is not None
    assert childs is not None
    # Neither process closes what the other has opened; here both are one process.
    parents.close()
    childs.close()


@pytest.mark.slow
def test_state_is_made_again_by_one_of_many_processes(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    state_file(store).unlink()
    script = (
        "import sys; from pathlib import Path; from opsonin.store.store import Store; "
        "store = Store(Path(sys.argv[1]), {}); "
        "assert store.all_owners('notes') == ['a'], store.head()"
    )
    command = [sys.executable, "-c", script, str(store.root)]
    readers = [subprocess.Popen(command) for _ in range(2)]
    assert [reader.wait() for reader in readers] == [0, 0]
    assert find_problems(store) == []


def test_failed_state_does_not_undo_a_commit(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, {"a": ["1"]})

    def fail(*_arguments: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(replay, "set_head", fail)
        assert put(store, {"b": ["2"]}).number == 2
    assert store.all_owners("notes") == ["a", "b"]
