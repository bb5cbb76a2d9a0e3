from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest

from conftest import counting_settings
from opsonin import ConfigError, Resource
from opsonin.manager.config import Settings
from opsonin.runner import local
from opsonin.runner import run as stages
from opsonin.runner.local import run_locally
from opsonin.runner.run import Run
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.contract import CONTRACT, INTERNAL

HISTORY = {"runs", "ledger", "changes"}
N_DOCUMENTS = 20


def text_of(number: int) -> str:
    return f"Title {number % 7}\n\nLupus in {number} patients,  says Ada."


def doc_id_of(number: int) -> str:
    return hashlib.sha256(text_of(number).encode()).hexdigest()[:32]


def store_of(chosen: Settings) -> Store:
    return Store(chosen.data, {**CONTRACT, **INTERNAL})


def digests(chosen: Settings) -> dict[str, str]:
    found = store_of(chosen).digests()
    return {name: found[name] for name in found if name not in HISTORY and name not in INTERNAL}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    for number in range(N_DOCUMENTS):
        (folder / "sub" / f"{number:02}.txt").write_text(text_of(number))
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture
def chosen(counting: object, folder: Path, tmp_path: Path) -> Settings:
    """Settings with --sync, over a data folder that has seen all documents."""
    assert counting is not None
    settings = counting_settings(folder, tmp_path / "data")
    run_locally(settings)
    return replace(settings, sync=True)


def check_equals_fresh(chosen: Settings, tmp_path: Path) -> None:
    fresh = replace(chosen, data=tmp_path / "fresh", sync=False)
    run_locally(fresh)
    assert digests(chosen) == digests(fresh)
    assert find_problems(store_of(chosen)) == []


def changes_of(chosen: Settings, snapshot: int) -> list[tuple[str, str, str]]:
    rows = store_of(chosen).scan("changes").to_pylist()
    return sorted(
        (row["change"], row["doc_id"], row["source_uri"])
        for row in rows
        if row["snapshot"] == snapshot
    )


def test_document_leaves_with_its_last_place(
    chosen: Settings, folder: Path, tmp_path: Path
) -> None:
    (folder / "sub" / "00.txt").unlink()
    # The second one is only moved, the third is seen elsewhere too, the fourth is another one.
    (folder / "sub" / "01.txt").rename(folder / "01.txt")
    (folder / "zz.txt").write_text(text_of(2))
    (folder / "sub" / "02.txt").unlink()
    (folder / "sub" / "03.txt").write_text(text_of(99))
    (folder / "empty.txt").unlink()
    report = run_locally(chosen)
    assert report.rows["documents"] == N_DOCUMENTS - 1
    assert report.rows["rejects"] == 0
    assert changes_of(chosen, 2) == [
        ("changed", doc_id_of(99), "sub/03.txt"),
        ("removed", doc_id_of(0), "sub/00.txt"),
    ]
    check_equals_fresh(chosen, tmp_path)
    assert run_locally(chosen).status == "unchanged"


def test_absence_alone_removes_nothing(chosen: Settings, folder: Path) -> None:
    (folder / "sub" / "00.txt").unlink()
    assert run_locally(replace(chosen, sync=False)).rows["documents"] == N_DOCUMENTS


def test_run_stops_before_more_than_a_tenth_goes(
    chosen: Settings, folder: Path, tmp_path: Path
) -> None:
    for number in range(3):
        (folder / "sub" / f"{number:02}.txt").unlink()
    with pytest.raises(ConfigError, match=r"3 of 20 documents .*15 %.*--sync-limit 15\."):
        run_locally(chosen)
    assert store_of(chosen).head() == 1
    allowed = replace(chosen, sync_limit_percent=15.0)
    assert run_locally(allowed).rows["documents"] == N_DOCUMENTS - 3
    check_equals_fresh(chosen, tmp_path)


