"""Erases what is left of documents once their rows are removed: dead rows, history, old snapshots.

`rewritten` gives the commit that replaces every file which still holds a row of them. It names
nothing of the documents itself, so that the history can begin with it; `purge` lets it begin
there and removes all that only earlier commits needed.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
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
from opsonin.tables.digest import owner_column, owner_digests
from opsonin.tables.internal import Index
from opsonin.tables.model import Table, arrow_schema, id_column, info_of
from opsonin.tables.naming import names_any, naming_columns

#: What stands for the place of a document that was forgotten, and for what may have quoted it.
NOWHERE = ""
TAKEN_OUT = "taken out with a document that was forgotten"

#: The store's own indexes: documents and places stand in their column ``owner``.
_INDEXES = frozenset({"rows", "checkpoint.rows"})


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
        connection: The state. Live rows that name one of the documents go as well, whoever owns
            them; for all that are its own a commit before this one has seen to that.
        marks: The documents.

    Raises:
        StoreError: A file is damaged, or of a table that is not known.
    """
    done = _Rewritten()
    check_known(layout, tables, connection, marks)
    for table in sorted(tables.keys() & {*queries.tables_with_rows(connection)}):
        is_growing = not info_of(tables[table]).keys
        for file, owners in queries.live_files(connection, table):
            if is_growing:
                _rewrite_growing(layout, table, file.ref, marks, done)
            elif _mentions(layout.table_file(table, file.ref.file), marks):
                _rewrite_keyed(layout, tables[table], file.ref, owners, marks, done)
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


def check_known(
    layout: Layout, tables: Mapping[str, type[Table]], connection: sqlite3.Connection, marks: Marks
) -> None:
    """Make sure that every table is known whose files name one of the documents.

    Raises:
        StoreError: One belongs to a plugin that is not loaded, so that nobody knows its rows.
    """
    for table in queries.tables_with_rows(connection):
        if table not in tables and any(
            _mentions(layout.table_file(table, file.ref.file), marks)
            for file, _ in queries.live_files(connection, table)
        ):
            raise StoreError(
                f"Table {table!r} belongs to a plugin that is not loaded.",
                where=str(layout.root),
                remedy="Name the plugin with --plugins, so that its rows can be looked through.",
            )


def check_erased(layout: Layout, tables: Mapping[str, type[Table]], marks: Marks) -> None:
    """Make sure that no file that is needed holds a row which names one of the documents.

    Tables that only grow keep the ids of documents, as tombstones do, but none of their places.

    Raises:
        StoreError: One does.
    """
    keyed, growing = Marks(marks.doc_ids), Marks(frozenset(), marks.uris)
    for table, file in sorted(named.named_files(layout)):
        wanted = marks
        if table in tables and table not in _INDEXES:
            wanted = keyed if info_of(tables[table]).keys else growing
        path = layout.table_file(table, file)
        if _mentions(path, wanted):
            raise StoreError(
                "The take-down is not finished: rows still name a document that was forgotten.",
                where=str(path),
                remedy="Run `opsonin forget` again, with all plugins named by --plugins.",
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
    model: type[Table],
    ref: FileRef,
    owners: list[str] | None,
    marks: Marks,
    done: _Rewritten,
) -> None:
    """Write a file anew with the rows that live and name none of the documents."""
    table, keys = info_of(model).name, info_of(model).keys
    rows = read_parquet(layout.table_file(table, ref.file), sha256=ref.file)
    if owners is not None:
        wanted = pa.array(owners, pa.string())
        rows = rows.filter(pc.is_in(owner_column(rows, keys), value_set=wanted))
    rest = rows.filter(pc.invert(names_any(rows, marks.doc_ids)))
    if rest.num_rows < rows.num_rows:
        rest = _numbered_again(rest, model)
    elif owners is None:
        return
    left = owner_digests(rest, keys) if rest.num_rows else []
    emptied = {*owner_column(rows, keys).to_pylist()} - {owner for owner, _, _ in left}
    if emptied:
        done.removed.setdefault(table, set()).update(emptied)
    if not left:
        return
    fresh = write_parquet(layout.table_folder(table), rest)
    done.added.setdefault(table, []).append(fresh)
    names = arrow_schema(Index).names
    done.index += [
        dict(zip(names, (table, owner, n_rows, digest, fresh.file), strict=True))
        for owner, n_rows, digest in left
    ]


def _numbered_again(rows: pa.Table, model: type[Table]) -> pa.Table:
    """Close the gaps in the ids of each owner's rows."""
    column = id_column(model)
    if column is None:
        return rows
    owners = owner_column(rows, info_of(model).keys).to_pylist()
    given = list(zip(owners, rows[column].to_pylist(), strict=True))
    counts: Counter[str] = Counter()
    numbers = {}
    for owner, number in sorted(set(given)):
        numbers[owner, number] = counts[owner]
        counts[owner] += 1
    at = rows.schema.get_field_index(column)
    dense = pa.array([numbers[one] for one in given], rows.schema.field(at).type)
    return rows.set_column(at, rows.schema.field(at), dense)


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
    rest = rows.filter(pc.invert(_named(name, rows, marks)))
    return write_parquet(layout.table_folder(name), rest) if rest.num_rows else None


def _mentions(path: Path, marks: Marks) -> bool:
    """Tell whether any row of a file names one of the documents or places."""
    schema = read_schema(path)
    columns = [*naming_columns(schema), *_placing_columns(path.parent.name, schema)]
    if not columns:
        return False
    found = _named(path.parent.name, read_parquet(path, columns), marks)
    return bool(pc.any(found).as_py())


def _named(table: str, rows: pa.Table, marks: Marks) -> pa.ChunkedArray:
    """Tell for each row whether it names one of the documents or places."""
    found = names_any(rows, marks.doc_ids)
    for column in _placing_columns(table, rows.schema):
        found = pc.or_(found, pc.is_in(rows[column], value_set=marks.values))
    return found


def _placing_columns(table: str, schema: pa.Schema) -> list[str]:
    """Return the columns that hold places."""
    column = "owner" if table in _INDEXES else "source_uri"
    is_there = column in schema.names and pa.types.is_string(schema.field(column).type)
    return [column] if is_there else []


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
