"""Copies a snapshot into a folder or an archive to hand on: real files, all of them or none."""

from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeAlias

import orjson
import pyarrow as pa

from opsonin.errors import StoreError
from opsonin.inspection.describing.collecting import as_files, collect
from opsonin.inspection.describing.descriptions import descriptions
from opsonin.inspection.destinations import Add, check_place, opened
from opsonin.inspection.formats import ENDINGS, Format, write_rows
from opsonin.inspection.redaction import has_text, without_text
from opsonin.store import files
from opsonin.store.layout import Layout
from opsonin.store.parquet import read_groups, read_schema, write_groups
from opsonin.store.reading import SnapshotFiles, open_snapshot
from opsonin.store.snapshot import CHECKSUMS, MANIFEST, read_manifest, snapshot_numbers
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import Table

_CHUNK_BYTES = 1 << 20

_Entries: TypeAlias = dict[str, list[dict[str, Any]]]
#: Takes what documents say out of rows.
_Strip: TypeAlias = Callable[[pa.Table], pa.Table]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        place: The folder or archive.
        snapshot: Number of the snapshot.
        tables: Rows of each table.
        files: Number of files of tables.
        size_bytes: Sum of their sizes.
    """

    place: Path
    snapshot: int
    tables: Mapping[str, int]
    files: int
    size_bytes: int


def export_snapshot(
    snapshot: SnapshotFiles,
    place: Path,
    *,
    kind: Format = "parquet",
    with_text: bool = True,
    is_forced: bool = False,
    models: Mapping[str, type[Table]] = CONTRACT,
) -> Exported:
    """Write a snapshot to a folder, or to an archive if the name ends in ``.zip``.

    Parquet files are copied byte by byte, with the manifest that the snapshot has. Other formats
    have one file for each table. Beside the tables stands what describes them: a dictionary, what
    changed, SQL views, and descriptions for tools. ``SHA256SUMS`` lists all files for
    ``sha256sum -c``.

    Args:
        snapshot: The snapshot, held open.
        place: Where to write; a file or folder that is there is an error.
        kind: The format of the tables.
        with_text: If not, every column that quotes documents is emptied (see `column`); rows,
            offsets, ids, numbers, names and titles stay, so that who has the texts can slice them.
        is_forced: Replace an earlier export.
        models: The models of the tables, for the descriptions. A table without one is described
            by what its own files say.

    Raises:
        ConfigError: There is something at ``place`` that may not be replaced.
        StoreError: A file of the snapshot is damaged, or the export could not be written.
    """
    check_place(place, _data(snapshot), is_forced=is_forced)
    try:
        with opened(place) as add:
            listed = _write_tables(snapshot, add, kind, models, with_text=with_text)
            described = _described(snapshot, listed, kind, models, with_text=with_text)
            _write_files(add, listed, described, ENDINGS[kind])
    except OSError as error:
        raise files.explain(error, place, "written") from error
    entries = [entry for table in listed.values() for entry in table]
    return Exported(
        place,
        snapshot.number,
        {table: sum(entry["rows"] for entry in found) for table, found in listed.items()},
        len(entries),
        sum(entry["size_bytes"] for entry in entries),
    )


def _data(snapshot: SnapshotFiles) -> Path:
    return snapshot.directory.parent.parent


def _write_tables(
    snapshot: SnapshotFiles,
    add: Add,
    kind: Format,
    models: Mapping[str, type[Table]],
    *,
    with_text: bool,
) -> _Entries:
    """Write all tables and return the entries of the manifest."""
    stated = read_manifest(snapshot.directory) or {}
    listed: _Entries = {}
    for table, paths in snapshot.tables.items():
        strip = None if with_text else partial(without_text, table, model=models.get(table))
        if kind != "parquet":
            listed[table] = [_converted(table, paths, add, kind, strip)]
            continue
        listed[table] = [
            _copied(table, path, add, entry)
            if strip is None or not has_text(path, models.get(table))
            else _stripped(table, path, add, strip)
            for path, entry in zip(paths, stated[table], strict=True)
        ]
    return listed


def _described(
    snapshot: SnapshotFiles,
    listed: _Entries,
    kind: Format,
    models: Mapping[str, type[Table]],
    *,
    with_text: bool,
) -> Mapping[str, bytes]:
    """Return the manifest and the descriptions by name."""
    manifest = (snapshot.directory / MANIFEST).read_bytes()
    if kind != "parquet" or not with_text:
        content = orjson.loads(manifest)
        for name, entries in listed.items():
            about = content.get("tables", {}).get(name, {})
            about["size_bytes"] = sum(entry["size_bytes"] for entry in entries)
            if not with_text:
                # It is that of the rows with their text.
                about.pop("digest", None)
        content |= {"files": listed, "export": {"format": kind, "has_text": with_text}}
        manifest = orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    written = {name: as_files(name, found, ENDINGS[kind]) for name, found in listed.items()}
    with _earlier(snapshot) as earlier:
        facts = collect(snapshot, written, models, kind=kind, has_text=with_text, earlier=earlier)
    return {MANIFEST: manifest, **descriptions(facts)}


@contextlib.contextmanager
def _earlier(snapshot: SnapshotFiles) -> Iterator[SnapshotFiles | None]:
    """Open the newest snapshot before this one, if one is still there."""
    there = snapshot_numbers(Layout(_data(snapshot)))
    before = next((number for number in there if number < snapshot.number), None)
    with contextlib.ExitStack() as stack:
        found = None
        if before is not None:
            # It may be collected in this moment: then there is nothing to compare with.
            with contextlib.suppress(StoreError):
                found = stack.enter_context(open_snapshot(_data(snapshot), before))
        yield found


def _write_files(add: Add, listed: _Entries, described: Mapping[str, bytes], ending: str) -> None:
    """Write what is no table, and the checksums of everything."""
    sums = [
        (entry["sha256"], f"{table}/{entry['file']}{ending}")
        for table, entries in listed.items()
        for entry in entries
    ]
    for name, data in described.items():
        with add(name) as sink:
            sink.write(data)
        sums.append((hashlib.sha256(data).hexdigest(), name))
    with add(CHECKSUMS) as sink:
        sink.write("".join(f"{digest}  {path}\n" for digest, path in sums).encode())


def _copied(table: str, path: Path, add: Add, stated: dict[str, Any]) -> dict[str, Any]:
    with path.open("rb") as source, add(f"{table}/{path.name}") as sink:
        counted = _Counted(sink)
        shutil.copyfileobj(source, counted, _CHUNK_BYTES)
    if counted.sha256 != stated["sha256"]:
        raise StoreError(
            "The file is damaged: its digest is not the one in the manifest.",
            where=str(path),
            remedy="Run `opsonin verify` to see what else is, and restore it from a copy.",
        )
    return stated


def _stripped(table: str, path: Path, add: Add, strip: _Strip) -> dict[str, Any]:
    # The digest is the name, so that the file is written twice.
    with tempfile.TemporaryFile() as whole:
        counted = _Counted(whole)
        n_rows = write_groups(map(strip, read_groups(path)), counted)
        digest = counted.sha256
        whole.seek(0)
        with add(f"{table}/{digest}.parquet") as sink:
            shutil.copyfileobj(whole, sink, _CHUNK_BYTES)
    return {"file": digest, "rows": n_rows, "size_bytes": counted.size_bytes, "sha256": digest}


def _converted(
    table: str, paths: tuple[Path, ...], add: Add, kind: Format, strip: _Strip | None
) -> dict[str, Any]:
    """Write all rows of a table into one file of another format."""
    with add(f"{table}/{table}{ENDINGS[kind]}") as sink:
        counted = _Counted(sink)
        n_rows = write_rows(_batches(paths, strip), read_schema(paths[0]), counted, kind)
    return {
        "file": table,
        "rows": n_rows,
        "size_bytes": counted.size_bytes,
        "sha256": counted.sha256,
    }


def _batches(paths: tuple[Path, ...], strip: _Strip | None) -> Iterator[pa.RecordBatch]:
    for path in paths:
        for rows in read_groups(path):
            yield from (rows if strip is None else strip(rows)).to_batches()


class _Counted(io.RawIOBase):
    """Passes bytes on to a file that stays open, and counts and digests them."""

    def __init__(self, sink: IO[bytes]) -> None:
        self._sink = sink
        self._digest = hashlib.sha256()
        self.size_bytes = 0

    @property
    def sha256(self) -> str:
        """Digest of what was written so far."""
        return self._digest.hexdigest()

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Write bytes."""
        view = memoryview(data).cast("B")
        self._digest.update(view)
        self.size_bytes += len(view)
        self._sink.write(view)
        return len(view)
