from __future__ import annotations

import sys
from pathlib import Path

import pytest

from authored import Author
from opsonin.errors import ConfigError
from opsonin.manager.config import Settings
from opsonin.trials.finding import BrokenError, find_component

TAGGER = """
from opsonin import Span, Tagger, hookimpl, per_document

@hookimpl
def register_taggers():
    tag = per_document(lambda text: [Span(0, 1, type="x", value="x")], "identifiers")
    return [Tagger(name="shouts", version="1", tag=tag, fills=("identifiers",))]
"""


def test_built_in_components_are_found() -> None:
    assert find_component("identifiers", Settings()).kind == "tagger"
    assert find_component("mondo", Settings()).kind == "vocabulary"


def test_component_of_a_plugin_that_is_not_configured_enables_it(author: Author) -> None:
    path = author("loud", TAGGER)
    chosen = find_component("shouts", Settings())
    assert (chosen.kind, chosen.registered.distribution) == ("tagger", "loud 1.0")
    assert chosen.settings.plugins == ("loud",)
    assert chosen.places == (path.resolve(),)


def test_other_plugins_that_are_not_configured_are_not_loaded(author: Author) -> None:
    author("loud", TAGGER)
    author("silent", TAGGER.replace("shouts", "whispers"))
    find_component("shouts", Settings())
    assert "loud" in sys.modules
    assert "silent" not in sys.modules


def test_plugin_is_located_before_it_is_imported(author: Author) -> None:
    path = author("loud", "raise SystemExit('gone')  # \"shouts\"")
    located: list[tuple[Path, ...]] = []
    with pytest.raises(BrokenError):
        find_component("shouts", Settings(), located.append)
    assert located == [(path.resolve(),)]


def test_broken_plugin_is_named_with_the_lines_of_its_own_files(author: Author) -> None:
    path = author("loud", TAGGER + "\nimport json\njson.loads('{')  # broken on import\n")
    with pytest.raises(BrokenError) as caught:
        find_component("shouts", Settings())
    assert caught.value.plugin == "plugin loud of loud 1.0"
    lines = caught.value.fault.traceback
    assert [line for line in lines if "File" in line] == [f'  File "{path}", line 10, in <module>']
    assert lines[-1].startswith("json.decoder.JSONDecodeError")


def test_hook_that_raises_is_shown_with_its_line(author: Author) -> None:
    author("loud", TAGGER.replace("return [Tagger", "return [Taggr"))
    with pytest.raises(BrokenError) as caught:
        find_component("shouts", Settings())
    fault = caught.value.fault
    assert fault.message == "NameError: name 'Taggr' is not defined"
    assert any("in register_taggers" in line for line in fault.traceback)


def test_rule_of_the_hooks_that_is_broken_is_a_message(author: Author) -> None:
    author("loud", TAGGER.replace('version="1"', "version=1"))
    with pytest.raises(BrokenError, match="version is 1, expected a string"):
        find_component("shouts", Settings())


def test_misspelt_component_is_told_which_one_may_be_meant() -> None:
    with pytest.raises(ConfigError, match="Did you mean 'identifiers'"):
        find_component("identifers", Settings())
    with pytest.raises(ConfigError, match="opsonin plugins list"):
        find_component("zzzzzz", Settings())
