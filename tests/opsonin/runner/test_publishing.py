from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest

from authored import Author, author_in
from opsonin.errors import StoreError
from opsonin.manager.config import Settings
from opsonin.runner import publishing
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.store import files
from opsonin.store.layout import Layout
from opsonin.store.reading import open_snapshot
from opsonin.store.records import Retention
from opsonin.store.store import Store
from opsonin.store.upkeep import remove_garbage
from opsonin.tables.contract import CONTRACT, INTERNAL

#: An exporter that writes the number of its snapshot, and does as the test says before that.
SOURCE = """
from opsonin import Exporter, hookimpl

DEEDS = {}

def export(snapshot, context):
    DEEDS.pop(snapshot.number, lambda _snapshot: None)(snapshot)
    place = snapshot.data / "number.txt"
    place.write_text(str(snapshot.number))
    return str(place)

@hookimpl
def register_exporters():
    return [Exporter(name="number", version="1", export=export)]
"""


@pytest.fixture
def author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Author]:
    open_pipeline.cache_clear()
    with author_in(tmp_path / "plugins", monkeypatch) as write:
        yield write
    open_pipeline.cache_clear()


@pytest.fixture
def deeds(author: Author) -> dict[int, Callable[[Any], object]]:
    author("numbering", SOURCE)
    found: dict[int, Callable[[Any], object]] = importlib.import_module("numbering").DEEDS
    return found


def settings(tmp_path: Path, text: str, **changes: object) -> Settings:
    (tmp_path / "in").mkdir(exist_ok=True)
    (tmp_path / "in" / f"{text}.txt").write_text(text)
    values: dict[str, object] = {
        "inputs": (str(tmp_path / "in"),),
        "data": tmp_path / "data",
        "plugins": ("numbering",),
        "limits": {"isolation": "inline"},
        "cleaners": (),
        "taggers": (),
        "exporters": ("number",),
        "vocabularies": (),
        **changes,
    }
    return Settings(**values)  # type: ignore[arg-type] # Settings checks the values itself


def store_of(chosen: Settings) -> Store:
    return Store(chosen.data, {**CONTRACT, **INTERNAL})


def test_slow_export_of_an_older_snapshot_does_not_replace_a_newer_one(
    tmp_path: Path, deeds: dict[int, Callable[[Any], object]]
) -> None:
    first = settings(tmp_path, "one")
    others: list[Any] = []
    with ThreadPoolExecutor() as pool:

        def wait_for_another_run(_snapshot: object) -> None:
            other = pool.submit(run_locally, settings(tmp_path, "two"))
            others.append(other)
            while not other.done() and store_of(first).head() == 1:
                time.sleep(0.01)
            # It has committed; without turns it would be done with its export soon.
            wait([other], timeout=2)

        deeds[1] = wait_for_another_run
        assert run_locally(first).unpublished == ()
        others[0].result()
    assert (tmp_path / "data" / "number.txt").read_text() == "2"
    published = store_of(first).published("number")
    assert published is not None
    assert published["snapshot"] == 2


def test_export_that_another_run_holds_up_is_told_and_made_up_for(
    tmp_path: Path, deeds: dict[int, Callable[[Any], object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not deeds
    chosen = settings(tmp_path, "one")
    monkeypatch.setattr(publishing, "PUBLISH_TIMEOUT_S", 0.0)
    with files.locked(Layout(chosen.data).publish_lock, 0.0):
        report = run_locally(chosen)
    assert report.status == "committed"
    assert "snapshot 1 is not published" in report.unpublished[0]
    assert not (tmp_path / "data" / "number.txt").exists()
    assert run_locally(chosen).unpublished == ()
    assert (tmp_path / "data" / "number.txt").read_text() == "1"


def test_snapshot_stays_while_it_is_exported(
    tmp_path: Path, deeds: dict[int, Callable[[Any], object]]
) -> None:
    first = settings(tmp_path, "one")
    rows: list[int] = []

    def read_late(snapshot: Any) -> None:
        run_locally(settings(tmp_path, "two", exporters=()))
        store = store_of(first)
        store.snapshot()
        remove_garbage(store, Retention(snapshots=1, hours=0, history_days=30))
        rows.append(snapshot.read("documents").num_rows)

    deeds[1] = read_late
    assert run_locally(first).unpublished == ()
    assert rows == [1]
    with open_snapshot(first.data) as newest:
        assert newest.number == 2
    remove_garbage(store_of(first), Retention(snapshots=1, hours=0, history_days=30))
    with pytest.raises(StoreError, match="no snapshot 1"), open_snapshot(first.data, 1):
        pass
