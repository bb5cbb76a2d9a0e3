from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import opsonin
from opsonin import StoreError, open_snapshot
from opsonin.store.leases import is_in_use
from opsonin.store.records import Committed
from opsonin.store.store import Store

Put = Callable[..., Committed]


@pytest.fixture
def filled(store: Store, put: Put) -> Store:
    put(store, {"a": ["1"], "b": ["2"]})
    store.snapshot()
    put(store, {"c": ["3"]})
    store.snapshot()
    return store


def test_newest_snapshot_is_opened_unless_another_is_named(filled: Store) -> None:
    with open_snapshot(filled.root) as newest, open_snapshot(str(filled.root), 1) as first:
        assert (newest.number, first.number) == (2, 1)
        assert newest.directory == filled.root / "snapshots" / "2"
        assert first.read("notes")["doc_id"].to_pylist() == ["a", "b"]
        assert newest.dataset("notes").count_rows() == 3
        assert all(path.is_file() for paths in newest.tables.values() for path in paths)
        assert is_in_use(newest.directory)
    assert not is_in_use(newest.directory)


def test_public_function_is_the_same() -> None:
    assert opsonin.open_snapshot is open_snapshot


def test_misspelt_table_is_told_what_is_meant(filled: Store) -> None:
    with (
        open_snapshot(filled.root) as snapshot,
        pytest.raises(StoreError, match=r"no table 'note'. Did you mean 'notes'\?"),
    ):
        snapshot.read("note")


@pytest.mark.parametrize("number", [None, 3])
def test_missing_snapshot_is_explained(tmp_path: Path, number: int | None) -> None:
    with (
        pytest.raises(StoreError, match=r"There is no snapshot.*opsonin run"),
        open_snapshot(tmp_path, number),
    ):
        pass


def test_what_a_reader_raises_is_its_own(filled: Store) -> None:
    with pytest.raises(KeyError, match="mine"), open_snapshot(filled.root):
        raise KeyError("mine")
    assert not is_in_use(filled.root / "snapshots" / "2")
