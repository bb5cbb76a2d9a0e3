"""The measures find what is planted, and the page quotes those of today."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from opsonin_docs.measures import (
    ASKED,
    WINDOW_LINES,
    code_lines,
    is_annotated,
    main,
    measures,
    measures_table,
    n_parameters,
    public_definitions,
    quoted_table,
    renewed,
    repeated_lines,
    untested,
)
from opsonin_docs.source_files import Module

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"
LINES = [f"do({number})" for number in range(WINDOW_LINES)]


def function(source: str) -> ast.FunctionDef:
    (found,) = ast.parse(source).body
    assert isinstance(found, ast.FunctionDef)
    return found


def numbers(cell: str) -> list[float]:
    return [float(one.replace(",", "")) for one in re.findall(r"\d[\d,.]*", cell)]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A repository of two modules, of which one has a test."""
    (tmp_path / "pyproject.toml").write_text(
        '[[tool.importlinter.contracts]]\ntype = "layers"\ncontainers = ["opsonin"]\n'
        'layers = ["roof", "cellar"]\n'
    )
    roof = '"""A."""\n\n# why\ndef up(a: int) -> int:\n    return a\n\nclass Tile:\n    """B."""\n'
    cellar = f"from opsonin import roof\n\ndef down(b):\n    pass\n\n{roof}"
    for path, text in {
        "pipeline/opsonin/__init__.py": '"""House."""\n',
        "pipeline/opsonin/roof.py": roof,
        "pipeline/opsonin/cellar.py": cellar,
        "tests/opsonin/test_roof.py": "def test_up():\n    assert up(1) == 1\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_planted_faults_are_measured(house: Path) -> None:
    assert [*measures(house).values()] == [
        "3; 8",
        "8 / 12 / 13",
        "0; 0",
        "1",
        "2 / 2 / 2",
        "0",
        "0",
        "40.0 % of 5",
        "66.7 % of 3",
        "4",
        "0.25",
        "1 of 2",
        "1",
        "0",
        "0.0 % of 8",
        "1",
    ]


def test_repeated_run_counts_each_of_its_lines_once() -> None:
    twice = Module("a", "\n".join([*LINES, "between()", *LINES]))
    assert repeated_lines([twice]) == 2 * WINDOW_LINES
    assert repeated_lines([twice, Module("b", "\n".join(LINES[1:]))]) == 2 * WINDOW_LINES
    assert repeated_lines([Module("b", "\n".join(["# note", *LINES])), twice]) == 3 * WINDOW_LINES


def test_public_is_what_no_name_on_the_way_hides() -> None:
    source = (
        "def a():\n def inner(): ...\ndef _b(): ...\nclass C:\n def d(self): ...\n def _e(): ..."
    )
    found = public_definitions(Module("m", source + "\nclass _F:\n def g(self): ..."))
    assert [node.name for node in found] == ["a", "C", "d"]


def test_overload_is_the_function_below_it() -> None:
    source = "@overload\ndef f(a: int) -> int: ...\ndef f(a):\n    return a\n"
    (found,) = public_definitions(Module("m", source))
    assert not isinstance(found, ast.ClassDef)
    assert found.decorator_list == []


def test_module_without_its_test_file_is_named() -> None:
    modules = [
        Module("p.a", "def f(): ..."),
        Module("p._b", "def f(): ..."),
        Module("p.c", "X = 1"),
    ]
    assert untested(modules, [Module("p.test_b", "")]) == ["p.a"]


@pytest.mark.parametrize(
    ("source", "has_types"),
    [
        ("def f(self, a: int, *b: int, c: int = 1, **d: int) -> None: ...", True),
        ("def f(a: int): ...", False),
        ("def f(a: int, *b) -> None: ...", False),
        ("def f(a: int, *, b) -> None: ...", False),
    ],
)
def test_annotated_means_every_argument_and_the_result(source: str, has_types: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert is_annotated(function(source)) is has_types


def test_lines_and_parameters_of_a_function() -> None:
    source = 'def f(self, a, /, b, *, c):\n    """Do.\n\n    It.\n    """\n    return a\n'
    assert code_lines(function(source)) == 2
    assert n_parameters(function(source)) == 3


def test_package_of_its_own_in_the_folder_of_others_is_measured_once(house: Path) -> None:
    own = house / "plugins" / "statistical" / "opsonin_statistical" / "chain.py"
    own.parent.mkdir(parents=True)
    own.write_text('"""C."""\n\ndef link() -> None:\n    """D."""\n')
    (house / "tests" / "opsonin_statistical").mkdir()
    (house / "tests" / "opsonin_statistical" / "test_chain.py").write_text("link()\n")
    found = measures(house)
    assert found["modules; lines of code"] == "4; 9"
    assert found["modules without a test file of their own"] == "1 of 3"


def test_table_has_the_models_beside_us(house: Path) -> None:
    lines = measures_table(house).splitlines()
    assert len(lines) == len(ASKED) + 2
    assert "| lines of the package's `__init__` | 1 |  | pluggy: 38 |" in lines


def test_command_writes_the_table_between_its_comments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A\n\n<!-- measures -->\nold\n<!-- /measures -->\n\nmore\n")
    monkeypatch.setattr("opsonin_docs.measures.measures_table", lambda: "| new |")
    main([str(page)])
    text = page.read_text()
    assert text == "# A\n\n<!-- measures -->\n\n| new |\n\n<!-- /measures -->\n\nmore\n"
    assert quoted_table(text) == "| new |"
    assert renewed(text, "| new |") == text
    assert quoted_table("# A\n") == ""


def test_page_quotes_the_measures_of_today_but_for_a_tenth() -> None:
    quoted = quoted_table(PAGE.read_text(encoding="utf-8")).splitlines()
    today = measures_table().splitlines()
    assert len(quoted) == len(today), "`make quotes` writes the table"
    for before, now in zip(quoted, today, strict=True):
        assert re.sub(r"[\d,.]+", "0", before) == re.sub(r"[\d,.]+", "0", now)
        for old, new in zip(numbers(before), numbers(now), strict=True):
            assert old == pytest.approx(new, rel=0.1, abs=4), f"`make quotes` renews: {before}"
