from __future__ import annotations

import hashlib
import importlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from conftest import counting_settings
from opsonin import (
    Cleaned,
    Context,
    Documents,
    NoOptions,
    RawDocument,
    Reject,
    Resource,
    Source,
    Span,
    Tagger,
    hookimpl,
    rows_to_table,
)
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.runner.run import Report
from opsonin.runner.shards import open_pipeline
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin_plugins.sources import text

HISTORY = {"runs", "ledger", "changes"}


def run(chosen: Settings) -> Report:
    open_pipeline.cache_clear()
    return run_locally(chosen)


def store_of(chosen: Settings) -> Store:
    return Store(chosen.data, {**CONTRACT, **INTERNAL})


def digests(chosen: Settings) -> dict[str, str]:
    found = store_of(chosen).digests()
    return {name: found[name] for name in found if name in CONTRACT and name not in HISTORY}


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in texts.items():
        (folder / f"{name}.txt").write_text(content)


def id_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@pytest.fixture
def plugin(counting: dict[str, list[str]]) -> ModuleType:
    assert counting == {}
    return importlib.import_module("counting_plugin")


def claiming(name: str, pattern: str, fills: tuple[str, ...]) -> Tagger[Any]:
    """A tagger of mentions, and of claims about them under numbers of its own."""

    def tag(documents: Documents, _context: Context[NoOptions]) -> dict[str, pa.Table]:
        hits = [
            (doc_id, [hit.span() for hit in re.finditer(pattern, text)])
            for doc_id, text in zip(documents.ids, documents.texts, strict=True)
        ]
        mentions: list[tuple[str, list[Span]]] = [
            (doc_id, [Span(*at, type="x", mention_id=n) for n, at in enumerate(spans)])
            for doc_id, spans in hits
        ]
        claims: list[tuple[str, list[Span]]] = [
            (
                doc_id,
                [
                    # Only who gives the mention can refer to it.
                    Span(*at, kind="finding", subject_mention_id=n if "mentions" in fills else None)
                    for n, at in enumerate(spans)
                ],
            )
            for doc_id, spans in hits
        ]
        tables = {"mentions": rows_to_table(mentions), "claims": rows_to_table(claims)}
        return {name: tables[name] for name in fills}

    return Tagger(name=name, version="1", tag=tag, fills=fills)


def offer(
    monkeypatch: pytest.MonkeyPatch, plugin: ModuleType, taggers: Sequence[Tagger[Any]]
) -> None:
    @hookimpl
    def register_taggers() -> Iterable[Tagger[Any]]:
        return taggers

    monkeypatch.setattr(plugin, "register_taggers", register_taggers)


