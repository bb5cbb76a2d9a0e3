"""Checks of a whole data folder against what its commits say. Nothing is written or mended."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from opsonin.errors import OpsoninError, StoreError
from opsonin.store import commits, files, history, named, queries, replay, snapshot
from opsonin.store.layout import Layout
from opsonin.store.parquet import FileRef, read_parquet
from opsonin.tables.contract import CONTRACT
from opsonin.tables.digest import owner_digests, streamed_table_digest
from opsonin.tables.model import Table, arrow_schema, info_of

_RELATIONS = {
    "results": "SELECT * FROM results ORDER BY doc_id, component",
    "files": (
        "SELECT table_name, file, n_rows, size_bytes, live_rows FROM files ORDER BY table_name, id"
    ),
    "owners": (
        "SELECT owners.table_name, owner, owners.n_rows, digest, file FROM owners "
        "JOIN files ON files.id = file_id ORDER BY owners.table_name, owner"
    ),
    "places": "SELECT * FROM places ORDER BY source_uri, doc_id",
    "shards": "SELECT * FROM shards ORDER BY shard",
}


def problems(layout: Layout, tables: Mapping[str, type[Table]]) -> Iterator[str]:
    """Yield what is wrong with a data folder, in words; nothing if all is well."""
    numbers = history.kept_numbers(layout)
    newest = max(numbers, default=0)
    first = history.first_number(layout)
    missing = sorted(set(range(first, newest + 1)) - set(numbers))
    yield from (f"Commit {number} is missing." for number in missing)
    contents = {}
    for number in numbers:
        try:
            contents[number] = commits.read_commit(layout, number)
        except StoreError as error:
            yield str(error)
    yield from _broken_chain(layout, contents)
    yield from _damaged_files(layout, contents)
    yield from _damaged_snapshots(layout, tables, contents)
    if missing or len(contents) < len(numbers):
        return
    try:
        full = _replayed(layout, newest, from_checkpoint=False)
    except OpsoninError as error:
        yield f"The commits cannot be replayed: {error}"
        return
    try:
        yield from _differing_states(layout, full, newest)
        if contents:
            yield from _differing_tables(layout, tables, full, contents[newest])
    finally:
        full.close()


def state_digests(state: sqlite3.Connection) -> dict[str, str]:
    """Return a digest of each relation of a state; equal states have equal ones."""
    found = {}
    for name, query in _RELATIONS.items():
        digest = hashlib.sha256()
        for row in state.execute(query):
            digest.update(repr(row).encode())
        found[name] = digest.hexdigest()
    return found


def _replayed(layout: Layout, number: int, *, from_checkpoint: bool) -> sqlite3.Connection:
    state = sqlite3.connect(":memory:", isolation_level=None)
    try:
        state.executescript(replay.SCHEMA)
        replay.replay(state, layout, number, from_checkpoint=from_checkpoint)
    except BaseException:
        state.close()
        raise
    return state


def _broken_chain(layout: Layout, contents: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    for number, content in contents.items():
        before = commits.commit_digest(layout, number - 1)
        if before and content["previous"] != before:
            yield f"Commit {number - 1} is not what commit {number} was written after."


def _damaged_files(layout: Layout, contents: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for number, content in contents.items():
        for table, ref in commits.named_files(content):
            if (table, ref.file) in seen:
                continue
            seen.add((table, ref.file))
            path = layout.table_file(table, ref.file)
            yield from (f"{found} Commit {number} names it." for found in _damage(path, ref.file))
    try:
        others = sorted(named.named_files(layout) - seen)
    except StoreError as error:
        yield f"What the history begins with cannot be read: {error}"
        return
    for table, file in others:
        path = layout.table_file(table, file)
        yield from (f"{found} The history begins with it." for found in _damage(path, file))


def _damaged_snapshots(
    layout: Layout, tables: Mapping[str, type[Table]], contents: Mapping[int, Mapping[str, Any]]
) -> Iterator[str]:
    for number in snapshot.snapshot_numbers(layout):
        folder = layout.snapshot(number)
        listed = snapshot.read_manifest(folder)
        yield from _damaged_beside(folder, listed)
        if listed is None:
            yield f"{folder}: the snapshot has no readable manifest; delete it and run again."
            for table in files.names_in(folder):
                yield from _damaged_by_name(folder / table)
            continue
        for table, entries in listed.items():
            yield from _damaged_table(folder / table, entries)
        if number in contents:
            rows = contents[number]["rows"]
            yield from _missing_rows(folder, listed, rows, tables)


def _damaged_beside(
    folder: Path, listed: Mapping[str, list[dict[str, Any]]] | None
) -> Iterator[str]:
    """Yield what stands beside the tables and is not what the list of all digests says."""
    sums = folder / snapshot.CHECKSUMS
    data = files.read_file(sums)
    if data is None:
        yield f"{sums}: the file is missing."
        return
    lines = data.decode("utf-8", "replace").removesuffix("\n").split("\n")
    stated = dict(line.split("  ", 1)[::-1] for line in lines if "  " in line)
    found = {
        f"{table}/{entry['file']}.parquet": str(entry["sha256"])
        for table, entries in (listed or {}).items()
        for entry in entries
    }
    for name in (snapshot.MANIFEST, snapshot.CHANGES):
        digest = files.sha256_of(folder / name)
        if digest is not None and stated.get(name) != digest:
            yield f"{folder / name}: its digest is not the one in {sums}: one of both is damaged."
        found[name] = stated.get(name, "")
    if listed is None:
        found |= {name: digest for name, digest in stated.items() if _is_named(name, digest)}
    if stated != found or len(lines) != len(found):
        yield f"{sums}: it does not say what the manifest says: one of both is damaged."


def _is_named(name: str, digest: str) -> bool:
    """Tell whether a line is about a file of a table that bears its digest as its name."""
    return name.endswith(f"/{digest}.parquet")


def _damaged_by_name(folder: Path) -> Iterator[str]:
    """Yield the files of a table that are not what their names say."""
    for name in snapshot.parquet_names(folder):
        yield from _damage(folder / name, name.removesuffix(".parquet"))


def _damaged_table(folder: Path, entries: list[dict[str, Any]]) -> Iterator[str]:
    names = [f"{entry['file']}.parquet" for entry in entries]
    for entry, name in zip(entries, names, strict=True):
        yield from _damage(folder / name, str(entry["sha256"]))
    for name in sorted({*snapshot.parquet_names(folder)} - {*names}):
        yield f"{folder / name}: the manifest of the snapshot does not list it; delete the file."
    if not entries:
        yield f"{folder}: the manifest lists no file, though a table without rows has one too."


def _missing_rows(
    folder: Path,
    listed: Mapping[str, list[dict[str, Any]]],
    rows: Mapping[str, int],
    tables: Mapping[str, type[Table]],
) -> Iterator[str]:
    """Yield the tables that have other numbers of rows in a snapshot than in its commit."""
    for table, n_rows in rows.items():
        # The table of a plugin is not shown by a run without the plugin.
        if table not in listed and not (table in CONTRACT and table in tables):
            continue
        found = sum(entry["rows"] for entry in listed.get(table, ()))
        if found != n_rows:
            yield f"{folder / table}: {found} rows are listed, its commit has {n_rows}."


def _damage(path: Path, sha256: str) -> Iterator[str]:
    try:
        found = files.sha256_of(path)
    except StoreError as error:
        yield str(error)
        return
    if found is None:
        yield f"{path}: the file is missing."
    elif found != sha256:
        yield f"{path}: the file is damaged, its digest is another."


def _differing_states(layout: Layout, full: sqlite3.Connection, number: int) -> Iterator[str]:
    expected = state_digests(full)
    try:
        short = _replayed(layout, number, from_checkpoint=True)
    except OpsoninError as error:
        yield f"The last checkpoint cannot be loaded: {error}"
    else:
        yield from _differences(state_digests(short), expected, "the last checkpoint")
        short.close()
    if files.size_of(layout.state) is None:
        return
    remedy = "Delete it: it is made again."
    try:
        uri = f"{layout.state.absolute().as_uri()}?mode=ro"
        state = sqlite3.connect(uri, uri=True, isolation_level=None)
        try:
            # A state that is behind is no damage: the next reader replays what is missing.
            at, digest = state.execute("SELECT number, digest FROM head").fetchone()
            if at > number or commits.commit_digest(layout, at) != digest:
                yield f"{layout.state}: it follows from other commits. {remedy}"
            elif at == number:
                yield from _differences(state_digests(state), expected, str(layout.state))
        finally:
            state.close()
    except sqlite3.Error as error:
        # After a crash a journal may wait to be played back, which the next run or reader does.
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_ROLLBACK:
            return
        yield f"{layout.state}: the state cannot be read: {error}. {remedy}"


def _differences(found: dict[str, str], expected: dict[str, str], what: str) -> Iterator[str]:
    for name, digest in expected.items():
        if found[name] != digest:
            yield f"{what}: relation {name} is not what the commits say."


def _differing_tables(
    layout: Layout,
    tables: Mapping[str, type[Table]],
    state: sqlite3.Connection,
    newest: Mapping[str, Any],
) -> Iterator[str]:
    for name, digest in newest["digests"].items():
        if streamed_table_digest(queries.owner_pairs(state, name)) != digest:
            yield f"Table {name}: its digest is not the one in commit {newest['number']}."
        if queries.row_count(state, name) != newest["rows"][name]:
            yield f"Table {name}: its number of rows is not the one in commit {newest['number']}."
        if name in tables:
            yield from _differing_rows(layout, name, tables[name], state)


def _differing_rows(
    layout: Layout, name: str, model: type[Table], state: sqlite3.Connection
) -> Iterator[str]:
    owners = queries.live_owners(state, name)
    for file, expected in owners.items():
        path = layout.table_file(name, file)
        try:
            table = read_parquet(path)
            table.validate(full=True)
            if not table.schema.equals(arrow_schema(model)):
                yield f"{path}: its schema is not that of table {name}."
                continue
            found = _digests(FileRef(file, table.num_rows, 0), table, info_of(model).keys)
        except (OpsoninError, pa.ArrowException) as error:
            yield f"{path}: {error}"
            continue
        indexed = queries.owners_of(state, name, expected)
        for owner in expected:
            at = indexed[owner]
            if found.get(owner) != (at.n_rows, at.digest):
                yield f"{path}: the rows of {owner} are not those in the index."


def _digests(ref: FileRef, table: pa.Table, keys: tuple[str, ...]) -> dict[str, tuple[int, str]]:
    found = owner_digests(table, keys)
    return {owner if keys else ref.file: (n_rows, digest) for owner, n_rows, digest in found}
