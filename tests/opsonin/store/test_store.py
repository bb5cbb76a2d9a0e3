import pickle
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pytest

from opsonin.errors import StoreError
from opsonin.store import commits, parquet, rows
from opsonin.store.records import Committed, Delta, OwnerRows, Result, Retention
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems, remove_garbage
from opsonin.tables.internal import Index
from opsonin.tables.model import Table, arrow_schema

Put = Callable[..., Committed]
MakeDelta = Callable[..., Delta]
Notes = Callable[[Mapping[str, Sequence[str]]], list[dict[str, Any]]]
WordsIn = Callable[[pa.Table], dict[str, list[str]]]

DOC = "0123456789abcdef0123456789abcdef"


def bytes_below(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def result(doc_id: str, component: str, shard: str = "a" * 32, **further: object) -> dict[str, Any]:
    return {
        "doc_id": doc_id,
        "component": component,
        "fingerprint": "f" * 32,
        "status": "done",
        "shard": shard,
        **further,
    }


def source(uri: str, doc_id: str, *, is_current: bool = True) -> dict[str, Any]:
    return {
        "source_uri": uri,
        "doc_id": doc_id,
        "is_current": is_current,
        "component": "files",
        "component_version": "1",
    }


def test_opening_and_asking_create_nothing(store: Store) -> None:
    assert store.head() == 0
    assert store.results(["d"]) == {}
    assert store.all_owners("notes") == []
    assert store.scan("notes").num_rows == 0
    assert store.counts()["notes"] == 0
    assert remove_garbage(store, Retention()).orphans == 0
    assert find_problems(store) == []
    assert not store.root.exists()


def test_committed_rows_are_read_back(store: Store, put: Put, words_in: WordsIn) -> None:
    committed = put(store, {"b": ["x", "y"], "a": ["z"]})
    assert (committed.number, committed.rows["notes"], committed.rows["changes"]) == (1, 3, 0)
    assert store.all_owners("notes") == ["a", "b"]
    assert words_in(store.scan("notes")) == {"a": ["z"], "b": ["x", "y"]}
    assert words_in(store.read_rows("notes", ["b", "unknown"])) == {"b": ["x", "y"]}
    assert store.read_rows("notes", ["b"], ["word"]).to_pydict() == {"word": ["x", "y"]}
    owned = store.owners("notes", ["a", "unknown"])
    assert owned.keys() == {"a"}
    assert isinstance(owned["a"], OwnerRows)
    assert store.read("notes", owned["a"].file, ["doc_id"]).num_rows == 3


def test_owner_is_replaced_and_removed(store: Store, put: Put, words_in: WordsIn) -> None:
    put(store, {"a": ["1"], "b": ["2"], "c": ["3"]})
    put(store, {"a": ["4", "5"]}, removed={"notes": {"a", "b", "unknown"}})
    assert words_in(store.scan("notes")) == {"a": ["4", "5"], "c": ["3"]}
    assert words_in(store.read_rows("notes", ["c", "b", "a"])) == {"a": ["4", "5"], "c": ["3"]}
    assert store.counts()["notes"] == 3
    put(store, {"c": ["6"]})
    assert words_in(store.read_rows("notes", ["c"])) == {"c": ["6"]}


def test_digests_do_not_depend_on_the_way(
    store: Store, put: Put, tmp_path: Path, tables: Mapping[str, type[Table]]
) -> None:
    put(store, {"a": ["1"], "b": ["2"]})
    put(store, {"a": ["3"]}, removed={"notes": {"a"}})
    put(store, {"c": ["4"]}, removed={"notes": {"b"}})
    fresh = Store(tmp_path / "fresh", tables)
    put(fresh, {"c": ["4"], "a": ["3"]})
    assert store.digests() == fresh.digests()
    put(fresh, {}, removed={"notes": {"a"}})
    assert store.digests()["notes"] != fresh.digests()["notes"]
    put(fresh, {}, removed={"notes": {"c"}})
    assert fresh.digests()["notes"] == Store(tmp_path / "none", tables).digests()["notes"]


def test_removed_rows_may_come_back_in_the_same_file(
    store: Store, put: Put, words_in: WordsIn
) -> None:
    put(store, {"a": ["1"], "b": ["2"]})
    put(store, {}, removed={"notes": {"a"}})
    assert words_in(store.scan("notes")) == {"b": ["2"]}
    put(store, {"a": ["1"], "b": ["2"]}, removed={"notes": {"a", "b"}})
    assert words_in(store.scan("notes")) == {"a": ["1"], "b": ["2"]}
    assert find_problems(store) == []


def test_table_without_keys_only_grows(store: Store, delta: MakeDelta) -> None:
    change = {"snapshot": 1, "doc_id": DOC, "source_uri": "u", "change": "added"}
    assert store.commit(delta(store, {"changes": [change]}))
    assert store.commit(delta(store, {"changes": [{**change, "snapshot": 2}]}))
    assert store.scan("changes")["snapshot"].to_pylist() == [1, 2]
    assert store.scan("changes", ["snapshot"], newest=1)["snapshot"].to_pylist() == [2]
    assert store.scan("changes", newest=3).num_rows == 2
    assert store.counts()["changes"] == 2
    with pytest.raises(StoreError, match="removed from a table that only grows"):
        store.commit(delta(store, {}, removed={"changes": {"x"}}))


def test_reject_is_owned_by_document_or_place(store: Store, delta: MakeDelta) -> None:
    reject = {
        "stage": "ingest",
        "component": "c",
        "component_version": "1",
        "source_uri": "u",
        "reason": "empty",
        "detail": "",
    }
    assert store.commit(delta(store, {"rejects": [{**reject, "doc_id": DOC}, reject]}))
    assert store.all_owners("rejects") == [DOC, "u"]
    assert store.read_rows("rejects", ["u"], ["doc_id"])["doc_id"].to_pylist() == [None]


def test_results_are_kept_and_forgotten(store: Store, put: Put) -> None:
    rejected = result(DOC, "tagger", status="rejected", reason="timeout")
    put(store, {}, results=[result(DOC, "cleaner"), rejected, result("e" * 32, "cleaner")])
    found = store.results([DOC, "unknown", DOC])
    assert found == {
        DOC: {
            "cleaner": Result("f" * 32, "done", None, "a" * 32),
            "tagger": Result("f" * 32, "rejected", "timeout", "a" * 32),
        }
    }
    put(store, {}, void={DOC}, results=[result(DOC, "other")])
    assert store.results([DOC])[DOC].keys() == {"other"}
    assert store.results(["e" * 32])["e" * 32].keys() == {"cleaner"}


def test_queries_take_any_number_of_keys(store: Store, put: Put) -> None:
    ids = [f"{number:032x}" for number in range(2_500)]
    put(store, {doc_id: ["x"] for doc_id in ids}, results=[result(doc_id, "c") for doc_id in ids])
    assert len(store.results(ids)) == len(store.owners("notes", ids)) == 2_500
    assert store.read_rows("notes", ids).num_rows == 2_500


def test_shards_hold_the_files_of_single_components(store: Store, put: Put) -> None:
    schema = pa.schema([("doc_id", pa.string())])
    ref = store.write("notes.parts", pa.table({"doc_id": ["d"]}, schema=schema), schema)
    assert ref is not None
    put(store, {}, shards={"a" * 32: {"notes.parts": [ref]}})
    assert store.shard_files(["a" * 32, "b" * 32]) == {"a" * 32: {"notes.parts": [ref]}}


def test_places_follow_the_sources(store: Store, put: Put, delta: MakeDelta) -> None:
    old, new = "1" * 32, "2" * 32
    assert store.commit(delta(store, {"sources": [source("u", old), source("v", old)]}))
    assert store.places(["u", "x"]) == {"u": [(old, True)]}
    rows = [source("u", old, is_current=False), source("u", new)]
    assert store.commit(delta(store, {"sources": rows}, removed={"sources": {"u"}}))
    assert store.places(["u"]) == {"u": [(old, False), (new, True)]}
    assert store.places_of([old, new, "x"]) == {old: ["u", "v"], new: ["u"]}
    put(store, {}, removed={"sources": {"v"}})
    assert store.places_of([old]) == {old: ["u"]}


def test_no_rows_make_no_file(store: Store) -> None:
    schema = arrow_schema(store.tables["notes"])
    assert store.write("notes", schema.empty_table(), schema) is None


def test_rows_are_sorted_by_owner_in_their_file(store: Store, notes: Notes) -> None:
    schema = arrow_schema(store.tables["notes"])
    ref = store.write(
        "notes", pa.Table.from_pylist(notes({"b": ["1"], "a": ["2"]}), schema=schema), schema
    )
    assert ref is not None
    assert store.read("notes", ref.file)["doc_id"].to_pylist() == ["a", "b"]


def test_second_writer_is_refused_and_tries_again(
    store: Store, put: Put, delta: MakeDelta, notes: Notes, words_in: WordsIn
) -> None:
    other = Store(store.root, store.tables)
    late = delta(other, {"notes": notes({"b": ["2"]})}, run="late")
    put(store, {"a": ["1"]}, run="early")
    assert other.commit(late) is None
    assert other.head() == 1
    put(other, {"b": ["2"]}, run="late")
    assert words_in(store.scan("notes")) == {"a": ["1"], "b": ["2"]}


def test_number_taken_at_the_last_moment_is_refused(
    store: Store, delta: MakeDelta, notes: Notes, monkeypatch: pytest.MonkeyPatch, words_in: WordsIn
) -> None:
    mine = delta(store, {"notes": notes({"a": ["mine"]})}, run="mine")
    theirs = delta(store, {"notes": notes({"a": ["theirs"]})}, run="theirs")
    create = commits.create_commit
    found: dict[str, Any] = {}
    monkeypatch.setattr(commits, "create_commit", lambda _, content: found.update(content) or False)
    store.commit(theirs)

    def late(layout: Any, content: Mapping[str, Any]) -> bool:
        assert create(layout, found)
        return create(layout, content)

    monkeypatch.setattr(commits, "create_commit", late)
    assert store.commit(mine) is None
    assert words_in(store.scan("notes")) == {"a": ["theirs"]}
    assert find_problems(store) == []


def test_own_commit_is_recognised_after_a_lost_answer(
    store: Store, delta: MakeDelta, notes: Notes
) -> None:
    mine = delta(store, {"notes": notes({"a": ["1"]})}, run="mine")
    assert store.commit(mine) == store.commit(mine)
    assert store.head() == 1


def test_of_two_racing_writers_exactly_one_wins_each_number(
    store: Store, delta: MakeDelta, notes: Notes, words_in: WordsIn
) -> None:
    lost: list[str] = []

    def work(name: str) -> None:
        mine = Store(store.root, store.tables)
        for number in range(6):
            rows = {"notes": notes({f"{name}{number}": ["x"]})}
            while mine.commit(delta(mine, rows, run=name)) is None:
                lost.append(name)

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.head() == 12
    winners = [store.commit_info(number)["run"]["id"] for number in range(1, 13)]
    assert sorted(winners) == ["a"] * 6 + ["b"] * 6
    assert len(words_in(store.scan("notes"))) == 12
    assert find_problems(store) == []


def test_unknown_table_is_named_with_a_suggestion(store: Store, put: Put, delta: MakeDelta) -> None:
    put(store, {"a": ["1"]})
    with pytest.raises(StoreError, match=r"There is no table 'note'\. Did you mean 'notes'"):
        store.scan("note")
    with pytest.raises(StoreError, match=r"no table 'nites' to commit rows to\. Did you mean"):
        store.commit(delta(store, {}, removed={"nites": {"a"}}))
    with pytest.raises(StoreError, match="no column colour"):
        store.scan("notes", ["colour"])


def test_index_must_account_for_every_row(store: Store, delta: MakeDelta, notes: Notes) -> None:
    whole = delta(store, {"notes": notes({"a": ["1"], "b": ["2"]})})
    short = Delta(0, added=whole.added, index=whole.index.slice(1))
    with pytest.raises(StoreError, match="has 2 rows, the index says 1"):
        store.commit(short)
    with pytest.raises(StoreError, match="which is not added"):
        store.commit(Delta(0, index=whole.index))
    twice = whole.index.to_pylist()[:1] * 2
    doubled = pa.Table.from_pylist(twice, schema=arrow_schema(Index))
    with pytest.raises(StoreError, match="Owner a stands in the index twice"):
        store.commit(Delta(0, added=whole.added, index=doubled))
    assert store.head() == 0


def test_missing_file_is_not_committed(store: Store, delta: MakeDelta, notes: Notes) -> None:
    change = delta(store, {"notes": notes({"a": ["1"]})})
    (path,) = (store.root / "store" / "notes").iterdir()
    path.unlink()
    with pytest.raises(StoreError, match="to be committed is missing or has another size"):
        store.commit(change)
    assert store.head() == 0


def test_reading_what_is_up_to_date_writes_nothing(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]}, results=[result(DOC, "c")])
    store.snapshot()
    before = bytes_below(store.root)
    again = Store(store.root, store.tables)
    assert again.head() == 1
    assert again.results([DOC])
    assert again.finished_shard("aa") is None
    assert again.scan("notes").num_rows == 1
    assert again.snapshot().number == 1
    assert find_problems(again) == []
    assert bytes_below(store.root) == before


