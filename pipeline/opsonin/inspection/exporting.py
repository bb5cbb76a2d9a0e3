"""Copies a snapshot into a folder or an archive to hand on: real files, all of them or none."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeAlias

import orjson
import pyarrow as pa

from opsonin.errors import ConfigError, StoreError
from opsonin.inspection.formats import ENDINGS, Format, write_rows
from opsonin.store import files
from opsonin.store.parquet import encode_parquet, read_parquet, read_schema
from opsonin.store.reading import SnapshotFiles
from opsonin.store.snapshot import MANIFEST, read_manifest

CHECKSUMS = "SHA256SUMS"
_CHUNK_BYTES = 1 << 20
#: Members of archives carry no time, so that equal exports are equal files; this is ZIP's first.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644

#: Columns that hold running text, besides all that are called ``text``, with what replaces it.
_FURTHER_TEXT: Mapping[tuple[str, str], str] = {("raw", "metadata"): "{}"}

#: Opens a new file of the export by its path below the export.
_Add: TypeAlias = Callable[[str], AbstractContextManager[IO[bytes]]]
_Entries: TypeAlias = dict[str, list[dict[str, Any]]]


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
) -> Exported:
    """Write a snapshot to a folder, or to an archive if the name ends in ``.zip``.

    Parquet files are copied byte by byte, with the manifest that the snapshot has. Other formats
    have one file for each table. ``SHA256SUMS`` lists all files for ``sha256sum -c``.

    Args:
        snapshot: The snapshot, held open.
        place: Where to write; a file or folder that is there is an error.
        kind: The format of the tables.
        with_text: If not, all columns ``text`` and ``raw.metadata`` are emptied; rows, offsets
            and all other columns stay, so that who has the texts can slice them.
        is_forced: Replace an earlier export.

    Raises:
        ConfigError: There is something at ``place`` that may not be replaced.
        StoreError: A file of the snapshot is damaged, or the export could not be written.
    """
    _check_place(place, snapshot.directory.parent.parent, is_forced=is_forced)
    opened = _archive if place.suffix.lower() == ".zip" else _folder
    try:
        with opened(place) as add:
            listed = _write(snapshot, add, kind, with_text=with_text)
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


def without_text(table: str, rows: pa.Table) -> pa.Table:
    """Return rows with their running text taken out: null where the column allows it, else empty.

    Args:
        table: The table's name.
        rows: Its rows.
    """
    for at, field in enumerate(rows.schema):
        empty = _FURTHER_TEXT.get((table, field.name), "" if field.name == "text" else None)
        if empty is not None and pa.types.is_string(field.type):
            value = pa.scalar(None if field.nullable else empty, field.type)
            rows = rows.set_column(at, field, pa.repeat(value, rows.num_rows))
    return rows


def _write(snapshot: SnapshotFiles, add: _Add, kind: Format, *, with_text: bool) -> _Entries:
    stated = read_manifest(snapshot.directory) or {}
    is_plain = kind == "parquet" and with_text
    listed: _Entries = {}
    for table, paths in snapshot.tables.items():
        if kind != "parquet":
            listed[table] = [_converted(table, paths, add, kind, with_text=with_text)]
            continue
        listed[table] = [
            _copied(table, path, add, entry)
            if with_text or not _has_text(table, path)
            else _stripped(table, path, add)
            for path, entry in zip(paths, stated[table], strict=True)
        ]
    manifest = (snapshot.directory / MANIFEST).read_bytes()
    if not is_plain:
        content = orjson.loads(manifest)
        content |= {"files": listed, "export": {"format": kind, "has_text": with_text}}
        manifest = orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    sums = [
        (entry["sha256"], f"{table}/{entry['file']}{ENDINGS[kind]}")
        for table, entries in listed.items()
        for entry in entries
    ]
    sums.append((hashlib.sha256(manifest).hexdigest(), MANIFEST))
    lines = "".join(f"{digest}  {path}\n" for digest, path in sums)
    for name, data in ((MANIFEST, manifest), (CHECKSUMS, lines.encode())):
        with add(name) as sink:
            sink.write(data)
    return listed


def _copied(table: str, path: Path, add: _Add, stated: dict[str, Any]) -> dict[str, Any]:
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


def _stripped(table: str, path: Path, add: _Add) -> dict[str, Any]:
    data = encode_parquet(without_text(table, rows := read_parquet(path)))
    digest = hashlib.sha256(data).hexdigest()
    with add(f"{table}/{digest}.parquet") as sink:
        sink.write(data)
    return {"file": digest, "rows": rows.num_rows, "size_bytes": len(data), "sha256": digest}


def _has_text(table: str, path: Path) -> bool:
    names = read_schema(path).names
    return "text" in names or any((table, name) in _FURTHER_TEXT for name in names)


def _converted(
    table: str, paths: tuple[Path, ...], add: _Add, kind: Format, *, with_text: bool
) -> dict[str, Any]:
    """Write all rows of a table into one file of another format."""
    with add(f"{table}/{table}{ENDINGS[kind]}") as sink:
        counted = _Counted(sink)
        batches = _batches(table, paths, with_text=with_text)
        n_rows = write_rows(batches, read_schema(paths[0]), counted, kind)
    return {
        "file": table,
        "rows": n_rows,
        "size_bytes": counted.size_bytes,
        "sha256": counted.sha256,
    }


def _batches(table: str, paths: tuple[Path, ...], *, with_text: bool) -> Iterator[pa.RecordBatch]:
    for path in paths:
        rows = read_parquet(path)
        yield from (rows if with_text else without_text(table, rows)).to_batches()


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


def _check_place(place: Path, data: Path, *, is_forced: bool) -> None:
    inside, own = place.absolute().resolve(), data.resolve()
    if own in (inside, *inside.parents):
        raise ConfigError(
            "This is inside the data folder, where only opsonin and its exporters write.",
            where=str(place),
            remedy="Name a folder or archive elsewhere.",
        )
    if not os.path.lexists(place) or _is_empty_folder(place):
        return
    if not is_forced:
        raise ConfigError(
            "There is something already.",
            where=str(place),
            remedy="Name another place, or replace an earlier export with --force.",
        )
    if not _is_export(place):
        raise ConfigError(
            "This is no export of opsonin, so that not even --force replaces it.",
            where=str(place),
            remedy="Name another place, or remove it yourself.",
        )


def _is_empty_folder(place: Path) -> bool:
    return files.is_folder(place) and not any(place.iterdir())


def _is_export(place: Path) -> bool:
    if place.is_symlink():
        return False
    if place.is_dir():
        return (place / CHECKSUMS).is_file() and (place / MANIFEST).is_file()
    return zipfile.is_zipfile(place) and {MANIFEST, CHECKSUMS} <= set(
        zipfile.ZipFile(place).namelist()
    )


@contextlib.contextmanager
def _folder(place: Path) -> Iterator[_Add]:
    """Fill a folder that gets its name when it is complete and durable."""
    temporary = files.make_temporary_folder(place.absolute())

    @contextlib.contextmanager
    def add(path: str) -> Iterator[IO[bytes]]:
        target = temporary / path
        target.parent.mkdir(exist_ok=True)
        with target.open("xb") as sink:
            yield sink
            sink.flush()
            os.fsync(sink.fileno())

    try:
        yield add
        for folder in (*filter(Path.is_dir, temporary.iterdir()), temporary):
            files.sync_folder(folder)
        files.publish_folder(temporary, place.absolute())
    except BaseException:
        files.discard_folder(temporary)
        raise


@contextlib.contextmanager
def _archive(place: Path) -> Iterator[_Add]:
    """Write an archive, member by member, that gets its name when it is complete and durable."""
    files.make_folder(place.absolute().parent)
    temporary = place.with_name(f".{place.name}.{secrets.token_hex(8)}.tmp")

    @contextlib.contextmanager
    def add(path: str) -> Iterator[IO[bytes]]:
        info = zipfile.ZipInfo(path, _NO_TIME)
        info.external_attr = _MODE << 16
        is_packed = path.endswith(".parquet")
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        with archive.open(info, "w", force_zip64=True) as sink:
            yield sink

    try:
        with temporary.open("xb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                yield add
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(place)
        files.sync_folder(place.absolute().parent)
    finally:
        temporary.unlink(missing_ok=True)
