"""The state as a function of the commits: a schema, and what one commit does to it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import StoreError
from opsonin.store import bundles, commits, history, settled
from opsonin.store.layout import Layout
from opsonin.store.parquet import read_parquet

#: Format of the state, its ``user_version``; a file of another format is made again.
FORMAT = 2

SCHEMA = (
    bundles.SCHEMA
    + """
CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER, digest TEXT);
INSERT INTO head VALUES (1, 0, '');
CREATE TABLE files (
    id INTEGER PRIMARY KEY, table_name TEXT NOT NULL, file TEXT NOT NULL, n_rows INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL, live_rows INTEGER NOT NULL, UNIQUE (table_name, file)
);
CREATE TABLE owners (
    table_name TEXT, owner TEXT, n_rows INTEGER NOT NULL, digest BLOB NOT NULL,
    file_id INTEGER NOT NULL, PRIMARY KEY (table_name, owner)
) WITHOUT ROWID;
CREATE TABLE places (
    source_uri TEXT, doc_id TEXT, is_current INTEGER NOT NULL, PRIMARY KEY (source_uri, doc_id)
) WITHOUT ROWID;
CREATE INDEX places_by_document ON places (doc_id);
CREATE TABLE shards (shard TEXT PRIMARY KEY, files TEXT NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 2;
"""
)

_GONE = """
CREATE TEMP TABLE gone (table_name TEXT, owner TEXT, PRIMARY KEY (table_name, owner)) WITHOUT ROWID
"""

#: Reads columns of a content-named file: table, file, columns.
Read = Callable[[str, str, Sequence[str] | None], pa.Table]

#: Rows of an index that are inserted together.
_SLICE = 20_000
_RESULTS = ("doc_id", "component", "fingerprint", "status", "reason", "shard")
_INDEX = ("table_name", "owner", "n_rows", "digest", "file")
_PLACES = ("source_uri", "doc_id", "is_current")


def reader(layout: Layout) -> Read:
    """Return what reads the files of a data folder."""

    def read(table: str, file: str, columns: Sequence[str] | None) -> pa.Table:
        # All of these tables are narrow: reading them whole, their digests are checked too.
        found = read_parquet(layout.table_file(table, file), sha256=file)
        return found if columns is None else found.select(list(columns))

    return read


class _Parts(Sequence[pa.Table]):
    """The parts of a large index, each read when it is looked at: they are not held together."""

    def __init__(self, files: Sequence[str], read: Read) -> None:
        self._files = files
        self._read = read

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._files)

    @overload
    def __getitem__(self, at: int) -> pa.Table: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[pa.Table]: ...

    def __getitem__(self, at: int | slice) -> pa.Table | Sequence[pa.Table]:
        """Read a part, or some."""
        if isinstance(at, slice):
            return _Parts(self._files[at], self._read)
        return self._read("rows", self._files[at], _INDEX)


def read_index(content: Mapping[str, Any], read: Read) -> Sequence[pa.Table]:
    """Return which file holds the rows of each owner that a commit names."""
    parts = _Parts([ref.file for ref in commits.file_refs(content["index"])], read)
    return parts if len(parts) > 1 else [*parts]


def apply_commit(
    connection: sqlite3.Connection,
    content: Mapping[str, Any],
    read: Read,
    index: Sequence[pa.Table] | None = None,
) -> set[str]:
    """Carry out what a commit says and return the tables that it touches.

    The caller has begun the transaction and records the new head.

    Args:
        connection: The state.
        content: The commit.
        read: Reads the files that it names.
        index: What `read_index` gives, if it is at hand.
    """
    index = read_index(content, read) if index is None else index
    # Looked at before and after: a place that goes disturbs as one that comes does.
    disturbed = _disturbed(connection, content, index)
    _add_files(connection, content["added"])
    _replace_owners(connection, content["removed"], index)
    _replace_results(connection, content, read)
    _replace_places(connection, content, index, read)
    connection.executemany(
        "INSERT OR REPLACE INTO shards VALUES (?, ?)",
        ((key, json.dumps(parts, sort_keys=True)) for key, parts in content["shards"].items()),
    )
    if settled.is_kept(connection):
        settled.disturb(connection, disturbed | _disturbed(connection, content, index))
    return {*content["added"], *content["removed"]}


def set_head(connection: sqlite3.Connection, number: int, digest: str) -> None:
    """Record which commit the state stands at, with the SHA-256 of its file."""
    connection.execute("UPDATE head SET number = ?, digest = ?", (number, digest))


def replay(
    connection: sqlite3.Connection, layout: Layout, upto: int, *, from_checkpoint: bool = True
) -> None:
    """Bring an empty state to a commit, from the last checkpoint before it or from the first.

    Raises:
        StoreError: A commit is missing, or the history begins later.
    """
    read = reader(layout)
    start = history.read_start(layout)
    if start is not None and 0 < upto < start.number:
        raise StoreError(
            f"Commit {upto} is no longer kept.",
            where=str(layout.commit(upto)),
            remedy=f"The first that is kept is {start.number}: see [retention], keep_history_days.",
        )
    number = upto
    pending = []
    while number:
        if start is not None and number == start.number:
            load_checkpoint(connection, start.checkpoint, read)
            break
        content = commits.read_commit(layout, number)
        if content["checkpoint"] and from_checkpoint:
            load_checkpoint(connection, content["checkpoint"], read)
            break
        pending.append(number)
        number -= 1
    for later in reversed(pending):
        apply_commit(connection, commits.read_commit(layout, later), read)
    set_head(connection, upto, commits.commit_digest(layout, upto))


def load_checkpoint(
    connection: sqlite3.Connection, checkpoint: Mapping[str, Any], read: Read
) -> None:
    """Fill an empty state with the files of a checkpoint."""
    tables = {
        name: pa.concat_tables(read(name, ref.file, None) for ref in commits.file_refs(refs))
        for name, refs in checkpoint.items()
    }
    connection.executemany(
        "INSERT INTO files (table_name, file, n_rows, size_bytes, live_rows) VALUES (?,?,?,?,0)",
        _records(tables["checkpoint.files"]),
    )
    connection.executemany(
        "INSERT INTO shards VALUES (?, ?)", _records(tables["checkpoint.shards"])
    )
    _insert_owners(connection, [tables["checkpoint.rows"]])
    bundles.insert(connection, tables["checkpoint.results"])
    _insert_live_places(connection, read)


def _disturbed(
    connection: sqlite3.Connection, content: Mapping[str, Any], index: Sequence[pa.Table]
) -> set[str]:
    """Return the places of all documents that a commit treats, brings, moves or takes away."""
    if not settled.is_kept(connection):
        return set()
    removed = content["removed"]
    documents = {*content["forgotten"], *removed.get("raw", ()), *removed.get("documents", ())}
    places = {*removed.get("sources", ()), *removed.get("rejects", ())}
    for part in index:
        at_places = pc.is_in(part["table_name"], value_set=pa.array(["sources", "rejects"]))
        places.update(part.filter(at_places)["owner"].to_pylist())
        raw = pc.equal(part["table_name"], "raw")
        documents.update(part.filter(raw)["owner"].to_pylist())
    here = [uri for uri in places if uri is not None]
    query = "SELECT doc_id FROM places WHERE source_uri = ?"
    for uri in here:
        documents.update(doc_id for (doc_id,) in connection.execute(query, (uri,)))
    return {*here, *settled.places_of(connection, documents)}


def _add_files(connection: sqlite3.Connection, added: Mapping[str, Any]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO files (table_name, file, n_rows, size_bytes, live_rows) "
        "VALUES (?, ?, ?, ?, 0)",
        (
            (table, ref.file, ref.rows, ref.size_bytes)
            for table in sorted(added)
            for ref in commits.file_refs(added[table])
        ),
    )


def _replace_owners(
    connection: sqlite3.Connection,
    removed: Mapping[str, Sequence[str]],
    index: Sequence[pa.Table],
) -> None:
    # The first rows of a table replace nothing; most of a first run's work is saved here.
    known = {
        table
        for (table,) in connection.execute(
            "SELECT DISTINCT table_name FROM files WHERE live_rows > 0"
        )
    }
    gone = [
        (table, owner) for table, owners in removed.items() if table in known for owner in owners
    ]
    among = pa.array(sorted(known), pa.string())
    for part in index:
        pairs = part.filter(pc.is_in(part["table_name"], value_set=among))
        gone += _records(pairs.select(["table_name", "owner"]))
    if gone:
        _remove_owners(connection, gone)
    _insert_owners(connection, index)


def _remove_owners(connection: sqlite3.Connection, gone: Iterable[tuple[Any, ...]]) -> None:
    connection.execute(_GONE)
    connection.executemany("INSERT OR IGNORE INTO gone VALUES (?, ?)", gone)
    fewer = connection.execute(
        "SELECT -SUM(n_rows), file_id FROM gone JOIN owners USING (table_name, owner) "
        "GROUP BY file_id"
    ).fetchall()
    _count_rows(connection, fewer)
    connection.execute(
        "DELETE FROM owners WHERE (table_name, owner) IN (SELECT table_name, owner FROM gone)"
    )
    connection.execute("DROP TABLE gone")


def _insert_owners(connection: sqlite3.Connection, index: Sequence[pa.Table]) -> None:
    ids = {
        (table, file): number
        for table, file, number in connection.execute("SELECT table_name, file, id FROM files")
    }
    more: Counter[int] = Counter()
    for part in _slices(index):
        # Written in the order of the primary key, in which inserting is cheapest.
        owners, counts, digests = (part[name].to_pylist() for name in _INDEX[1:4])
        tables, numbers = _homes(part, ids)
        hashes = map(bytes.fromhex, digests)
        connection.executemany(
            "INSERT INTO owners VALUES (?, ?, ?, ?, ?)",
            zip(tables, owners, counts, hashes, numbers, strict=True),
        )
        for number, n_rows in zip(numbers, counts, strict=True):
            more[number] += n_rows
    _count_rows(connection, ((n_rows, number) for number, n_rows in more.items()))


def _slices(index: Sequence[pa.Table]) -> Iterator[pa.Table]:
    """Yield an index in parts of which Python objects can be made without taking much memory."""
    for part in index:
        yield from (part.slice(start, _SLICE) for start in range(0, part.num_rows, _SLICE))


def _homes(index: pa.Table, ids: Mapping[tuple[str, str], int]) -> tuple[list[str], list[int]]:
    """Return the table and the file's id of each row of an index."""
    tables, found = (
        index[name].combine_chunks().dictionary_encode() for name in ("table_name", "file")
    )
    names, n_files = tables.dictionary.to_pylist(), len(found.dictionary)
    codes = tables.indices.to_numpy().astype(np.int64) * n_files + found.indices.to_numpy()
    homes, numbers = np.unique(codes, return_inverse=True)
    pairs = [
        (names[home // n_files], found.dictionary[home % n_files].as_py())
        for home in homes.tolist()
    ]
    home_names, home_ids = [table for table, _ in pairs], [ids[pair] for pair in pairs]
    each = numbers.tolist()
    return [home_names[number] for number in each], [home_ids[number] for number in each]


def _count_rows(connection: sqlite3.Connection, changes: Iterable[tuple[int, int]]) -> None:
    connection.executemany("UPDATE files SET live_rows = live_rows + ? WHERE id = ?", changes)


def _replace_results(
    connection: sqlite3.Connection, content: Mapping[str, Any], read: Read
) -> None:
    bundles.forget(connection, content["forgotten"])
    for ref in commits.file_refs(content["results"]):
        bundles.insert(connection, read("results", ref.file, _RESULTS))


def _replace_places(
    connection: sqlite3.Connection,
    content: Mapping[str, Any],
    index: Sequence[pa.Table],
    read: Read,
) -> None:
    if connection.execute("SELECT 1 FROM places LIMIT 1").fetchone():
        gone = set(content["removed"].get("sources", ()))
        for part in index:
            gone.update(part.filter(pc.equal(part["table_name"], "sources"))["owner"].to_pylist())
        connection.executemany("DELETE FROM places WHERE source_uri = ?", ((uri,) for uri in gone))
    for ref in commits.file_refs(content["added"].get("sources", ())):
        _insert_places(connection, _records(read("sources", ref.file, _PLACES)))


def _insert_live_places(connection: sqlite3.Connection, read: Read) -> None:
    home = dict(
        connection.execute(
            "SELECT owner, file FROM owners JOIN files ON files.id = file_id "
            "WHERE owners.table_name = 'sources'"
        )
    )
    for file in sorted(set(home.values())):
        rows = _records(read("sources", file, _PLACES))
        _insert_places(connection, (row for row in rows if home.get(row[0]) == file))


def _insert_places(connection: sqlite3.Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    connection.executemany(
        "INSERT INTO places VALUES (?, ?, ?) ON CONFLICT DO UPDATE "
        "SET is_current = MAX(is_current, excluded.is_current)",
        rows,
    )


def _records(table: pa.Table) -> Iterable[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)