def test_exactly_a_tenth_may_go(chosen: Settings, folder: Path) -> None:
    for number in range(2):
        (folder / "sub" / f"{number:02}.txt").unlink()
    assert run_locally(chosen).rows["documents"] == N_DOCUMENTS - 2


def test_empty_or_wrong_input_stops_the_run(chosen: Settings, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with pytest.raises(ConfigError, match=r"20 of 20 documents .*100 %"):
        run_locally(replace(chosen, inputs=(str(tmp_path / "other"),)))


@pytest.mark.parametrize("name", ["sub", "sub/05.txt"])
def test_what_cannot_be_read_removes_nothing_and_says_so(
    chosen: Settings, folder: Path, tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "sub" / "00.txt").unlink()
    with unreadable(folder / name), caplog.at_level(logging.WARNING, "opsonin"):
        report = run_locally(replace(chosen, rehash=True))
    assert "--sync takes nothing away, because some resources could not be read" in caplog.text
    assert report.rows["documents"] == N_DOCUMENTS
    assert run_locally(chosen).rows["documents"] == N_DOCUMENTS - 1
    check_equals_fresh(chosen, tmp_path)


@contextmanager
def unreadable(path: Path) -> Iterator[None]:
    """Let the system refuse a path, as it does without permission; root may read everything."""
    with pytest.MonkeyPatch.context() as patch:
        for function in ("scandir", "open"):
            patch.setattr(os, function, partial(_refused, path, getattr(os, function)))
        yield


def _refused(path: Path, function: Callable[..., Any], at: Any, *rest: Any, **options: Any) -> Any:
    if os.fsdecode(at) == str(path):
        raise PermissionError(13, "Permission denied")
    return function(at, *rest, **options)


def test_source_that_raises_removes_nothing(chosen: Settings, folder: Path, tmp_path: Path) -> None:
    lines = [orjson.dumps({"id": str(n), "text": text_of(100 + n)}) for n in range(3)]
    (folder / "items.jsonl").write_bytes(b"\n".join(lines))
    assert run_locally(chosen).rows["documents"] == N_DOCUMENTS + 3
    ingest = stages.ingest
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            local, "ingest", lambda run, tell: ingest(raising_after_one_record(run), tell)
        )
        report = run_locally(replace(chosen, rehash=True))
    assert report.rows["documents"] == N_DOCUMENTS + 3
    assert "the rest is lost" in str(store_of(chosen).scan("rejects")["detail"].to_pylist())
    run_locally(chosen)
    check_equals_fresh(chosen, tmp_path)


def raising_after_one_record(run: Run) -> Run:
    """Return the run with a source for JSON lines that raises after its first record."""
    sources = list(run.pipeline.sources)
    (at,) = (number for number, one in enumerate(sources) if one.name == "jsonl")
    read = sources[at].component.read

    def first_only(resource: Resource, context: Any) -> Iterator[Any]:
        yield next(iter(read(resource, context)))
        raise RuntimeError("the rest is lost")

    component = replace(sources[at].component, read=first_only)
    sources[at] = replace(sources[at], component=component)
    return replace(run, pipeline=replace(run.pipeline, sources=tuple(sources)))


def test_record_that_is_gone_leaves_and_one_that_is_refused_stays(
    chosen: Settings, folder: Path, tmp_path: Path
) -> None:
    lines = [orjson.dumps({"id": str(n), "text": text_of(100 + n)}) for n in range(3)]
    (folder / "items.jsonl").write_bytes(b"\n".join(lines))
    run_locally(chosen)
    (folder / "items.jsonl").write_bytes(b"\n".join(lines[1:]))
    assert run_locally(chosen).rows["documents"] == N_DOCUMENTS + 2
    check_equals_fresh(chosen, tmp_path)
    # A file that nobody can read any more protects what was in it.
    (folder / "items.jsonl").write_bytes(b"")
    assert run_locally(chosen).rows["documents"] == N_DOCUMENTS + 2
