"""Reads what a module says without importing it, or a package around it."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast


def source_of(module: str) -> str | None:
    """Return the source of a module; None if there is none that can be read."""
    try:
        spec = _spec_of(module)
        loader = spec.loader if spec else None
        if isinstance(loader, importlib.machinery.SourceFileLoader):
            return loader.get_source(loader.name)
    except (ImportError, ValueError, AttributeError, OSError):
        return None
    return None


def constant_of(entry_point: EntryPoint, name: str) -> object | None:
    """Return what the module of an entry point sets a name to, if that is a plain value.

    Args:
        entry_point: Names the module; of an object in a module nothing is known.
        name: A name at the top of the module.
    """
    source = None if entry_point.attr else source_of(entry_point.module)
    if source is None or name not in source:
        return None
    # Listing has little time, and few modules get this far.
    import ast  # noqa: PLC0415

    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        # The import will say so.
        return None
    values = [value for statement in body for value in _assigned(statement, name)]
    return values[-1] if values else None


def files_of(package: str) -> Iterator[tuple[str, Path]]:
    """Yield the files of a package, or the one of a module, with their relative names.

    Args:
        package: A name without dots.
    """
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError, AttributeError):
        return
    if spec is None:
        return
    for top in spec.submodule_search_locations or ():
        for folder, folders, names in os.walk(top):
            folders[:] = sorted({*folders} - {"__pycache__"})
            place = os.path.relpath(folder, top)
            inside = package if place == os.curdir else f"{package}/{Path(place).as_posix()}"
            for name in sorted(names):
                if not name.endswith(".pyc"):
                    yield f"{inside}/{name}", Path(folder, name)
    if not spec.submodule_search_locations and spec.origin and Path(spec.origin).is_file():
        yield Path(spec.origin).name, Path(spec.origin)


def _spec_of(module: str) -> importlib.machinery.ModuleSpec | None:
    name, *rest = module.split(".")
    spec = importlib.util.find_spec(name)
    for part in rest:
        if spec is None:
            return None
        name = f"{name}.{part}"
        spec = importlib.machinery.PathFinder.find_spec(name, spec.submodule_search_locations)
    return spec


def _assigned(statement: ast.stmt, name: str) -> Iterator[object]:
    import ast  # noqa: PLC0415 - see above

    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    else:
        return
    if any(isinstance(target, ast.Name) and target.id == name for target in targets):
        value = statement.value
        if isinstance(value, ast.Constant):
            yield value.value
