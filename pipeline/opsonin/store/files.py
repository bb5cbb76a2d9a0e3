"""Every file operation of the store, for local folders: durable, or an error that names the path.

What these functions have written when they return survives a power cut, unless
`opsonin.store.durability` says otherwise: content is synced before it gets its name, and a name is
synced with the folder that holds it. Readers never see half a
file. Temporary names end in ``.tmp``; those that a killed process left behind mean nothing.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pyarrow as pa

from opsonin.errors import StoreError
from opsonin.store.durability import sync

#: What is written is immutable, and snapshots share it by hard links: nobody may write into it.
_MODE = 0o444
#: But for files that lines are appended to.
GROWING_MODE = 0o644
_REMEDIES = {
    errno.ENOSPC: "Free space on this disk, or point --data elsewhere, and run again.",
    errno.EDQUOT: "Free space within the quota, or point --data elsewhere, and run again.",
    errno.EIO: "Check the disk, then run `opsonin verify`, and run again.",
    errno.EACCES: "Give this user the right to write to the data folder.",
    errno.EPERM: "Give this user the right to write to the data folder.",
    errno.EROFS: "Mount the file system for writing, or point --data elsewhere.",
}
#: How long to wait before a lock is tried again.
_LOCK_PAUSE_S = 0.01
#: A file system that cannot link answers with one of these.
_CANNOT_LINK = (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.ENOSYS)


def write_file(path: Path, data: bytes | memoryview, *, mode: int = _MODE) -> None:
    """Write a file durably, in place of the one that has the name."""
    with _explain(path, "written"):
        make_folder(path.parent)
        temporary = _write_temporary(path, data, mode)
        _settle(temporary, lambda: temporary.replace(path))
        sync_folder(path.parent)


def write_content(path: Path, data: bytes | memoryview) -> None:
    """Write a file whose name is a digest of its content, unless it is there and whole."""
    # What was there a moment ago may be an orphan that another process removes.
    with _explain(path, "written"), contextlib.suppress(FileNotFoundError):
        if size_of(path) == len(data) and path.read_bytes() == data:
            # A younger file is no orphan for `gc`; its name may not have been synced yet.
            os.utime(path)
            sync_folder(path.parent)
            return
    write_file(path, data)


def create_if_absent(path: Path, data: bytes) -> bool:
    """Create a file durably if there is none of this name; return whether it was created.

    Of several processes exactly one creates it, because linking never replaces a name.
    """
    with _explain(path, "created"):
        make_folder(path.parent)
        temporary = _write_temporary(path, data)
        try:
            os.link(temporary, path)
            is_created = True
        except FileExistsError:
            is_created = False
        finally:
            _discard(temporary)
        sync_folder(path.parent)
        return is_created


def replace_symlink(link: Path, target: str) -> None:
    """Point a symbolic link at another target, in one step that readers see whole or not at all.

    Args:
        link: The link, which may or may not exist yet.
        target: Where it leads to, relative to its folder.
    """
    with _explain(link, "replaced"):
        make_folder(link.parent)
        temporary = _temporary_name(link)
        temporary.symlink_to(target)
        _settle(temporary, lambda: temporary.replace(link))
        sync_folder(link.parent)


def append_line(path: Path, line: bytes) -> None:
    """Append one line durably; what a crash left of an unfinished line is cut off first."""
    with _explain(path, "appended to"):
        make_folder(path.parent)
        descriptor = _open_locked(path)
        try:
            end = _end_of_last_line(descriptor)
            if end < os.fstat(descriptor).st_size:
                os.ftruncate(descriptor, end)
            os.lseek(descriptor, end, os.SEEK_SET)
            _write_all(descriptor, line + b"\n")
            sync(descriptor)
        finally:
            os.close(descriptor)
        sync_folder(path.parent)


@contextlib.contextmanager
def locked(path: Path, timeout_s: float, *, is_shared: bool = False) -> Iterator[None]:
    """Hold a lock among processes, which ends with the process at the latest.

    Args:
        path: The lock's file, which stays when the lock is given up.
        timeout_s: How long to wait for another process.
        is_shared: Whether others may share it; they wait for who does not, and the other way round.

    Raises:
        StoreError: Another process has held it all the time.
    """
    make_folder(path.parent)
    with _explain(path, "locked"):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        deadline = time.monotonic() + timeout_s
        while not _takes_lock(descriptor, path, is_shared=is_shared):
            if time.monotonic() > deadline:
                raise StoreError(
                    f"Another process has held the lock for more than {timeout_s:g} s.",
                    where=str(path),
                    remedy="Another run is writing to this data folder: wait until it ends.",
                )
            time.sleep(_LOCK_PAUSE_S)
        yield
    finally:
        os.close(descriptor)


def read_file(path: Path) -> bytes | None:
    """Return the content of a file, or None if there is none."""
    with _explain(path, "read"):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def read_buffer(path: Path) -> pa.Buffer | None:
    """Return the content of a file in memory of Arrow's own, or None if there is none.

    Arrow's threads may hold on to what they read for a moment after a call has returned. If the
    last of them lets go of an object of Python while the interpreter ends, the process is aborted.
    """
    with _explain(path, "read"):
        try:
            with pa.OSFile(str(path)) as file:
                return file.read_buffer()
        except FileNotFoundError:
            return None


def sha256_of(path: Path) -> str | None:
    """Return the digest of a file's content, or None if there is none."""
    with _explain(path, "read"):
        try:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return None


def open_input(path: Path) -> pa.NativeFile:
    """Open a file for Arrow's readers."""
    with _explain(path, "read"):
        return pa.OSFile(str(path))


