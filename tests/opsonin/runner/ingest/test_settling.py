"""Which raw row holds does not depend on the order in which places were read."""

from __future__ import annotations

import hashlib
import tarfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import orjson
import pytest

from conftest import counting_settings
from opsonin.manager.config import Settings
from opsonin.runner.forgetting import forget_documents
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.store.records import Delta
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL

RECORD = {"id": "1", "text": "Lupus in 3 patients"}
CSV = "id,text\n1,Lupus in 3 patients\n2,Gout in 4 patients\n"
JSONL = orjson.dumps(RECORD).decode() + "\n"
TABLES = ("raw", "sources", "documents", "mentions")


@pytest.fixture
def folder(counting: dict[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert counting == {}
    monkeypatch.setattr("opsonin_plugins.sources.files.CLOCK_TICK_NS", 0)
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def run(chosen: Settings) -> str:
    open_pipeline.cache_clear()
    return run_locally(chosen).status


def store_of(chosen: Settings) -> Store:
    return Store(chosen.data, {**CONTRACT, **INTERNAL})


def digests(chosen: Settings) -> dict[str, str]:
    found = store_of(chosen).digests()
    return {name: found[name] for name in TABLES}


def readers(chosen: Settings) -> dict[str, str]:
    rows = store_of(chosen).scan("raw").to_pylist()
    return {row["source_uri"]: row["component"] for row in rows}


def test_place_that_comes_before_a_known_one_decides_who_has_read_a_document(folder: Path) -> None:
    grown = counting_settings(folder, folder.parent / "grown")
    (folder / "z.csv").write_text(CSV)
    run(grown)
    (folder / "a.jsonl").write_text(JSONL)
    assert run(grown) == "committed"
    assert readers(grown) == {"a.jsonl#1": "jsonl", "z.csv#2": "csv"}
    fresh = replace(grown, data=folder.parent / "fresh")
    run(fresh)
    assert digests(grown) == digests(fresh)
    assert run(grown) == "unchanged"


def test_parts_of_the_inputs_read_in_turn_do_not_flip_a_row(
    folder: Path, counting: dict[str, list[str]]
) -> None:
    (folder / "z.csv").write_text(CSV)
    (folder / "a.jsonl").write_text(JSONL)
    whole = counting_settings(folder, folder.parent / "whole")
    run(whole)
    parts = [
        replace(whole, inputs=(str(folder / name),), data=folder.parent / "parts")
        for name in ("z.csv", "a.jsonl")
    ]
    for part in parts:
        run(part)
    assert digests(parts[0]) == digests(whole)
    counting.clear()
    assert [run(part) for part in (*parts, *parts)] == ["unchanged"] * 4
    assert counting == {}


@pytest.mark.parametrize("is_known", [False, True])
def test_row_is_that_of_the_next_place_when_the_first_is_gone(
    folder: Path, *, is_known: bool
) -> None:
    grown = replace(
        counting_settings(folder, folder.parent / "grown"), sync=True, sync_limit_percent=100
    )
    (folder / "a.jsonl").write_text(JSONL)
    if is_known:
        (folder / "z.csv").write_text(CSV)
    run(grown)
    (folder / "a.jsonl").unlink()
    (folder / "z.csv").write_text(CSV)
    run(grown)
    fresh = replace(grown, data=folder.parent / "fresh")
    run(fresh)
    assert readers(grown) == {"z.csv#1": "csv", "z.csv#2": "csv"}
    assert digests(grown) == digests(fresh)


def test_place_that_names_a_document_without_a_row_is_read_again(folder: Path) -> None:
    """Stores that older versions have left so are mended."""
    chosen = counting_settings(folder, folder.parent / "data")
    (folder / "a.txt").write_text("Lupus in 3 patients")
    run(chosen)
    before = digests(chosen)
    store = store_of(chosen)
    owners = frozenset(store.all_owners("raw"))
    removed = dict.fromkeys(("raw", "documents", "mentions"), owners)
    assert store.commit(Delta(base=1, removed=removed, results_void=owners)) is not None
    assert digests(chosen) != before
    assert run(chosen) == "committed"
    assert digests(chosen) == before


def test_document_that_stays_at_a_place_is_current_when_the_current_one_is_forgotten(
    folder: Path,
) -> None:
    chosen = counting_settings(folder, folder.parent / "data")
    with tarfile.open(folder / "a.tar", "w") as archive:
        for text in (b"Lupus in 3 patients", b"Gout in 4 patients"):
            member = tarfile.TarInfo("twice.txt")
            member.size = len(text)
            archive.addfile(member, BytesIO(text))
    run(chosen)
    rows = store_of(chosen).scan("sources").to_pylist()
    assert sorted(row["is_current"] for row in rows) == [False, True]
    forget_documents(chosen, [row["doc_id"] for row in rows if row["is_current"]])
    (left,) = store_of(chosen).scan("sources").to_pylist()
    assert left["is_current"]
    with tarfile.open(folder / "a.tar", "w") as archive:
        member = tarfile.TarInfo("twice.txt")
        member.size = len(b"Flu in 5 patients")
        archive.addfile(member, BytesIO(b"Flu in 5 patients"))
    assert run(chosen) == "committed"
    last = store_of(chosen).scan("changes").to_pylist()[-1]
    assert (last["change"], last["previous_doc_id"]) == ("changed", left["doc_id"])


def test_reject_of_a_file_that_is_called_what_its_document_is_stays(folder: Path) -> None:
    text = b"BOOM in 3 patients"
    name = hashlib.sha256(text).hexdigest()[:32]
    (folder / name).write_bytes(text)
    (folder / "b.txt").write_text("Gout")
    chosen = counting_settings(folder, folder.parent / "data", rehash=True)
    assert run(chosen) == "committed"
    assert run(chosen) == "unchanged"
    rejects = store_of(chosen).scan("rejects").to_pylist()
    assert [(row["doc_id"], row["source_uri"], row["reason"]) for row in rejects] == [
        (name, name, "error")
    ]
