from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from opsonin.errors import ConfigError
from opsonin.manager.config import load_settings
from opsonin.scaffold.naming import names_from
from opsonin.scaffold.stages import STAGES, Stage
from opsonin.scaffold.writing import Scaffold, write_plugin

NAMES = names_from("opsonin-doses")


def written(folder: Path, stage: Stage = "tagger", licence: str = "MIT") -> Scaffold:
    return write_plugin(folder, NAMES, stage, licence)


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_a_whole_distribution(stage: Stage, tmp_path: Path) -> None:
    plugin = written(tmp_path / "new", stage)
    found = {
        str(path.relative_to(plugin.folder)) for path in plugin.folder.rglob("*") if path.is_file()
    }
    assert found == {*plugin.files}
    assert {
        *("pyproject.toml", "README.md", "LICENSE", ".gitignore", "opsonin.toml", plugin.sample),
        *(f"src/opsonin_doses/{name}" for name in ("__init__.py", "plugin.py", "py.typed")),
        "tests/test_plugin.py",
    } <= found
    project = tomllib.loads((plugin.folder / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["name"] == "opsonin-doses"
    assert project["entry-points"] == {"opsonin": {"doses": "opsonin_doses.plugin"}}
    assert project["license"] == "MIT"


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_is_left_to_be_filled_in(stage: Stage, tmp_path: Path) -> None:
    plugin = written(tmp_path / "new", stage)
    for path in plugin.files:
        text = (plugin.folder / path).read_text("utf-8")
        assert "NotImplementedError" not in text
        assert "TODO" not in text
        if path.endswith(".py"):
            ast.parse(text)
            assert "$" not in text.replace(r"\d+$", "")


@pytest.mark.parametrize("stage", STAGES)
def test_configuration_that_comes_with_it_can_be_read(stage: Stage, tmp_path: Path) -> None:
    plugin = written(tmp_path / "new", stage)
    settings = load_settings(plugin.folder / "opsonin.toml")
    assert settings.plugins == ("opsonin-doses",)
    assert {*settings.components} <= {"doses"}


def test_licence_is_a_choice(tmp_path: Path) -> None:
    free = written(tmp_path / "free", licence="MIT").folder / "LICENSE"
    own = written(tmp_path / "own", licence="LicenseRef-Proprietary").folder / "LICENSE"
    assert "https://spdx.org/licenses/MIT.html" in free.read_text("utf-8")
    assert "All rights reserved" in own.read_text("utf-8")


def test_empty_folder_is_filled(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    assert "pyproject.toml" in written(folder).files
    assert (folder / "pyproject.toml").is_file()


def test_folders_above_are_made(tmp_path: Path) -> None:
    assert (written(tmp_path / "a" / "b").folder / "README.md").is_file()


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(ConfigError, match="already something in this folder"):
        written(folder)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("file", "link"):
        with pytest.raises(ConfigError, match="This is no folder"):
            written(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link", "new"]


def test_plugin_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("no folder")
    with pytest.raises(OSError, match="a"):
        written(tmp_path / "a" / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
