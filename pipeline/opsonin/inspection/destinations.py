"""Where an export goes: a folder or an archive, complete or not there at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, TypeAlias

from opsonin.errors import ConfigError
from opsonin.store import files
from opsonin.store.snapshot import CHECKSUMS, MANIFEST

#: Members of archives carry no time, so that equal exports are equal files; this is ZIP's first.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644

#: Opens a new file of the export by its path below the export.
Add: TypeAlias = Callable[[str], AbstractContextManager[IO[bytes]]]


def opened(place: Path) -> AbstractContextManager[Add]:
    """Begin an export that gets its name when the block ends, complete and durable.

    Args:
        place: A folder, or an archive if the name ends in ``.zip``.

    Returns:
        Gives a function that opens a new file by its path below the export.
    """
    return _archive(place) if place.suffix.lower() == ".zip" else _folder(place)


def is_export(place: Path) -> bool:
    """Tell whether a folder or archive is an export of opsonin."""
    if place.is_symlink():
        return False
    if place.is_dir():
        return (place / CHECKSUMS).is_file() and (place / MANIFEST).is_file()
    return zipfile.is_zipfile(place) and {MANIFEST, CHECKSUMS} <= set(
        zipfile.ZipFile(place).namelist()
    )


def check_place(
    place: Path,
    data: Path | None,
    *,
    is_forced: bool,
    kind: str = "export",
    is_ours: Callable[[Path], bool] = is_export,
) -> None:
    """Make sure that an export may be written at a place.

    Args:
        place: The file, folder or archive.
        data: The data folder, where no export belongs; None for what an exporter writes there.
        is_forced: Whether an earlier export may be replaced.
        kind: What is to be written, in a word.
        is_ours: Tells whether what is at the place is such a thing.

    Raises:
        ConfigError: It may not.
    """
    inside = place.absolute().resolve()
    if data is not None and data.resolve() in (inside, *inside.parents):
        raise ConfigError(
            "This is inside the data folder, where only opsonin and its exporters write.",
            where=str(place),
            remedy="Name a place elsewhere.",
        )
    if not os.path.lexists(place) or _is_empty_folder(place):
        return
    if not is_forced:
        raise ConfigError(
            "There is something already.",
            where=str(place),
            remedy=f"Name another place, or replace an earlier {kind} with --force.",
        )
    if not is_ours(place):
        raise ConfigError(
            f"This is no {kind} of opsonin, so that not even --force replaces it.",
            where=str(place),
            remedy="Name another place, or remove it yourself.",
        )


def _is_empty_folder(place: Path) -> bool:
    return files.is_folder(place) and not any(place.iterdir())


@contextlib.contextmanager
def _folder(place: Path) -> Iterator[Add]:
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
def _archive(place: Path) -> Iterator[Add]:
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
