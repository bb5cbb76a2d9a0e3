"""Questions to the state, each answered for many keys at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from opsonin.store.commits import file_refs
from opsonin.store.parquet import FileRef
from opsonin.store.records import OwnerRows, Result, TableFile

#: Parameters of one query; SQLite before 3.32 takes 999.
_KEYS = 900


def results_of(
    connection: sqlite3.Connection,
    doc_ids: Sequence[str],
    components: Sequence[str] | None = None,
) -> dict[str, Mapping[str, Result]]:
    """Return the results of each document by component; unknown documents are left out.

    Documents that were treated alike share one mapping: a hundred thousand that nothing has
    happened to cost as many look-ups, not sixteen times as many rows.

    Args:
        connection: The state.
        doc_ids: The documents.
        components: The components asked about; all when left out.
    """
    if not _has_rows(connection, "treated"):
        return {}
    query = "SELECT doc_id, bundle FROM treated WHERE doc_id IN ({keys})"
    bundles: dict[str, int] = dict(_select(connection, query, doc_ids))
    query = (
        "SELECT bundle, component, fingerprint, status, reason, shard FROM outcomes "
        "WHERE bundle IN ({keys})"
    )
    alike: dict[int, dict[str, Result]] = {}
    for bundle, component, *rest in _select(connection, query, [*bundles.values()]):
        if components is None or component in components:
            alike.setdefault(bundle, {})[component] = Result(*rest)
    return {doc_id: alike[bundle] for doc_id, bundle in bundles.items() if bundle in alike}


def shard_files(
    connection: sqlite3.Connection, keys: Sequence[str]
) -> dict[str, dict[str, list[FileRef]]]:
    """Return the files of each shard by part table; unknown shards are left out."""
    return dict(
        _with_files(
            _select(connection, "SELECT shard, files FROM shards WHERE shard IN ({keys})", keys)
        )
    )


def _with_files(
    rows: Iterable[tuple[Any, ...]],
) -> Iterator[tuple[str, dict[str, list[FileRef]]]]:
    for shard, listed in rows:
        yield shard, {name: file_refs(refs) for name, refs in json.loads(listed).items()}


def live_shards(connection: sqlite3.Connection) -> dict[str, dict[str, list[FileRef]]]:
    """Return the files of the shards that results lead to, by part table."""
    query = "SELECT shard, files FROM shards WHERE shard IN (SELECT shard FROM live_shards)"
    return dict(_with_files(connection.execute(query).fetchall()))


def all_shards(connection: sqlite3.Connection) -> list[str]:
    """Return the keys of all shards that commits hold."""
    return [shard for (shard,) in connection.execute("SELECT shard FROM shards").fetchall()]


def owners_of(
    connection: sqlite3.Connection, table: str, owners: Sequence[str]
) -> dict[str, OwnerRows]:
    """Return where the rows of each owner lie; owners without rows are left out."""
    if not _has_rows(connection, "owners WHERE table_name = ?", (table,)):
        return {}
    query = (
        "SELECT owner, file, owners.n_rows, lower(hex(digest)) FROM owners "
        "JOIN files ON files.id = file_id WHERE owners.table_name = ? AND owner IN ({keys})"
    )
    return {row[0]: OwnerRows(*row[1:]) for row in _select(connection, query, owners, (table,))}


def owners_among(connection: sqlite3.Connection, table: str, owners: Sequence[str]) -> set[str]:
    """Return which of these own rows of a table."""
    if not _has_rows(connection, "owners WHERE table_name = ?", (table,)):
        return set()
    query = "SELECT owner FROM owners WHERE table_name = ? AND owner IN ({keys})"
    return {owner for (owner,) in _select(connection, query, owners, (table,))}


def all_owners(connection: sqlite3.Connection, table: str) -> list[str]:
    """Return every owner of rows in a table, sorted."""
    query = "SELECT owner FROM owners WHERE table_name = ? ORDER BY owner"
    return [owner for (owner,) in connection.execute(query, (table,)).fetchall()]


def places_at(
    connection: sqlite3.Connection, uris: Sequence[str]
) -> dict[str, list[tuple[str, bool]]]:
    """Return the documents seen at each place, each with whether it stands there now."""
    found: dict[str, list[tuple[str, bool]]] = {}
    if not _has_rows(connection, "places"):
        return found
    query = (
        "SELECT source_uri, doc_id, is_current FROM places WHERE source_uri IN ({keys}) "
        "ORDER BY source_uri, doc_id"
    )
    for uri, doc_id, is_current in _select(connection, query, uris):
        found.setdefault(uri, []).append((doc_id, bool(is_current)))
    return found


def places_of(connection: sqlite3.Connection, doc_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the places where each document was seen, sorted."""
    found: dict[str, list[str]] = {}
    if not _has_rows(connection, "places"):
        return found
    query = "SELECT doc_id, source_uri FROM places WHERE doc_id IN ({keys}) ORDER BY 1, 2"
    for doc_id, uri in _select(connection, query, doc_ids):
        found.setdefault(doc_id, []).append(uri)
    return found


