"""Where exporters under test are tried: copies of a data folder, and what stands there after."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from opsonin.components.component import Exporter
from opsonin.testing.elsewhere import described, elsewhere
from opsonin.testing.exporters.snapshots import Material, context_for, description, material, told
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.subject import Subject

#: How files of databases end, which change in place and in transactions.
DATABASES = frozenset({".sqlite", ".sqlite3", ".db", ".duckdb"})
_SQLITE = b"SQLite format 3\0"
_READ_ONLY = frozenset({"store", "snapshots"})
_OWN_FOLDERS = _READ_ONLY | {"cache"}
#: The hash seed of the process in which exporters are killed. It does nothing else and so has no
#: threads, which a fork would leave behind.
TRIAL_SEED = 11


@dataclass(frozen=True, slots=True)
class Ground:
    """A copy of a data folder, in which an exporter may do what it does.

    Attributes:
        subject: The exporter.
        made: What the copy is of.
        data: The copy.
        start: What the copy is renewed from.
    """

    subject: Subject
    made: Material
    data: Path
    start: Path

    @classmethod
    def of(cls, subject: Subject, made: Material | None = None, name: str = "data") -> Ground:
        """Return a fresh copy.

        Args:
            subject: The exporter.
            made: What to copy; a folder with two snapshots when left out.
            name: Name of the copy.
        """
        folder = subject.scratch("export")
        chosen = made or material(subject)
        shutil.copytree(chosen.data, folder / name, symlinks=True)
        ground = cls(subject, chosen, folder / name, folder / "start")
        return ground.kept(ground.start)

    def renew(self) -> None:
        """Make it what it was in the beginning, but for store and snapshots, which never change."""
        _replace(self.start, self.data)

    def kept(self, start: Path | None = None) -> Ground:
        """Return this ground such that it is renewed to what it is now.

        Args:
            start: Where to keep what it is.
        """
        kept = start or self.start.with_name(f"{self.start.name}-later")
        kept.mkdir()
        _replace(self.data, kept)
        return replace(self, start=kept)

    def export(self, number: int, *, data: Path | None = None, with_own: bool = False) -> str:
        """Export a snapshot in this process and return where the exporter says that it is.

        Args:
            number: Which snapshot.
            data: The data folder as the exporter is told it, if not as an absolute path.
            with_own: Whether there is a table of a plugin's own in it.
        """
        asked = description(self.made, number, data or self.data, with_own=with_own)
        snapshot = told(self.subject, asked)
        context = context_for(self.subject, snapshot)
        return str(exporter_of(self.subject).export(snapshot, context))

    def export_apart(
        self, number: int, moment: Mapping[str, float] | None = None, *, seed: int = TRIAL_SEED
    ) -> dict[str, Any]:
        """Export a snapshot in another process; see `opsonin.testing.exporter_trials.tried`.

        Args:
            number: Which snapshot.
            moment: When it is ended; undisturbed when left out.
            seed: Seed of that process's hashes.
        """
        arguments = {
            "subject": described(self.subject),
            "snapshot": description(self.made, number, self.data),
            "moment": dict(moment or {}),
        }
        answer = elsewhere("opsonin.testing.exporters.trials:tried", arguments, seed=seed)
        found: dict[str, Any] = answer.result
        if not moment and "place" not in found:
            raise CheckFailed(
                f"In another process it gives no place: {found.get('error', 'it died')}",
                where=f"snapshot {number}",
            )
        return found

    def read(self, place: str) -> Any:
        """Return what stands at a place, such that it can be compared; None for nothing.

        Raises:
            NotApplicable: It is no local path, and the author gave no function that reads it.
        """
        for function in self.subject.samples.functions:
            return function(place)
        if "://" in place:
            raise NotApplicable(
                f"{place} cannot be looked at.",
                remedy="Give a function as sample that returns what stands at a place.",
            )
        return content_of(Path(place))

    def listed(self) -> list[str]:
        """Return all names in the data folder that are not the engine's."""
        return sorted(
            str(path.relative_to(self.data))
            for entry in self.data.iterdir()
            if entry.name not in _OWN_FOLDERS
            for path in (entry, *(entry.rglob("*") if not entry.is_symlink() else ()))
        )


def _replace(source: Path, target: Path) -> None:
    """Replace all of a data folder by that of another, but for what exporters only read."""
    for entry in target.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            if entry.name not in _READ_ONLY:
                shutil.rmtree(entry)
        else:
            entry.unlink()
    for entry in source.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            if entry.name not in _READ_ONLY:
                shutil.copytree(entry, target / entry.name, symlinks=True)
        else:
            shutil.copy2(entry, target / entry.name, follow_symlinks=False)


def exporter_of(subject: Subject) -> Exporter[Any]:
    """Return the record under test.

    Raises:
        TypeError: The subject is no exporter.
    """
    if not isinstance(subject.component, Exporter):
        raise TypeError(subject.kind)
    return subject.component


def content_of(path: Path) -> str | Mapping[str, str] | None:
    """Return what readers find in a file or folder; None if there is nothing.

    Hidden files are left out: they are what writers use until they are done. A database counts
    by its rows, an archive by its members.
    """
    if path.is_dir():
        return {
            str(one.relative_to(path)): _digest(one) or ""
            for one in sorted(path.rglob("*"))
            if one.is_file() and not _is_hidden(one.relative_to(path))
        }
    return _digest(path) if path.is_file() else None


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _digest(path: Path) -> str | None:
    with path.open("rb") as stream:
        beginning = stream.read(len(_SQLITE))
    if beginning == _SQLITE:
        return _rows_digest(path)
    if not beginning and path.suffix in DATABASES:
        # Opened and not yet committed to.
        return None
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in sorted(archive.namelist())}
        return hashlib.sha256(repr(members).encode()).hexdigest()
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _rows_digest(path: Path) -> str | None:
    digest = hashlib.sha256()
    # As any reader does: what a killed writer left behind is rolled back first.
    with closing(sqlite3.connect(path)) as connection:
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return None
        for line in connection.iterdump():
            digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def tree_digest(folder: Path) -> Mapping[str, str]:
    """Return name -> digest of everything below a folder, links as what they point to."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            found[name] = "folder"
    return found
