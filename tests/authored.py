"""Plugins that tests write themselves, on the path as if pip had installed them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

#: Writes a plugin of one module (name, source); gives the module's file.
Author = Callable[[str, str], Path]


def write_installed(folder: Path, name: str, source: str) -> Path:
    """Write a distribution of one module into a folder of the path; give the module's file."""
    metadata = folder / f"{name}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[opsonin]\n{name} = {name}\n")
    path = folder / f"{name}.py"
    path.write_text(source, encoding="utf-8")
    return path


@contextmanager
def author_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Author]:
    """Give what writes plugins into a folder on the path, also on that of child processes."""
    names: list[str] = []

    def write(name: str, source: str) -> Path:
        names.append(name)
        return write_installed(folder, name, source)

    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", str(folder))
    yield write
    for name in names:
        sys.modules.pop(name, None)
