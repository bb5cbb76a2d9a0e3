"""What stands beside the tables of a snapshot: its manifest, what it changed, and all digests."""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import orjson
import pyarrow.parquet as pq

from opsonin.errors import StoreError
from opsonin.store import commits, files, leases, snapshot
from opsonin.store.comparing import Difference, compare_tables
from opsonin.store.layout import Layout
from opsonin.tables.digest import table_digest
from opsonin.tables.model import Table, info_of

#: Version of the manifest. 2: files are named by the SHA-256 of their bytes; ``made_of`` says of
#: what they were made. 3: ``run_id`` and ``tables``.
_FORMAT = 3
_KINDS = ("added", "changed", "removed")

#: The files of each table, as the manifest lists them.
Listed: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]

_SAME = Difference(0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The snapshot to compare with; number 0 has no tables."""

    number: int
    files: Mapping[str, tuple[Path, ...]]
    rows: Mapping[str, int]


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
    changes = "\n".join(_changes(folder, layout, commit, tables, listed)) + "\n"
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
    folder: Path,
    layout: Layout,
    commit: Mapping[str, Any],
    tables: Mapping[str, type[Table]],
    listed: Listed,
) -> Iterator[str]:
    """Yield the lines of ``CHANGES.md``."""
    number = commit["number"]
    yield f"# Snapshot {number}"
    yield ""
    documents = _documents(folder, number, listed)
    counts = ", ".join(f"{documents[kind]:,} {kind}" for kind in _KINDS)
    yield f"Documents: {counts}. Table `changes` says which."
    yield ""
    with _earlier(layout, number) as earlier:
        if earlier is None:
            yield "No earlier snapshot is there to compare rows with."
            return
        try:
            differences = _differences(folder, commit, tables, listed, earlier)
        except StoreError as error:
            # What is damaged in an earlier snapshot must not keep this one from its readers.
            yield f"Rows could not be compared with snapshot {earlier.number}: {error}"
            return
        yield f"Rows since snapshot {earlier.number}, of the tables that differ. A row counts as"
        yield "changed where its document has another in its place."
        yield ""
        yield "| table | before | added | changed | removed | now |"
        yield "|---|---|---|---|---|---|"
        for table, one in differences.items():
            now = sum(entry["rows"] for entry in listed[table])
            then = now - one.added + one.removed
            cells = (then, one.added, one.changed, one.removed, now)
            yield f"| {table} | {' | '.join(f'{cell:,}' for cell in cells)} |"


@contextlib.contextmanager
def _earlier(layout: Layout, number: int) -> Iterator[_Earlier | None]:
    """Hold the newest snapshot before one; None if it has been collected."""
    if number == 1:
        yield _Earlier(0, {}, {})
        return
    for before in snapshot.snapshot_numbers(layout):
        folder = layout.snapshot(before)
        if before >= number:
            continue
        with leases.leased(folder) as is_held:
            found = snapshot.read_manifest(folder) if is_held else None
            if found is not None:
                yield _Earlier(before, _files(folder, found), _counted(found))
                return
    yield None


def _differences(
    folder: Path,
    commit: Mapping[str, Any],
    tables: Mapping[str, type[Table]],
    listed: Listed,
    earlier: _Earlier,
) -> Mapping[str, Difference]:
    """Return how the rows differ, by table, in the order of the contract."""
    now = _counted(listed)
    found = {}
    compared = []
    for table, rows in now.items():
        then = earlier.rows.get(table, 0)
        written = sum(ref["rows"] for ref in commit["added"].get(table, ()))
        # Where the one commit between took nothing away, all that it wrote is new.
        if earlier.number == commit["number"] - 1 and then + written == rows:
            found[table] = Difference(written, 0, 0)
        else:
            compared.append(table)
    if compared:
        later = {name: paths for name, paths in _files(folder, listed).items() if name in compared}
        found |= compare_tables(earlier.files, later, tables)
    return {table: found[table] for table in now if found.get(table, _SAME) != _SAME}


def _files(folder: Path, listed: Listed) -> dict[str, tuple[Path, ...]]:
    return {
        table: tuple(folder / table / f"{entry['file']}.parquet" for entry in entries)
        for table, entries in listed.items()
    }


def _counted(listed: Listed) -> dict[str, int]:
    return {table: sum(entry["rows"] for entry in entries) for table, entries in listed.items()}


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
