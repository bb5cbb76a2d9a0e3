"""What has not changed is not opened again, and still counts."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from conftest import counting_settings
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.runner.run import Report
from opsonin.runner.shards import open_pipeline
from opsonin.store.store import Store
from opsonin.tables.contract import INTERNAL
from opsonin_plugins.sources import files
from opsonin_plugins.sources.opening import open_regular

LINES = b'{"id": 1, "text": "Lupus 1"}\n{"id": 2, "text": "Gout"}\n{"id": 2, "text": "Gout"}\n{\n'


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were opened; what was written just now counts as old."""
    names: list[str] = []
    really = open_regular

    def noting(path: str) -> Any:
        names.append(Path(path).name)
        return really(path)

    monkeypatch.setattr(files, "open_regular", noting)
    monkeypatch.setattr(files, "CLOCK_TICK_NS", 0)
    return names


@pytest.fixture
def chosen(counting: dict[str, list[str]], tmp_path: Path) -> Settings:
    assert counting == {}
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Lupus in 3 patients", encoding="utf-8")
    (folder / "b.jsonl").write_bytes(LINES)
    (folder / "empty.txt").touch()
    return counting_settings(folder, tmp_path / "data")


def run(settings: Settings) -> Report:
    open_pipeline.cache_clear()
    return run_locally(settings)


def account(report: Report) -> dict[str, tuple[int, int, int, int]]:
    return {
        one.component: (
            one.documents_in,
            one.documents_out,
            one.documents_rejected,
            one.documents_dropped,
        )
        for one in report.accounts
        if one.stage == "ingest"
    }


def store(settings: Settings) -> Store:
    pipeline = open_pipeline(orjson.dumps(settings.to_json(), option=orjson.OPT_SORT_KEYS))
    return Store(settings.data, {**pipeline.tables, **INTERNAL})


def test_unchanged_files_are_not_opened_and_count_as_before(
    opened: list[str], chosen: Settings
) -> None:
    first = run(chosen)
    assert opened == ["a.txt", "b.jsonl", "empty.txt"]
    opened.clear()
    second = run(chosen)
    assert opened == []
    assert second.status == "unchanged"
    assert account(second) == account(first)
    assert account(first)["*"] == (6, 3, 2, 1)
    (whole,) = (one for one in second.accounts if (one.stage, one.component) == ("ingest", "*"))
    assert whole.documents_cached == 3


def test_rehash_opens_everything(opened: list[str], chosen: Settings) -> None:
    run(chosen)
    opened.clear()
    report = run(replace(chosen, rehash=True))
    assert opened == ["a.txt", "b.jsonl", "empty.txt"]
    assert report.status == "unchanged"


def test_changed_file_alone_is_opened_and_places_of_others_stay(
    opened: list[str], chosen: Settings, tmp_path: Path
) -> None:
    run(chosen)
    opened.clear()
    (tmp_path / "in/a.txt").write_text("Gout", encoding="utf-8")
    run(chosen)
    assert opened == ["a.txt"]
    fresh = counting_settings(tmp_path / "in", tmp_path / "fresh")
    run(fresh)
    for name in ("raw", "sources", "rejects", "documents"):
        assert store(chosen).digests()[name] == store(fresh).digests()[name]


def test_change_that_keeps_size_and_time_is_seen(
    opened: list[str], chosen: Settings, tmp_path: Path
) -> None:
    run(chosen)
    opened.clear()
    path = tmp_path / "in/a.txt"
    times = path.stat()
    path.write_text("Lupus in 4 patients", encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    run(chosen)
    assert opened == ["a.txt"]


def test_file_written_within_the_clocks_resolution_is_not_trusted(
    opened: list[str], chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "CLOCK_TICK_NS", 10**15)
    run(chosen)
    opened.clear()
    monkeypatch.setattr(files, "CLOCK_TICK_NS", 0)
    run(chosen)
    assert opened == ["a.txt", "b.jsonl", "empty.txt"]


def test_another_folder_with_the_same_names_is_no_reason_to_skip(
    opened: list[str], chosen: Settings, tmp_path: Path
) -> None:
    run(chosen)
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("Flu", encoding="utf-8")
    # While both are there, they claim one place: see test_claims.
    (tmp_path / "in").rename(tmp_path / "away")
    run(replace(chosen, inputs=(str(other),)))
    shutil.rmtree(other)
    (tmp_path / "away").rename(tmp_path / "in")
    opened.clear()
    run(chosen)
    assert opened == ["a.txt"]
    current = {
        row["source_uri"]: row["doc_id"] for row in store(chosen).scan("sources").to_pylist()
    }
    assert current["a.txt"] == hashlib.sha256(b"Lupus in 3 patients").hexdigest()[:32]


def test_new_version_of_a_source_reads_everything(opened: list[str], chosen: Settings) -> None:
    run(chosen)
    opened.clear()
    run(replace(chosen, components={"jsonl": {"max_bytes": 1000}}))
    assert opened == ["a.txt", "b.jsonl", "empty.txt"]


def test_lost_state_costs_a_reading(opened: list[str], chosen: Settings) -> None:
    run(chosen)
    opened.clear()
    (chosen.data / "store/state.sqlite").unlink()
    report = run(chosen)
    assert report.status == "unchanged"
    assert opened == ["a.txt", "b.jsonl", "empty.txt"]


@pytest.mark.usefixtures("opened")
def test_file_that_could_not_be_read_just_now_is_tried_again(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    def failing(path: str) -> Any:
        return Broken() if path.endswith("a.txt") else open_regular(path)

    monkeypatch.setattr(files, "open_regular", failing)
    assert account(run(chosen))["*"][2] == 3
    monkeypatch.setattr(files, "open_regular", open_regular)
    report = run(chosen)
    assert account(report)["*"][2] == 2
    assert report.status == "committed"
