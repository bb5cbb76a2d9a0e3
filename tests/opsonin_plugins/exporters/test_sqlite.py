from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from opsonin import Context, Snapshot, views_over
from opsonin_plugins.exporters.sqlite import SQLITE, SqliteOptions


@pytest.fixture(scope="module")
def place(snapshot: Snapshot) -> Path:
    return Path(SQLITE.export(snapshot, Context(SqliteOptions())))


def test_every_table_is_there_with_its_cells(snapshot: Snapshot, place: Path) -> None:
    with closing(sqlite3.connect(place)) as connection:
        for name in snapshot.tables:
            expected = snapshot.read(name)
            found = connection.execute(f"select * from {name}")  # noqa: S608
            assert [one[0] for one in found.description] == expected.column_names
            rows = found.fetchall()
            assert len(rows) == expected.num_rows
            for column in ("doc_id", "text", "clean_start", "score", "alt_curies"):
                if column not in expected.column_names:
                    continue
                at = expected.column_names.index(column)
                cells = [json.loads(row[at]) if column == "alt_curies" else row[at] for row in rows]
                assert cells == expected[column].to_pylist()


def test_full_text_search_finds_documents(place: Path) -> None:
    query = (
        "select documents.source_uri from documents_fts join documents "
        "on documents.rowid = documents_fts.rowid where documents_fts match ?"
    )
    with closing(sqlite3.connect(place)) as connection:
        assert connection.execute(query, ("formulas",)).fetchall() == [("b.txt",)]
        assert connection.execute(query, ("paragraph AND asthma",)).fetchall() == [("a.txt",)]
        assert connection.execute(query, ("absent",)).fetchall() == []


def test_views_answer(snapshot: Snapshot, place: Path) -> None:
    with closing(sqlite3.connect(place)) as connection:
        for view in views_over(snapshot.tables):
            connection.execute(f"select * from {view.name}").fetchall()  # noqa: S608
        found = connection.execute("select mention from concept_sentences").fetchall()
    assert ("influenza",) in found


def test_file_is_sound_and_rows_lead_to_their_document(place: Path) -> None:
    with closing(sqlite3.connect(place)) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        keys = connection.execute("pragma foreign_key_list(mentions)").fetchall()
        assert [(key[2], key[3]) for key in keys] == [("documents", "doc_id")]


def test_metadata_describes_tables_views_and_columns(snapshot: Snapshot, place: Path) -> None:
    about = json.loads(place.with_name(f"{place.name}.metadata.json").read_text())
    tables = about["databases"]["tables"]["tables"]
    assert set(tables) == {*snapshot.tables, *(view.name for view in views_over(snapshot.tables))}
    for name in snapshot.tables:
        assert tables[name]["description"]
        assert set(tables[name]["columns"]) == set(snapshot.dataset(name).schema.names)
        assert set(tables[name].get("facets", ())) <= set(tables[name]["columns"])
    assert tables["mentions"]["columns"]["score"] == "Confidence"


def test_what_a_crash_left_does_not_stand_in_the_way(snapshot: Snapshot, place: Path) -> None:
    place.with_name(f".{place.name}.tmp").write_bytes(b"half a database")
    SQLITE.export(snapshot, Context(SqliteOptions()))
    with closing(sqlite3.connect(place)) as connection:
        assert connection.execute("select count(*) from documents").fetchall() == [(3,)]
