from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from authored import author_in
from conftest import counting_settings
from opsonin.manager.config import Settings
from opsonin.runner import run as stages
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline, pipeline_of
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.contract import CONTRACT, INTERNAL


def staged(chosen: Settings) -> dict[str, Any]:
    """Clean as a run does that dies before its commit, and return the shard that it leaves."""
    open_pipeline.cache_clear()
    started = stages.open_run(chosen)
    cleaned = stages.clean(started, stages.ingest(started), stages.one_by_one)
    (task,) = cleaned.plan.tasks
    manifest = started.store.finished_shard(task.key)
    assert manifest is not None
    return manifest


def test_shard_of_a_run_that_died_is_adopted_unless_something_failed_for_now(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Lupus in 3 patients")
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    store = Store(chosen.data, {**CONTRACT, **INTERNAL})
    manifest = staged(chosen)
    counting.clear()
    staged(chosen)
    assert "squeeze" not in counting
    (doc_id,) = manifest["documents"]
    manifest["results"][0]["rejected"] = {doc_id: "timeout"}
    store.finish_shard(manifest["key"], manifest)
    run_locally(chosen)
    assert counting["squeeze"] == [doc_id]
    assert store.all_owners("documents") == [doc_id]
    assert find_problems(store) == []


LISTED = """
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from opsonin import Span, Tagger, hookimpl, tables_per_document

@dataclass(frozen=True)
class Options:
    words: Path = Path("words.txt")

@cache
def pattern(path):
    return re.compile("|".join(path.read_text().split()))

def find(document, context):
    found = pattern(context.options.words).finditer(document.text)
    return {"identifiers": [Span(*one.span(), type="word", value=one[0]) for one in found]}

@hookimpl
def register_taggers():
    return [Tagger(name="listed", version="1", tag=tables_per_document(find), options=Options,
                   fills=("identifiers",))]
"""


def test_file_that_an_option_names_is_read_anew_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = tmp_path / "words.txt"
    (tmp_path / "a.txt").write_text("Lupus and gout")
    settings = Settings(
        inputs=(str(tmp_path / "a.txt"),),
        data=tmp_path / "data",
        plugins=("listed",),
        cleaners=("segments",),
        taggers=("listed",),
        exporters=(),
        components={"listed": {"words": str(words)}},
    )

    def tagged(text: str) -> list[str]:
        words.write_text(text)
        run_locally(settings)
        store = Store(settings.data, {**CONTRACT, **INTERNAL})
        return list(store.scan("identifiers")["text"].to_pylist())

    with author_in(tmp_path / "site", monkeypatch) as author:
        author("listed", LISTED)
        found = [tagged("gout"), tagged("Lupus"), tagged("gout")]
        pipeline = pipeline_of(settings.to_json())
        assert pipeline is pipeline_of(settings.to_json())
    open_pipeline.cache_clear()
    assert found == [["gout"], ["Lupus"], ["gout"]]
