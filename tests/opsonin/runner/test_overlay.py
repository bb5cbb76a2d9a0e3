from __future__ import annotations

import gc
import weakref
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from conftest import counting_settings
from opsonin.runner import overlay
from opsonin.runner.local import run_locally
from opsonin.runner.overlay import Overlay
from opsonin.stages.slices import SlicedPlaces
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL

TEXTS = ("Lupus flares", "Gout hurts", "Asthma wheezes")


@pytest.fixture
def rows(counting: dict[str, list[str]], tmp_path: Path) -> Overlay:
    """The tables of a folder with three documents; nothing is new."""
    assert counting == {}
    (tmp_path / "in").mkdir()
    for number, text in enumerate(TEXTS):
        (tmp_path / "in" / f"{number}.txt").write_text(text)
    run_locally(counting_settings(tmp_path / "in", tmp_path / "data", shard_documents=2))
    tables = {**CONTRACT, **INTERNAL}
    return Overlay(Store(tmp_path / "data", tables), tables)


def test_corpus_knows_its_documents_without_reading_them(rows: Overlay, tmp_path: Path) -> None:
    corpus = rows.documents(["segments"])
    for file in (tmp_path / "data" / "store" / "documents").iterdir():
        file.unlink()
    assert len(corpus) == len(corpus.ids) == 3
    assert corpus.ids == sorted(corpus.ids)


def test_taken_documents_stand_in_their_order_with_their_rows(rows: Overlay) -> None:
    corpus = rows.documents(["segments", "mentions"])
    taken = corpus.take([2, 0])
    assert taken.ids == [corpus.ids[2], corpus.ids[0]]
    assert taken.texts == [corpus.texts[2], corpus.texts[0]]
    assert {*taken.table("segments")["doc_id"].to_pylist()} == {*taken.ids}
    assert [len(taken.take([1])), *taken.take([1]).texts] == [1, corpus.texts[0]]


def test_columns_are_those_of_the_documents_and_no_text_is_read_for_them(
    rows: Overlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = ["doc_type", "doc_id"]
    whole = rows.documents([])
    expected = pa.Table.from_batches([whole.arrow.select(wanted)])
    assert whole.columns(wanted) == expected
    read: list[object] = []

    def noted(_self: Store, name: str, _owners: object, columns: object = None) -> pa.Table:
        read.append((name, columns))
        return expected.select(list(columns)) if isinstance(columns, list) else expected

    monkeypatch.setattr(Store, "read_rows", noted)
    assert rows.documents([]).columns(wanted) == expected
    assert read == [("documents", ["doc_id", "doc_type"])]
    with pytest.raises(KeyError, match="no column 'raw_length'"):
        rows.documents([]).columns(["raw_length"])


def test_no_other_columns_of_a_table_are_read(
    rows: Overlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = ["clean_start", "kind"]
    whole = rows.documents(["segments"])
    expected = whole.table("segments").select(wanted)
    some = whole.take([1, 2]).table("segments").select(wanted)
    read: list[object] = []
    original = Store.read_rows

    def noted(
        self: Store, name: str, owners: Sequence[str], columns: Sequence[str] | None = None
    ) -> pa.Table:
        read.append(columns)
        return original(self, name, owners, columns)

    corpus = rows.documents(["segments"])
    taken = corpus.take([1, 2])
    monkeypatch.setattr(Store, "read_rows", noted)
    assert corpus.table("segments", wanted) == expected
    assert taken.table("segments", wanted) == some
    assert read == [["doc_id", *wanted]] * 2
    with pytest.raises(KeyError, match="segments has no column 'knd'"):
        corpus.table("segments", ["knd"])


def test_corpus_is_gone_with_its_last_reference(rows: Overlay) -> None:
    corpus = rows.documents(["segments"])
    known = weakref.ref(corpus)
    assert corpus.table("segments").num_rows
    gc.disable()
    try:
        del corpus
        assert known() is None
    finally:
        gc.enable()


def test_tables_at_hand_take_the_place_of_those_that_are_stored(rows: Overlay) -> None:
    corpus = rows.documents(["segments"])
    mine = pa.table({"doc_id": corpus.ids, "note": ["x", "y", "z"]})
    given = corpus.with_tables({"segments": mine})
    assert given.table("segments") == mine
    assert given.take([1]).table("segments")["note"].to_pylist() == ["y"]
    assert corpus.table("segments") != mine


def test_texts_that_one_string_array_cannot_hold_are_all_there(
    rows: Overlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = rows.documents([]).arrow
    assert small.column("text").type == pa.string()
    monkeypatch.setattr(overlay, "MAX_STRING_BYTES", 20)
    monkeypatch.setattr(overlay, "SLICE_BYTES", 1)
    corpus = rows.documents([])
    assert corpus.arrow.column("text").type == pa.large_string()
    assert sorted(corpus.texts) == sorted(small.column("text").to_pylist())
    assert len(corpus.analysis.tokens) == 2 * len(TEXTS)


def test_spans_are_placed_alike_however_documents_are_sliced(
    rows: Overlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = rows.owners("documents")
    whole = rows.coordinates([*ids, "f" * 32])
    monkeypatch.setattr(overlay, "SLICE_BYTES", 1)
    sliced = rows.coordinates([*ids, "f" * 32])
    assert isinstance(sliced, SlicedPlaces)
    assert sliced.ids.equals(whole.ids)
    assert sliced.lengths.tolist() == whole.lengths.tolist()
    at = np.array([2, 0, 1, 0], np.int64)
    starts, ends = np.array([1, 0, 2, 3]), np.array([4, 1, 3, 6])
    for wanted in (True, False):
        wants = {"wants_text": wanted, "wants_segment": wanted}
        expected, found = (one.place(at, starts, ends, **wants) for one in (whole, sliced))
        assert [_cells(one) for one in found] == [_cells(one) for one in expected]


def _cells(column: pa.Array | pa.ChunkedArray | None) -> list[object] | None:
    return None if column is None else column.to_pylist()


def test_rows_are_counted_by_owner(rows: Overlay) -> None:
    ids = rows.owners("documents")
    assert rows.count("documents", [ids[0], "f" * 32]) == {ids[0]: 1}


def test_empty_store_has_no_documents(tmp_path: Path) -> None:
    tables = {**CONTRACT, **INTERNAL}
    corpus = Overlay(Store(tmp_path / "data", tables), tables).documents([])
    assert (len(corpus), corpus.texts, corpus.arrow.num_rows) == (0, [], 0)
