"""An exporter to a database: all tables of one snapshot, or all of the one before."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.store.reading import open_snapshot

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("installed")]

PUBLISH = """
import sys, orjson
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
run_locally(Settings.from_json(orjson.loads(sys.argv[1])))
"""


@pytest.fixture
def settings(lean: Settings) -> Settings:
    limits = {"isolation": "inline"}
    return replace(lean, plugins=("opsonin-sqlite",), exporters=("evidence_db",), limits=limits)


@contextmanager
def opened(settings: Settings) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(settings.data / "evidence.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def rows(settings: Settings, query: str) -> list[dict[str, Any]]:
    with opened(settings) as connection:
        return [dict(row) for row in connection.execute(query)]


def test_database_has_every_table_of_the_snapshot_row_by_row(settings: Settings) -> None:
    report = run_locally(settings)
    assert report.export == (str(settings.data / "evidence.sqlite"),)
    with open_snapshot(settings.data) as snapshot:
        for name in snapshot.tables:
            there = snapshot.read(name)
            columns = {row["name"] for row in rows(settings, f"PRAGMA table_info({name})")}
            assert columns == {*there.schema.names}
            (count,) = rows(settings, f"SELECT count(*) AS n FROM {name}")  # noqa: S608
            assert count["n"] == there.num_rows
        documents = snapshot.read("documents").to_pylist()
    found = rows(settings, "SELECT doc_id, text, authors FROM documents ORDER BY doc_id")
    assert [(row["doc_id"], row["text"], json.loads(row["authors"])) for row in found] == [
        (row["doc_id"], row["text"], row["authors"]) for row in documents
    ]


def test_next_snapshot_takes_the_place_of_the_one_before_and_leaves_other_tables(
    settings: Settings, texts: Path
) -> None:
    run_locally(settings)
    with opened(settings) as connection:
        connection.execute("CREATE TABLE notes (mine TEXT)")
        connection.commit()
    (texts / "later.txt").write_text("One more text about nothing at all.\n", encoding="utf-8")
    run_locally(settings)
    assert len(rows(settings, "SELECT * FROM documents")) == 4
    assert rows(settings, "SELECT * FROM notes") == []


def test_killed_export_leaves_the_old_version_and_the_next_run_brings_the_new_one(
    settings: Settings, texts: Path, site: Path
) -> None:
    run_locally(settings)
    before = rows(settings, "SELECT * FROM opsonin_tables ORDER BY name")
    (texts / "later.txt").write_text("One more text about nothing at all.\n", encoding="utf-8")
    with opened(settings) as reader:
        # As long as it reads, the exporter has written all it has to, and waits in its COMMIT.
        reader.execute("BEGIN")
        assert len(reader.execute("SELECT * FROM documents").fetchall()) == 3
        exporter = subprocess.Popen(
            [sys.executable, "-c", PUBLISH, json.dumps(settings.to_json())],
            env={**os.environ, "PYTHONPATH": str(site)},
        )
        journal = settings.data / "evidence.sqlite-journal"
        deadline = time.monotonic() + 120
        while not journal.exists() and exporter.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        exporter.send_signal(signal.SIGKILL)
        assert exporter.wait() == -signal.SIGKILL
        assert len(reader.execute("SELECT * FROM documents").fetchall()) == 3
    assert rows(settings, "SELECT * FROM opsonin_tables ORDER BY name") == before
    assert rows(settings, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]

    assert run_locally(settings).status == "unchanged"
    assert len(rows(settings, "SELECT * FROM documents")) == 4


def test_database_that_cannot_be_written_is_reported_with_a_remedy(settings: Settings) -> None:
    settings.data.mkdir()
    (settings.data / "evidence.sqlite").write_bytes(b"no database at all, but long enough" * 40)
    report = run_locally(settings)
    assert (report.status, report.export) == ("committed", ())
    (failure,) = report.unpublished
    assert "file is not a database. Close what holds it open, or name another" in failure
    assert "[components.evidence_db] path" in failure
