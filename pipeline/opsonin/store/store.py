"""The store: one data folder with its tables, commits and snapshots."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from opsonin.components.component import Snapshot
from opsonin.errors import StoreError, did_you_mean
from opsonin.store import (
    building,
    commits,
    committing,
    files,
    queries,
    readings,
    rows,
    runs,
    settled,
    staging,
    state,
    tombstones,
)
from opsonin.store.layout import Layout
from opsonin.store.parquet import (
    FileRef,
    conforming,
    read_parquet,
    sorted_by_owner,
    write_parquet,
)
from opsonin.store.readings import Below, Noted
from opsonin.store.records import Committed, Delta, OwnerRows, Result
from opsonin.store.settled import SettledResource
from opsonin.store.tombstones import Tombstones
from opsonin.tables.digest import table_digest
from opsonin.tables.model import Table, info_of


class Store:
    """A data folder.

    Opening one creates nothing, and reading one that is up to date writes nothing. Several
    processes may write files and finish shards at once; commits are serialised. What keeps one in
    order is in `opsonin.store.upkeep`.

    Args:
        root: The data folder, which need not exist.
        tables: All tables by name: the contract's, the internal ones and those of plugins.
        checkpoint_every: Every commit whose number is a multiple of this names a checkpoint.

    Attributes:
        root: The data folder.
        tables: All tables by name.
        layout: Where everything lies in it.
        state: The index over its commits.
    """

    def __init__(
        self,
        root: Path,
        tables: Mapping[str, type[Table]],
        *,
        checkpoint_every: int = 100,
    ) -> None:
        self.root = root
        self.tables = dict(tables)
        self.layout = Layout(root)
        self.state = state.State(self.layout)
        self._checkpoint_every = checkpoint_every

    def __reduce__(self) -> tuple[Callable[..., Store], tuple[Any, ...]]:
        """Pickle as what it was opened with."""
        return Store, (self.root, self.tables)

    def write(self, name: str, table: pa.Table, schema: pa.Schema) -> FileRef | None:
        """Write rows to a content-named file, durably; any process may.

        Args:
            name: The table, or ``<table>.parts`` for rows of single components.
            table: The rows, validated by the caller. Those of a table are sorted by owner here.
            schema: The declared schema.

        Returns:
            The file; None if there are no rows.

        Raises:
            StoreError: The rows do not conform to the schema, or could not be written.
        """
        whole = conforming(name, table, schema)
        if not whole.num_rows:
            return None
        if name in self.tables and name not in committing.BOOKKEEPING:
            whole = sorted_by_owner(whole, info_of(self.tables[name]).keys)
        return write_parquet(self.layout.table_folder(name), whole)

    def read(self, name: str, file: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Read a file of a table, or some of its columns, checking every page.

        Raises:
            StoreError: The file is missing or damaged, or has no such column.
        """
        return read_parquet(self.layout.table_file(name, file), columns, sha256=file)

    def finish_shard(self, key: str, manifest: Mapping[str, Any]) -> None:
        """Record durably that a shard is finished, with the files that it has written.

        Args:
            key: The shard's key.
            manifest: JSON. Wherever it maps a table's name to one or more `FileRef` objects
                (`FileRef.to_json`), these are files of the shard.
        """
        staging.finish_shard(self.layout, key, manifest)

    def finished_shard(self, key: str) -> dict[str, Any] | None:
        """Return the manifest of a finished shard; None if it or one of its files is not whole."""
        return staging.finished_shard(self.layout, key)

    def head(self) -> int:
        """Return the number of the newest commit; 0 if there is none."""
        return self.state.ask(state.number_of)

    def commit_info(self, number: int) -> dict[str, Any]:
        """Return the content of a commit.

        Raises:
            StoreError: There is no such commit, or it is damaged.
        """
        return commits.read_commit(self.layout, number)

    def results(
        self, doc_ids: Sequence[str], components: Sequence[str] | None = None
    ) -> dict[str, Mapping[str, Result]]:
        """Return the results of each document by component; unknown documents are left out.

        Documents that were treated alike share one mapping.

        Args:
            doc_ids: The documents.
            components: The components asked about; all when left out.
        """
        return self.state.ask(lambda found: queries.results_of(found, doc_ids, components))

    def shard_files(self, shard_keys: Sequence[str]) -> dict[str, dict[str, list[FileRef]]]:
        """Return the files of each committed shard by part table; unknown ones are left out."""
        return self.state.ask(lambda found: queries.shard_files(found, shard_keys))

    def owners(self, table: str, owners: Sequence[str]) -> dict[str, OwnerRows]:
        """Return where the rows of each owner lie; owners without rows are left out."""
        return self.state.ask(lambda found: queries.owners_of(found, table, owners))

    def owners_among(self, table: str, owners: Sequence[str]) -> set[str]:
        """Return which of these own rows of a table, for less than `owners` takes."""
        return self.state.ask(lambda found: queries.owners_among(found, table, owners))

    def all_owners(self, table: str) -> list[str]:
        """Return every owner of rows in a table, sorted."""
        return self.state.ask(lambda found: queries.all_owners(found, table))

    def tables_with_rows(self) -> list[str]:
        """Return the tables that have rows, also those of plugins that are not loaded, sorted."""
        return self.state.ask(queries.tables_with_rows)

    def places(self, uris: Sequence[str]) -> dict[str, list[tuple[str, bool]]]:
        """Return the documents seen at each place, each with whether it stands there now."""
        return self.state.ask(lambda found: queries.places_at(found, uris))

    def places_of(self, doc_ids: Sequence[str]) -> dict[str, list[str]]:
        """Return the places where each document was seen, sorted."""
        return self.state.ask(lambda found: queries.places_of(found, doc_ids))

    def readings(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Noted]:
        """Return what came of resources when they were read, by location and place."""
        return self.state.ask(lambda found: readings.find(found, keys))

    def note_readings(self, noted: Mapping[tuple[str, str], Noted]) -> None:
        """Note what came of resources, by location and place, until the state is lost."""
        self.state.note(lambda found: readings.note(found, noted))

    def settled_resources(
        self, keys: Sequence[tuple[str, str]], fingerprint: str
    ) -> dict[tuple[str, str], SettledResource]:
        """Return which resources were all done at the last commit, by location and place.

        Args:
            keys: Locations and places.
            fingerprint: Of all that results rest on.
        """
        return self.state.ask(lambda found: settled.find(found, keys, fingerprint))

    def note_settled(
        self,
        choose: Callable[[sqlite3.Connection], Mapping[tuple[str, str], SettledResource]],
        fingerprint: str,
    ) -> None:
        """Note resources as done, until a commit concerns one, or the state is lost."""
        self.state.note(lambda found: settled.note(found, choose(found), fingerprint))

    def below(self, uris: Sequence[str]) -> dict[str, Below]:
        """Return what stands at each place, at its records and at its members."""
        return self.state.ask(lambda found: readings.below(found, uris))

    def read_rows(
        self, table: str, owners: Sequence[str], columns: Sequence[str] | None = None
    ) -> pa.Table:
        """Return the rows of these owners, sorted by owner; only files that hold some are read."""
        model = self._model(table)
        found = self.owners(table, owners)
        by_file: dict[str, list[str]] = {}
        for owner, at in found.items():
            by_file.setdefault(at.file, []).append(owner)
        keys = info_of(model).keys
        names = rows.projection(model, columns).names
        # All columns by name would read the same, but without the digests of whole files.
        read = None if columns is None else list(dict.fromkeys([*names, *keys]))
        gathered = rows.gather(self.layout, model, sorted(by_file.items()), read)
        self._check_count(table, gathered, sum(at.n_rows for at in found.values()))
        return sorted_by_owner(gathered, keys).select(names)

    def scan(
        self, table: str, columns: Sequence[str] | None = None, *, newest: int = 0
    ) -> pa.Table:
        """Return all live rows of a table, file by file in the order of the commits.

        Args:
            table: The table.
            columns: Columns wanted, in this order; all when left out.
            newest: Read only so many files, the newest ones; all when 0.
        """
        model = self._model(table)
        live = self.state.ask(lambda found: queries.live_files(found, table))[-newest:]
        wanted = [(file.ref.file, owners) for file, owners in live]
        gathered = rows.gather(self.layout, model, wanted, columns)
        self._check_count(table, gathered, sum(file.live_rows for file, _ in live))
        return gathered

    def counts(self) -> dict[str, int]:
        """Return the number of rows of every table."""
        head = self.head()
        return {
            **dict.fromkeys(self._counted(), 0),
            **(self.commit_info(head)["rows"] if head else {}),
        }

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 over the canonical rows of every table."""
        head = self.head()
        return {
            **dict.fromkeys(self._counted(), table_digest([])),
            **(self.commit_info(head)["digests"] if head else {}),
        }

    def commit(self, delta: Delta) -> Committed | None:
        """Commit what a run changes, durably and as a whole.

        Returns:
            The commit; None if another one has taken the number. The caller then drops what the
            winner holds under equal keys and tries again upon the new head.

        Raises:
            StoreError: The delta contradicts itself or the files, or could not be written.
        """
        content = committing.prepare(self.layout, self.tables, delta)
        base, owners = delta.base, committing.owners_in(delta)
        # What is written is not held besides what the state is brought up with.
        del delta
        with self.state.writing() as transaction:
            committing.refuse_forgotten(self.layout, content, owners)
            is_next = state.number_of(transaction.connection) == base
            if is_next:
                committing.complete(
                    content,
                    transaction.connection,
                    self.layout,
                    self.tables,
                    self._checkpoint_every,
                )
                is_next = commits.create_commit(self.layout, content)
            if is_next:
                number = content["number"]
                transaction.publish(number, commits.commit_digest(self.layout, number))
        return self._won(content, is_created=is_next)

    def _won(self, content: dict[str, Any], *, is_created: bool) -> Committed | None:
        """Return the commit if it is ours, now or by an attempt whose answer was lost."""
        number = content["number"]
        if not is_created:
            if commits.latest(self.layout) < number:
                return None
            there = self.commit_info(number)
            if not commits.is_same_attempt(content, there):
                return None
            content = there
        return Committed(number, content["digests"], content["rows"])

    def snapshot(self, number: int | None = None) -> Snapshot:
        """Return a snapshot, built if it is missing or incomplete.

        Args:
            number: Number of the commit; the newest when left out.

        Raises:
            StoreError: There is no such commit, or a file is damaged.
        """
        head = self.head()
        wanted = head if number is None else number
        if not 0 < wanted <= head:
            raise StoreError(
                f"There is no commit {wanted} to show." if wanted else "Nothing is committed yet.",
                where=str(self.root),
                remedy=f"The newest commit is {head}." if head else "Run `opsonin run` first.",
            )
        exported = {
            name: model for name, model in self.tables.items() if info_of(model).is_exported
        }

        folder: Path | None = None

        def build(connection: sqlite3.Connection) -> None:
            nonlocal folder
            if folder is None and state.number_of(connection) == wanted:
                folder = building.build_snapshot(self.layout, wanted, exported, connection)

        self.state.ask(build)
        folder = folder or self._past_snapshot(wanted, exported)
        digests = self.commit_info(wanted)["digests"]
        known = {name: digests.get(name, table_digest([])) for name in exported}
        return Snapshot(wanted, folder, self.root, exported, known)

    def _past_snapshot(self, number: int, exported: Mapping[str, type[Table]]) -> Path:
        """Build a snapshot of which the state stands at another commit."""
        past = state.memory_state(self.layout, number)
        try:
            folder = building.build_snapshot(self.layout, number, exported, past)
        finally:
            past.close()
        return folder or self.layout.snapshot(number)

    def append_run(self, record: Mapping[str, Any]) -> None:
        """Append the record of a run to the list of all runs, durably."""
        runs.append_run(self.layout, record)

    def runs(self) -> list[dict[str, Any]]:
        """Return the records of all runs, oldest first."""
        return runs.read_runs(self.layout)

    def published(self, exporter: str) -> dict[str, Any] | None:
        """Return what an exporter was last recorded to have published; None if nothing."""
        data = files.read_file(self.layout.published(exporter))
        try:
            return dict(orjson.loads(data)) if data else None
        except ValueError:
            return None

    def set_published(self, exporter: str, record: Mapping[str, Any]) -> None:
        """Record durably what an exporter has published."""
        data = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
        files.write_file(self.layout.published(exporter), data)

    def tombstones(self) -> Tombstones:
        """Return which documents were forgotten."""
        return tombstones.read_tombstones(self.layout)

    def _check_count(self, table: str, found: pa.Table, expected: int) -> None:
        if found.num_rows != expected:
            raise StoreError(
                f"The files hold {found.num_rows} rows, the index says {expected}.",
                where=f"{self.root}, table {table}",
                remedy="Run `opsonin verify` to see which file is damaged.",
            )

    def _counted(self) -> list[str]:
        return [name for name in self.tables if name not in committing.BOOKKEEPING]

    def _model(self, table: str) -> type[Table]:
        if table not in self.tables:
            raise StoreError(
                f"There is no table {table!r}.",
                where=str(self.root),
                remedy=did_you_mean(table, self.tables),
            )
        return self.tables[table]