def test_flipped_bit_is_found_by_read_and_verify(store: Store, put: Put) -> None:
    put(store, {"a": [f"word {number}" for number in range(500)]})
    (path,) = (store.root / "store" / "notes").iterdir()
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 4
    path.chmod(0o644)
    path.write_bytes(data)
    with pytest.raises(StoreError, match=path.name):
        store.scan("notes")
    assert any(path.name in problem for problem in find_problems(store))


def test_rows_that_the_footer_hides_are_missed(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, {"a": ["1", "2"]})
    monkeypatch.setattr(rows, "read_parquet", lambda *asked: parquet.read_parquet(*asked).slice(1))
    for ask in (store.scan, lambda *asked: store.read_rows(asked[0], ["a"], asked[1])):
        with pytest.raises(StoreError, match="hold 1 rows, the index says 2"):
            ask("notes", ["word"])


def test_publications_are_remembered(store: Store) -> None:
    assert store.published("hub") is None
    store.set_published("hub", {"number": 1})
    store.set_published("hub", {"number": 2})
    assert store.published("hub") == {"number": 2}
    path = store.root / "store" / "published" / "hub.json"
    path.unlink()
    path.write_bytes(b"{")
    assert store.published("hub") is None


def test_store_can_be_sent_to_another_process(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    restored = pickle.loads(pickle.dumps(Store(store.root, {"raw": store.tables["sources"]})))  # noqa: S301 - our own bytes
    assert isinstance(restored, Store)
    assert restored.head() == 1


def test_commit_of_another_format_is_refused(store: Store, put: Put) -> None:
    put(store, {"a": ["1"]})
    path = store.root / "store" / "commits" / "00000001.json"
    content = orjson.loads(path.read_bytes())
    del content["check"]
    path.unlink()
    path.write_bytes(commits.encoded({**content, "format": 9}))
    with pytest.raises(StoreError, match=r"format 9, this opsonin reads up to 5\. Upgrade"):
        store.commit_info(1)
    path.write_bytes(orjson.dumps({**content, "format": 1}))
    with pytest.raises(StoreError, match=r"format 1; its digests .* into a new data folder"):
        store.commit_info(1)
    # Before format 5 nothing in a commit said whether it is as it was written.
    path.write_bytes(orjson.dumps({**content, "format": 4}))
    assert store.commit_info(1)["number"] == 1
    path.write_bytes(commits.encoded(content).replace(b'"number":1', b'"number":3'))
    with pytest.raises(StoreError, match=r"Commit 1 is damaged\. Restore"):
        store.commit_info(1)
    path.write_bytes(commits.encoded(content).replace(b'"rows":{', b'"rowz":{'))
    with pytest.raises(StoreError, match=r"Commit 1 is damaged\. Restore"):
        store.commit_info(1)
    path.write_bytes(b"{}")
    with pytest.raises(StoreError, match=r"Commit 1 is damaged\. Restore"):
        store.commit_info(1)
    with pytest.raises(StoreError, match="Commit 2 is missing"):
        store.commit_info(2)
