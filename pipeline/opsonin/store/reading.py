"""Reading a snapshot without anything else of a data folder: for consumers and commands."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from opsonin.components.snapshot import checked_dataset
from opsonin.errors import StoreError, did_you_mean
from opsonin.store import leases, snapshot
from opsonin.store.layout import Layout

#: A snapshot may be removed while it is opened; then the newest one is another.
_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class SnapshotFiles:
    """The files of a snapshot that cannot be collected while it is open.

    Attributes:
        number: Number of the commit.
        directory: Folder with ``<table>/*.parquet`` and ``manifest.json``.
        tables: The files of each table, at least one.
    """

    number: int
    directory: Path
    tables: Mapping[str, tuple[Path, ...]]

    def dataset(self, table: str) -> Any:
        """Return a table as a `pyarrow.dataset.Dataset`, whose pages are checked when read.

        Args:
            table: The table's name.

        Raises:
            StoreError: There is no such table.
        """
        if table not in self.tables:
            raise StoreError(
                f"There is no table {table!r}.",
                where=str(self.directory),
                remedy=did_you_mean(table, self.tables),
            )
        return checked_dataset(self.tables[table])

    def read(self, table: str) -> pa.Table:
        """Return all rows of a table.

        Raises:
            StoreError: There is no such table.
        """
        return self.dataset(table).to_table()


@contextlib.contextmanager
def open_snapshot(data: Path | str = "data", number: int | None = None) -> Iterator[SnapshotFiles]:
    """Open a snapshot; until the block ends `opsonin gc` and further runs leave it alone.

    Example::

        with opsonin.open_snapshot("data") as snapshot:
            mentions = snapshot.read("mentions")

    Args:
        data: The data folder.
        number: Number of the snapshot; the newest when left out.

    Raises:
        StoreError: There is no such snapshot, or it is damaged.
    """
    layout = Layout(Path(data))
    for _ in range(_ATTEMPTS):
        there = snapshot.snapshot_numbers(layout)
        wanted = next(iter(there), 0) if number is None else number
        if wanted not in there:
            break
        folder = layout.snapshot(wanted)
        with leases.leased(folder) as is_held:
            listed = snapshot.read_manifest(folder) if is_held else None
            if listed is not None:
                yield SnapshotFiles(wanted, folder, _paths(folder, listed))
                return
    raise StoreError(
        "There is no snapshot." if number is None else f"There is no snapshot {number}.",
        where=str(layout.root),
        remedy="Run `opsonin run` first; `opsonin status` says which snapshot is the newest.",
    )


def _paths(folder: Path, listed: Mapping[str, list[dict[str, Any]]]) -> dict[str, tuple[Path, ...]]:
    for table, entries in listed.items():
        if not entries:
            raise StoreError(
                f"The manifest lists no file of table {table!r}, though one without rows has one.",
                where=str(folder),
                remedy="Delete the snapshot and run again: it is made again.",
            )
    return {
        table: tuple(folder / table / f"{entry['file']}.parquet" for entry in entries)
        for table, entries in listed.items()
    }
