"""Source files as they stand, what each imports, and which imports run against the layers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

#: A string, or else a comment. Source: Python Language Reference, "Lexical analysis". The standard
#: tokeniser, which is written in Python before 3.12, takes longer than all the rest of a measure.
_STRING_OR_COMMENT = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+(?:"""|\Z)'
    r"|'''(?:[^'\\]|\\[\s\S]|'(?!''))*+(?:'''|\Z)"
    r'|"(?:[^"\\\n]|\\[\s\S])*+"?'
    r"|'(?:[^'\\\n]|\\[\s\S])*+'?"
    r"|(?P<comment>#.*)"
)
_DIRECTIVES = ("# noqa", "# ruff:", "# type:")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Edges = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Module:
    """One source file.

    Attributes:
        name: Its full name, as it is imported.
        text: Its content.
    """

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes of the parsed file."""
        return list(ast.walk(self.tree))

    @property
    def size(self) -> int:
        """Number of lines."""
        return self.text.count("\n")

    @cached_property
    def functions(self) -> list[Function]:
        """All functions and methods, nested ones as well."""
        return [node for node in self.nodes if isinstance(node, Function)]

    @cached_property
    def code(self) -> list[str]:
        """The lines that hold code, stripped: no docstring, comment, blank line or import."""
        left_out: set[int] = set()
        for node in (node for node in self.nodes if isinstance(node, ast.stmt)):
            is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if is_text or isinstance(node, ast.Import | ast.ImportFrom):
                left_out.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        lines = _STRING_OR_COMMENT.sub(_without_comment, self.text).splitlines()
        stripped = ((number, line.strip()) for number, line in enumerate(lines, 1))
        return [line for number, line in stripped if line and number not in left_out]

    @property
    def n_comments(self) -> int:
        """Number of lines with a comment, but for those that speak to a tool."""
        comments = [match["comment"] for match in _STRING_OR_COMMENT.finditer(self.text)]
        return sum(bool(one) and not one.startswith(_DIRECTIVES) for one in comments)


def _without_comment(match: re.Match[str]) -> str:
    return "" if match["comment"] else match[0]


def read_modules(folder: Path, package: str = "") -> list[Module]:
    """Return the modules below a folder, which itself is on the import path.

    Args:
        folder: The folder.
        package: The only package that is read; all when empty.
    """
    return [
        Module(_name(path.relative_to(folder)), path.read_text(encoding="utf-8"))
        for path in sorted((folder / package).rglob("*.py"))
    ]


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def import_edges(modules: Sequence[Module]) -> Edges:
    """Return which modules each one imports, also inside functions and for types alone.

    Imports are absolute in this project, as ruff sees to.
    """
    names = {module.name for module in modules}
    edges: dict[str, frozenset[str]] = {}
    for module in modules:
        imported: set[str] = set()
        for node in module.nodes:
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                below = {f"{node.module}.{alias.name}" for alias in node.names}
                imported |= below & names or {node.module}
        edges[module.name] = frozenset(imported & names - {module.name})
    return edges


def circles(edges: Edges) -> list[list[str]]:
    """Return circles of imports, none of which shares an import with another."""
    rest = {name: set(targets) for name, targets in edges.items()}
    found = []
    while True:
        try:
            TopologicalSorter(rest).prepare()
        except CycleError as error:
            # Each name in the list is imported by the one after it.
            circle: list[str] = error.args[1]
            for target, name in pairwise(circle):
                rest[name].discard(target)
            found.append(circle[:-1])
        else:
            return found


def upward_imports(
    edges: Edges, contracts: Sequence[Mapping[str, object]]
) -> list[tuple[str, str]]:
    """Return the imports that run against a contract of import-linter on layers.

    Args:
        edges: Which modules each one imports.
        contracts: The contracts in ``pyproject.toml``.
    """
    against = []
    for contract in contracts:
        ranks = dict(_ranks(contract)) if contract["type"] == "layers" else {}
        layers = {name: _layer(name, ranks) for name in edges}
        for name, targets in edges.items():
            mine = layers[name]
            for target in sorted(targets):
                other = layers[target]
                if mine and other and mine != other and ranks[mine] >= ranks[other]:
                    against.append((name, target))
    return against


def _ranks(contract: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    """Yield layers with their rank, the top one first; those side by side share it."""
    layers, containers = contract["layers"], contract.get("containers", [""])
    assert isinstance(layers, list)  # noqa: S101 - import-linter has read the same file
    assert isinstance(containers, list)  # noqa: S101 - the same
    for container in containers:
        for rank, layer in enumerate(layers):
            for name in layer.split(" | "):
                yield f"{container}.{name}".strip("."), rank


def _layer(name: str, layers: Mapping[str, int]) -> str:
    fits = [layer for layer in layers if name == layer or name.startswith(f"{layer}.")]
    return max(fits, key=len, default="")
