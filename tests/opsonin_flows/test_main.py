from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import orjson
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterKey,
    FlowRunFilter,
    FlowRunFilterId,
)
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import ArtifactSort, FlowRunSort

from opsonin.errors import StageError
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.runner.shards import run_shard
from opsonin.store.layout import Layout
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin_flows import main as flow_main
from opsonin_flows import shards
from opsonin_flows.artifacts import ACCOUNTS_KEY, SUMMARY_KEY
from opsonin_flows.main import main
from opsonin_flows.plugin import run_flow

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("server")]

SEEDS = Path(__file__).parents[2] / "seeds"
ECHOING = Path(__file__).parents[1] / "opsonin" / "runner" / "echoing"
#: They tell when and by what a run was made, which no two runs have in common.
HISTORY = {"runs", "ledger"}


def store_of(settings: Settings) -> Store:
    return Store(settings.data, {**CONTRACT, **INTERNAL})


def digests(settings: Settings) -> dict[str, str]:
    found = store_of(settings).digests()
    return {name: found[name] for name in CONTRACT if name not in HISTORY}


def newest_flow_run() -> FlowRun:
    with get_client(sync_client=True) as client:
        (found,) = client.read_flow_runs(limit=1, sort=FlowRunSort.START_TIME_DESC)
    return found


def task_runs_of(flow_run: FlowRun) -> Counter[str]:
    chosen = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run.id]))
    with get_client(sync_client=True) as client:
        return Counter(one.name for one in client.read_task_runs(flow_run_filter=chosen))


def artifact(key: str) -> Any:
    chosen = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
    with get_client(sync_client=True) as client:
        (found,) = client.read_artifacts(
            artifact_filter=chosen, sort=ArtifactSort.UPDATED_DESC, limit=1
        )
    return found.data


