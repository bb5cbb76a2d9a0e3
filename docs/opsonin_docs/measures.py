"""Measures the code beside its models, from the source files alone.

``python -m opsonin_docs.measures PAGE...`` writes the table into pages, between two comments.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles

from opsonin_docs.markdown import table
from opsonin_docs.source_files import (
    Function,
    Module,
    circles,
    import_edges,
    read_modules,
    upward_imports,
)

ROOT = Path(__file__).parents[2]
#: Each package that is shipped, and the folder that it is in.
PACKAGES: Mapping[str, str] = {
    "opsonin": "pipeline",
    "opsonin_plugins": "plugins",
    "opsonin_flows": "flows",
    "opsonin_statistical": "plugins/statistical",
}
#: So many equal lines after one another are a repetition.
WINDOW_LINES = 6
#: What modules, functions and signatures should not exceed.
MODULE_LINES, LONG_MODULE_LINES, FUNCTION_LINES, PARAMETERS = 250, 400, 40, 6
#: Measure -> what is aimed at, and what the models have.
ASKED: Mapping[str, tuple[str, str]] = {
    "modules; lines of code": ("", ""),
    "lines a module: median / 95 % / maximum": (
        "60 to 250",
        (
            "tox: median 79; structlog: maximum 1,249; conda: maximum 1,381; "
            "datasette, sqlite-utils, llm: maximum 3,000 to 5,000"
        ),
    ),
    "modules over 250 lines; over 400": ("few; none", ""),
    "lines of the package's `__init__`": ("", "pluggy: 38"),
    "lines a function, docstring aside: median / 95 % / maximum": ("mostly under 30", ""),
    "functions over 40 lines": ("none", ""),
    "functions with more than 6 parameters": ("none", ""),
    "public API documented": ("all", "singer-sdk: 98 %; tox: few docstrings"),
    "public functions annotated": ("all", ""),
    "lines of code for a comment": ("20", ""),
    "lines of tests for a line of code": ("", ""),
    "modules without a test file of their own": ("none", "tox: tests mirror the source"),
    "imports against a layer": ("none", "kedro: contracts as well"),
    "circles of imports, also of those in functions and for types": ("none", ""),
    "lines in a run of 6 that stands there twice": ("none", ""),
    "names that two public classes have": ("none", ""),
}
_TABLE = re.compile(r"(?<=<!-- measures -->\n).*?(?=^<!-- /measures -->)", re.MULTILINE | re.DOTALL)


def repeated_lines(modules: Sequence[Module]) -> int:
    """Return how many lines of code stand in a run of `WINDOW_LINES` that is there twice."""
    runs: defaultdict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for module in modules:
        for start in range(len(module.code) - WINDOW_LINES + 1):
            runs[tuple(module.code[start : start + WINDOW_LINES])].append((module.name, start))
    starts = {start for several in runs.values() if len(several) > 1 for start in several}
    return len({(name, start + line) for name, start in starts for line in range(WINDOW_LINES)})


def public_definitions(module: Module) -> Iterator[Function | ast.ClassDef]:
    """Yield the public classes and functions of a module, and the public methods of these.

    An overload states one of the types of the function below it, whose docstring is for all.
    """
    for node in module.tree.body:
        if isinstance(node, Function) and any(map(_is_overload, node.decorator_list)):
            continue
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(inner, Function) and not inner.name.startswith("_"):
                    yield inner


def _is_overload(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Name) and decorator.id == "overload"


def untested(modules: Iterable[Module], tests: Iterable[Module]) -> list[str]:
    """Return the modules with functions that have no test file where theirs should be."""
    names = {test.name for test in tests}
    homes = [one.name.rpartition(".") for one in modules if one.functions]
    return [
        f"{package}.{name}".strip(".")
        for package, _, name in homes
        if f"{package}.test_{name.lstrip('_')}".strip(".") not in names
    ]


def is_annotated(function: Function) -> bool:
    """Tell whether all arguments of a function and its result have a type."""
    stated = function.args
    arguments = [*stated.posonlyargs, *stated.args, *stated.kwonlyargs, stated.vararg, stated.kwarg]
    return function.returns is not None and all(
        one is None or one.annotation is not None or one.arg in {"self", "cls"} for one in arguments
    )


def code_lines(function: Function) -> int:
    """Return the lines of a function without its docstring."""
    size = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return size
    return size - ((function.body[0].end_lineno or 0) - function.body[0].lineno + 1)


def n_parameters(function: Function) -> int:
    """Return how many arguments a function takes, ``self`` and ``cls`` not counted."""
    stated = function.args
    named = [*stated.posonlyargs, *stated.args, *stated.kwonlyargs]
    return sum(one.arg not in {"self", "cls"} for one in named)


def measures_table(root: Path = ROOT) -> str:
    """Return the measures beside what is aimed at and the models, as a Markdown table.

    Args:
        root: Folder of the repository.
    """
    return table(
        ("measure", "ours", "aim", "models"),
        [(name, value, *ASKED[name]) for name, value in measures(root).items()],
    )


def measures(root: Path = ROOT) -> dict[str, str]:
    """Return our figures by the names in `ASKED`.

    Args:
        root: Folder of the repository.
    """
    modules = [
        one for package, folder in PACKAGES.items() for one in read_modules(root / folder, package)
    ]
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    figures = [
        *_of_sizes(modules),
        *_of_words(modules),
        *_of_tests(modules, read_modules(root / "tests")),
        *_of_imports(modules, contracts["tool"]["importlinter"]["contracts"]),
        *_of_repetition(modules),
    ]
    return dict(zip(ASKED, figures, strict=True))


def _of_sizes(modules: Sequence[Module]) -> Iterator[str]:
    functions = [one for module in modules for one in module.functions]
    sizes, lengths = [one.size for one in modules], [code_lines(one) for one in functions]
    yield f"{len(modules)}; {_n_code(modules):,}"
    yield _spread(sizes)
    yield f"{_above(sizes, MODULE_LINES)}; {_above(sizes, LONG_MODULE_LINES)}"
    yield str(next(one.size for one in modules if one.name == next(iter(PACKAGES))))
    yield _spread(lengths)
    yield str(_above(lengths, FUNCTION_LINES))
    yield str(_above(map(n_parameters, functions), PARAMETERS))


def _of_words(modules: Sequence[Module]) -> Iterator[str]:
    public = [one for module in modules for one in public_definitions(module)]
    called = [one for one in public if isinstance(one, Function)]
    yield _share(sum(ast.get_docstring(one) is not None for one in public), len(public))
    yield _share(sum(map(is_annotated, called)), len(called))
    yield f"{_n_code(modules) / max(1, sum(one.n_comments for one in modules)):.0f}"


def _of_tests(modules: Sequence[Module], tests: Sequence[Module]) -> Iterator[str]:
    yield f"{_n_code(tests) / _n_code(modules):.2f}"
    yield f"{len(untested(modules, tests))} of {sum(bool(one.functions) for one in modules)}"


def _of_imports(
    modules: Sequence[Module], contracts: Sequence[Mapping[str, object]]
) -> Iterator[str]:
    edges = import_edges(modules)
    yield str(len(upward_imports(edges, contracts)))
    yield str(len(circles(edges)))


def _of_repetition(modules: Sequence[Module]) -> Iterator[str]:
    yield _share(repeated_lines(modules), _n_code(modules))
    public = [one for module in modules for one in public_definitions(module)]
    yield str(_above(Counter(o.name for o in public if isinstance(o, ast.ClassDef)).values(), 1))


def _n_code(modules: Iterable[Module]) -> int:
    return sum(len(one.code) for one in modules)


def _spread(sizes: Sequence[int]) -> str:
    most = quantiles(sizes, n=20, method="inclusive")[-1]
    return f"{median(sizes):.0f} / {most:.0f} / {max(sizes)}"


def _above(sizes: Iterable[int], limit: int) -> int:
    return sum(size > limit for size in sizes)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % of {whole:,}"


def quoted_table(page: str) -> str:
    """Return the table that a page has between its two comments; nothing if it has none."""
    match = _TABLE.search(page)
    return match[0].strip("\n") if match else ""


def renewed(page: str, new: str) -> str:
    """Return the page with a new table between its two comments."""
    return _TABLE.sub(lambda _: f"\n{new}\n\n", page)


def main(pages: list[str]) -> None:
    """Write the measures of today into pages."""
    new = measures_table()
    for page in map(Path, pages):
        page.write_text(renewed(page.read_text(encoding="utf-8"), new), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
