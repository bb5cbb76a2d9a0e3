"""The committed state that exporters are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from opsonin.errors import PluginError, StoreError, did_you_mean


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A committed state of all tables, as exporters and consumers see it.

    Attributes:
        number: Number of the commit, from 1.
        directory: Folder with ``<table>/*.parquet``, plain Parquet, complete and immutable.
        data: The data folder; an exporter may write below it under its own name.
        tables: Model of each table by name.
        digests: SHA-256 over the canonical rows of each table.
    """

    number: int
    directory: Path
    data: Path
    tables: Mapping[str, Any]
    digests: Mapping[str, str]

    def dataset(self, table: str) -> Any:
        """Return a table as a `pyarrow.dataset.Dataset`, to be read batch by batch.

        Its ``schema`` has every column with its type and, in the field metadata, its description;
        a table without rows has it as well.

        Example::

            for batch in snapshot.dataset("mentions").to_batches():
                upload(batch)

        Args:
            table: The table's name, one of ``tables``.

        Raises:
            PluginError: There is no such table.
            StoreError: The snapshot is no longer there.
        """
        if table not in self.tables:
            raise PluginError(
                f"There is no table {table!r}.",
                where=str(self.directory),
                remedy=did_you_mean(table, self.tables),
            )
        # A table without rows has a file too: no file means that the snapshot was collected.
        files = sorted((self.directory / table).glob("*.parquet"))
        if not files:
            raise StoreError(
                f"Table {table} of snapshot {self.number} is not there.",
                where=str(self.directory),
                remedy="Export the newest snapshot; `keep_hours` says how long others are kept.",
            )
        return checked_dataset(files)

    def read(self, table: str) -> pa.Table:
        """Return all rows of a table at once.

        Args:
            table: The table's name, one of ``tables``.

        Raises:
            PluginError: There is no such table.
            StoreError: The snapshot is no longer there.
        """
        return self.dataset(table).to_table()


def checked_dataset(files: Iterable[Path]) -> Any:
    """Return Parquet files as one `pyarrow.dataset.Dataset`, whose pages are checked when read."""
    # Takes a tenth of a second to import.
    import pyarrow.dataset as pads  # noqa: PLC0415

    checked = pads.ParquetFragmentScanOptions(page_checksum_verification=True)
    return pads.dataset(
        [str(path) for path in files],
        format=pads.ParquetFileFormat(default_fragment_scan_options=checked),
    )
