"""What a power cut leaves of a folder, by what a program had synced until then.

Three models of a file system without promises beyond `fsync`:

- ``lost``: of everything that was not synced nothing is left, neither content nor names;
- ``torn``: all names are there; of what a file was changed in since it was synced, the first half;
- ``reordered``: all names are there, also renamed ones, but content only as far as it was synced.

A symbolic link is a name: where it leads to is kept with it.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from faults.injecting import Entry

_FOLDER_TYPE = 4


@dataclass(frozen=True, slots=True)
class Kept:
    """What is durable, by inode.

    Attributes:
        root: Inode of the folder.
        names: Folder -> inode and name of each entry.
        contents: File -> bytes.
        folders: What is a folder.
        targets: Symbolic link -> where it leads to.
    """

    root: int
    names: dict[int, list[tuple[int, str]]]
    contents: dict[int, bytes]
    folders: set[int]
    targets: dict[int, str]


def all_of(root: Path) -> Kept:
    """Take everything below a folder as durable: it stands there before the program begins."""
    kept = Kept(root.stat().st_ino, {}, {}, set(), {})
    for parent, folders, files in os.walk(root):
        folder = Path(parent)
        inode = folder.stat().st_ino
        kept.folders.add(inode)
        kept.names[inode] = [((folder / one).lstat().st_ino, one) for one in folders + files]
        for name in folders + files:
            path = folder / name
            if path.is_symlink():
                kept.targets[path.lstat().st_ino] = str(path.readlink())
            elif path.is_file():
                kept.contents[path.lstat().st_ino] = path.read_bytes()
    return kept


def cut(root: Path, before: Kept, entries: Sequence[Entry], shadow: Path, model: str) -> None:
    """Turn a folder into what a power cut would have left of it.

    Args:
        root: The folder, whose program has been killed.
        before: What was durable when the program began.
        entries: The calls that it has made.
        shadow: What it has synced.
        model: ``lost``, ``torn`` or ``reordered``.
    """
    kept = _synced(before, entries, shadow)
    for path in root.rglob("*"):
        if path.is_symlink():
            kept.targets[path.lstat().st_ino] = str(path.readlink())
    fresh = root.with_name(f"{root.name}.fresh")
    fresh.mkdir()
    if model == "lost":
        _lay_out(kept, kept.root, fresh)
    else:
        _keep_names(root, fresh, kept.contents, has_halves=model == "torn")
    shutil.rmtree(root)
    fresh.rename(root)


def _synced(before: Kept, entries: Sequence[Entry], shadow: Path) -> Kept:
    """Return what was durable in the end."""
    kept = Kept(
        before.root,
        dict(before.names),
        dict(before.contents),
        set(before.folders),
        dict(before.targets),
    )
    born: dict[int, int] = {}
    for entry in entries:
        if entry.call == "create" and entry.what == "new":
            # A file may have the inode of one that has gone.
            born[entry.inode] = entry.number
            kept.contents.pop(entry.inode, None)
    latest: dict[tuple[str, int], int] = defaultdict(int)
    for entry_name in os.listdir(shadow):  # noqa: PTH208 - thousands of names
        kind, of, at = entry_name.split(".")
        latest[kind, int(of)] = max(latest[kind, int(of)], int(at))
    for (kind, inode), number in latest.items():
        path = shadow / f"{kind}.{inode}.{number}"
        if kind == "file" and number > born.get(inode, -1):
            kept.contents[inode] = path.read_bytes()
        if kind == "folder":
            _note_names(kept, inode, path)
    return kept


def _note_names(kept: Kept, folder: int, listing: Path) -> None:
    kept.folders.add(folder)
    kept.names[folder] = []
    for line in listing.read_text(errors="surrogateescape").splitlines():
        inode, kind, name = line.split(" ", 2)
        kept.names[folder].append((int(inode), name))
        if int(kind) == _FOLDER_TYPE:
            kept.folders.add(int(inode))


def _lay_out(kept: Kept, folder: int, target: Path) -> None:
    for inode, name in kept.names.get(folder, []):
        path = target / name
        if inode in kept.folders:
            path.mkdir()
            _lay_out(kept, inode, path)
        elif inode in kept.targets:
            path.symlink_to(kept.targets[inode])
        else:
            path.write_bytes(kept.contents.get(inode, b""))


def _keep_names(
    root: Path, target: Path, contents: Mapping[int, bytes], *, has_halves: bool
) -> None:
    for parent, folders, files in os.walk(root):
        folder = target / Path(parent).relative_to(root)
        for name in folders + files:
            path = Path(parent) / name
            if path.is_symlink():
                (folder / name).symlink_to(path.readlink())
            elif path.is_dir():
                (folder / name).mkdir()
            else:
                synced = contents.get(path.lstat().st_ino)
                (folder / name).write_bytes(_content(path, synced, has_halves=has_halves))


def _content(path: Path, synced: bytes | None, *, has_halves: bool) -> bytes:
    seen = path.read_bytes()
    if seen == synced:
        return seen
    if not has_halves:
        return synced or b""
    old = synced or b""
    pairs = enumerate(zip(seen, old, strict=False))
    same = next((at for at, (new, was) in pairs if new != was), min(len(seen), len(old)))
    middle = same + (len(seen) - same) // 2
    return seen[:middle] + old[middle:]
