"""A backfill gives what a run over the inputs gives, for the documents that it is told."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conftest import counting_settings
from opsonin import ConfigError
from opsonin.manager.config import Settings, load_settings
from opsonin.runner import run as stages
from opsonin.runner.commit.committing import commit_run
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.accounts import WHOLE_STAGE
from opsonin.tables.contract import CONTRACT, INTERNAL

Counting = dict[str, list[str]]
TEXTS = {"a": "Lupus and Drop 3", "b": "Flu 2", "c": "Gout  was Seen", "d": "Tagboom"}


def write(folder: Path, texts: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)


def bump(name: str, version: str = "2") -> None:
    importlib.import_module("counting_plugin").VERSIONS[name] = version
    open_pipeline.cache_clear()


def store_of(settings: Settings) -> Store:
    return Store(settings.data, {**CONTRACT, **INTERNAL})


def data_digests(settings: Settings) -> dict[str, str]:
    history = ("runs", "ledger", "changes")
    return {k: v for k, v in store_of(settings).digests().items() if k not in history}


@pytest.fixture
def chosen(counting: Counting, tmp_path: Path) -> Settings:
    """A data folder with four documents."""
    write(tmp_path / "in", TEXTS)
    settings = counting_settings(tmp_path / "in", tmp_path / "data")
    run_locally(settings)
    counting.clear()
    return settings


def test_component_is_backfilled_with_what_needs_it_and_nothing_is_read(
    chosen: Settings, counting: Counting, tmp_path: Path
) -> None:
    bump("numbers")
    (tmp_path / "in" / "a.txt").unlink()
    write(tmp_path / "in", {"new": "Asthma 9"})
    backfill = replace(chosen, inputs=("nowhere",), only="tag", only_components=("numbers",))
    report = run_locally(backfill)
    assert report.status == "committed"
    assert set(counting) == {"numbers", "choose", "gather"}
    assert len(counting["numbers"]) == 4
    lines = {(one.stage, one.component): one for one in report.accounts}
    assert lines["ingest", WHOLE_STAGE].documents_in == 0
    assert lines["clean", WHOLE_STAGE].documents_in == 4
    assert lines["clean", WHOLE_STAGE].documents_cached == 4
    assert lines["tag", "numbers"].documents_out == 4
    # The fourth was rejected by it, which is cached as well.
    assert lines["tag", "capitals"].documents_cached == 3
    assert lines["tag", "capitals"].documents_rejected == 1
    assert store_of(chosen).runs()[-1]["documents"]["in"] == 4
    assert store_of(chosen).scan("changes").num_rows == 4
    assert not list(find_problems(store_of(chosen)))
    write(tmp_path / "in", TEXTS)
    (tmp_path / "in" / "new.txt").unlink()
    fresh = counting_settings(tmp_path / "in", tmp_path / "fresh")
    run_locally(fresh)
    assert data_digests(chosen) == data_digests(fresh)
    counting.clear()
    assert run_locally(backfill).status == "unchanged"
    assert run_locally(chosen).status == "unchanged"
    assert counting == {}


def test_without_names_every_tagger_that_is_due_is_called(
    chosen: Settings, counting: Counting
) -> None:
    bump("numbers")
    bump("capitals")
    assert run_locally(replace(chosen, only="tag")).status == "committed"
    assert set(counting) == {"numbers", "capitals", "choose", "gather"}
    counting.clear()
    assert run_locally(chosen).status == "unchanged"
    assert counting == {}


def test_tagger_that_is_new_is_backfilled(counting: Counting, tmp_path: Path) -> None:
    write(tmp_path / "in", TEXTS)
    few = counting_settings(tmp_path / "in", tmp_path / "data", taggers=("capitals", "choose"))
    run_locally(few)
    counting.clear()
    more = replace(few, taggers=("capitals", "choose", "gather"))
    run_locally(replace(more, only="tag", only_components=("gather",)))
    assert set(counting) == {"gather"}
    assert store_of(more).counts()["entities"]


def test_period_by_the_day_of_the_run_that_brought_a_document(
    chosen: Settings, counting: Counting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Later:
            assert tz is UTC
            return cls(2031, 5, 17, 12, tzinfo=UTC)

    with monkeypatch.context() as patch:
        patch.setattr(stages, "datetime", Later)
        write(tmp_path / "in", {"e": "Asthma 12", "b": "Flu twice 2"})
        run_locally(chosen)
    bump("capitals")
    counting.clear()
    backfill = replace(chosen, only="tag", period_by="fetched")
    run_locally(replace(backfill, since="2031-05-17", until="2031-05-17"))
    assert len(counting["capitals"]) == 2
    counting.clear()
    assert run_locally(replace(backfill, since="2031-05-18")).status == "unchanged"
    run_locally(replace(backfill, until="2031-05-16"))
    # All at once, and one by one because one of them fails.
    assert len(counting["capitals"]) == 3 + 3


def test_period_by_the_day_of_publication(tmp_path: Path) -> None:
    records = [
        {"id": str(n), "text": f"Report {n} about lupus and NCT0123456{n}.", "date": day}
        for n, day in enumerate(("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"))
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(one) for one in records))
    settings = load_settings(
        inputs=(str(tmp_path / "in.jsonl"),),
        data=tmp_path / "data",
        taggers=(),
        exporters=(),
        vocabularies=(),
    )
    run_locally(settings)
    backfill = replace(
        settings,
        taggers=("identifiers",),
        only="tag",
        only_components=("identifiers",),
        since="2026-03-01",
        until="2026-03-31",
    )
    report = run_locally(backfill)
    assert report.rows["identifiers"] == 2
    assert {one.documents_in for one in report.accounts if one.component == "identifiers"} == {2}
    run_locally(replace(backfill, since="", until=""))
    assert store_of(settings).counts()["identifiers"] == 4


def test_documents_that_need_cleaning_are_left_out_and_told(
    chosen: Settings, counting: Counting, caplog: pytest.LogCaptureFixture
) -> None:
    bump("squeeze")
    bump("capitals")
    run_locally(replace(chosen, only="tag"))
    assert set(counting) <= {"pairs"}
    assert "4 documents have to be cleaned anew" in caplog.text


def test_run_that_commits_meanwhile_is_heeded(
    chosen: Settings, counting: Counting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bump("capitals")
    write(tmp_path / "in", {"b": "Flu is another one 7", "e": "Asthma 12"})
    others: list[str] = []

    def commit_late(*given: object) -> object:
        if not others:
            others.append("begun")
            others.append(run_locally(chosen).status)
        return commit_run(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(stages, "commit_run", commit_late)
    run_locally(replace(chosen, only="tag", only_components=("capitals",)))
    assert others == ["begun", "committed"]
    fresh = counting_settings(tmp_path / "in", tmp_path / "fresh")
    run_locally(fresh)
    assert data_digests(chosen) == data_digests(fresh)
    assert not list(find_problems(store_of(chosen)))
    assert counting["capitals"]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("numbrs",), "There is no tagger 'numbrs'. Did you mean 'numbers'?"),
        (("pairs",), "'pairs' is a tagger of the whole corpus. Every run that commits"),
        (("numbers",), "The documents that lack numbers also lack capitals. Rows of a document"),
    ],
)
def test_mistakes_are_explained(chosen: Settings, names: tuple[str, ...], told: str) -> None:
    bump("numbers")
    bump("capitals")
    with pytest.raises(ConfigError) as caught:
        run_locally(replace(chosen, only="tag", only_components=names))
    assert told in str(caught.value)
    assert caught.value.where == "--component"
