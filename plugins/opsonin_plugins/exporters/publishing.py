"""Puts a file into its place as a whole: readers see the old one or the new one."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from opsonin import StoreError


def publish_file(path: Path, write: Callable[[Path], None]) -> str:
    """Write a file beside its place, make it durable and rename it.

    Args:
        path: Its place.
        write: Writes it to the path that it is given, where nothing is yet.

    Returns:
        The place, for people.

    Raises:
        StoreError: It could not be written.
    """
    beside = path.with_name(f".{path.name}.tmp")
    try:
        with _alone_in(path.parent):
            try:
                # What a crash left there must not stand in the way of the next try.
                beside.unlink(missing_ok=True)
                write(beside)
                sync(beside)
                beside.replace(path)
                sync(path.parent)
            finally:
                beside.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"The file could not be written: {error.strerror or error}.",
            where=str(path),
            remedy="Check that the data folder can be written and that the disk has room.",
        ) from error
    return str(path)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process publishes into a folder; the lock ends with the process."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sync(path: Path) -> None:
    """Make a file or the entries of a folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def check_name(file: str) -> None:
    """Refuse what is no plain name of a file.

    Raises:
        ValueError: It leads to another folder, or is empty.
    """
    if not file or Path(file).name != file or file in {".", ".."}:
        raise ValueError(f"file is {file!r}, expected the name of a file without a folder")
