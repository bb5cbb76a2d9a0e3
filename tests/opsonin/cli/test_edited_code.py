from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from authored import Author, author_in
from opsonin.runner.shards import open_pipeline

Command = Callable[..., Result]

TAGGER = """
from opsonin import Span, Tagger, hookimpl, per_document

def find(text):
    return [Span(0, 3, type="code", value="x")]

@hookimpl
def register_taggers():
    return [Tagger(name="codes", version="1", tag=per_document(find, "identifiers"),
                   fills=("identifiers",))]
"""
CONFIG = """
[run]
plugins = ["plugin_codes"]
[stages]
cleaners = ["segments"]
taggers = ["codes"]
[limits.codes]
isolation = "inline"
"""
WARNING = "Warning: The code of plugin_codes has changed since the last run here, but none of its"


@pytest.fixture
def author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Author]:
    (tmp_path / "opsonin.toml").write_text(CONFIG)
    (tmp_path / "in.txt").write_text("Some text.\n")
    with author_in(tmp_path / "site", monkeypatch) as write:
        yield write
    open_pipeline.cache_clear()


def test_changed_code_of_the_same_version_is_warned_of(opsonin: Command, author: Author) -> None:
    path = author("plugin_codes", TAGGER)
    results = []
    for text in (TAGGER, TAGGER, TAGGER.replace('"x"', '"y"'), TAGGER.replace('"1"', '"2"')):
        path.write_text(text)
        open_pipeline.cache_clear()
        results.append(opsonin("run", "in.txt"))
    assert [one.exit_code for one in results] == [0, 0, 0, 0], results[-1].output
    # A module is imported once in a process: the last one still has version 1.
    assert [WARNING in one.stderr for one in results] == [False, False, True, True]
    assert "(codes 1): what they gave before stands" in results[2].stderr
