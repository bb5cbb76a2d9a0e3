"""Two runs over one data folder: whoever commits second compares again, and nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import counting_settings
from opsonin.inspection.verification import table_problems
from opsonin.manager.config import Settings
from opsonin.runner import run as stages
from opsonin.runner.forgetting import forget_documents
from opsonin.runner.local import run_locally, spread_over
from opsonin.runner.run import Report
from opsonin.runner.shards import open_pipeline
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL

HISTORY = {"runs", "ledger", "changes"}
TEXT = "Lupus in 3 patients"
OTHER = "Gout in 4 patients"
#: Writers at once, and how often each commits.
WRITERS, COMMITS = 3, 3
WRITER = Path(__file__).parent / "writing_at_once.py"


@pytest.fixture(autouse=True)
def calls(counting: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Component -> documents that it was called with; what was written just now counts as old."""
    monkeypatch.setattr("opsonin_plugins.sources.files.CLOCK_TICK_NS", 0)
    return counting


@pytest.fixture
def feed(tmp_path: Path) -> Callable[..., Settings]:
    """Write files of a feed, and return settings that read it into the common data folder."""

    def write(name: str, **texts: str) -> Settings:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        for stem, text in texts.items():
            (folder / f"{stem}.txt").write_text(text)
        return counting_settings(folder, tmp_path / "data")

    return write


def run(chosen: Settings) -> Report:
    open_pipeline.cache_clear()
    return run_locally(chosen)


def up_to_commit(chosen: Settings) -> Callable[[], Report]:
    """Carry out a run until it would commit, and return what does that."""
    open_pipeline.cache_clear()
    started = stages.open_run(chosen)
    spread = spread_over(chosen)
    ingested = stages.ingest(started)
    cleaned = stages.clean(started, ingested, spread)
    tagged = stages.tag(started, ingested, cleaned, spread)
    return lambda: stages.export(started, ingested, cleaned, tagged, spread)


def store_of(chosen: Settings) -> Store:
    return Store(chosen.data, {**CONTRACT, **INTERNAL})


def digests(chosen: Settings) -> dict[str, str]:
    found = store_of(chosen).digests()
    return {name: found[name] for name in found if name not in HISTORY and name not in INTERNAL}


def fresh(*feeds: Settings) -> dict[str, str]:
    """Return the digests of one run over several feeds."""
    inputs = tuple(one.inputs[0] for one in feeds)
    chosen = replace(feeds[0], inputs=inputs, data=feeds[0].data.parent / "fresh")
    run(chosen)
    return digests(chosen)


def problems(chosen: Settings) -> list[str]:
    return [*store_of(chosen).verify(), *table_problems(store_of(chosen))]


def test_document_that_one_run_takes_away_and_another_finds_elsewhere_stays(
    feed: Callable[..., Settings],
) -> None:
    one = feed("one", a=TEXT)
    run(one)
    feed("one", a=OTHER)
    two = feed("two", b=TEXT)
    first = up_to_commit(one)
    run(two)
    assert first().status == "committed"
    assert digests(one) == fresh(one, two)
    assert problems(one) == []
    assert [run(chosen).status for chosen in (one, two)] == ["unchanged", "unchanged"]


def test_document_that_was_known_and_is_taken_away_meanwhile_is_read_again(
    feed: Callable[..., Settings],
) -> None:
    one, two = feed("one", a=TEXT), feed("two", b=TEXT)
    run(one)
    second = up_to_commit(two)
    feed("one", a=OTHER)
    run(one)
    assert second().status == "committed"
    assert digests(one) == fresh(one, two)
    assert problems(one) == []


def test_document_is_known_by_its_first_place_whoever_commits_first(
    feed: Callable[..., Settings],
) -> None:
    one, two = feed("one", a=TEXT), feed("two", z=TEXT)
    second = up_to_commit(two)
    run(one)
    second()
    assert digests(one) == fresh(one, two)


def test_of_two_versions_at_one_place_the_later_commit_holds(
    feed: Callable[..., Settings],
) -> None:
    one = feed("one", a=TEXT)
    first = up_to_commit(one)
    feed("one", a=OTHER)
    second = up_to_commit(one)
    first()
    second()
    assert digests(one) == fresh(one)


def test_runs_over_the_same_input_compute_and_commit_once(
    feed: Callable[..., Settings], calls: dict[str, list[str]]
) -> None:
    one = feed("one", a=TEXT, b=OTHER)
    first, second = up_to_commit(one), up_to_commit(one)
    assert first().status == "committed"
    assert second().status == "unchanged"
    assert len(calls["squeeze"]) == 2


def test_finished_shards_are_adopted_when_another_run_was_faster(
    feed: Callable[..., Settings], calls: dict[str, list[str]]
) -> None:
    one, two = feed("one", a=TEXT), feed("two", b=OTHER)
    second = up_to_commit(two)
    run(one)
    calls.pop("squeeze")
    second()
    assert "squeeze" not in calls
    assert digests(one) == fresh(one, two)


def test_what_sync_takes_away_is_what_stood_before_its_listing(
    feed: Callable[..., Settings],
) -> None:
    one, two = feed("one", a=TEXT), feed("two", b=OTHER)
    run(one)
    syncing = up_to_commit(replace(one, sync=True))
    feed("one", c="Asthma in 5 patients")
    run(one)
    run(two)
    syncing()
    assert digests(one) == fresh(one, two)


def test_document_that_is_forgotten_meanwhile_is_left_out(feed: Callable[..., Settings]) -> None:
    one = feed("one", a=TEXT, b=OTHER)
    run(one)
    (doc_id,) = (
        row["doc_id"] for row in store_of(one).scan("raw").to_pylist() if row["text"] == TEXT
    )
    feed("two", c=TEXT, d="Asthma in 5 patients")
    two = feed("two")
    second = up_to_commit(two)
    forget_documents(one, [doc_id])
    second()
    assert doc_id not in store_of(one).all_owners("raw")
    assert len(store_of(one).all_owners("raw")) == 2
    assert problems(one) == []


def test_writers_at_once_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    writers = []
    for number in range(WRITERS):
        (tmp_path / f"feed{number}").mkdir()
        given = (str(tmp_path), str(number), str(COMMITS))
        writers.append(subprocess.Popen([sys.executable, str(WRITER), *given]))
    assert [one.wait(300) for one in writers] == [0] * WRITERS
    store = Store(tmp_path / "data", {**CONTRACT, **INTERNAL})
    texts = sorted(row["text"] for row in store.scan("raw", ["text"]).to_pylist())
    assert texts == sorted(
        [f"Text {commit} of writer {n}" for n in range(WRITERS) for commit in range(COMMITS)]
        + [f"Version {COMMITS - 1} of {n}" for n in range(WRITERS)]
        + ["Everybody writes this."]
    )
    assert len(store.all_owners("sources")) == WRITERS * (COMMITS + 1) + 1
    assert store.head() == WRITERS * COMMITS
    assert store.verify() == []
