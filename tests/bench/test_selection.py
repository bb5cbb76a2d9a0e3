from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from opsonin.manager.config import Settings, load_settings
from opsonin.manager.discovery import load_plugins
from opsonin.manager.facade import Plugins
from opsonin_bench.selection import Selection, all_cleaners, existing, filling, needed_for


@pytest.fixture(scope="module")
def builtin() -> Plugins:
    return load_plugins(Settings())


def test_whatever_fills_a_needed_table_is_selected_with_it(builtin: Plugins) -> None:
    chosen = needed_for(builtin, ["duplicates"])
    assert {"duplicates", "signatures"} <= {*chosen.taggers}
    assert "segments" in chosen.cleaners
    assert chosen.vocabularies == ()


def test_vocabularies_come_with_what_uses_them(builtin: Plugins) -> None:
    assert "mesh" in {name.lower() for name in needed_for(builtin, ["concepts"]).vocabularies}


def test_refiners_of_a_table_count_as_filling_it(builtin: Plugins) -> None:
    assert {"concepts", "preferred"} <= {*filling(builtin, "mentions")}
    assert filling(builtin, "no_such_table") == ()


def test_existing_components_come_alone(builtin: Plugins) -> None:
    assert existing(builtin, taggers=("signatures",)) == Selection(taggers=("signatures",))


def test_unknown_component_is_named(builtin: Plugins) -> None:
    with pytest.raises(LookupError, match="no component is called 'nothing' yet"):
        needed_for(builtin, ["nothing"])
    with pytest.raises(LookupError, match="no component is called 'nothing' yet"):
        existing(builtin, cleaners=("nothing",))


def test_configuration_selects_just_these(builtin: Plugins, tmp_path: Path) -> None:
    text = Selection(all_cleaners(builtin), ("identifiers",)).to_toml(["parquet"])
    assert tomllib.loads(text)["stages"]["vocabularies"] == []
    path = tmp_path / "opsonin.toml"
    path.write_text(text)
    settings = load_settings(path)
    assert (settings.taggers, settings.exporters) == (("identifiers",), ("parquet",))
    assert settings.cleaners == all_cleaners(builtin)
