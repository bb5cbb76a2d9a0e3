"""Publishes a snapshot as one SQLite file with full-text search, and what Datasette shows of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from opsonin import Context, Exporter, Snapshot, views_over, with_lists_as_json
from opsonin_plugins.exporters.duckdb_file import described
from opsonin_plugins.exporters.publishing import check_name, publish_file

if TYPE_CHECKING:
    import sqlite3

#: Columns that full-text search looks into, by table.
_SEARCHED: Mapping[str, tuple[str, ...]] = {
    "documents": ("title", "text"),
    "claims": ("text",),
    "quotes": ("text", "speaker"),
}
#: Columns that Datasette offers to narrow a table down by.
_FACETS: Mapping[str, tuple[str, ...]] = {
    "documents": ("doc_type", "language", "publisher"),
    "mentions": ("type", "label", "component"),
    "identifiers": ("type", "role"),
    "statistics": ("kind", "unit"),
    "stat_checks": ("kind", "result"),
    "quotes": ("kind", "speaker"),
    "claims": ("predicate", "certainty", "direction"),
    "rejects": ("stage", "component", "reason"),
    "segments": ("kind",),
}
_BATCH_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class SqliteOptions:
    """Where the file is written.

    Attributes:
        file: Its name, in the data folder. Beside it stands a file for ``datasette --metadata``,
            with the same name and ``.metadata.json`` after it.
    """

    file: str = "tables.sqlite"

    def __post_init__(self) -> None:
        """Refuse a name that leads elsewhere."""
        check_name(self.file)


def _export(snapshot: Snapshot, context: Context[SqliteOptions]) -> str:
    """Write all tables into a new file and put it in the place of the one before."""
    path = snapshot.data / context.options.file
    about = json.dumps(_metadata(snapshot, path.stem), ensure_ascii=False, indent=1)
    # First what only describes: after a crash between the two it describes the older file as well.
    beside = path.with_name(f"{path.name}.metadata.json")
    publish_file(beside, partial(_write_text, about))
    return publish_file(path, partial(_write, snapshot))


def _write_text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def _write(snapshot: Snapshot, path: Path) -> None:
    # Not every Python has it, and only this needs it.
    import sqlite3  # noqa: PLC0415

    connection = sqlite3.connect(path)
    try:
        # The file is made durable as a whole once it is complete.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        for name in snapshot.tables:
            _fill(connection, name, snapshot)
        for table, columns in _SEARCHED.items():
            _index(connection, table, columns)
        for view in views_over(snapshot.tables):
            query = with_lists_as_json(view.query)
            connection.execute(f"CREATE VIEW {view.name} AS {query}")
        connection.commit()
    finally:
        connection.close()


def _fill(connection: sqlite3.Connection, name: str, snapshot: Snapshot) -> None:
    rows = snapshot.dataset(name)
    columns = ", ".join(_column(field, name, snapshot) for field in rows.schema)
    connection.execute(f"CREATE TABLE {name} ({columns})")
    marks = ", ".join("?" * len(rows.schema))
    for batch in rows.to_batches(batch_size=_BATCH_ROWS):
        cells = zip(*(map(_plain, column.to_pylist()) for column in batch), strict=True)
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", cells)  # noqa: S608
    if "doc_id" in rows.schema.names:
        connection.execute(f"CREATE INDEX {name}_doc_id ON {name} (doc_id)")


def _column(field: pa.Field, table: str, snapshot: Snapshot) -> str:
    kind = "TEXT"
    if pa.types.is_integer(field.type) or pa.types.is_boolean(field.type):
        kind = "INTEGER"
    elif pa.types.is_floating(field.type):
        kind = "REAL"
    if (table, field.name) == ("documents", "doc_id"):
        return f"{field.name} {kind} PRIMARY KEY"
    # A link for who reads: SQLite does not enforce it unless it is told to.
    is_link = field.name == "doc_id" and "documents" in snapshot.tables
    return f"{field.name} {kind}" + (" REFERENCES documents (doc_id)" if is_link else "")


def _plain(cell: object) -> object:
    """Return a cell as SQLite can hold it: lists as JSON, times as ISO 8601."""
    if isinstance(cell, list):
        return json.dumps(cell, ensure_ascii=False)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return cell


def _index(connection: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> None:
    listed = ", ".join(columns)
    connection.execute(
        f"CREATE VIRTUAL TABLE {table}_fts USING fts5 "
        f"({listed}, tokenize = 'porter unicode61', content = '{table}')"
    )
    connection.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")  # noqa: S608


def _metadata(snapshot: Snapshot, database: str) -> dict[str, Any]:
    tables = {name: _about(name, snapshot) for name in snapshot.tables}
    views = {view.name: {"description": view.about} for view in views_over(snapshot.tables)}
    return {
        "title": f"opsonin snapshot {snapshot.number}",
        "databases": {database: {"tables": {**tables, **views}}},
    }


def _about(name: str, snapshot: Snapshot) -> dict[str, Any]:
    schema = snapshot.dataset(name).schema
    found: dict[str, Any] = {
        "description": described(snapshot.tables[name]),
        "columns": dict(_descriptions(schema)),
    }
    if name in _FACETS:
        found["facets"] = list(_FACETS[name])
    if name == "documents":
        found["label_column"] = "title"
    return found


def _descriptions(schema: pa.Schema) -> Iterator[tuple[str, str]]:
    for field in schema:
        yield field.name, (field.metadata or {}).get(b"description", b"").decode()


SQLITE = Exporter(
    name="sqlite", version="2", export=_export, options=SqliteOptions, is_default=False
)