def table_files(connection: sqlite3.Connection, table: str) -> list[TableFile]:
    """Return every file of a table, dead ones too, in the order in which commits added them."""
    query = "SELECT file, n_rows, size_bytes, live_rows FROM files WHERE table_name = ? ORDER BY id"
    return [
        TableFile(FileRef(file, rows, size_bytes), live_rows)
        for file, rows, size_bytes, live_rows in connection.execute(query, (table,)).fetchall()
    ]


def live_files(
    connection: sqlite3.Connection, table: str
) -> list[tuple[TableFile, list[str] | None]]:
    """Return the files with live rows, each with the owners of these; None if all rows live."""
    found = [file for file in table_files(connection, table) if file.live_rows]
    has_losses = any(file.live_rows < file.ref.rows for file in found)
    owners = live_owners(connection, table) if has_losses else {}
    return [
        (file, None if file.live_rows == file.ref.rows else owners[file.ref.file]) for file in found
    ]


def live_owners(connection: sqlite3.Connection, table: str) -> dict[str, list[str]]:
    """Return the owners of a table by the file that holds their rows, sorted."""
    found: dict[str, list[str]] = {}
    query = (
        "SELECT file, owner FROM owners JOIN files ON files.id = file_id "
        "WHERE owners.table_name = ? ORDER BY owner"
    )
    for file, owner in connection.execute(query, (table,)).fetchall():
        found.setdefault(file, []).append(owner)
    return found


def tables_with_rows(connection: sqlite3.Connection) -> list[str]:
    """Return the tables that have live rows, sorted."""
    query = "SELECT DISTINCT table_name FROM files WHERE live_rows > 0 ORDER BY table_name"
    return [table for (table,) in connection.execute(query).fetchall()]


def owner_pairs(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, bytes]]:
    """Yield (owner, digest of its rows) for a whole table, sorted."""
    query = "SELECT owner, digest FROM owners WHERE table_name = ? ORDER BY owner"
    yield from connection.execute(query, (table,))


def row_count(connection: sqlite3.Connection, table: str) -> int:
    """Return the number of live rows of a table."""
    query = "SELECT COALESCE(SUM(live_rows), 0) FROM files WHERE table_name = ?"
    return int(connection.execute(query, (table,)).fetchone()[0])


def _has_rows(connection: sqlite3.Connection, what: str, parameters: tuple[Any, ...] = ()) -> bool:
    """Tell whether there is anything to find: a first run asks for thousands of keys in vain."""
    query = f"SELECT 1 FROM {what} LIMIT 1"  # noqa: S608 - our own names
    return connection.execute(query, parameters).fetchone() is not None


def _select(
    connection: sqlite3.Connection,
    query: str,
    keys: Sequence[str] | Sequence[int],
    first: tuple[Any, ...] = (),
) -> Iterator[tuple[Any, ...]]:
    unique = list(dict.fromkeys(keys))
    for start in range(0, len(unique), _KEYS):
        chunk = unique[start : start + _KEYS]
        marks = ",".join("?" * len(chunk))
        yield from connection.execute(query.format(keys=marks), (*first, *chunk)).fetchall()
