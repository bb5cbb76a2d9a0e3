"""Snapshots: every exported table as plain Parquet in one folder, for consumers.

The files of a table are taken in the order in which commits added them, dead ones too, and are
gathered into groups: a file joins the open group unless the group would then have been written
with more than `ROWS` rows or `SIZE_BYTES` bytes; then that group is closed for good. Each group
with live rows becomes one file. Because rows count as they were written, not as they live, later
commits never change which files a closed group has, and its file is linked from snapshot to
snapshot until one of its rows dies.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from opsonin.store import files, queries
from opsonin.store.layout import Layout
from opsonin.store.parquet import FileRef, encode_parquet, sorted_by_owner
from opsonin.store.records import TableFile
from opsonin.store.rows import check_schema, gather
from opsonin.tables.model import Table, arrow_schema, info_of

#: Rows that a group is written with at most.
ROWS = 100_000
#: Bytes that a group is written with at most: about ten times as many while it is written.
SIZE_BYTES = 4 * 2**20

MANIFEST = "manifest.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the store that goes into a file of the snapshot.

    Attributes:
        ref: The file.
        owners: The owners whose rows live, sorted; None if all do.
    """

    ref: FileRef
    owners: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of the snapshot.

    Attributes:
        table: The table.
        members: What it is made of; none for the file of a table without rows.
        schema: Digest of the table's schema: a file that we write holds all of it.
    """

    table: str
    members: tuple[Member, ...]
    schema: str

    @property
    def is_taken_over(self) -> bool:
        """Whether it is a file of the store as it is."""
        return len(self.members) == 1 and self.members[0].owners is None

    @property
    def name(self) -> str:
        """The store file's own name if it is taken over as it is, else a digest of the members."""
        if self.is_taken_over:
            return self.members[0].ref.file
        made_of = [[member.ref.file, member.owners] for member in self.members]
        return hashlib.sha256(orjson.dumps([self.table, self.schema, made_of])).hexdigest()


def build_snapshot(
    layout: Layout,
    number: int,
    tables: Mapping[str, type[Table]],
    state: sqlite3.Connection,
) -> Path:
    """Build the folder of a snapshot unless it is there and complete, and return it.

    Args:
        layout: The data folder.
        number: Number of the commit.
        tables: All exported tables by name.
        state: The state as of that commit.
    """
    folder = layout.snapshot(number)
    if is_complete(folder, tables):
        return folder
    earlier = _earlier_files(layout)
    temporary = files.make_temporary_folder(folder)
    try:
        listed: dict[str, list[dict[str, Any]]] = {}
        for name, model in tables.items():
            target = temporary / name
            files.make_folder(target)
            listed[name] = [
                _place(piece, target, layout, model, earlier) for piece in _pieces(model, state)
            ]
            files.sync_folder(target)
        content = {"format": _FORMAT, "number": number, "files": listed}
        data = orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
        files.write_file(temporary / MANIFEST, data)
        if not is_complete(folder, tables):
            files.publish_folder(temporary, folder)
            return folder
    except BaseException:
        files.discard_folder(temporary)
        raise
    files.discard_folder(temporary)
    return folder


def read_manifest(folder: Path) -> dict[str, list[dict[str, Any]]] | None:
    """Return the files of a snapshot by table, as its manifest lists them; None without one."""
    data = files.read_file(folder / MANIFEST)
    try:
        return dict(orjson.loads(data)["files"]) if data else None
    except (ValueError, KeyError, TypeError):
        return None


def is_complete(folder: Path, tables: Mapping[str, type[Table]]) -> bool:
    """Return whether a snapshot holds these tables and every file that its manifest lists."""
    listed = read_manifest(folder)
    return (
        listed is not None
        and tables.keys() <= listed.keys()
        and all(
            files.size_of(folder / table / f"{entry['file']}.parquet") == entry["size_bytes"]
            for table, entries in listed.items()
            for entry in entries
        )
    )


def snapshot_numbers(layout: Layout) -> list[int]:
    """Return the numbers of the snapshots that are there, newest first."""
    return sorted(int(name) for name in files.names_in(layout.snapshots) if name.isdigit())[::-1]


def groups(table_files: list[TableFile]) -> Iterator[list[TableFile]]:
    """Yield the groups of a table's files, in order; the last one is still open."""
    group: list[TableFile] = []
    rows = size_bytes = 0
    for file in table_files:
        rows += file.ref.rows
        size_bytes += file.ref.size_bytes
        if group and (rows > ROWS or size_bytes > SIZE_BYTES):
            yield group
            group, rows, size_bytes = [], file.ref.rows, file.ref.size_bytes
        group.append(file)
    if group:
        yield group


def _pieces(model: type[Table], state: sqlite3.Connection) -> list[Piece]:
    table = info_of(model).name
    schema = hashlib.sha256(arrow_schema(model).serialize()).hexdigest()
    found = [Piece(table, members, schema) for members in _live_groups(table, state)]
    return found or [Piece(table, (), schema)]


def _live_groups(table: str, state: sqlite3.Connection) -> Iterator[tuple[Member, ...]]:
    live = {file.ref.file: owners for file, owners in queries.live_files(state, table)}
    for group in groups(queries.table_files(state, table)):
        members = tuple(
            Member(file.ref, None if owners is None else tuple(owners))
            for file in group
            if file.live_rows
            for owners in [live[file.ref.file]]
        )
        if members:
            yield members


def _place(
    piece: Piece,
    target: Path,
    layout: Layout,
    model: type[Table],
    earlier: Mapping[tuple[str, str], tuple[Path, dict[str, Any]]],
) -> dict[str, Any]:
    """Put a file into the snapshot and return its entry for the manifest."""
    path = target / f"{piece.name}.parquet"
    if piece.is_taken_over:
        ref = piece.members[0].ref
        source = layout.table_file(piece.table, ref.file)
        check_schema(source, arrow_schema(model))
        files.link_or_copy(source, path)
        return {**ref.to_json(), "sha256": ref.file}
    written = earlier.get((piece.table, piece.name))
    if written is not None and files.size_of(written[0]) == written[1]["size_bytes"]:
        files.link_or_copy(written[0], path)
        return written[1]
    table = _rows_of(piece, layout, model)
    data = encode_parquet(table)
    files.write_file(path, data)
    ref = FileRef(piece.name, table.num_rows, len(data))
    return {**ref.to_json(), "sha256": hashlib.sha256(data).hexdigest()}


def _rows_of(piece: Piece, layout: Layout, model: type[Table]) -> pa.Table:
    if not piece.members:
        return arrow_schema(model).empty_table()
    wanted = [(member.ref.file, member.owners) for member in piece.members]
    return sorted_by_owner(gather(layout, model, wanted), info_of(model).keys)


def _earlier_files(layout: Layout) -> dict[tuple[str, str], tuple[Path, dict[str, Any]]]:
    """Return the files of all snapshots by table and name, from the newest that has them."""
    found: dict[tuple[str, str], tuple[Path, dict[str, Any]]] = {}
    for number in snapshot_numbers(layout):
        folder = layout.snapshot(number)
        for table, entries in (read_manifest(folder) or {}).items():
            for entry in entries:
                path = folder / table / f"{entry['file']}.parquet"
                found.setdefault((table, entry["file"]), (path, entry))
    return found
