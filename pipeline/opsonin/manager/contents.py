"""What a distribution consists of: a digest to pin it by, and a stamp that tells of changes."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackagePath
from pathlib import Path

from opsonin.manager.unimported import files_of

#: Of the folder that an installer makes for a distribution, what the distribution itself says.
_OWN_METADATA = frozenset({"METADATA", "entry_points.txt"})
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of a distribution as they lie on the disk.

    Attributes:
        digest: ``sha256:`` and the SHA-256 over a line for each file with its own SHA-256 and
            name, sorted by name. A wheel has the same digest wherever it is installed.
        is_recorded: Whether these are the files that RECORD lists. They are not for an editable
            installation, whose RECORD does not know the code: there they are all files of the
            packages that the entry points name, and every edit makes another digest.
        altered: Files that are missing or not as RECORD says that they were installed.
    """

    digest: str
    is_recorded: bool
    altered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    path: Path
    recorded: str | None = None


def contents_of(distribution: Distribution, modules: Sequence[str]) -> Contents:
    """Read and digest the files of a distribution; nothing is imported.

    Args:
        distribution: An installed distribution.
        modules: The modules that its entry points name.
    """
    lines = []
    altered = []
    for one in _files(distribution, modules):
        digest = _sha256(one.path)
        if digest is None or (one.recorded is not None and one.recorded != _short(digest)):
            altered.append(one.name)
        lines.append(f"{digest.hex() if digest else 'missing'}  {one.name}\n")
    total = hashlib.sha256("".join(sorted(lines)).encode("utf-8", "surrogateescape"))
    altered.sort()
    return Contents(f"sha256:{total.hexdigest()}", is_recorded(distribution), tuple(altered))


def stamp_of(distribution: Distribution, modules: Sequence[str]) -> str:
    """Return what changes when a file of a distribution comes, goes or is written.

    It is made of names, sizes and times: quick, and good enough to tell whether what is
    remembered about a plugin is about these files.
    """
    lines = []
    for one in _files(distribution, modules):
        try:
            stat = one.path.stat()
        except OSError:
            lines.append(f"{one.name} missing\n")
            continue
        lines.append(f"{one.name} {stat.st_size} {stat.st_mtime_ns}\n")
    text = "".join(sorted(lines))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def is_editable(distribution: Distribution) -> bool:
    """Tell whether a distribution runs from its source folder.

    Source: Python packaging user guide, "Recording the direct URL origin".
    """
    try:
        origin = json.loads(distribution.read_text("direct_url.json") or "{}")
    except ValueError:
        return False
    return bool(isinstance(origin, dict) and origin.get("dir_info", {}).get("editable"))


def is_recorded(distribution: Distribution) -> bool:
    """Tell whether RECORD lists the files of a distribution: not if it runs from its source."""
    return bool(distribution.files) and not is_editable(distribution)


def _files(distribution: Distribution, modules: Sequence[str]) -> Iterator[_File]:
    if is_recorded(distribution):
        yield from filter(None, map(_recorded, distribution.files or ()))
        return
    for package in dict.fromkeys(module.partition(".")[0] for module in modules):
        yield from (_File(name, path) for name, path in files_of(package))
    folder = getattr(distribution, "_path", None)
    for name in _OWN_METADATA:
        if isinstance(folder, Path) and (folder / name).is_file():
            yield _File(name, folder / name)


def _recorded(file: PackagePath) -> _File | None:
    """Return a file that RECORD lists, unless installers write it or it lies elsewhere."""
    is_metadata = file.parts[0].endswith(".dist-info")
    # What is outside of the packages' folder are scripts, which name the interpreter.
    if file.parts[0] == ".." or file.suffix == ".pyc":
        return None
    if is_metadata and file.as_posix().partition("/")[2] not in _OWN_METADATA:
        return None
    stated = file.hash
    name = file.parts[-1] if is_metadata else file.as_posix()
    is_known = stated is not None and stated.mode == "sha256"
    return _File(name, Path(str(file.locate())), stated.value if stated and is_known else None)


def _sha256(path: Path) -> bytes | None:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while part := file.read(_CHUNK_BYTES):
                digest.update(part)
    except OSError:
        return None
    return digest.digest()


def _short(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