def name_by_content(path: Path) -> Path:
    """Make a file durable and name it after the SHA-256 of its bytes, its ending kept.

    The caller syncs the folder.
    """
    with _explain(path, "written"):
        with path.open("rb+") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
            sync(handle.fileno())
        named = path.with_name(f"{digest}{path.suffix}")
        path.rename(named)
    return named


def size_of(path: Path) -> int | None:
    """Return the size of a file in bytes, or None if there is none."""
    with _explain(path, "looked up"):
        try:
            return path.stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None


def age_s(path: Path) -> float:
    """Return how many seconds ago a file or folder was last written; 0 if it has gone."""
    try:
        return max(0.0, time.time() - path.lstat().st_mtime)
    except OSError:
        return 0.0


def names_in(folder: Path) -> list[str]:
    """Return the names in a folder, sorted; none if the folder does not exist."""
    with _explain(folder, "listed"):
        try:
            return sorted(path.name for path in folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []


def is_folder(path: Path) -> bool:
    """Return whether the path is a folder and no link to one."""
    return path.is_dir() and not path.is_symlink()


def link_targets(folder: Path, besides: Collection[Path] = ()) -> list[Path]:
    """Return where the symbolic links in a folder lead to, besides some of them."""
    links = [folder / name for name in names_in(folder)]
    return [link.resolve() for link in links if link not in besides and link.is_symlink()]


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name; copy it where the file system cannot link.

    The caller syncs the folder of ``target``.
    """
    with _explain(target, "linked"):
        try:
            os.link(source, target)
        except OSError as error:
            if error.errno not in _CANNOT_LINK:
                raise
            write_file(target, source.read_bytes())


def make_folder(path: Path) -> None:
    """Make a folder and those above it, durably."""
    if path.is_dir():
        return
    make_folder(path.parent)
    with _explain(path, "made"):
        with contextlib.suppress(FileExistsError):
            path.mkdir()
        sync_folder(path.parent)


def make_temporary_folder(path: Path) -> Path:
    """Make a folder beside ``path``, to be filled and then given its name."""
    make_folder(path.parent)
    temporary = _temporary_name(path)
    make_folder(temporary)
    return temporary


def publish_folder(temporary: Path, path: Path) -> None:
    """Give a filled and synced folder its name; what had the name before goes away."""
    with _explain(path, "published"):
        if path.exists():
            remove_folder(path)
        temporary.rename(path)
        sync_folder(path.parent)


def remove_folder(path: Path) -> None:
    """Remove a folder with all that is in it; nobody sees it half removed."""
    with _explain(path, "removed"):
        hidden = path if path.name.endswith(".tmp") else path.rename(_temporary_name(path))
        shutil.rmtree(hidden)
        sync_folder(path.parent)


def discard_folder(path: Path) -> None:
    """Remove a temporary folder as far as that is possible; `gc` collects what is left."""
    shutil.rmtree(path, ignore_errors=True)


def remove_file(path: Path) -> None:
    """Remove a file if it is there."""
    with _explain(path, "removed"):
        path.unlink(missing_ok=True)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    with _explain(path, "synced"):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            sync(descriptor)
        finally:
            os.close(descriptor)


def replace_database(fresh: Path, path: Path) -> None:
    """Put a finished SQLite file in the place of another one.

    The old file goes first and its journal second: at no time does a journal stand beside a file
    that it does not belong to, which SQLite would play back into it.
    """
    with _explain(path, "replaced"):
        descriptor = os.open(fresh, os.O_RDONLY | os.O_CLOEXEC)
        try:
            sync(descriptor)
        finally:
            os.close(descriptor)
        for old in (path, path.with_name(f"{path.name}-journal")):
            if old.exists():
                old.unlink()
                sync_folder(path.parent)
        fresh.rename(path)
        sync_folder(path.parent)


def is_temporary(name: str) -> bool:
    """Return whether a name is one that a process gives to what it has not finished."""
    return name.endswith(".tmp")


def explain(error: OSError, path: Path, done: str) -> StoreError:
    """Return the error for people: what could not be done to which path, and what to do."""
    return StoreError(
        f"The file or folder could not be {done}: {error.strerror or error}.",
        where=str(path),
        remedy=_REMEDIES.get(error.errno or 0, "Check the data folder and run again."),
    )


@contextlib.contextmanager
def _explain(path: Path, done: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise explain(error, path, done) from error


def _takes_lock(descriptor: int, path: Path, *, is_shared: bool) -> bool:
    how = fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX
    with _explain(path, "locked"):
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _open_locked(path: Path) -> int:
    """Open a file for writing and lock it; another process may put a new one in its place."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, GROWING_MODE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), path.stat()):
                    return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _temporary_name(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")


def _write_temporary(path: Path, data: bytes | memoryview, mode: int = _MODE) -> Path:
    temporary = _temporary_name(path)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    descriptor = os.open(temporary, flags, mode)
    try:
        try:
            _write_all(descriptor, data)
            sync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        _discard(temporary)
        raise
    return temporary


def _write_all(descriptor: int, data: bytes | memoryview) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _settle(temporary: Path, name_it: Callable[[], object]) -> None:
    try:
        name_it()
    except BaseException:
        _discard(temporary)
        raise


def _discard(temporary: Path) -> None:
    # The first error matters; a temporary name that stays behind is collected later on.
    with contextlib.suppress(OSError):
        temporary.unlink()


def _end_of_last_line(descriptor: int) -> int:
    end = os.fstat(descriptor).st_size
    block = 1 << 16
    while end:
        start = max(0, end - block)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0
