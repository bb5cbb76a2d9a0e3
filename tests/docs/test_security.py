"""The page of security says what holds: limits, floors, and that nothing read is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from opsonin_docs import advisories, limits

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
#: Modules that make objects out of bytes, and run what bytes say.
UNPICKLING = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
EVALUATING = {"eval", "exec", "compile"}


def test_the_page_has_the_limits_of_today() -> None:
    assert limits.renewed(PAGE) == PAGE
    assert "| `max_characters` | 2,000,000 | `[limits]`, `[limits.<name>]` |" in PAGE


def test_the_page_has_the_floors_of_today() -> None:
    assert advisories.renewed(PAGE) == PAGE


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(PAGE.replace("`", " ").replace(",", " ").split())
    paths = {word for word in named if word.startswith("tests/")}
    assert len(paths) > 5
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_no_dependency_has_a_listed_weakness() -> None:
    project, lock = ((ROOT / name).read_text("utf-8") for name in ("pyproject.toml", "uv.lock"))
    assert list(advisories.too_old(project, lock)) == []


def test_a_lower_floor_and_an_old_lock_are_found() -> None:
    project = '[project]\ndependencies = ["lxml>=6.1,<7", "orjson>=3.11", "jinja2"]\n'
    lock = '[[package]]\nname = "h11"\nversion = "0.14.0"\n'
    found = [line.partition(" is wanted: ")[0] for line in advisories.too_old(project, lock)]
    assert found == [
        "pyproject.toml allows lxml<7,>=6.1, 6.1.3",
        "pyproject.toml allows jinja2, 3.1.6",
        "uv.lock has h11 0.14.0, 0.16.0",
    ]


def offences(source: str) -> Iterator[str]:
    """Yield what in a module could run what was read."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.split(".")[0] in UNPICKLING)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in UNPICKLING:
            yield str(node.module)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in EVALUATING:
                yield node.func.id
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            if not isinstance(node.value, ast.Constant) or node.value.value is not False:
                yield "allow_pickle"
        elif isinstance(node, ast.keyword) and node.arg == "shell":
            yield "shell"


@pytest.mark.parametrize(
    "line",
    ["import pickle", "from joblib import load", "eval(x)", "load(x, allow_pickle=True)"],
)
def test_what_runs_what_was_read_is_found(line: str) -> None:
    assert list(offences(line))


def test_nothing_read_is_unpickled_or_evaluated() -> None:
    folders = ("pipeline", "plugins", "flows")
    modules = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    assert len(modules) > 500
    found = {str(path): list(offences(path.read_text("utf-8"))) for path in modules}
    assert {path: what for path, what in found.items() if what} == {}
