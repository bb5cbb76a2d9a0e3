"""Finds every regular expression of a package: what it is, where it stands, and how it is used.

``python tests/pattern_sites.py PACKAGE`` prints them as JSON. It imports all modules, and so has a
process of its own.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Self

#: Methods that look at one place alone; all others go through the whole text.
_AT_ONE_PLACE = {"match", "fullmatch"}
_FUNCTIONS = {"compile", "search", "match", "fullmatch", "finditer", "findall", "sub", "split"}


@dataclass(frozen=True, slots=True)
class Site:
    """A place in the code that compiles a pattern.

    Attributes:
        module: Its module.
        line: Its first line.
        name: The variable that holds the pattern, or "" if none does.
        scans: Whether it may be searched for through a text, and not only matched at one place.
        literal: The pattern, if it stands there as a string.
    """

    module: str
    line: int
    name: str
    scans: bool
    literal: str | None

    def __str__(self) -> str:
        return f"{self.module}.{self.name}" if self.name else f"{self.module}:{self.line}"


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    """Import and yield all modules of a package but programs."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def sites_in(module: ModuleType, users: Sequence[ast.Module]) -> Iterator[Site]:
    """Yield the calls of `re` in a module.

    Args:
        module: The module.
        users: All modules in which its names may be used.
    """
    tree = parsed(module)
    named = {
        id(node.value): target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        called = _function_of_re(node.func) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and called:
            name = named.get(id(node), "") if called == "compile" else ""
            scans = called not in _AT_ONE_PLACE
            if name:
                # A private name is used in its own module alone.
                where = [tree] if name.startswith("_") else [*users]
                scans = any(_scans(user, name) for user in where)
            given = node.args[0]
            literal = given.value if isinstance(given, ast.Constant) else None
            known = literal if isinstance(literal, str) else None
            yield Site(module.__name__, node.lineno, name, scans, known)


def parsed(module: ModuleType) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(Path(str(module.__file__)).read_text("utf-8"))


def _function_of_re(called: ast.expr) -> str:
    """Return which function of `re` is called, "" if none."""
    is_of_re = (
        isinstance(called, ast.Attribute)
        and isinstance(called.value, ast.Name)
        and called.value.id == "re"
        and called.attr in _FUNCTIONS
    )
    return called.attr if is_of_re and isinstance(called, ast.Attribute) else ""


def _scans(tree: ast.Module, name: str) -> bool:
    """Tell whether a name is used for anything but matching at one place."""
    at_one_place = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in _AT_ONE_PLACE
    }
    return any(
        isinstance(node, ast.Name)
        and node.id == name
        and isinstance(node.ctx, ast.Load)
        and id(node) not in at_one_place
        for node in ast.walk(tree)
    )


class Recorder:
    """Notes every pattern that modules of some packages compile, by the place that does.

    Args:
        packages: Names of the packages.
    """

    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = tuple(packages)
        self._compile = re._compile  # type: ignore[attr-defined] # all functions of re go through it
        self.found: dict[tuple[str, int], set[re.Pattern[str] | re.Pattern[bytes]]] = {}

    def __enter__(self) -> Self:
        """Begin."""
        re._compile = self._note  # type: ignore[attr-defined]
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        re._compile = self._compile  # type: ignore[attr-defined]

    def _note(self, pattern: object, flags: int) -> re.Pattern[str]:
        compiled: re.Pattern[str] = self._compile(pattern, flags)
        frame = sys._getframe(1)
        while frame.f_back is not None and frame.f_globals.get("__name__") == "re":
            frame = frame.f_back
        module = str(frame.f_globals.get("__name__"))
        if module.partition(".")[0] in self._packages:
            self.found.setdefault((module, frame.f_lineno), set()).add(compiled)
        return compiled


def main(name: str) -> None:
    """Print the places of a package, each with what it compiles."""
    package = importlib.import_module(name)
    with Recorder([name]) as recorder:
        modules = list(modules_of(package))
    users = [parsed(module) for module in modules]
    told = []
    for module in modules:
        for site in sites_in(module, users):
            found = recorder.found.get((site.module, site.line), set())
            if not found and site.literal is not None:
                found = {re.compile(site.literal)}
            patterns = [
                (one.pattern.decode("latin-1"), one.flags, True)
                if isinstance(one.pattern, bytes)
                else (one.pattern, one.flags, False)
                for one in found
            ]
            told.append({"name": str(site), "scans": site.scans, "patterns": patterns})
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
