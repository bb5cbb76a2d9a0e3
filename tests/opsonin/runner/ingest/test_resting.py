"""Resources of which all is done are not looked at document by document, and still count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from conftest import counting_settings
from opsonin.manager.config import Settings
from opsonin.manager.pipeline import Pipeline
from opsonin.runner.forgetting import forget_documents
from opsonin.runner.ingest import ingesting, settling
from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.ingest.seen import Seen
from opsonin.runner.local import run_locally
from opsonin.runner.run import Report
from opsonin.runner.shards import open_pipeline
from opsonin.store import state
from opsonin.store.settled import is_kept
from opsonin.store.store import Store
from opsonin.tables.contract import INTERNAL
from opsonin_plugins.sources import files


@pytest.fixture
def chosen(
    counting: dict[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    assert counting == {}
    monkeypatch.setattr(files, "CLOCK_TICK_NS", 0)
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b", "c"):
        write(folder / f"{name}.jsonl", [f"Lupus {name}{number}" for number in range(4)])
    return counting_settings(folder, tmp_path / "data")


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents of which the store was asked where they stand."""
    asked: list[str] = []
    really = Store.places_of

    def noting(self: Store, doc_ids: Sequence[str]) -> dict[str, list[str]]:
        asked.extend(doc_ids)
        return really(self, doc_ids)

    monkeypatch.setattr(Store, "places_of", noting)
    return asked


def write(path: Path, texts: Sequence[str]) -> None:
    lines = [orjson.dumps({"id": number, "text": text}) for number, text in enumerate(texts)]
    path.write_bytes(b"\n".join(lines) + b"\n")


def run(settings: Settings) -> Report:
    open_pipeline.cache_clear()
    return run_locally(settings)


def store(settings: Settings) -> Store:
    pipeline = open_pipeline(orjson.dumps(settings.to_json(), option=orjson.OPT_SORT_KEYS))
    return Store(settings.data, {**pipeline.tables, **INTERNAL})


def resting(settings: Settings) -> dict[str, tuple[int, int]]:
    """Return place -> documents that rest, and documents that stand apart."""
    query = "SELECT uri, n_documents, apart FROM settled"
    at = store(settings).state
    rows = at.ask(lambda found: found.execute(query).fetchall() if is_kept(found) else [])
    return {
        uri: (n_documents, len(orjson.loads(apart or "[]"))) for uri, n_documents, apart in rows
    }


def account(report: Report) -> dict[tuple[str, str], tuple[int, int, int, int, int]]:
    return {
        (one.stage, one.component): (
            one.documents_in,
            one.documents_out,
            one.documents_rejected,
            one.documents_dropped,
            one.documents_cached,
        )
        for one in report.accounts
    }


def assert_as_fresh(settings: Settings, tmp_path: Path) -> None:
    """Check that the tables are those of a run over the same inputs into an empty data folder."""
    fresh = replace(settings, data=tmp_path / "fresh")
    run(fresh)
    expected = {
        name: digest
        for name, digest in store(fresh).digests().items()
        if name not in {"runs", "ledger", "changes"}
    }
    digests = store(settings).digests()
    assert {name: digests[name] for name in expected} == expected


def test_what_rests_is_not_compared_and_counts_as_if_it_were(
    chosen: Settings, compared: list[str]
) -> None:
    run(chosen)
    assert resting(chosen) == {f"{name}.jsonl": (4, 0) for name in "abc"}
    compared.clear()
    second = run(chosen)
    assert (second.status, compared) == ("unchanged", [])
    # Every document compared gives the same account.
    assert account(second) == account(run(replace(chosen, rehash=True)))
    assert account(second)["ingest", "*"] == (12, 12, 0, 0, 12)
    assert len(set(compared)) == 12


def test_only_new_documents_are_compared(
    chosen: Settings, compared: list[str], tmp_path: Path
) -> None:
    run(chosen)
    write(tmp_path / "in/d.jsonl", ["Gout 1", "Gout 2"])
    compared.clear()
    report = run(chosen)
    assert len(set(compared)) == 2
    assert account(report)["ingest", "*"] == (14, 14, 0, 0, 12)
    assert account(report)["clean", "*"] == (14, 14, 0, 0, 12)
    assert resting(chosen) == {**{f"{name}.jsonl": (4, 0) for name in "abc"}, "d.jsonl": (2, 0)}
    assert_as_fresh(chosen, tmp_path)


