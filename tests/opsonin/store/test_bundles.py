from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin.store import bundles
from opsonin.tables.internal import Results
from opsonin.tables.model import arrow_schema

_SCHEMA = arrow_schema(Results)
Row = tuple[str, str, str, str, str | None, str]
#: Document and component -> how it ended.
Model = dict[tuple[str, str], tuple[str, str, str | None, str]]

_rows = st.tuples(
    st.sampled_from("abcdef"),
    st.sampled_from(["clean", "tag", "link"]),
    st.sampled_from(["f1", "f2"]),
    st.sampled_from(["done", "rejected"]),
    st.sampled_from([None, "", "error"]),
    st.sampled_from(["s1", "s2"]),
)
_inserts = st.tuples(st.just("insert"), st.lists(_rows, max_size=12))
_forgets = st.tuples(st.just("forget"), st.lists(st.sampled_from("abcdefg"), max_size=4))


def table(rows: Sequence[Row]) -> pa.Table:
    names = ("doc_id", "component", "fingerprint", "status", "reason", "shard")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], _SCHEMA)


def read(connection: sqlite3.Connection) -> Model:
    rows = connection.execute(
        "SELECT doc_id, component, fingerprint, status, reason, shard FROM results"
    ).fetchall()
    found = {(row[0], row[1]): (row[2], row[3], row[4], row[5]) for row in rows}
    assert len(found) == len(rows)
    return found


def live_shards(connection: sqlite3.Connection) -> set[str]:
    return {shard for (shard,) in connection.execute("SELECT shard FROM live_shards")}


def opened() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript(bundles.SCHEMA)
    return connection


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(opened()) as connection:
        yield connection


@settings(max_examples=60)
@given(st.lists(st.one_of(_inserts, _forgets), max_size=8))
def test_results_read_as_if_each_had_a_row(
    steps: list[tuple[str, list[Row]] | tuple[str, list[str]]],
) -> None:
    model: Model = {}
    with closing(opened()) as connection:
        for what, given_rows in steps:
            if what == "insert":
                rows: list[Row] = [one for one in given_rows if isinstance(one, tuple)]
                bundles.insert(connection, table(rows))
                model |= {row[:2]: row[2:] for row in rows}
            else:
                names = [one for one in given_rows if isinstance(one, str)]
                bundles.forget(connection, names)
                model = {key: cell for key, cell in model.items() if key[0] not in names}
            assert read(connection) == model
            assert live_shards(connection) == {cell[3] for cell in model.values()}


def test_documents_that_ended_alike_share_a_bundle(connection: sqlite3.Connection) -> None:
    rows: list[Row] = [
        (doc_id, component, "f1", "done", None, "s1")
        for doc_id in ("a", "b", "c")
        for component in ("clean", "tag")
    ]
    rows.append(("d", "clean", "f1", "rejected", "error", "s1"))
    bundles.insert(connection, table(rows))
    (n_outcomes,) = connection.execute("SELECT count(*) FROM outcomes").fetchone()
    assert n_outcomes == 3
    assert len(read(connection)) == 7


def test_forgotten_results_leave_nothing_behind(connection: sqlite3.Connection) -> None:
    bundles.insert(connection, table([("a", "clean", "f1", "done", None, "s1")]))
    bundles.insert(connection, table([("a", "tag", "f1", "done", None, "s2")]))
    bundles.forget(connection, ["a", "never seen"])
    for name in ("treated", "outcomes"):
        assert connection.execute(f"SELECT * FROM {name}").fetchall() == []  # noqa: S608 - our own names


def test_chunked_results_are_one_table(connection: sqlite3.Connection) -> None:
    parts = [
        table([("a", "clean", "f1", "done", None, "s1")]),
        table([]),
        table([("b", "tag", "f2", "rejected", "io", "s2")]),
    ]
    bundles.insert(connection, pa.concat_tables(parts))
    assert read(connection) == {
        ("a", "clean"): ("f1", "done", None, "s1"),
        ("b", "tag"): ("f2", "rejected", "io", "s2"),
    }
