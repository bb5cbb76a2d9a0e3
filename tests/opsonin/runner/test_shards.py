from __future__ import annotations

from pathlib import Path
from typing import Any

from conftest import counting_settings
from opsonin.manager.config import Settings
from opsonin.runner import run as stages
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.store.store import Store
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
    assert store.verify() == []
