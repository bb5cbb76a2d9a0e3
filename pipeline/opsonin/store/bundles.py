"""Results in the state: documents that ended alike share one bundle of them.

All documents of a shard end alike but for a few, with every component. Kept apart, a row for
every document and component would be most of the state.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

#: ``results`` reads as if there were a row for every document and component.
SCHEMA = """
CREATE TABLE outcomes (
    bundle INTEGER, component TEXT, fingerprint TEXT NOT NULL, status TEXT NOT NULL, reason TEXT,
    shard TEXT NOT NULL, PRIMARY KEY (bundle, component)
) WITHOUT ROWID;
CREATE TABLE treated (doc_id TEXT PRIMARY KEY, bundle INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIEW results AS SELECT doc_id, component, fingerprint, status, reason, shard
    FROM treated JOIN outcomes USING (bundle);
CREATE VIEW live_shards AS SELECT DISTINCT shard
    FROM outcomes WHERE bundle IN (SELECT bundle FROM treated);
"""

_OUTCOME = ("component", "fingerprint", "status", "reason", "shard")
_Ints = npt.NDArray[np.int64]


def insert(connection: sqlite3.Connection, results: pa.Table) -> None:
    """Add results; those that a document has already of other components stay.

    Args:
        connection: The state.
        results: Results x the columns of internal table ``results``.
    """
    if not results.num_rows:
        return
    results = pa.concat_tables([_known(connection, results), results])
    (last,) = connection.execute("SELECT COALESCE(MAX(bundle), 0) FROM outcomes").fetchone()
    for bundle, (documents, rows) in enumerate(_alike(results), last + 1):
        connection.executemany(
            "INSERT OR REPLACE INTO treated VALUES (?, ?)", [(one, bundle) for one in documents]
        )
        columns = (rows[name].to_pylist() for name in _OUTCOME)
        connection.executemany(
            "INSERT INTO outcomes VALUES (?, ?, ?, ?, ?, ?)",
            [(bundle, *row) for row in zip(*columns, strict=True)],
        )


def forget(connection: sqlite3.Connection, doc_ids: list[str]) -> None:
    """Take away all results of some documents."""
    before = connection.total_changes
    connection.executemany("DELETE FROM treated WHERE doc_id = ?", [(one,) for one in doc_ids])
    if connection.total_changes > before:
        connection.execute("DELETE FROM outcomes WHERE bundle NOT IN (SELECT bundle FROM treated)")


def _known(connection: sqlite3.Connection, results: pa.Table) -> pa.Table:
    """Return the results that documents have of components of which there is nothing new."""
    columns: dict[str, list[object]] = {name: [] for name in results.schema.names}
    is_empty = connection.execute("SELECT 1 FROM treated LIMIT 1").fetchone() is None
    if not is_empty:
        new = set(
            zip(*(results[name].to_pylist() for name in ("doc_id", "component")), strict=True)
        )
        query = f"SELECT {', '.join(columns)} FROM results WHERE doc_id = ?"  # noqa: S608 - our own names
        for doc_id in pc.unique(results["doc_id"]).to_pylist():
            for row in connection.execute(query, (doc_id,)):
                found = dict(zip(columns, row, strict=True))
                if (doc_id, found["component"]) not in new:
                    for name, cell in found.items():
                        columns[name].append(cell)
    return pa.table(columns, schema=results.schema)


def _alike(results: pa.Table) -> Iterator[tuple[list[str], pa.Table]]:
    """Yield groups of documents whose results are the same, with the results of one of them."""
    documents = results["doc_id"].combine_chunks().dictionary_encode()
    document, outcome = _codes(documents), _outcomes(results)
    # Of two results of a component the later one holds.
    last = np.unique((document * (outcome[1].max() + 1) + outcome[1])[::-1], return_index=True)[1]
    rows = len(document) - 1 - last
    rows = rows[np.lexsort((outcome[0][rows], document[rows]))]
    document, ended = document[rows], outcome[0][rows]
    starts = np.flatnonzero(np.append(np.ones(1, np.bool_), document[1:] != document[:-1]))
    counts = np.diff(np.append(starts, len(rows)))
    names = np.array(documents.dictionary.to_pylist(), dtype=object)
    for size in np.unique(counts).tolist():
        # Documents with equally many results: theirs stand side by side.
        first = starts[counts == size]
        table = ended[first[:, None] + np.arange(size)]
        _, example, group = np.unique(table, axis=0, return_index=True, return_inverse=True)
        order = np.argsort(group.ravel(), kind="stable")
        bounds = np.searchsorted(group.ravel()[order], np.arange(len(example) + 1))
        for number, one in enumerate(example.tolist()):
            mine = first[order[bounds[number] : bounds[number + 1]]]
            places = rows[first[one] : first[one] + size]
            yield names[document[mine]].tolist(), results.take(pa.array(places))


def _outcomes(results: pa.Table) -> tuple[_Ints, _Ints]:
    """Return a number for each different outcome, and one for each component."""
    codes = np.zeros(results.num_rows, np.int64)
    for name in _OUTCOME:
        column = results[name].combine_chunks().dictionary_encode("encode")
        codes = codes * (len(column.dictionary) + 1) + _codes(column)
        # Numbers stay small, however many columns and values there are.
        codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)
    return codes, _codes(results["component"].combine_chunks().dictionary_encode())


def _codes(column: pa.DictionaryArray) -> _Ints:
    codes: _Ints = pc.fill_null(column.indices, 0).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes
