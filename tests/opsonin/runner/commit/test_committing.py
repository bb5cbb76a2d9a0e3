from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from conftest import counting_settings
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.store import committing
from opsonin.store.state import rebuild
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.contract import CONTRACT, INTERNAL


def run(chosen: Settings) -> list[tuple[str, str, str, str | None]]:
    """Run, and return what changed: change, document, place, document before."""
    open_pipeline.cache_clear()
    snapshot = run_locally(chosen).snapshot
    rows = Store(chosen.data, {**CONTRACT, **INTERNAL}).scan("changes").to_pylist()
    return sorted(
        (row["change"], row["doc_id"], row["source_uri"], row["previous_doc_id"])
        for row in rows
        if row["snapshot"] == snapshot
    )


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)


def id_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def test_document_whose_place_a_known_one_takes_is_removed(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    write(tmp_path / "in", a="Lupus", b="Gout")
    assert (
        run(chosen)
        == [
            ("added", id_of("Gout"), "b.txt", None),
            ("added", id_of("Lupus"), "a.txt", None),
        ]
        or counting
    )
    write(tmp_path / "in", a="Gout")
    assert run(chosen) == [("removed", id_of("Lupus"), "a.txt", None)]


def test_first_commit_replaces_nothing_and_a_later_one_says_what_it_does(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    store = Store(chosen.data, {**CONTRACT, **INTERNAL})
    write(tmp_path / "in", a="Lupus", b="Gout")
    run(chosen)
    first = store.commit_info(1)
    assert (first["removed"], first["forgotten"]) == ({}, [])
    write(tmp_path / "in", a="Asthma")
    counting.clear()
    run(chosen)
    second = store.commit_info(2)
    assert {id_of("Lupus"), id_of("Asthma")} <= set(second["removed"]["documents"])
    assert id_of("Gout") not in second["removed"]["documents"]
    assert find_problems(store) == []


def test_document_that_moves_is_no_change(counting: dict[str, list[str]], tmp_path: Path) -> None:
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    write(tmp_path / "in", b="Gout")
    run(chosen)
    write(tmp_path / "in", a="Gout")
    counting.clear()
    assert run(chosen) == []
    assert "squeeze" not in counting


def test_file_that_cannot_be_read_any_more_is_not_gone_but_one_that_is_empty_is(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    write(tmp_path / "in", a="Gout", b="Lupus")
    run(chosen)
    (tmp_path / "in" / "b.txt").unlink()
    write(tmp_path / "in", a="")
    assert run(chosen) == [("removed", id_of("Gout"), "a.txt", None)]
    assert counting


def test_record_that_moves_to_another_file_stays_one_document(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    folder = tmp_path / "in"
    folder.mkdir()
    record = '{"id": "r1", "text": "Gout in 3"}\n'
    other = '{"id": "r2", "text": "Lupus in 4"}\n'
    (folder / "a.jsonl").write_text(record + other)
    assert [change for change, *_ in run(chosen)] == ["added", "added"]
    (folder / "a.jsonl").write_text(other)
    (folder / "b.jsonl").write_text(record)
    counting.clear()
    assert run(chosen) == []
    assert counting == {}


@pytest.mark.usefixtures("counting")
def test_export_is_restored_when_it_is_gone_and_left_alone_when_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "in", a="Lupus")
    monkeypatch.chdir(tmp_path)
    run(counting_settings(tmp_path / "in", Path("data"), exporters=("parquet",)))
    record = tmp_path / "data" / "store" / "published" / "parquet.json"
    before = record.stat().st_mtime_ns
    monkeypatch.chdir("/")
    elsewhere = counting_settings(tmp_path / "in", tmp_path / "data", exporters=("parquet",))
    run(elsewhere)
    assert record.stat().st_mtime_ns == before
    (tmp_path / "data" / "export").unlink()
    run(elsewhere)
    assert (tmp_path / "data" / "export" / "documents").is_dir()


def test_large_commit_is_written_in_parts_that_say_the_same(
    counting: dict[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert counting == {}
    write(tmp_path / "in", **{f"d{number}": f"Lupus {number}. Gout." for number in range(20)})
    whole = counting_settings(tmp_path / "in", tmp_path / "whole")
    run(whole)
    monkeypatch.setattr(committing, "_PART_ROWS", 10)
    cut = counting_settings(tmp_path / "in", tmp_path / "cut")
    run(cut)
    stores = [Store(one.data, {**CONTRACT, **INTERNAL}) for one in (whole, cut)]
    commits = [store.commit_info(1) for store in stores]
    assert [len(one["index"]) for one in commits] == [1, len(commits[1]["index"])]
    assert len(commits[1]["index"]) > 2
    assert len(commits[1]["results"]) > 2
    for name in ("documents", "segments", "mentions", "sources"):
        assert commits[0]["digests"][name] == commits[1]["digests"][name]
    documents = stores[0].all_owners("documents")
    # Read from the state as it was brought up, and as it is made again from the parts.
    for _ in range(2):
        results = [store.results(documents) for store in stores]
        assert results[0].keys() == results[1].keys()
        for doc_id in documents:
            ended = [
                {name: (one.fingerprint, one.status) for name, one in found[doc_id].items()}
                for found in results
            ]
            assert ended[0] == ended[1]
        open_pipeline.cache_clear()
        assert run_locally(cut).status == "unchanged"
        rebuild(stores[1].layout)
    assert not list(find_problems(stores[1]))
