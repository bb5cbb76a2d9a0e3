"""Notes which files a function opens or changes, through Python's audit events."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

#: Events about paths, besides ``open``. Source: Python documentation, "Audit events table".
_CHANGES = frozenset(
    {
        "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink",
        "os.truncate", "os.utime", "shutil.rmtree", "shutil.move",
    }
)  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True, slots=True)
class Touched:
    """One thing that was done to a path."""

    event: str
    path: str
    is_write: bool


#: Those who look on now; hooks cannot be taken away again.
_NOTES: list[list[Touched]] = []


@contextmanager
def touched_files() -> Iterator[list[Touched]]:
    """Give a list that fills with what Python code of this process does to files.

    What native libraries open by themselves is not seen.
    """
    _install()
    notes: list[Touched] = []
    _NOTES.append(notes)
    try:
        yield notes
    finally:
        # By identity: two empty lists are equal.
        _NOTES[:] = [one for one in _NOTES if one is not notes]


@cache
def _install() -> None:
    sys.addaudithook(_note)


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if not _NOTES or (event != "open" and event not in _CHANGES):
        return
    path = arguments[0]
    if not isinstance(path, str | bytes | os.PathLike):
        return
    flags = arguments[2] if event == "open" else _WRITES
    is_write = isinstance(flags, int) and bool(flags & _WRITES)
    touched = Touched(event, os.path.abspath(os.fsdecode(path)), is_write)  # noqa: PTH100 - cheap
    for notes in _NOTES:
        notes.append(touched)
