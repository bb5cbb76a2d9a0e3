"""Writes the files of a new plugin, all of them or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata
from importlib.resources import files
from pathlib import Path
from string import Template

from opsonin import __version__
from opsonin.errors import ConfigError
from opsonin.manager.installed import CORE
from opsonin.scaffold.licences import licence_note
from opsonin.scaffold.naming import Names
from opsonin.scaffold.stages import TEMPLATES, Stage, in_words, with_article

_TEMPLATES = files(__package__) / "templates"
_ENDING = ".tmpl"
#: Where the interpreters that opsonin runs on are not known: it is not installed.
_ANY_PYTHON = ">=3.11"


@dataclass(frozen=True, slots=True)
class Scaffold:
    """A plugin that was written.

    Attributes:
        folder: Where it is.
        names: What it is called.
        stage: What it adds to.
        sample: The document that comes with it, relative to the folder.
        files: Everything that was written, relative to the folder, sorted.
    """

    folder: Path
    names: Names
    stage: Stage
    sample: str
    files: tuple[str, ...]


def write_plugin(folder: Path, names: Names, stage: Stage, licence: str) -> Scaffold:
    """Write a new plugin into a folder that does not exist yet, or is empty.

    Args:
        folder: Where to; it appears whole or not at all.
        names: What the plugin is called.
        stage: What it adds to.
        licence: SPDX expression.

    Raises:
        ConfigError: There is something in the folder, or it is a file.
        OSError: The folder cannot be written.
    """
    _check_free(folder)
    parent = folder.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=parent))
    try:
        written = [
            _write(temporary, path, content) for path, content in _rendered(names, stage, licence)
        ]
        # Private to its maker so far, unlike any other new folder.
        temporary.chmod(0o777 & ~_umask())
        # Fails when somebody has put something there in between.
        temporary.rename(folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    sample = f"samples/{TEMPLATES[stage].sample}"
    return Scaffold(folder, names, stage, sample, tuple(sorted(written)))


def _check_free(folder: Path) -> None:
    if not os.path.lexists(folder):
        return
    is_folder = folder.is_dir() and not folder.is_symlink()
    if is_folder and not any(folder.iterdir()):
        return
    raise ConfigError(
        "There is already something in this folder; nothing was written."
        if is_folder
        else "This is no folder; nothing was written.",
        where=str(folder),
        remedy="Name a folder that does not exist.",
    )


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _write(folder: Path, path: str, content: str) -> str:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(content, encoding="utf-8", newline="\n")
    return path


def _rendered(names: Names, stage: Stage, licence: str) -> Iterator[tuple[str, str]]:
    """Yield path and content of every file."""
    values = _values(names, stage, licence)
    for path, template in _sources(names, stage).items():
        text = (_TEMPLATES / f"{template}{_ENDING}").read_text(encoding="utf-8")
        yield path, Template(text).substitute(values)


def _sources(names: Names, stage: Stage) -> Mapping[str, str]:
    """Return the files of a plugin with the template of each."""
    package = f"src/{names.package}"
    about = TEMPLATES[stage]
    return {
        "pyproject.toml": "shared/pyproject.toml",
        "README.md": "shared/README.md",
        "LICENSE": "shared/LICENSE",
        ".gitignore": "shared/gitignore",
        "opsonin.toml": f"{stage}/opsonin.toml",
        f"{package}/__init__.py": "shared/__init__.py",
        f"{package}/plugin.py": f"{stage}/plugin.py",
        f"{package}/py.typed": "shared/py.typed",
        "tests/test_plugin.py": f"{stage}/test_plugin.py",
        f"samples/{about.sample}": f"{stage}/{about.sample}",
        **{f"{package}/{name}": f"{stage}/{name}" for name in about.data},
    }


def _values(names: Names, stage: Stage, licence: str) -> Mapping[str, str]:
    about = TEMPLATES[stage]
    return {
        "distribution": names.distribution,
        "package": names.package,
        "component": names.component,
        "prefix": names.component.upper(),
        "stage": in_words(stage),
        "a_stage": with_article(stage),
        "summary": about.summary,
        "usage": about.usage,
        "sample": about.sample,
        "licence": licence,
        "licence_note": licence_note(licence),
        "year": str(datetime.now(UTC).year),
        "python": _python(),
        "requirement": _requirement(__version__),
    }


def _python() -> str:
    try:
        stated: str | None = metadata(CORE)["Requires-Python"]
    except PackageNotFoundError:
        stated = None
    return stated or _ANY_PYTHON


def _requirement(version: str) -> str:
    """Return what a plugin may ask for: until 1.0 every minor version may change the hooks.

    >>> _requirement("0.1.0"), _requirement("2.3.1")
    ('opsonin>=0.1,<0.2', 'opsonin>=2.3,<3')
    """
    major, minor = map(int, version.split(".")[:2])
    below = f"0.{minor + 1}" if major == 0 else f"{major + 1}"
    return f"{CORE}>={major}.{minor},<{below}"
