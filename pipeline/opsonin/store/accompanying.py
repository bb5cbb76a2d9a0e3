"""What stands beside the tables of a snapshot: its manifest, what it changed, and all digests."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import orjson
import pyarrow.parquet as pq

from opsonin.errors import StoreError
from opsonin.store import commits, files, snapshot
from opsonin.store.layout import Layout
from opsonin.tables.digest import table_digest
from opsonin.tables.model import Table, info_of

#: Version of the manifest. 2: files are named by the SHA-256 of their bytes; ``made_of`` says of
#: what they were made. 3: ``run_id`` and ``tables``.
_FORMAT = 3
_KINDS = ("added", "changed", "removed")

#: The files of each table, as the manifest lists them.
Listed: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]


def write_beside(
    folder: Path,
    layout: Layout,
    number: int,
    tables: Mapping[str, type[Table]],
    listed: Listed,
) -> None:
    """Write ``manifest.json``, ``CHANGES.md`` and ``SHA256SUMS`` into the folder of a snapshot.

    Args:
        folder: The folder, with all files of tables.
        layout: The data folder.
        number: Number of the commit.
        tables: The tables by name.
        listed: Their files.

    Raises:
        StoreError: The commit is missing or damaged, or the disk is full.
    """
    commit = commits.read_commit(layout, number)
    manifest = _manifest(commit, tables, listed)
    changes = "\n".join(_changes(folder, layout, commit, listed)) + "\n"
    described = {snapshot.MANIFEST: _json(manifest), snapshot.CHANGES: changes.encode()}
    for name, data in described.items():
        files.write_file(folder / name, data)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in described.items()}
    sums = [
        *((entry["sha256"], f"{table}/{entry['file']}.parquet") for table, entry in _each(listed)),
        *((digest, name) for name, digest in digests.items()),
    ]
    lines = "".join(f"{digest}  {name}\n" for digest, name in sums)
    files.write_file(folder / snapshot.CHECKSUMS, lines.encode())


def _manifest(
    commit: Mapping[str, Any], tables: Mapping[str, type[Table]], listed: Listed
) -> dict[str, Any]:
    """Return what programs read: versions, counts and digests, by table and by file."""
    digests = commit["digests"]
    return {
        "format": _FORMAT,
        "number": commit["number"],
        "run_id": str(commit["run"].get("run_id", "")) if isinstance(commit["run"], dict) else "",
        "contract": commit["versions"].get("contract"),
        "tables": {
            name: {
                "schema_version": info_of(tables[name]).version,
                "rows": sum(entry["rows"] for entry in entries),
                "size_bytes": sum(entry["size_bytes"] for entry in entries),
                "digest": digests.get(name) or table_digest([]),
            }
            for name, entries in listed.items()
        },
        "files": listed,
    }


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _each(listed: Listed) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for table, entries in listed.items():
        for entry in entries:
            yield table, entry


def _changes(
    folder: Path, layout: Layout, commit: Mapping[str, Any], listed: Listed
) -> Iterator[str]:
    """Yield the lines of ``CHANGES.md``."""
    number = commit["number"]
    yield f"# Snapshot {number}"
    yield ""
    documents = _documents(folder, number, listed)
    counts = ", ".join(f"{documents[kind]:,} {kind}" for kind in _KINDS)
    yield f"Documents: {counts}. Table `changes` says which."
    yield ""
    before = _rows_before(layout, number)
    if before is None:
        return
    yield "Rows by table. A row that changed is one taken away and one written."
    yield ""
    yield "| table | before | written | taken away | now |"
    yield "|---|---|---|---|---|"
    for table, entries in listed.items():
        then, now = before.get(table, 0), sum(entry["rows"] for entry in entries)
        written = sum(ref["rows"] for ref in commit["added"].get(table, ()))
        if written or then != now:
            yield f"| {table} | {then:,} | {written:,} | {then + written - now:,} | {now:,} |"


def _documents(folder: Path, number: int, listed: Listed) -> Counter[str]:
    """Return how many documents the snapshot added, changed and removed."""
    found: Counter[str] = Counter()
    for entry in listed.get("changes", ()):
        rows = pq.read_table(
            folder / "changes" / f"{entry['file']}.parquet",
            columns=["change"],
            filters=[("snapshot", "=", number)],
        )
        found.update(rows["change"].to_pylist())
    return found


def _rows_before(layout: Layout, number: int) -> Mapping[str, int] | None:
    """Return the rows of each table in the commit before; None if that was given up."""
    if number == 1:
        return {}
    try:
        rows: Mapping[str, int] = commits.read_commit(layout, number - 1)["rows"]
    except StoreError:
        return None
    return rows
