"""A component in a worker process cannot take the run with it, whatever a document does to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from opsonin.runner.isolation import pool, workers
from opsonin.runner.run import Report

Tables = Mapping[str, list[dict[str, Any]]]

pytestmark = pytest.mark.slow

TEXT = "Reports of reinfection with the coronavirus are rare, say experts at the university. "
#: Document -> the reason of its reject; None where it goes on.
OUTCOMES = {
    "good_1": None,
    "HANG": "timeout",
    "good_2": None,
    "CRASH": "error",
    "DEVOUR": "memory",
    "LEAVE": "error",
    "good_3": None,
}
#: A worker has to start, on a machine that others use as well.
START_S = 10.0
TIMEOUT_S = 1.0
LIMITS = {"timeout_s": TIMEOUT_S, "memory_mb": 1024}


@pytest.fixture
def plugin(
    install: Callable[[Path], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModuleType]:
    monkeypatch.setattr(workers, "START_TIMEOUT_S", START_S)
    yield install(Path(__file__).parent / "hanging")
    pool.stop_workers()


def page(name: str) -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{name}</title></head><body>"
        f"<article><p>{name}. {TEXT * 3}</p></article></body></html>"
    )


def write(folder: Path, make: Callable[[str], str], ending: str) -> None:
    folder.mkdir()
    for name in OUTCOMES:
        (folder / f"{name}.{ending}").write_text(make(name), encoding="utf-8")


def rejected(tables: Tables, component: str) -> dict[str, str]:
    rows = [row for row in tables["rejects"] if row["component"] == component]
    # What reads the table in which the rows are missing rejects the same documents, and no others.
    following = [row for row in tables["rejects"] if row["component"] != component]
    assert {row["reason"] for row in following} <= {"upstream"}
    assert {row["doc_id"] for row in following} <= {row["doc_id"] for row in rows}
    return {row["source_uri"].partition(".")[0]: row["reason"] for row in rows}


def expected_rejects() -> dict[str, str]:
    return {name: reason for name, reason in OUTCOMES.items() if reason}


def test_cleaner_that_hangs_dies_or_devours_memory_costs_one_document_each(
    plugin: ModuleType,
    run: Callable[..., Report],
    exported: Callable[[Path], Tables],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    write(tmp_path / "in", page, "html")
    (tmp_path / "in" / "plain.txt").write_text(f"HANG and CRASH in plain text. {TEXT}")
    started = time.monotonic()
    settings = {"plugins": ("hanging",), "disabled": ("brittle",), "limits": LIMITS}
    assert run(tmp_path / "in", tmp_path / "data", **settings).status == "committed"
    tables = exported(tmp_path / "data")
    assert rejected(tables, "fragile") == expected_rejects()
    texts = {row["source_uri"]: row["text"] for row in tables["documents"]}
    survivors = {f"{name}.html" for name, reason in OUTCOMES.items() if reason is None}
    assert texts.keys() == survivors | {"plain.txt"}
    assert all(TEXT.strip() in text for text in texts.values())
    # The answers were read from the right frames: one flag for each page, none for plain text.
    flagged = {row["doc_id"] for row in tables["flags"] if row["component"] == "fragile"}
    by_uri = {row["source_uri"]: row["doc_id"] for row in tables["documents"]}
    assert flagged == {by_uri[uri] for uri in survivors}
    assert not any(plugin.NOISE in str(row) for rows in tables.values() for row in rows)
    # Once in its batch and once by itself, each time a worker that has yet to start.
    assert time.monotonic() - started < 2 * (START_S + TIMEOUT_S) + 120
    assert plugin.NOISE in capfd.readouterr().err
    check_second_run(run(tmp_path / "in", tmp_path / "data", **settings))


def check_second_run(report: Report) -> None:
    """Time and memory may suffice another day; a crash is remembered."""
    (line,) = [one for one in report.accounts if one.component == "fragile"]
    n_transient = sum(reason in {"timeout", "memory"} for reason in OUTCOMES.values())
    assert line.documents_in - line.documents_cached == n_transient
    assert line.documents_rejected == report.rows["rejects"] == len(expected_rejects())


def test_tagger_in_a_worker_costs_its_own_rows_alone(
    plugin: ModuleType,
    run: Callable[..., Report],
    exported: Callable[[Path], Tables],
    tmp_path: Path,
) -> None:
    write(tmp_path / "in", lambda name: f"{name}. {TEXT}", "txt")
    run(
        tmp_path / "in",
        tmp_path / "data",
        plugins=("hanging",),
        disabled=("fragile",),
        limits=LIMITS,
    )
    tables = exported(tmp_path / "data")
    assert rejected(tables, "brittle") == expected_rejects()
    assert len(tables["documents"]) == len(OUTCOMES)
    seen = {row["doc_id"] for row in tables["mentions"] if row["component"] == "brittle"}
    by_uri = {row["source_uri"].partition(".")[0]: row["doc_id"] for row in tables["documents"]}
    assert seen == {by_uri[name] for name, reason in OUTCOMES.items() if reason is None}
    assert plugin.NOISE not in str(tables)
