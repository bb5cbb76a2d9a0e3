from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Command = Callable[..., Result]

_TRIALS = '''
import re
from dataclasses import dataclass
from opsonin import Span, Tagger, hookimpl, per_document

@dataclass(frozen=True)
class Options:
    """Options.

    Attributes:
        strict: Whether eight digits
            are needed.
    """

    strict: bool = True
    words: tuple[str, ...] = ("nct",)

def find(text):
    """Find trial numbers."""
    return (Span(*m.span(), type="nct") for m in re.finditer(r"NCT\\\\d{8}", text))

@hookimpl
def register_taggers():
    tag = per_document(find, "identifiers")
    return [Tagger(name="trials", version="7", tag=tag, fills=("identifiers",), options=Options)]
'''


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two distributions with a plugin each, one of them broken."""
    folder = tmp_path / "site"
    sources: Iterable[tuple[str, str]] = (
        ("trials", _TRIALS.replace("\\\\\\\\", "\\\\")),
        ("wrecked", "import nothing_of_that_name"),
    )
    for name, source in sources:
        info = folder / f"acme_{name}-2.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: acme-{name}\nVersion: 2.0\n")
        (info / "entry_points.txt").write_text(f"[opsonin]\n{name} = acme_{name}\n")
        (folder / f"acme_{name}.py").write_text(source)
    monkeypatch.syspath_prepend(str(folder))
    return folder


def lines_of(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_plugins_are_listed_with_their_state(opsonin: Command) -> None:
    result = opsonin("plugins", "list", "--plugins", "trials")
    assert result.exit_code == 0
    lines = lines_of(result.stdout)
    assert lines[0] == ["plugin", "distribution", "version", "state", "components"]
    assert ["trials", "acme-trials", "2.0", "active", "not", "loaded", "yet"] in lines
    assert ["wrecked", "acme-wrecked", "2.0", "disabled"] in lines
    assert [line[0] for line in lines if line[1] == "opsonin"] == [
        *("cleaners", "exporters", "feeds", "flows", "signals", "sources", "taggers"),
        "vocabularies",
    ]
    assert "--check loads them to see what they register." in result.stderr


def test_check_finds_out_what_is_broken_and_what_is_registered(
    opsonin: Command, read_json: Callable[..., Any]
) -> None:
    result = opsonin("plugins", "list", "--check", "--plugins", "*")
    assert result.exit_code == 0
    assert ["trials", "acme-trials", "2.0", "active", "1", "tagger"] in lines_of(result.stdout)
    assert ["wrecked", "acme-wrecked", "2.0", "broken"] in lines_of(result.stdout)
    assert "wrecked is broken: ModuleNotFoundError: No module named" in result.stdout
    assert result.stderr == ""
    # It is remembered for the next time.
    listed = {one["name"]: one for one in read_json("plugins", "list", "--plugins", "*")}
    assert listed["trials"]["components"] == [{"kind": "tagger", "name": "trials", "version": "7"}]
    assert listed["trials"]["reason"] is None
    assert listed["wrecked"]["state"] == "broken"
    assert "nothing_of_that_name" in listed["wrecked"]["reason"]
    assert listed["cleaners"]["is_builtin"]
    shown = opsonin("plugins", "list", "--stage", "tagger", "--plugins", "trials").stdout
    assert ["trials", "acme-trials", "2.0", "active", "trials"] in lines_of(shown)
    assert "sources" not in shown


def test_plugin_is_described(opsonin: Command, read_json: Callable[..., Any]) -> None:
    for name in ("trials", "acme-trials"):
        shown = opsonin("plugins", "show", name, "--plugins", "trials").stdout
        assert "plugin trials of acme-trials 2.0 (active)" in shown
        assert "hooks: register_taggers" in shown
        assert "tagger trials 7\n  Find trial numbers." in shown
        assert "fills: identifiers" in shown
        assert "options, in [components.trials]:" in shown
        assert (
            "strict  true or false               true     Whether eight digits are needed." in shown
        )
    (plugin,) = read_json("plugins", "show", "trials", "--plugins", "trials")
    (tagger,) = plugin["components"]
    assert tagger["options"][1] == {
        "name": "words",
        "type": "a list, each item a string",
        "default": ["nct"],
        "doc": "",
    }


def test_component_is_found_by_its_name(opsonin: Command) -> None:
    shown = opsonin("plugins", "show", "identifiers").stdout
    assert "plugin taggers of opsonin" in shown
    assert "tagger identifiers" in shown
    assert "tagger concepts" not in shown


def test_distribution_shows_all_of_its_plugins(read_json: Callable[..., Any]) -> None:
    plugins = read_json("plugins", "show", "opsonin")
    assert [one["name"] for one in plugins] == [
        *("cleaners", "exporters", "feeds", "flows", "signals", "sources", "taggers"),
        "vocabularies",
    ]
    components = [one for plugin in plugins for one in plugin["components"]]
    assert {one["kind"] for one in components} == {
        *("source", "cleaner", "tagger", "exporter", "vocabulary", "table")
    }
    assert all(one["doc"] for one in components if one["kind"] != "vocabulary")


def test_broken_plugin_says_why(opsonin: Command) -> None:
    shown = opsonin("plugins", "show", "wrecked", "--plugins", "wrecked").stdout
    assert "plugin wrecked of acme-wrecked 2.0 (broken)" in shown
    assert "It is broken: ModuleNotFoundError" in shown


def test_plugin_that_may_not_be_loaded_says_how_to_allow_it(opsonin: Command) -> None:
    result = opsonin("plugins", "show", "trials")
    assert result.exit_code == 1
    assert "Plugin 'trials' is installed, but may not be loaded." in result.stderr
    assert "--plugins trials" in result.stderr
