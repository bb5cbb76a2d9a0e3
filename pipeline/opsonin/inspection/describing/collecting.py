"""Collects what there is to say about an export from its snapshot and the tables' models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from opsonin.inspection.describing.facts import (
    ColumnFacts,
    ExportFacts,
    FileFacts,
    TableFacts,
)
from opsonin.inspection.formats import plain
from opsonin.inspection.redaction import without_text
from opsonin.store.comparing import compare_tables
from opsonin.store.reading import SnapshotFiles
from opsonin.tables.model import Table, info_of
from opsonin.tables.notes import notes_of

#: Rows that an example is looked for in.
_LOOKED_AT = 200
#: Characters of an example.
_EXAMPLE_LENGTH = 80
#: Snapshots that `CHANGES.md` goes back.
_SNAPSHOTS = 50


def collect(
    snapshot: SnapshotFiles,
    files: Mapping[str, Sequence[FileFacts]],
    models: Mapping[str, type[Table]],
    *,
    kind: str,
    has_text: bool,
    earlier: SnapshotFiles | None = None,
) -> ExportFacts:
    """Return the facts of an export.

    Args:
        snapshot: The snapshot that it was made of.
        files: The files that were written, by table.
        models: The models of the tables, for what no file says: notes and keys. A table without
            one is described by what its own files say.
        kind: Format of the files.
        has_text: Whether running text is part of them; if not, no example shows any.
        earlier: The snapshot to compare with.
    """
    tables = [
        _table(name, snapshot.tables[name], files[name], models.get(name), has_text=has_text)
        for name in sorted(files, key=lambda name: _rank(name, models))
    ]
    run_id, committed_at = _newest_run(snapshot)
    return ExportFacts(
        snapshot=snapshot.number,
        run_id=run_id,
        committed_at=committed_at,
        format=kind,
        has_text=has_text,
        tables=tables,
        changes=_changes(snapshot),
        since=None if earlier is None else earlier.number,
        differences={}
        if earlier is None
        else compare_tables(earlier.tables, snapshot.tables, models),
    )


def _rank(name: str, models: Mapping[str, type[Table]]) -> int:
    """Return where a table stands: in the order of the contract, others behind it."""
    return list(models).index(name) if name in models else len(models)


def _table(
    name: str,
    paths: Sequence[Path],
    files: Sequence[FileFacts],
    model: type[Table] | None,
    *,
    has_text: bool,
) -> TableFacts:
    metadata = [pq.read_metadata(path) for path in paths]
    schema = metadata[0].schema.to_arrow_schema()
    stated = orjson.loads((schema.metadata or {}).get(b"opsonin:table", b"{}"))
    sample = _sample(paths, metadata)
    rows = sample if has_text else without_text(name, sample, model)
    return TableFacts(
        name=name,
        stage=str(stated.get("stage", "")),
        version=int(stated.get("version", 1)),
        description=str(stated.get("description", "")),
        keys=() if model is None else info_of(model).keys,
        rows=sum(file.rows for file in files),
        columns=[
            _column(field, model, _nulls(metadata, at), rows.column(at))
            for at, field in enumerate(schema)
        ],
        files=files,
    )


def _column(
    field: pa.Field, model: type[Table] | None, n_null: int | None, cells: pa.ChunkedArray
) -> ColumnFacts:
    described = (field.metadata or {}).get(b"description", b"").decode()
    known = model is not None and field.name in model.to_schema().columns
    is_list = pa.types.is_list(field.type)
    return ColumnFacts(
        name=field.name,
        type=_type_name(field.type),
        is_nullable=field.nullable,
        description=described,
        notes=tuple(notes_of(model, field.name).words()) if model is not None and known else (),
        n_null=None if is_list else n_null,
        example=_example(cells),
    )


def _type_name(kind: pa.DataType) -> str:
    """Return the name that `opsonin.tables.arrow` has for a type."""
    if pa.types.is_list(kind):
        return f"list<{_type_name(kind.value_type)}>"
    if pa.types.is_timestamp(kind):
        return "timestamp"
    named = {pa.float32(): "float32", pa.float64(): "float64", pa.date32(): "date32"}
    return named.get(kind, str(kind))


def _nulls(metadata: Sequence[pq.FileMetaData], column: int) -> int | None:
    """Return the number of null cells as the files count them; None if one does not."""
    total = 0
    for one in metadata:
        if one.schema.column(column).max_definition_level == 0:
            # The column is declared never to be null; its files need not count.
            continue
        for group in range(one.num_row_groups):
            statistics = one.row_group(group).column(column).statistics
            if statistics is None or not statistics.has_null_count:
                return None if one.num_rows else total
            total += statistics.null_count
    return total


def _sample(paths: Sequence[Path], metadata: Sequence[pq.FileMetaData]) -> pa.Table:
    """Return the first rows of the first file that has any."""
    for path, one in zip(paths, metadata, strict=True):
        if one.num_rows:
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                batches = file.iter_batches(_LOOKED_AT)
                return pa.Table.from_batches([next(batches)])
    return metadata[0].schema.to_arrow_schema().empty_table()


def _example(cells: pa.ChunkedArray) -> str | None:
    filled = (cell for cell in cells.to_pylist() if cell not in (None, "", []))
    found = next(filled, None)
    if found is None:
        return None
    value = plain(found)
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    shown = " ".join(text[: _EXAMPLE_LENGTH + 1].split())
    return shown if len(text) <= _EXAMPLE_LENGTH else shown[: _EXAMPLE_LENGTH - 1] + "…"


def _newest_run(snapshot: SnapshotFiles) -> tuple[str, datetime | None]:
    if "runs" not in snapshot.tables:
        return "", None
    runs = snapshot.dataset("runs").to_table(columns=["run_id", "finished_at"]).to_pylist()
    newest = max(runs, key=lambda run: run["finished_at"], default=None)
    return ("", None) if newest is None else (newest["run_id"], newest["finished_at"])


def _changes(snapshot: SnapshotFiles) -> dict[int, dict[str, int]]:
    """Return the number of documents by what happened to them, for the newest snapshots."""
    if "changes" not in snapshot.tables:
        return {}
    rows = snapshot.dataset("changes").to_table(columns=["snapshot", "change", "doc_id"])
    grouped = rows.group_by(["snapshot", "change"]).aggregate([("doc_id", "count")])
    counts: dict[int, dict[str, int]] = {}
    for one in grouped.sort_by([("snapshot", "descending")]).to_pylist():
        counts.setdefault(one["snapshot"], {})[one["change"]] = one["doc_id_count"]
    return dict(list(counts.items())[:_SNAPSHOTS])


def as_files(table: str, entries: Sequence[Mapping[str, Any]], ending: str) -> list[FileFacts]:
    """Return the files of a table as the manifest lists them.

    Args:
        table: The table's name.
        entries: Its entries.
        ending: Ending of the files' names.
    """
    return [
        FileFacts(
            path=f"{table}/{entry['file']}{ending}",
            rows=entry["rows"],
            size_bytes=entry["size_bytes"],
            sha256=entry["sha256"],
        )
        for entry in entries
    ]
