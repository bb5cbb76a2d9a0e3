"""Builds snapshots: every exported table as plain Parquet in one folder, for consumers.

`opsonin.store.grouping` says which files of the store make one file here: it is linked from
snapshot to snapshot until one of its rows dies. What unpacks to more than `MEMORY_BYTES` is merged
on the disk, so that a snapshot of any size takes the same memory.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from opsonin.errors import StoreError
from opsonin.store import files, grouping, leases, queries, snapshot
from opsonin.store.accompanying import write_beside
from opsonin.store.layout import Layout
from opsonin.store.merging import merge
from opsonin.store.parquet import FileRef, encode_parquet, sorted_by_owner, unpacked_bytes
from opsonin.store.rows import check_schema, gather
from opsonin.store.state import number_of
from opsonin.tables.model import Table, arrow_schema, info_of

#: Bytes that the files of a piece unpack to at most, unless it is one file: texts that repeat
#: themselves may unpack to a thousand times their size.
UNPACKED_BYTES = 2 * 2**30
#: Bytes that are unpacked and sorted in memory.
MEMORY_BYTES = 256 * 2**20

#: How long a reader is waited for whose snapshot has to be made again.
LEASE_WAIT_S = 30.0
_LEASE_PAUSE_S = 0.1

#: (table, digest of what a file is made of) -> its path and its entry in the manifest.
_Earlier = Mapping[tuple[str, str], tuple[Path, dict[str, Any]]]


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
    def made_of(self) -> str:
        """Digest of what it is made of: equal ones are equal files."""
        made_of = [[member.ref.file, member.owners] for member in self.members]
        return hashlib.sha256(orjson.dumps([self.table, self.schema, made_of])).hexdigest()


def build_snapshot(
    layout: Layout,
    number: int,
    tables: Mapping[str, type[Table]],
    state: sqlite3.Connection,
) -> Path | None:
    """Build the folder of a snapshot unless it is there and complete, and return it.

    Args:
        layout: The data folder.
        number: Number of the commit.
        tables: All exported tables by name.
        state: The state as of that commit. Another process may bring it up to a later one at any
            time.

    Returns:
        The folder; None if the state has become that of another commit, so that what was read of
        it may belong to either.

    Raises:
        StoreError: A file is damaged, or a reader holds the snapshot that is to be made again.
    """
    folder = layout.snapshot(number)
    rows = {name: queries.row_count(state, name) for name in tables}
    if snapshot.is_complete(folder, rows):
        return folder
    earlier = _earlier_files(layout)
    temporary = files.make_temporary_folder(folder)
    try:
        listed: dict[str, list[dict[str, Any]]] = {}
        for name, model in tables.items():
            target = temporary / name
            files.make_folder(target)
            listed[name] = [
                _place(piece, target, layout, model, earlier)
                for piece in _pieces(model, state, layout, earlier)
            ]
            files.sync_folder(target)
        write_beside(temporary, layout, number, tables, listed)
        if number_of(state) != number:
            files.discard_folder(temporary)
            return None
        _check_complete(temporary, rows)
        if not snapshot.is_complete(folder, rows):
            _publish(temporary, folder)
            return folder
    except OSError as error:
        # A take-down removes what other processes have not finished.
        files.discard_folder(temporary)
        raise files.explain(error, folder, "built") from error
    except BaseException:
        files.discard_folder(temporary)
        raise
    files.discard_folder(temporary)
    return folder


def _check_complete(temporary: Path, rows: Mapping[str, int]) -> None:
    """Make sure that nothing of a snapshot is missing before others see it."""
    if not snapshot.is_complete(temporary, rows):
        raise StoreError(
            "The snapshot could not be built: files of it went meanwhile, or hold other rows than "
            "the index says.",
            where=str(temporary),
            remedy="Run again when no documents are being forgotten; if that does not help, "
            "`opsonin verify` tells what is damaged.",
        )


def _publish(temporary: Path, folder: Path) -> None:
    """Give a snapshot its name, once nobody reads the incomplete one that has it."""
    deadline = time.monotonic() + LEASE_WAIT_S
    while True:
        with leases.claimed(folder) as is_free:
            if is_free:
                files.publish_folder(temporary, folder)
                return
        if time.monotonic() > deadline:
            raise StoreError(
                "The snapshot is not complete, and cannot be made again while somebody reads it.",
                where=str(folder),
                remedy="Run again when the reader has ended.",
            )
        time.sleep(_LEASE_PAUSE_S)


def _pieces(
    model: type[Table], state: sqlite3.Connection, layout: Layout, earlier: _Earlier
) -> list[Piece]:
    table = info_of(model).name
    schema = hashlib.sha256(arrow_schema(model).serialize()).hexdigest()
    found = [
        piece
        for members in _live_groups(table, state)
        for piece in _cut(Piece(table, members, schema), layout, earlier)
    ]
    return found or [Piece(table, (), schema)]


def _live_groups(table: str, state: sqlite3.Connection) -> Iterator[tuple[Member, ...]]:
    live = {file.ref.file: owners for file, owners in queries.live_files(state, table)}
    for group in grouping.groups(queries.table_files(state, table)):
        members = tuple(
            Member(file.ref, None if owners is None else tuple(owners))
            for file in group
            if file.live_rows
            for owners in [live[file.ref.file]]
        )
        if members:
            yield members


def _cut(piece: Piece, layout: Layout, earlier: _Earlier) -> Iterator[Piece]:
    """Cut a piece that unpacks to too much between its members.

    Only the members that live count: earlier ones may have been collected.
    """
    if len(piece.members) < 2 or (piece.table, piece.made_of) in earlier:  # noqa: PLR2004 - one file
        yield piece
        return
    part: list[Member] = []
    size_bytes = 0
    for member in piece.members:
        more = unpacked_bytes(layout.table_file(piece.table, member.ref.file))
        if part and size_bytes + more > UNPACKED_BYTES:
            yield replace(piece, members=tuple(part))
            part, size_bytes = [], 0
        part.append(member)
        size_bytes += more
    yield replace(piece, members=tuple(part))


def _place(
    piece: Piece, target: Path, layout: Layout, model: type[Table], earlier: _Earlier
) -> dict[str, Any]:
    """Put a file into the snapshot and return its entry for the manifest."""
    if piece.is_taken_over:
        ref = piece.members[0].ref
        source = layout.table_file(piece.table, ref.file)
        check_schema(source, arrow_schema(model))
        files.link_or_copy(source, target / f"{ref.file}.parquet")
        return _entry(ref, piece)
    path, written = earlier.get((piece.table, piece.made_of), (None, {}))
    # Read whole: what was damaged on the disk must not go on from snapshot to snapshot.
    if path is not None and files.sha256_of(path) == written["sha256"]:
        ref = FileRef(str(written["sha256"]), int(written["rows"]), int(written["size_bytes"]))
        files.link_or_copy(path, target / f"{ref.file}.parquet")
        return _entry(ref, piece)
    held = [(layout.table_file(piece.table, one.ref.file), one.owners) for one in piece.members]
    size_bytes = sum(unpacked_bytes(source) for source, _ in held)
    if size_bytes > MEMORY_BYTES:
        return _entry(merge(held, model, target, size_bytes), piece)
    table = _rows_of(piece, layout, model)
    data = encode_parquet(table)
    ref = FileRef(hashlib.sha256(data).hexdigest(), table.num_rows, len(data))
    files.write_file(target / f"{ref.file}.parquet", data)
    return _entry(ref, piece)


def _entry(ref: FileRef, piece: Piece) -> dict[str, Any]:
    return {**ref.to_json(), "sha256": ref.file, "made_of": piece.made_of}


def _rows_of(piece: Piece, layout: Layout, model: type[Table]) -> pa.Table:
    if not piece.members:
        return arrow_schema(model).empty_table()
    wanted = [(member.ref.file, member.owners) for member in piece.members]
    return sorted_by_owner(gather(layout, model, wanted), info_of(model).keys)


def _earlier_files(layout: Layout) -> _Earlier:
    """Return the files of all snapshots by what they are made of, from the newest that has them."""
    found: dict[tuple[str, str], tuple[Path, dict[str, Any]]] = {}
    for number in snapshot.snapshot_numbers(layout):
        folder = layout.snapshot(number)
        for table, entries in (snapshot.read_manifest(folder) or {}).items():
            for entry in entries:
                # Before format 2, files were named by what they are made of.
                made_of = str(entry.get("made_of", entry["file"]))
                path = folder / table / f"{entry['file']}.parquet"
                found.setdefault((table, made_of), (path, entry))
    return found
