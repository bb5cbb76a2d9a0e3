from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from authored import author_in
from opsonin.runner.shards import open_pipeline

Command = Callable[..., Result]

TAGGER = """
from opsonin import Span, Tagger, hookimpl, per_document

def find(text):
    return [Span(0, 3, type="code", value="x")]

@hookimpl
def register_taggers():
    return [Tagger(name="codes", version="VERSION", tag=per_document(find, "identifiers"),
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


def test_run_says_which_changed_component_it_called_again(
    opsonin: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "opsonin.toml").write_text(CONFIG)
    (tmp_path / "in.txt").write_text("Some text.\n")

    def run(version: str) -> Result:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        with monkeypatch.context() as patch, author_in(folder, patch) as author:
            # One is kept for as long as the process lives.
            open_pipeline.cache_clear()
            author("plugin_codes", TAGGER.replace("VERSION", version))
            return opsonin("run", "in.txt")

    first, again, second = run("1"), run("1"), run("2")
    assert first.exit_code == 0, first.output
    assert "computed" not in first.stdout
    assert "computed" not in again.stdout
    assert "export: 0 shards" in again.stderr
    assert "export: 1 shard" in second.stderr
    assert "computed   codes 1 -> 2: 1 document\n" in second.stdout
