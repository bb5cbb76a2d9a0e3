"""What the page on the architecture names is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_modules_on_the_ways_are_there() -> None:
    named = re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", section("The ways"))
    assert len(set(named)) > 40
    missing = {
        name
        for name in named
        if not (ROOT / "pipeline" / "opsonin" / name.replace(".", "/")).with_suffix(".py").is_file()
    }
    assert missing - {"runs.jsonl"} == set()


def test_folders_to_add_something_to_are_there() -> None:
    folders = re.findall(r"`([a-z_/]+/)`", section("Where to add what"))
    assert len(folders) > 10
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_layers_stand_in_the_order_that_is_enforced() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (core,) = [one["layers"] for one in contracts if one["name"] == "layers of the core"]
    drawn = re.findall(r"^  ([a-z]+(?: \| [a-z]+)*)  ", section("The layers"), re.MULTILINE)
    assert drawn == core
