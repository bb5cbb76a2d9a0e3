"""From a delta to a commit: what a run changes is checked, written down, indexed and digested."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import StoreError, did_you_mean
from opsonin.store import checkpoint, commits, files, queries, replay, tombstones
from opsonin.store.layout import Layout
from opsonin.store.parquet import FileRef, conforming, read_parquet, write_parquet
from opsonin.store.records import Delta
from opsonin.tables.digest import (
    owner_digests,
    sorted_table_digest,
    streamed_table_digest,
    table_digest,
)
from opsonin.tables.internal import Index, Results
from opsonin.tables.model import Table, arrow_schema, info_of
from opsonin.tables.ordering import sorted_by

#: Tables of the store's own, which have neither rows of their own in a commit nor a digest.
BOOKKEEPING = ("results", "rows")

#: What a commit says of results and owners is written in parts of about so many rows: a large run
#: would else hold it several times, as it is given, sorted, and read again.
_PART_ROWS = 100_000
_REMEDY = "This is a mistake of the program that made the delta: please report it."


def prepare(layout: Layout, tables: Mapping[str, type[Table]], delta: Delta) -> dict[str, Any]:
    """Check a delta, write its results and its index, and return the commit's content so far.

    Raises:
        StoreError: The delta names a table, file or owner that it cannot.
    """
    _check_tables(layout, tables, delta)
    grown = _grown_tables(layout, tables, delta)
    _check_sums(delta, [conforming("rows", delta.index, arrow_schema(Index)), *grown.values()])
    content = {
        "format": commits.FORMAT,
        "number": delta.base + 1,
        "run": delta.run,
        "added": {name: commits.file_list(refs) for name, refs in delta.added.items() if refs},
        "removed": {name: sorted(owners) for name, owners in delta.removed.items() if owners},
        "forgotten": sorted(delta.results_void),
        "results": _written(layout, "results", _by_document(delta.results), Results),
        "index": _written(layout, "rows", _index_parts(delta, grown), Index),
        "shards": {
            key: {name: commits.file_list(refs) for name, refs in parts.items()}
            for key, parts in delta.shards.items()
        },
        "versions": delta.versions,
        "checkpoint": None,
    }
    pa.default_memory_pool().release_unused()
    return content


def complete(
    content: dict[str, Any],
    state: sqlite3.Connection,
    layout: Layout,
    tables: Mapping[str, type[Table]],
    checkpoint_every: int,
) -> None:
    """Apply a commit to the state and add to its content what follows from that.

    The tables that it touches are counted and digested; those of all others are carried over.

    Raises:
        StoreError: A file that it names is missing.
    """
    _check_files(layout, content)
    number = content["number"]
    before = commits.read_commit(layout, number - 1) if number > 1 else {"digests": {}, "rows": {}}
    digests = {name: table_digest([]) for name in tables if name not in BOOKKEEPING}
    rows = dict.fromkeys(digests, 0)
    digests.update(before["digests"])
    rows.update(before["rows"])
    read = replay.reader(layout)
    index = replay.read_index(content, read)
    for name in replay.apply_commit(state, content, read, index):
        # The first rows of a table are all in the index of this commit.
        is_first = not rows[name]
        digests[name] = (
            _digest_of(index, name)
            if is_first
            else streamed_table_digest(queries.owner_pairs(state, name))
        )
        rows[name] = queries.row_count(state, name)
    content.update(digests=digests, rows=rows)
    content["previous"] = commits.commit_digest(layout, number - 1)
    if number % checkpoint_every == 0:
        written = checkpoint.write_checkpoint(state, layout)
        content["checkpoint"] = {name: commits.file_list(refs) for name, refs in written.items()}


def _digest_of(index: Sequence[pa.Table], name: str) -> str:
    """Return the digest of a table of which all rows are in an index."""
    if not index:
        return table_digest([])
    rows = pa.concat_tables(
        [
            part.filter(pc.equal(part["table_name"], name)).select(["owner", "digest"])
            for part in index
        ]
    )
    mine = sorted_by(rows, rows["owner"])
    return sorted_table_digest(mine["owner"].combine_chunks(), mine["digest"].combine_chunks())


def owners_in(delta: Delta) -> pa.Array:
    """Return everybody of whom a delta has rows or results."""
    found = [delta.index["owner"], delta.results["doc_id"]]
    return pc.unique(pa.chunked_array([one for column in found for one in column.chunks]))


def refuse_forgotten(layout: Layout, content: Mapping[str, Any], owners: pa.Array) -> None:
    """Keep out documents that were forgotten while the run that brings them was at work.

    Args:
        layout: Knows what was forgotten.
        content: The commit.
        owners: What `owners_in` gives of its delta.

    Raises:
        StoreError: The commit has rows of such a document.
    """
    forgotten = tombstones.read_tombstones(layout).doc_ids
    if not forgotten:
        return
    back = forgotten.intersection(owners.to_pylist())
    if back:
        raise StoreError(
            f"Document {min(back)} was forgotten while this run was at work.",
            where=f"commit {content['number']}",
            remedy="Run again: it is left out then.",
        )


def _check_files(layout: Layout, content: Mapping[str, Any]) -> None:
    for name, ref in commits.named_files(content):
        path = layout.table_file(name, ref.file)
        if files.size_of(path) != ref.size_bytes:
            raise StoreError(
                "A file that is to be committed is missing or has another size.",
                where=str(path),
                remedy="Run again: what is missing is made again.",
            )


def _check_tables(layout: Layout, tables: Mapping[str, type[Table]], delta: Delta) -> None:
    unknown = {*delta.added, *delta.removed} - (tables.keys() - set(BOOKKEEPING))
    # Rows may go from the table of a plugin that is not loaded: their document is gone.
    unknown -= _committed_tables(layout, delta.base) - delta.added.keys() if unknown else set()
    for name in sorted(unknown):
        raise StoreError(
            f"There is no table {name!r} to commit rows to.",
            where=f"commit {delta.base + 1}",
            remedy=did_you_mean(name, set(tables) - set(BOOKKEEPING)),
        )
    for name, owners in delta.removed.items():
        only_grows = name in tables and not info_of(tables[name]).keys
        if owners and only_grows and not delta.is_takedown:
            raise StoreError(
                "Rows are to be removed from a table that only grows.",
                where=f"commit {delta.base + 1}, table {name}",
                remedy=_REMEDY,
            )


def _committed_tables(layout: Layout, number: int) -> set[str]:
    return set(commits.read_commit(layout, number)["digests"]) if number else set()


def _grown_tables(
    layout: Layout, tables: Mapping[str, type[Table]], delta: Delta
) -> dict[str, pa.Table]:
    """Return the index of the tables that only grow: each of their files is its own owner."""
    return {
        name: _grown(layout, name, refs)
        for name, refs in delta.added.items()
        if not info_of(tables[name]).keys
    }


def _index_parts(delta: Delta, grown: Mapping[str, pa.Table]) -> Iterator[pa.Table]:
    """Yield the index, sorted by table and owner, in parts of whole tables."""
    given = conforming("rows", delta.index, arrow_schema(Index))
    waiting: list[pa.Table] = []
    for name in sorted({*pc.unique(given["table_name"]).to_pylist(), *grown}):
        mine = grown.get(name)
        if mine is None:
            mine = given.filter(pc.equal(given["table_name"], name))
            mine = sorted_by(mine, mine["owner"])
        _check_owners(delta, name, mine)
        waiting.append(mine)
        if sum(one.num_rows for one in waiting) >= _PART_ROWS:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


def _by_document(results: pa.Table) -> Iterator[pa.Table]:
    """Yield results in parts, all of a document in one: ids are digests, of even beginnings."""
    if results.num_rows < _PART_ROWS:
        yield results
        return
    beginnings = pc.utf8_slice_codeunits(results["doc_id"], 0, 1)
    for beginning in sorted(pc.unique(beginnings).to_pylist()):
        yield results.filter(pc.equal(beginnings, beginning))


def _grown(layout: Layout, name: str, refs: Sequence[FileRef]) -> pa.Table:
    """Return the index of the files of a table that only grows."""
    rows = [
        (name, ref.file, n_rows, digest, ref.file)
        for ref in sorted(refs, key=lambda ref: ref.file)
        for _, n_rows, digest in owner_digests(
            read_parquet(layout.table_file(name, ref.file), sha256=ref.file), ()
        )
    ]
    schema = arrow_schema(Index)
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [
        pa.array(list(values), field.type) for values, field in zip(columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _check_owners(delta: Delta, name: str, index: pa.Table) -> None:
    """Check that each owner of a table stands in its index once."""
    owners = index["owner"].combine_chunks()
    for place in pc.indices_nonzero(pc.equal(owners[:-1], owners[1:])).to_pylist()[:1]:
        raise _disagreement(delta, name, f"Owner {owners[place]} stands in the index twice.")


def _check_sums(delta: Delta, index: Sequence[pa.Table]) -> None:
    """Check that the index accounts for every row of every file."""
    counted: Counter[tuple[str, str]] = Counter()
    for part in index:
        sums = part.group_by(["table_name", "file"], use_threads=False)
        for row in sums.aggregate([("n_rows", "sum")]).to_pylist():
            counted[row["table_name"], row["file"]] += row["n_rows_sum"]
    stated = {(name, ref.file): ref.rows for name, refs in delta.added.items() for ref in refs}
    for (table, file), n_rows in stated.items():
        if counted[table, file] != n_rows:
            message = f"File {file} has {n_rows} rows, the index says {counted[table, file]}."
            raise _disagreement(delta, table, message)
    for table, file in counted.keys() - stated.keys():
        raise _disagreement(delta, table, f"The index names file {file}, which is not added.")


def _disagreement(delta: Delta, table: str, message: str) -> StoreError:
    return StoreError(message, where=f"commit {delta.base + 1}, table {table}", remedy=_REMEDY)


def _written(
    layout: Layout, name: str, parts: Iterable[pa.Table], model: type[Table]
) -> list[dict[str, str | int]]:
    """Write parts of a table of the store's own, one after the other, and return the files."""
    written: list[FileRef] = []
    for table in parts:
        if table.num_rows:
            rows = conforming(name, table, arrow_schema(model))
            written.append(write_parquet(layout.table_folder(name), rows))
    return commits.file_list(written)