def test_references_follow_rows_of_a_component_that_healed_alone(
    plugin: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def busy(_documents: Documents, _context: Context[NoOptions]) -> dict[str, pa.Table]:
        raise OSError("busy")

    names = ("a", "c")
    write(tmp_path / "in", one="b a c a c")
    chosen = counting_settings(tmp_path / "in", tmp_path / "data", taggers=names)
    fresh = counting_settings(tmp_path / "in", tmp_path / "fresh", taggers=names)
    well = claiming("a", "a|b", ("mentions",))
    claims = claiming("c", "c", ("mentions", "claims"))
    offer(monkeypatch, plugin, [replace(well, tag=busy), claims])
    run(chosen)
    offer(monkeypatch, plugin, [well, claims])
    run(chosen)
    run(fresh)
    claimed = store_of(chosen).scan("claims").sort_by("claim_id")
    assert claimed["subject_mention_id"].to_pylist() == [2, 4]
    assert digests(chosen) == digests(fresh)


def failing(plugin: ModuleType, error: Callable[[], Exception]) -> Any:
    def squeeze(documents: Documents, context: Context[NoOptions]) -> Sequence[Cleaned]:
        plugin.CALLS.setdefault("failing", []).extend(documents.ids)
        if any("Bad" in text for text in documents.texts):
            raise error()
        return [] if not len(documents) else original(documents, context)

    original = plugin.squeeze
    return squeeze


def test_transient_rejects_are_tried_again_until_they_heal(
    plugin: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(tmp_path / "in", bad="Bad luck", good="Good")
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    with monkeypatch.context() as patch:
        patch.setattr(plugin, "squeeze", failing(plugin, lambda: OSError("busy")))
        for _ in range(3):
            plugin.CALLS.clear()
            run(chosen)
            assert id_of("Bad luck") in plugin.CALLS["failing"]
            assert store_of(chosen).scan("rejects")["reason"].to_pylist() == ["io"]
    run(chosen)
    fresh = counting_settings(tmp_path / "in", tmp_path / "fresh")
    run(fresh)
    assert store_of(chosen).counts()["rejects"] == 0
    assert digests(chosen) == digests(fresh)
    assert run(chosen).status == "unchanged"


def test_corpus_tagger_is_called_only_when_its_input_comes_out_differently(
    plugin: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls: list[int] = []

    def look(documents: Documents, _context: Context[NoOptions]) -> dict[str, pa.Table]:
        calls.append(documents.table("mentions").num_rows)
        return {}

    looking = Tagger(
        name="look", version="1", tag=look, fills=("links",), needs=("mentions",), scope="corpus"
    )
    chosen = counting_settings(tmp_path / "in", tmp_path / "data", taggers=("a", "b", "look"))
    write(tmp_path / "in", one="a b", two="b b")
    found, other = claiming("a", "a|b", ("mentions",)), claiming("b", "b", ("claims",))
    for taggers in ([found, other], [found, replace(other, version="2")]):
        offer(monkeypatch, plugin, [*taggers, looking])
        run(chosen)
    assert calls == [4]
    offer(monkeypatch, plugin, [replace(found, version="2"), other, looking])
    run(chosen)
    assert calls == [4, 4]


def test_record_that_an_input_itself_gives_is_no_longer_refused_once_it_is_well(
    plugin: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answers: list[RawDocument | Reject] = [Reject("broken", "no JSON", key="7")]

    def read(_place: Resource, _context: Context[NoOptions]) -> Iterable[RawDocument | Reject]:
        return answers

    def is_records(place: Resource) -> bool:
        return place.location == "records:"

    @hookimpl
    def register_sources() -> Iterable[Source[Any]]:
        return [
            Source(name="records", version="1", accepts=is_records, read=read, priority=900),
        ]

    monkeypatch.setattr(plugin, "register_sources", register_sources, raising=False)
    chosen = counting_settings(("records:",), tmp_path / "data")
    run(chosen)
    assert store_of(chosen).scan("rejects")["source_uri"].to_pylist() == ["7"]
    answers[:] = [RawDocument(payload=b"Lupus", text="Lupus", media_type="text/plain", key="7")]
    run(chosen)
    assert store_of(chosen).counts()["rejects"] == 0
    assert store_of(chosen).scan("sources")["source_uri"].to_pylist() == ["7"]


def test_lasting_rejects_are_remembered(
    plugin: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(tmp_path / "in", bad="Bad luck", good="Good")
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    monkeypatch.setattr(plugin, "squeeze", failing(plugin, lambda: ValueError("bad")))
    run(chosen)
    plugin.CALLS.clear()
    assert run(chosen).status == "unchanged"
    assert plugin.CALLS == {}


def test_cleaner_that_comes_to_reject_a_document_takes_its_rows_away(
    plugin: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(tmp_path / "in", bad="Bad luck 3", good="Good 4")
    chosen = counting_settings(tmp_path / "in", tmp_path / "data", shard_documents=1)
    run(chosen)
    monkeypatch.setattr(plugin, "squeeze", failing(plugin, lambda: ValueError("bad")))
    plugin.VERSIONS["squeeze"] = "2"
    run(chosen)
    fresh = counting_settings(tmp_path / "in", tmp_path / "fresh")
    run(fresh)
    assert digests(chosen) == digests(fresh)
    assert run(chosen).status == "unchanged"


def test_rejected_document_that_moves_is_known_by_its_new_place(
    plugin: ModuleType, tmp_path: Path
) -> None:
    write(tmp_path / "in", m="BOOM", z="Good")
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    run(chosen)
    write(tmp_path / "in", a="BOOM")
    run(chosen)
    assert store_of(chosen).scan("rejects")["source_uri"].to_pylist() == ["a.txt"]
    fresh = counting_settings(tmp_path / "in", tmp_path / "fresh")
    run(fresh)
    assert digests(chosen) == digests(fresh)
    assert plugin.CALLS


def test_new_version_of_a_source_reads_its_documents_again(
    plugin: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(tmp_path / "in", bad="Bad luck 3", good="Good 4")
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    run(chosen)
    monkeypatch.setattr(text, "SOURCE", replace(text.SOURCE, version="next"))
    monkeypatch.setattr(plugin, "squeeze", failing(plugin, lambda: ValueError("bad")))
    plugin.CALLS.clear()
    run(chosen)
    assert len(set(plugin.CALLS["failing"])) == 2
    fresh = counting_settings(tmp_path / "in", tmp_path / "fresh")
    run(fresh)
    assert digests(chosen) == digests(fresh)
    assert run(chosen).status == "unchanged"


def test_refiner_that_took_all_rows_is_remembered(
    plugin: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def nothing(documents: Documents, _context: Context[NoOptions]) -> dict[str, pa.Table]:
        rows = documents.table("mentions")
        return {"mentions": rows.filter(pc.equal(rows["text"], ""))}

    monkeypatch.setattr(plugin, "choose", nothing)
    write(tmp_path / "in", a="Lupus", b="Gout")
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    run(chosen)
    assert store_of(chosen).counts()["mentions"] == 0
    assert run(chosen).status == "unchanged"
