"""Leases: how a reader tells `gc` that it is at work on a snapshot.

A lease is a shared lock on the snapshot's manifest. It needs no right to write, and it ends with
the reader's process at the latest, so that none is ever left behind. `gc` removes a snapshot only
while it holds the same lock alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from opsonin.store.snapshot import MANIFEST


@contextlib.contextmanager
def leased(folder: Path) -> Iterator[bool]:
    """Hold a lease on a snapshot, if it is still there.

    Args:
        folder: The snapshot's folder.

    Yields:
        Whether the lease is held: not when the snapshot is missing or just being removed.
    """
    with _opened(folder / MANIFEST) as descriptor:
        yield descriptor is not None and _locks(descriptor, fcntl.LOCK_SH, folder)


@contextlib.contextmanager
def claimed(folder: Path) -> Iterator[bool]:
    """Keep new readers away from a snapshot that nobody holds a lease on.

    Args:
        folder: The snapshot's folder.

    Yields:
        Whether it may be removed: not while a reader holds a lease.
    """
    with _opened(folder / MANIFEST) as descriptor:
        # Without a manifest there was never a whole snapshot to read.
        yield descriptor is None or _locks(descriptor, fcntl.LOCK_EX, folder)


def is_in_use(folder: Path) -> bool:
    """Return whether a reader holds a lease on a snapshot just now."""
    with claimed(folder) as is_free:
        return not is_free


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int | None]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _locks(descriptor: int, how: int, folder: Path) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # A file system without locks: there, the grace period of `gc` has to do.
        return True
    try:
        # The snapshot may have been removed between the opening and the lock.
        return os.path.samestat(os.fstat(descriptor), (folder / MANIFEST).stat())
    except OSError:
        return False
