from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest

from opsonin.analysis.hashing import hash_words
from opsonin.components.documents import ByColumn, Documents
from opsonin.errors import PluginError

LOADED: list[str] = []


def documents() -> Documents:
    LOADED.clear()

    def load() -> pa.Table:
        LOADED.append("flags")
        return pa.table({"doc_id": ["b", "a", "b"], "kind": ["x", "y", "z"]})

    batch = pa.record_batch({"doc_id": ["a", "b", "c"], "text": ["A", "B", ""]})
    return Documents(batch, {"flags": load})


def test_texts_and_ids_stand_in_the_order_of_the_batch() -> None:
    batch = documents()
    assert (len(batch), batch.ids, batch.texts) == (3, ["a", "b", "c"], ["A", "B", ""])
    assert batch.table_names == ("flags",)
    assert LOADED == []


def test_table_is_loaded_once_and_only_when_asked_for() -> None:
    batch = documents()
    assert batch.table("flags").num_rows == batch.table("flags").num_rows == 3
    assert LOADED == ["flags"]


def test_each_document_has_its_own_rows() -> None:
    found = [(one.doc_id, [row["kind"] for row in one.tables["flags"]]) for one in documents()]
    assert found == [("a", ["y"]), ("b", ["x", "z"]), ("c", [])]
    assert [one.media_type for one in documents()] == ["", "", ""]


def test_part_of_a_batch_has_the_rows_of_its_documents() -> None:
    part = documents().take([2, 1])
    assert part.ids == ["c", "b"]
    assert part.table("flags")["kind"].to_pylist() == ["x", "z"]
    assert len(documents().take([])) == 0


def test_table_that_was_not_declared_is_refused() -> None:
    with pytest.raises(PluginError, match=r"'flgs'.* does not declare.*Declared are: flags"):
        documents().table("flgs")


def test_analysis_is_shared_by_batches_of_the_same_texts() -> None:
    batch = documents()
    assert batch.analysis is batch.analysis
    assert batch.with_tables({"flags": pa.table({"doc_id": ["a"]})}).analysis is batch.analysis
    assert Documents(batch.arrow, analysis=batch.analysis).analysis is batch.analysis


def test_analysis_of_some_of_the_documents_is_of_their_texts() -> None:
    taken = documents().take([1, 0])
    assert taken.analysis.tokens.hashes.tolist() == hash_words(["b", "a"]).tolist()
    assert taken.analysis.tokens.counts.tolist() == [1, 1]


def test_table_that_was_not_declared_is_named_with_what_to_declare() -> None:
    rows = pa.table({"doc_id": ["a"]})
    batch = Documents(pa.record_batch({"doc_id": ["a"], "text": ["x"]}), {"mentions": lambda: rows})
    (document,) = batch
    for read in (lambda: document.tables["segments"], lambda: batch.table("segments")):
        with pytest.raises(PluginError, match=r"'segments'.*Declare needs=\(\"segments\",\)"):
            read()
    assert "segments" not in document.tables
    assert document.tables["mentions"] == [{"doc_id": "a"}]


def test_documents_are_new_unless_the_engine_says_otherwise() -> None:
    batch = Documents(pa.record_batch({"doc_id": ["a", "b"], "text": ["x", "y"]}))
    assert [batch.is_new(one) for one in batch.ids] == [True, True]
    known = batch.with_tables({}, frozenset({"b"}))
    assert [known.is_new(one) for one in known.ids] == [False, True]
    assert [known.take([0]).is_new("a"), known.take([1]).is_new("b")] == [False, True]


def test_columns_of_a_table_stand_in_the_order_in_which_they_were_asked_for() -> None:
    batch = documents()
    assert batch.table("flags", ["kind", "doc_id"]).column_names == ["kind", "doc_id"]
    assert batch.table("flags", ["kind"])["kind"].to_pylist() == ["x", "y", "z"]
    assert LOADED == ["flags"]
    with pytest.raises(KeyError, match="knd"):
        batch.table("flags", ["knd"])


def test_only_the_columns_asked_for_are_loaded_also_by_way_of_other_batches() -> None:
    rows = pa.table({"doc_id": ["b", "a"], "kind": ["x", "y"], "note": ["p", "q"]})
    read: list[list[str] | None] = []

    def load(columns: Sequence[str] | None) -> pa.Table:
        read.append(None if columns is None else list(columns))
        return rows if columns is None else rows.select(list(columns))

    batch = pa.record_batch({"doc_id": ["a", "b"], "text": ["A", "B"]})
    whole = Documents(batch, {"flags": ByColumn(load)})
    other = whole.with_tables({"marks": rows})
    assert other.table("flags", ["kind"])["kind"].to_pylist() == ["x", "y"]
    assert whole.take([0]).take([0]).table("flags", ["kind"])["kind"].to_pylist() == ["y"]
    assert read == [["kind"], ["doc_id", "kind"]]
    assert whole.table("flags") is rows
    assert whole.table("flags", ["note"])["note"].to_pylist() == ["p", "q"]
    assert read[2:] == [None]
