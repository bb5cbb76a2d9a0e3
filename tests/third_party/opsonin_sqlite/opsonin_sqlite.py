"""Publishes a snapshot as one SQLite database: all tables change in one transaction, or none."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from opsonin import Context, Exporter, Snapshot, StoreError, hookimpl

#: What this exporter has put there, so that it touches nothing else in the database.
_OWN = """
CREATE TABLE IF NOT EXISTS opsonin_tables (
    name TEXT PRIMARY KEY, digest TEXT NOT NULL, rows INTEGER NOT NULL
) WITHOUT ROWID
"""
_NOTE = "INSERT OR REPLACE INTO opsonin_tables VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class SqliteOptions:
    """Options of exporter ``evidence_db``.

    Attributes:
        path: The database; ``evidence.sqlite`` in the data folder when empty.
        timeout_s: How long it waits for readers to let it in.
    """

    path: str = ""
    timeout_s: float = 60.0


def export(snapshot: Snapshot, context: Context[SqliteOptions]) -> str:
    path = Path(context.options.path or snapshot.data / "evidence.sqlite")
    try:
        # Without an isolation level Python begins and ends no transaction of its own.
        with closing(
            sqlite3.connect(path, timeout=context.options.timeout_s, isolation_level=None)
        ) as connection:
            connection.execute("BEGIN IMMEDIATE")
            _replace_tables(snapshot, connection)
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise StoreError(
            f"The database could not be written: {error}.",
            where=str(path),
            remedy="Close what holds it open, or name another with [components.evidence_db] path.",
        ) from error
    return str(path)


def _replace_tables(snapshot: Snapshot, connection: sqlite3.Connection) -> None:
    connection.execute(_OWN)
    there = dict(connection.execute("SELECT name, digest FROM opsonin_tables"))
    for name in there.keys() - snapshot.tables.keys():
        connection.execute(f'DROP TABLE "{name}"')
        connection.execute("DELETE FROM opsonin_tables WHERE name = ?", (name,))
    for name in sorted(snapshot.tables):
        digest = snapshot.digests[name]
        if there.get(name) == digest:
            continue
        if name in there:
            connection.execute(f'DROP TABLE "{name}"')
        connection.execute(_NOTE, (name, digest, _fill(name, snapshot.dataset(name), connection)))


def _fill(name: str, rows: Any, connection: sqlite3.Connection) -> int:
    """Write a table and return the number of its rows."""
    columns = ", ".join(f'"{one.name}" {_affinity(one.type)}' for one in rows.schema)
    connection.execute(f'CREATE TABLE "{name}" ({columns})')
    marks = ", ".join("?" * len(rows.schema))
    insert = f'INSERT INTO "{name}" VALUES ({marks})'  # noqa: S608 - the contract's own name
    count = 0
    for batch in rows.to_batches():
        connection.executemany(insert, _records(batch))
        count += batch.num_rows
    return count


def _affinity(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(kind) else "TEXT"


def _records(batch: pa.RecordBatch) -> Iterator[tuple[object, ...]]:
    return zip(*(map(_cell, column.to_pylist()) for column in batch.columns), strict=True)


def _cell(value: object) -> object:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else value


@hookimpl
def register_exporters() -> list[Exporter[Any]]:
    return [Exporter(name="evidence_db", version="1", export=export, options=SqliteOptions)]
