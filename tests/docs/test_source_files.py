from __future__ import annotations

from pathlib import Path

import pytest

from opsonin_docs.source_files import (
    Module,
    circles,
    import_edges,
    read_modules,
    upward_imports,
)

SOURCE = '''"""A module: # no comment."""

import re
from one import (
    two,
)

#: What it is.
NAME = "#1"  # noqa: S105

def find(text):  # why
    """Find it."""

    pattern = """a  # not a comment
    "quoted" \\"""
    # nor is this
    """
    return re.findall(pattern, text)
'''
CONTRACT = {
    "type": "layers",
    "containers": ["house"],
    "layers": ["roof", "east | west", "cellar"],
}


def edges(**sources: str) -> dict[str, frozenset[str]]:
    modules = [Module(name.replace("__", "."), text) for name, text in sources.items()]
    return dict(import_edges(modules))


def test_code_is_neither_docstring_nor_comment_nor_import() -> None:
    assert Module("module", SOURCE).code == [
        'NAME = "#1"',
        "def find(text):",
        'pattern = """a  # not a comment',
        '"quoted" \\"""',
        "# nor is this",
        '"""',
        "return re.findall(pattern, text)",
    ]


def test_comments_to_tools_do_not_count() -> None:
    assert Module("module", SOURCE).n_comments == 2


@pytest.mark.parametrize("bait", ['"""' + '\\"' * 50_000, "'" * 99_999, '"' + "\\\n" * 50_000])
def test_unfinished_strings_are_read_in_linear_time(bait: str) -> None:
    assert Module("bait", bait).n_comments == 0


def test_packages_have_the_name_of_their_folder(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    for name in ("__init__", "roof"):
        (tmp_path / "house" / f"{name}.py").write_text("\n")
    assert [one.name for one in read_modules(tmp_path)] == ["house", "house.roof"]


def test_imports_in_functions_and_for_types_count() -> None:
    found = edges(
        house="",
        house__a="import os\nif TYPE_CHECKING:\n    from house.b import B\n",
        house__b="def f():\n    from house import a\n    import house\n",
    )
    assert found == {"house": set(), "house.a": {"house.b"}, "house.b": {"house", "house.a"}}


def test_each_circle_is_found_once() -> None:
    found = circles(edges(a="import b, c", b="import a", c="import d", d="import a", e="import a"))
    assert sorted(sorted(circle) for circle in found) == [["a", "b"], ["a", "c", "d"]]


def test_import_of_a_higher_layer_or_of_one_beside_it_is_found() -> None:
    found = edges(
        house__roof="import house.cellar.wine, house.east",
        house__east="import house.west",
        house__west="import house.cellar.wine",
        house__cellar="import house.roof",
        house__cellar__wine="import house.cellar, garden",
        garden="import house.roof",
    )
    assert upward_imports(found, [{"type": "forbidden"}, CONTRACT]) == [
        ("house.east", "house.west"),
        ("house.cellar", "house.roof"),
    ]