def test_new_copy_of_a_document_that_rests_wakes_its_resource(
    chosen: Settings, tmp_path: Path
) -> None:
    run(chosen)
    # The place of the copy comes first: the document is known by it now.
    (tmp_path / "in/0.jsonl").write_bytes(
        (tmp_path / "in/b.jsonl").read_bytes().splitlines(keepends=True)[0]
    )
    report = run(chosen)
    assert account(report)["ingest", "*"][:4] == (13, 12, 0, 1)
    assert_as_fresh(chosen, tmp_path)
    assert resting(chosen)["b.jsonl"] == (3, 1)
    unchanged = run(chosen)
    assert account(unchanged)["ingest", "*"] == (13, 12, 0, 1, 12)
    # It goes from where it rested: what stands apart is followed one by one.
    write(tmp_path / "in/b.jsonl", ["Lupus other", "Lupus b1", "Lupus b2", "Lupus b3"])
    run(chosen)
    assert_as_fresh(chosen, tmp_path)


def test_changed_resource_is_read_and_the_others_rest(
    chosen: Settings, compared: list[str], tmp_path: Path
) -> None:
    run(chosen)
    write(tmp_path / "in/b.jsonl", ["Gout", "Lupus b1", "Lupus b2", "Lupus b3"])
    compared.clear()
    report = run(chosen)
    assert account(report)["ingest", "*"][:2] == (12, 12)
    assert len(set(compared)) == 5
    assert_as_fresh(chosen, tmp_path)


def test_other_component_leaves_nothing_at_rest(chosen: Settings, compared: list[str]) -> None:
    run(chosen)
    compared.clear()
    run(replace(chosen, max_document_bytes=chosen.max_document_bytes - 1))
    assert len(set(compared)) == 12


def test_sync_and_second_input_of_one_name_see_every_document(
    chosen: Settings, compared: list[str], tmp_path: Path
) -> None:
    run(chosen)
    (tmp_path / "in/c.jsonl").unlink()
    report = run(replace(chosen, sync=True, sync_limit_percent=50))
    assert account(report)["ingest", "*"][:2] == (8, 8)
    assert store(chosen).counts()["documents"] == 8
    compared.clear()
    twice = run(replace(chosen, inputs=(*chosen.inputs, *chosen.inputs)))
    assert account(twice)["ingest", "*"] == (16, 8, 0, 8, 8)
    assert len(set(compared)) == 8


def test_forgotten_document_is_missed_where_it_rested(chosen: Settings) -> None:
    run(chosen)
    (victim,) = store(chosen).places(["a.jsonl#1"])["a.jsonl#1"]
    forget_documents(chosen, [victim[0]])
    assert "a.jsonl" not in resting(chosen)
    report = run(chosen)
    assert account(report)["ingest", "*"][:4] == (12, 11, 0, 1)
    assert store(chosen).counts()["documents"] == 11


def test_state_that_is_made_again_knows_nothing_at_rest(chosen: Settings) -> None:
    run(chosen)
    state.rebuild(store(chosen).layout)
    report = run(chosen)
    assert account(report)["ingest", "*"] == (12, 12, 0, 0, 12)


def test_another_commit_between_reading_and_comparing_is_noticed(
    chosen: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(chosen)
    really = settling.settle
    n_calls = 0

    def overtaken(seen: Seen, pipeline: Pipeline, at: Store) -> Ingested:
        nonlocal n_calls
        n_calls += 1
        if n_calls == 1:
            write(tmp_path / "in/b.jsonl", ["Gout", "Lupus b1", "Lupus b2", "Lupus b3"])
            monkeypatch.setattr(ingesting, "settle", really)
            run(chosen)
        return really(seen, pipeline, at)

    monkeypatch.setattr(ingesting, "settle", overtaken)
    report = run(chosen)
    assert n_calls == 1
    assert account(report)["ingest", "*"][:2] == (12, 12)
    assert_as_fresh(chosen, tmp_path)
