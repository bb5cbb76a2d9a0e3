from __future__ import annotations

import duckdb
import pytest

from opsonin import Context, Snapshot, views_over
from opsonin_plugins.exporters.duckdb_file import DUCKDB, DuckdbOptions


@pytest.fixture(scope="module")
def connection(snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    place = DUCKDB.export(snapshot, Context(DuckdbOptions()))
    return duckdb.connect(place, read_only=True)


def test_every_table_is_there_with_its_rows(
    snapshot: Snapshot, connection: duckdb.DuckDBPyConnection
) -> None:
    connection.execute("SET TimeZone = 'UTC'")
    for name in snapshot.tables:
        expected = snapshot.read(name).to_pylist()
        found = connection.table(name)
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
        assert sorted(rows, key=repr) == sorted(expected, key=repr)


def test_everything_has_a_comment(
    snapshot: Snapshot, connection: duckdb.DuckDBPyConnection
) -> None:
    tables = connection.execute("select table_name, comment from duckdb_tables()").fetchall()
    assert len(tables) > 20
    assert all(comment for _, comment in tables)
    views = connection.execute(
        "select view_name, comment from duckdb_views() where not internal"
    ).fetchall()
    assert dict(views) == {view.name: view.about for view in views_over(snapshot.tables)}
    bare = connection.execute(
        "select count(*) from duckdb_columns() where coalesce(comment, '') = '' and not internal"
    ).fetchall()
    assert bare == [(0,)]


def test_views_answer(snapshot: Snapshot, connection: duckdb.DuckDBPyConnection) -> None:
    sentences = connection.execute(
        "select mention, sentence, source_uri from concept_sentences where mention = 'influenza'"
    ).fetchall()
    assert sentences == [("influenza", "=SUM(A1) is no formula about influenza.", "b.txt")]
    counted = connection.execute("select sum(mentions) from concept_counts").fetchall()
    assert counted[0][0] > 3
    for view in views_over(snapshot.tables):
        connection.execute(f"from {view.name}").fetchall()


def test_older_clients_can_open_the_file(connection: duckdb.DuckDBPyConnection) -> None:
    tags = connection.execute(
        "select tags['storage_version'] from duckdb_databases() where not internal"
    ).fetchall()
    assert str(tags[0][0]).startswith("v1.0.0")


def test_export_again_replaces_the_file(snapshot: Snapshot) -> None:
    context = Context(DuckdbOptions(file="again.duckdb"))
    for _ in range(2):
        place = DUCKDB.export(snapshot, context)
    with duckdb.connect(place, read_only=True) as found:
        assert len(found.table("documents")) == 3
    assert not list(snapshot.data.glob(".again*"))


@pytest.mark.parametrize("file", ["", "..", "a/b.duckdb", "/tmp/x.duckdb"])  # noqa: S108
def test_file_must_be_a_plain_name(file: str) -> None:
    with pytest.raises(ValueError, match="expected the name of a file"):
        DuckdbOptions(file=file)