def test_flow_that_another_run_overtakes_computes_what_is_missing_in_its_tasks(
    lean: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other run takes a document away that the flow took for known."""
    folder = Path(lean.inputs[0])
    other = replace(lean, inputs=(str(folder / "one.txt"),), engine="local")
    run_locally(other)
    tag: Any = vars(flow_main)["tag"]

    def tag_and_be_overtaken(*given: Any) -> Any:
        staged = tag(*given)
        text = (folder / "one.txt").read_text()
        (folder / "one.txt").write_text("Another text in 3 patients.")
        run_locally(other)
        (folder / "one.txt").write_text(text)
        return staged

    monkeypatch.setattr(flow_main, "tag", tag_and_be_overtaken)
    report = run_flow(lean.to_json())
    assert report["status"] == "committed"
    assert task_runs_of(newest_flow_run())["clean 1/3"] == 1
    monkeypatch.undo()
    fresh = replace(lean, data=lean.data.parent / "fresh", engine="local")
    run_locally(fresh)
    names = {"raw", "sources", "documents", "identifiers"}
    assert {name: digests(lean)[name] for name in names} == {
        name: digests(fresh)[name] for name in names
    }


def test_flow_gives_the_same_tables_as_a_local_run(tmp_path: Path) -> None:
    local = Settings(inputs=(str(SEEDS),), data=tmp_path / "local")
    run_locally(local)
    flowing = replace(local, data=tmp_path / "flow", shard_documents=2, workers=2, engine="prefect")
    report = run_flow(flowing.to_json())
    assert report["status"] == "committed"
    assert orjson.loads(orjson.dumps(report)) == report
    assert digests(flowing) == digests(local)
    assert find_problems(store_of(flowing)) == []


def test_server_shows_tasks_account_and_summary(lean: Settings) -> None:
    report = run_flow(lean.to_json())
    flow_run = newest_flow_run()
    assert flow_run.state is not None
    assert flow_run.state.is_completed()
    names = {"ingest", "export"}
    names |= {f"{stage} {number}/3" for stage in ("clean", "tag") for number in (1, 2, 3)}
    assert set(task_runs_of(flow_run)) == names
    accounts = orjson.loads(artifact(ACCOUNTS_KEY))
    tagging = [row["component"] for row in accounts if row["stage"] == "tag"]
    assert tagging == ["all", "identifiers"]
    assert accounts[0]["in"] == 3
    assert f"Run `{report['run_id']}`" in artifact(SUMMARY_KEY)


def test_flow_that_finds_nothing_new_says_so(lean: Settings) -> None:
    run_flow(lean.to_json())
    report = run_flow(lean.to_json())
    assert (report["status"], report["snapshot"]) == ("unchanged", 1)
    assert set(task_runs_of(newest_flow_run())) == {"ingest", "export"}


def test_backfill_is_a_parameter_of_the_flow(lean: Settings) -> None:
    run_flow(lean.to_json())
    more = replace(lean, taggers=("identifiers", "statistics"), inputs=())
    run_flow(replace(more, only="tag", only_components=("statistics",)).to_json())
    accounts = orjson.loads(artifact(ACCOUNTS_KEY))
    assert {row["component"]: row["in"] for row in accounts if row["stage"] == "tag"} == {
        "all": 3,
        "identifiers": 3,
        "statistics": 3,
    }
    assert newest_flow_run().name == f"run: tag again statistics in {lean.data}"
    fresh = replace(more, inputs=lean.inputs, data=lean.data.with_name("fresh"))
    run_flow(fresh.to_json())
    assert digests(fresh) == digests(lean)


def test_processes_give_the_same_tables(lean: Settings, tmp_path: Path) -> None:
    run_flow(lean.to_json())
    spread_out = replace(lean, data=tmp_path / "processes", runner="processes")
    run_flow(spread_out.to_json())
    assert digests(spread_out) == digests(lean)


def test_input_and_output_errors_are_tried_again(
    lean: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: Counter[str] = Counter()

    def flaky(task: Mapping[str, Any]) -> dict[str, Any]:
        calls[task["stage"]] += 1
        if calls[task["stage"]] == 1:
            raise OSError(5, "Input/output error")
        return run_shard(task)

    monkeypatch.setattr(shards, "run_shard", flaky)
    monkeypatch.setattr(shards.run_shards, "retry_delay_seconds", [0.0, 0.0])
    report = run_flow(lean.to_json())
    assert report["status"] == "committed"
    assert calls == {"clean": 4, "tag": 4}


def test_failed_flow_is_noted_and_leaves_its_shards_to_the_next_run(
    lean: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = "three.txt"

    def broken(task: Mapping[str, Any]) -> dict[str, Any]:
        if lost in task["uris"].values():
            raise StageError("The machine is on fire.", where="room 3")
        return run_shard(task)

    with monkeypatch.context() as patch:
        patch.setattr(shards, "run_shard", broken)
        patch.setattr(shards, "grouped", lambda tasks, _: lost_last(tasks, lost))
        with pytest.raises(StageError, match="room 3: The machine is on fire"):
            run_flow(lean.to_json())
    store = store_of(lean)
    assert store.head() == 0
    (noted,) = store.runs()
    assert (noted["status"], noted["engine"]) == ("failed", "prefect")
    assert noted["error"] == "room 3: The machine is on fire."
    state = newest_flow_run().state
    assert state is not None
    assert state.is_failed()

    staged = {path.stem for path in Layout(lean.data).staging.iterdir()}
    assert len(staged) == 2
    finished: list[str] = []
    finish_shard = Store.finish_shard

    def noted_finish(store: Store, key: str, manifest: Mapping[str, Any]) -> None:
        finished.append(key)
        finish_shard(store, key, manifest)

    monkeypatch.setattr(Store, "finish_shard", noted_finish)
    assert run_flow(lean.to_json())["status"] == "committed"
    assert finished
    assert staged.isdisjoint(finished)


def lost_last(tasks: Any, lost: str) -> list[Any]:
    """Put the shard that fails last, so that the others are finished before it."""
    return [[one] for one in sorted(tasks, key=lambda one: lost in one.uris.values())]


def test_flow_reads_settings_that_leave_everything_else_out(lean: Settings) -> None:
    names = ("inputs", "data", "taggers", "vocabularies", "exporters")
    told: Any = {name: lean.to_json()[name] for name in names}
    report = main(told)
    assert report["status"] == "committed"


def test_flow_in_which_a_corpus_tagger_fails_stands_and_ends_as_failed(
    lean: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(ECHOING))
    monkeypatch.setenv("ECHO_DEED", str(tmp_path / "deed"))
    (tmp_path / "deed").write_text("RAISE")
    taggers = ("identifiers", "echoes")
    inline = {"isolation": "inline"}
    report = run_flow(replace(lean, plugins=("echoing",), taggers=taggers, limits=inline).to_json())
    failed = "echoes 1 of echoing 1.0 failed: ValueError"
    assert (report["status"], report["snapshot"]) == ("committed", 1)
    (told,) = cast("list[str]", report["unlinked"])
    assert told.startswith(f"{failed}: a secret of the text (echoing_plugin.py, line ")
    state = newest_flow_run().state
    assert state is not None
    assert state.is_failed()
    assert f"Snapshot 1 stands, but not all was done: {failed}. " in str(state.message)
    assert f"- {failed}\n" in artifact(SUMMARY_KEY)
    # What Prefect keeps, `forget` cannot erase.
    assert "secret" not in str(state.message) + artifact(SUMMARY_KEY)
    (noted,) = store_of(lean).runs()
    assert (noted["status"], noted["error"]) == ("committed", told)
