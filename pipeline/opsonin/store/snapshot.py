"""Snapshots as they lie on the disk: a folder of Parquet files and a manifest that lists them.

A file is named by the SHA-256 of its bytes. `opsonin.store.building` makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from opsonin.store import files
from opsonin.store.layout import Layout

MANIFEST = "manifest.json"
CHECKSUMS = "SHA256SUMS"
CHANGES = "CHANGES.md"


def read_manifest(folder: Path) -> dict[str, list[dict[str, Any]]] | None:
    """Return the files of a snapshot by table, as its manifest lists them; None without one."""
    data = files.read_file(folder / MANIFEST)
    try:
        return dict(orjson.loads(data)["files"]) if data else None
    except (ValueError, KeyError, TypeError):
        return None


def is_complete(folder: Path, rows: Mapping[str, int]) -> bool:
    """Return whether a snapshot holds all rows of some tables, in no other files than it lists.

    Args:
        folder: The snapshot's folder.
        rows: Number of rows of each of the tables.
    """
    listed = read_manifest(folder)
    return (
        listed is not None
        and all(
            bool(listed.get(table)) and sum(entry["rows"] for entry in listed[table]) == n_rows
            for table, n_rows in rows.items()
        )
        and all(_is_as_listed(folder / table, entries) for table, entries in listed.items())
    )


def parquet_names(folder: Path) -> list[str]:
    """Return the names of the Parquet files in the folder of a table, sorted."""
    return [name for name in files.names_in(folder) if name.endswith(".parquet")]


def _is_as_listed(folder: Path, entries: list[dict[str, Any]]) -> bool:
    sizes = {f"{entry['file']}.parquet": entry["size_bytes"] for entry in entries}
    return parquet_names(folder) == sorted(sizes) and all(
        files.size_of(folder / name) == size_bytes for name, size_bytes in sizes.items()
    )


def snapshot_numbers(layout: Layout) -> list[int]:
    """Return the numbers of the snapshots that are there, newest first."""
    return sorted(int(name) for name in files.names_in(layout.snapshots) if name.isdigit())[::-1]
