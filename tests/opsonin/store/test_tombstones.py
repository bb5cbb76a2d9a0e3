from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from opsonin import StoreError
from opsonin.store import takedown
from opsonin.store.layout import Layout
from opsonin.store.records import Committed, Delta
from opsonin.store.store import Store
from opsonin.store.takedown import Marks
from opsonin.store.tombstones import Tombstones, read_tombstones
from opsonin.tables.arrow import Int32, String
from opsonin.tables.model import Role, Table, column

Put = Callable[..., Committed]


class Mates(Table, name="mates"):
    """Documents that name others."""

    doc_id: String = column("The document")
    mate_id: Int32 = column("Id", role=Role.ID)
    other_doc_id: String = column("Another document")


def test_document_is_pending_until_it_is_done_and_stays_forgotten(store: Store) -> None:
    assert store.tombstones() == Tombstones()
    store.begin_forgetting({"a": {"one.txt"}, "b": set()})
    store.begin_forgetting({"a": {"two.txt"}})
    assert store.tombstones().pending == {"a": {"one.txt", "two.txt"}, "b": frozenset()}
    store.end_forgetting(["a"])
    assert store.tombstones() == Tombstones(frozenset({"a", "b"}), {"b": frozenset()})
    assert b"one.txt" not in Layout(store.root).tombstones.read_bytes()
    store.readmit(["a"])
    assert store.tombstones().doc_ids == {"b"}


def test_of_two_take_downs_at_once_none_is_lost(store: Store) -> None:
    def note(which: int) -> None:
        own = Store(store.root, store.tables)
        for number in range(20):
            own.begin_forgetting({f"{which} {number}": set()})

    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(note, range(4)))) == 4
    assert len(store.tombstones().pending) == 80


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"format": 1}', b'{"format": 1, "pending": 1}'])
def test_damaged_list_is_explained(tmp_path: Path, content: bytes) -> None:
    layout = Layout(tmp_path)
    layout.store.mkdir()
    layout.tombstones.write_bytes(content)
    with pytest.raises(StoreError, match=r"forgotten.json.*damaged.*taken in again"):
        read_tombstones(layout)


def test_list_of_a_newer_opsonin_is_refused(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.store.mkdir()
    layout.tombstones.write_bytes(b'{"format": 2}')
    with pytest.raises(StoreError, match="Upgrade opsonin"):
        read_tombstones(layout)


def test_forgotten_document_is_not_committed(store: Store, put: Put) -> None:
    store.begin_forgetting({"a": set()})
    with pytest.raises(StoreError, match=r"Document a was forgotten while .*Run again"):
        put(store, {"a": ["1"], "b": ["2"]})
    assert store.head() == 0


def test_dead_rows_history_and_lines_are_erased(store: Store, put: Put) -> None:
    put(store, {"aa_doc": ["swordfish"], "b": ["2"]})
    put(store, {}, removed={"notes": {"aa_doc"}})
    store.append_run({"run_id": "1", "error": "swordfish is wrong", "inputs": ["in/sea.txt", "x"]})
    digests = store.digests()
    store.erase(Marks(frozenset({"aa_doc"}), frozenset({"sea.txt"})))
    assert store.digests() == digests
    assert store.verify() == []
    files = [path for path in store.root.rglob("*") if path.is_file()]
    assert not [path for path in files if b"swordfish" in path.read_bytes()]
    assert (store.root / "store" / "runs.jsonl").stat().st_mode & 0o200
    (record,) = store.runs()
    assert record["run_id"] == "1"
    assert record["inputs"][1] == "x"
    assert "sea" not in str(record)
    assert store.read_rows("notes", ["b"]).num_rows == 1


def test_table_of_a_plugin_that_is_not_loaded_is_not_passed_over(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    tables = {name: model for name, model in store.tables.items() if name != "notes"}
    with pytest.raises(StoreError, match=r"Table 'notes' belongs to a plugin .*--plugins"):
        Store(store.root, tables).erase(Marks(frozenset({"a"})))


def test_rows_of_others_that_name_a_document_go_and_ids_close_up(
    store: Store, delta: Callable[..., Delta]
) -> None:
    wide = Store(store.root, {**store.tables, "mates": Mates})
    rows = [
        {"doc_id": doc_id, "mate_id": number, "other_doc_id": other}
        for doc_id, others in {"a": "bxc", "b": "x", "c": "ab"}.items()
        for number, other in enumerate(others)
    ]
    assert wide.commit(delta(wide, {"mates": rows})) is not None
    wide.erase(Marks(frozenset({"x"})))
    left = [tuple(row.values()) for row in wide.scan("mates").to_pylist()]
    assert left == [("a", 0, "b"), ("a", 1, "c"), ("c", 0, "a"), ("c", 1, "b")]
    assert wide.verify() == []


def test_take_down_that_leaves_a_row_is_not_said_to_be_done(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, {"a": ["1"], "b": ["2"]})
    monkeypatch.setattr(takedown, "_rewrite_keyed", lambda *_arguments: None)
    with pytest.raises(StoreError, match=r"not finished: rows still name .*`opsonin forget` again"):
        store.erase(Marks(frozenset({"a"})))


def test_rows_may_be_removed_from_a_table_that_is_not_known_any_more(
    store: Store, put: Put, delta: Callable[..., Delta]
) -> None:
    put(store, {"a": ["1"], "b": ["2"]})
    bare = Store(store.root, {n: model for n, model in store.tables.items() if n != "notes"})
    assert bare.tables_with_rows() == ["notes"]
    assert bare.commit(delta(bare, {}, removed={"notes": {"a"}})) is not None
    assert store.all_owners("notes") == ["b"]
    assert store.verify() == []
    with pytest.raises(StoreError, match="There is no table 'note' to commit rows to"):
        bare.commit(delta(bare, {}, removed={"note": {"a"}}))
