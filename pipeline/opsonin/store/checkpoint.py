"""Checkpoints: the whole live state in four files, so that a rebuild replays few commits."""

from __future__ import annotations

import sqlite3

import pyarrow as pa

from opsonin.store.layout import Layout
from opsonin.store.parquet import FileRef, write_parquet
from opsonin.tables.internal import Index, Results
from opsonin.tables.model import arrow_schema

_FILES = pa.schema(
    [
        pa.field("table_name", pa.string(), nullable=False),
        pa.field("file", pa.string(), nullable=False),
        pa.field("rows", pa.int64(), nullable=False),
        pa.field("size_bytes", pa.int64(), nullable=False),
    ]
)
_SHARDS = pa.schema(
    [
        pa.field("shard", pa.string(), nullable=False),
        pa.field("files", pa.string(), nullable=False),
    ]
)

#: Query and schema of each file. Files stand in the order in which commits added them, because
#: snapshots compact them in that order; dead ones too.
_CONTENTS: dict[str, tuple[str, pa.Schema]] = {
    "checkpoint.files": (
        "SELECT table_name, file, n_rows, size_bytes FROM files ORDER BY id",
        _FILES,
    ),
    "checkpoint.rows": (
        (
            "SELECT owners.table_name, owner, owners.n_rows, lower(hex(digest)), file "
            "FROM owners JOIN files ON files.id = file_id ORDER BY owners.table_name, owner"
        ),
        arrow_schema(Index),
    ),
    "checkpoint.results": (
        (
            "SELECT doc_id, component, fingerprint, status, reason, shard FROM results "
            "ORDER BY doc_id, component"
        ),
        arrow_schema(Results),
    ),
    "checkpoint.shards": ("SELECT shard, files FROM shards ORDER BY shard", _SHARDS),
}


def write_checkpoint(connection: sqlite3.Connection, layout: Layout) -> dict[str, list[FileRef]]:
    """Write the state to files of the store and return them by name."""
    written = {}
    for name, (query, schema) in _CONTENTS.items():
        rows = connection.execute(query).fetchall()
        columns = zip(*rows, strict=True) if rows else [()] * len(schema)
        arrays = [
            pa.array(list(values), field.type)
            for values, field in zip(columns, schema, strict=True)
        ]
        table = pa.Table.from_arrays(arrays, schema=schema)
        written[name] = [write_parquet(layout.table_folder(name), table)]
    return written
