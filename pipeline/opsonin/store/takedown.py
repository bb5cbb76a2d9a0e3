"""Erases what is left of documents once their rows are removed: dead rows, history, old snapshots.

`rewritten` gives the commit that replaces every file which still holds a row of them. It names
nothing of the documents itself, so that the history can begin with it; `purge` lets it begin
there and removes all that only earlier commits needed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import StoreError
from opsonin.store import commits, files, gc, history, named, queries, snapshot, state
from opsonin.store.layout import Layout
from opsonin.store.parquet import FileRef, read_parquet, read_schema, write_parquet
from opsonin.store.records import Delta
from opsonin.tables.digest import owner_column
from opsonin.tables.internal import Index
from opsonin.tables.model import Table, arrow_schema, info_of

#: What stands for the place of a document that was forgotten, and for what may have quoted it.
NOWHERE = ""
TAKEN_OUT = "taken out with a document that was forgotten"

_PARTS = ".parts"


@dataclass(frozen=True, slots=True)
class Marks:
    """What the traces of documents are found by.

    Attributes:
        doc_ids: The documents.
        uris: The places where they were seen and where no other document stands.
    """

    doc_ids: frozenset[str]
    uris: frozenset[str] = frozenset()

    @property
    def values(self) -> pa.Array:
        """All of them, as cells of a column."""
        return pa.array(sorted(self.doc_ids | self.uris), pa.string())


@dataclass(slots=True)
class _Rewritten:
    added: dict[str, list[FileRef]] = field(default_factory=dict)
    removed: dict[str, set[str]] = field(default_factory=dict)
    index: list[dict[str, object]] = field(default_factory=list)
    shards: dict[str, Any] = field(default_factory=dict)


def rewritten(
    layout: Layout, tables: Mapping[str, type[Table]], connection: sqlite3.Connection, marks: Marks
) -> Delta:
    """Write anew every live file that holds rows of the documents, without these.

    Args:
        layout: The data folder.
        tables: All tables by name.
        connection: The state; none of the documents has live rows any more.
        marks: The documents.

    Raises:
        StoreError: A file is damaged, or of a table that is not known.
    """
    done = _Rewritten()
    for table in _tables_with_files(connection):
        if table not in tables:
            raise StoreError(
                f"Table {table!r} belongs to a plugin that is not loaded.",
                where=str(layout.root),
                remedy="Name the plugin with --plugins, so that its rows can be looked through.",
            )
        keys = info_of(tables[table]).keys
        for file, owners in queries.live_files(connection, table):
            ref = file.ref
            if not keys:
                _rewrite_growing(layout, table, ref, marks, done)
            elif owners is not None and _mentions(layout.table_file(table, ref.file), marks):
                _rewrite_keyed(layout, table, keys, ref, owners, connection, done)
    _rewrite_parts(layout, connection, marks, done)
    number = state.number_of(connection)
    return Delta(
        base=number,
        added=done.added,
        removed=done.removed,
        index=pa.Table.from_pylist(done.index, schema=arrow_schema(Index)),
        shards=done.shards,
        run={"takedown": len(marks.doc_ids)},
        versions=commits.read_commit(layout, number)["versions"],
        is_takedown=True,
    )


def purge(layout: Layout, number: int, marks: Marks) -> None:
    """Remove all that only commits before this one need, whatever its age.

    The caller holds the write lock; afterwards the state has to be made again.

    Args:
        layout: The data folder.
        number: The commit that the history begins with; its snapshot is there.
        marks: The documents.
    """
    for link in layout.root.iterdir() if layout.root.is_dir() else ():
        if link.is_symlink() and link.resolve().parent == layout.snapshots.resolve():
            files.replace_symlink(link, f"{layout.snapshots.name}/{number}")
    for old in snapshot.snapshot_numbers(layout):
        if old < number:
            files.remove_folder(layout.snapshot(old))
    if history.first_number(layout) < number:
        gc.begin_history(layout, number)
    history.drop_before(layout)
    wanted = [value.encode() for value in (*marks.doc_ids, *map(_as_json, marks.uris))]
    for path in gc.manifests(layout):
        data = files.read_file(path) or b""
        if any(value in data for value in wanted):
            files.remove_file(path)
    gc.remove_unnamed(layout, named.named_files(layout))


def scrub_runs(layout: Layout, marks: Marks) -> None:
    """Take out of the list of runs what may quote the documents: messages, and their places."""
    data = files.read_file(layout.runs)
    if not data:
        return
    lines = []
    for line in data.split(b"\n"):
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(record, dict):
            if "error" in record:
                record["error"] = TAKEN_OUT
            lines.append(orjson.dumps(_without_places(record, marks)))
    data = b"".join(line + b"\n" for line in lines)
    files.write_file(layout.runs, data, mode=files.GROWING_MODE)


def _rewrite_keyed(
    layout: Layout,
    table: str,
    keys: tuple[str, ...],
    ref: FileRef,
    owners: list[str],
    connection: sqlite3.Connection,
    done: _Rewritten,
) -> None:
    rows = read_parquet(layout.table_file(table, ref.file), sha256=ref.file)
    wanted = pa.array(owners, pa.string())
    rows = rows.filter(pc.is_in(owner_column(rows, keys), value_set=wanted))
    fresh = write_parquet(layout.table_folder(table), rows)
    done.added.setdefault(table, []).append(fresh)
    done.index += [
        {
            "table_name": table,
            "owner": owner,
            "n_rows": at.n_rows,
            "digest": at.digest,
            "file": fresh.file,
        }
        for owner, at in sorted(queries.owners_of(connection, table, owners).items())
    ]


def _rewrite_growing(
    layout: Layout, table: str, ref: FileRef, marks: Marks, done: _Rewritten
) -> None:
    """Blank the places of the documents in a table that only grows; its rows stay."""
    rows = read_parquet(layout.table_file(table, ref.file), sha256=ref.file)
    blank = rows
    for at, field_ in enumerate(rows.schema):
        if field_.name == "source_uri":
            is_theirs = pc.is_in(rows["source_uri"], value_set=marks.values)
            if "doc_id" in rows.column_names:
                is_theirs = pc.or_(is_theirs, pc.is_in(rows["doc_id"], value_set=marks.values))
            cells = pc.if_else(is_theirs, NOWHERE, rows["source_uri"])
            blank = blank.set_column(at, field_, cells)
        elif field_.name == "configuration":
            texts = [_configuration(cell, marks) for cell in rows[field_.name].to_pylist()]
            blank = blank.set_column(at, field_, pa.array(texts, field_.type))
    if not blank.equals(rows):
        done.added.setdefault(table, []).append(write_parquet(layout.table_folder(table), blank))
        done.removed.setdefault(table, set()).add(ref.file)


def _rewrite_parts(
    layout: Layout, connection: sqlite3.Connection, marks: Marks, done: _Rewritten
) -> None:
    """Write the files of single components anew, for the shards that results lead to."""
    query = "SELECT shard, files FROM shards WHERE shard IN (SELECT shard FROM live_shards)"
    fresh: dict[tuple[str, str], FileRef | None] = {}
    for shard, listed in connection.execute(query).fetchall():
        parts = {name: commits.file_refs(refs) for name, refs in json.loads(listed).items()}
        changed = {}
        for name, refs in parts.items():
            for ref in refs:
                if (name, ref.file) not in fresh:
                    fresh[name, ref.file] = _rewritten_part(layout, name, ref, marks)
            changed[name] = [one for ref in refs if (one := fresh[name, ref.file]) is not None]
        if changed != parts:
            done.shards[shard] = changed


def _rewritten_part(layout: Layout, name: str, ref: FileRef, marks: Marks) -> FileRef | None:
    """Return the file without rows of the documents; None if no row is left."""
    path = layout.table_file(name, ref.file)
    if not _mentions(path, marks):
        return ref
    rows = read_parquet(path, sha256=ref.file)
    is_theirs = pa.repeat(pa.scalar(value=False), rows.num_rows)
    for column in _naming_columns(rows.schema):
        is_theirs = pc.or_(is_theirs, pc.is_in(rows[column], value_set=marks.values))
    rest = rows.filter(pc.invert(is_theirs))
    return write_parquet(layout.table_folder(name), rest) if rest.num_rows else None


def _mentions(path: Path, marks: Marks) -> bool:
    """Tell whether any row of a file names one of the documents or places."""
    columns = _naming_columns(read_schema(path))
    rows = read_parquet(path, columns)
    return any(pc.any(pc.is_in(rows[name], value_set=marks.values)).as_py() for name in columns)


def _naming_columns(schema: pa.Schema) -> list[str]:
    """Return the columns that name documents or places."""
    return [
        one.name
        for one in schema
        if pa.types.is_string(one.type)
        and (one.name.endswith("doc_id") or one.name == "source_uri")
    ]


def _tables_with_files(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT DISTINCT table_name FROM files WHERE live_rows > 0 ORDER BY table_name"
    return [table for (table,) in connection.execute(query).fetchall()]


def _configuration(cell: str, marks: Marks) -> str:
    try:
        content = orjson.loads(cell)
    except orjson.JSONDecodeError:
        return cell
    fresh = _without_places(content, marks)
    return cell if fresh == content else orjson.dumps(fresh, option=orjson.OPT_SORT_KEYS).decode()


def _without_places(value: Any, marks: Marks) -> Any:
    """Return JSON in which strings that lead to one of the places say so instead."""
    if isinstance(value, str):
        return TAKEN_OUT if any(_leads_to(value, uri) for uri in marks.uris) else value
    if isinstance(value, list):
        return [_without_places(item, marks) for item in value]
    if isinstance(value, dict):
        return {key: _without_places(item, marks) for key, item in value.items()}
    return value


def _leads_to(text: str, uri: str) -> bool:
    """Tell whether a string is a place, or an input that is the file of the place."""
    return any(text == one or text.endswith(f"/{one}") for one in _parts_of(uri))


def _parts_of(uri: str) -> Iterator[str]:
    yield uri
    # The record's key stands behind the file.
    if "#" in uri:
        yield uri.partition("#")[0]


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
