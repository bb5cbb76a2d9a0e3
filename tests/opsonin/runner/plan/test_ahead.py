from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from conftest import counting_settings
from opsonin.manager.config import Settings
from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.ingest.seen import Seen
from opsonin.runner.local import run_locally, spread_over
from opsonin.runner.plan.ahead import LEAST_DOCUMENTS, Ahead
from opsonin.runner.plan.planning import plan_clean
from opsonin.runner.run import Run, ingest, open_run
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL

HISTORY = {"runs", "ledger", "changes"}
#: Enough for a task for each of two workers.
N_DOCUMENTS = 2 * LEAST_DOCUMENTS + 10


def write(path: Path, numbers: Sequence[int]) -> str:
    lines = (json.dumps({"text": f"Trial  {number} of aspirin!\nIt ends."}) for number in numbers)
    path.write_text("\n".join(lines))
    return str(path)


def settings(data: Path, *inputs: str, **changes: object) -> Settings:
    values = {"workers": 2, "shard_documents": N_DOCUMENTS, **changes}
    return counting_settings(inputs, data, **values)


def read(chosen: Settings) -> tuple[Run, Ingested, Ahead]:
    """Read the inputs while somebody foresees what is to be done with them."""
    run = open_run(chosen)
    ahead = Ahead(run.pipeline, run.store)

    def foresee(seen: Seen, documents: Sequence[str]) -> None:
        ahead.foresee(seen, documents)

    return run, ingest(run, foresee), ahead


@pytest.mark.usefixtures("counting")
def test_plan_takes_what_was_foreseen_and_adds_the_rest(tmp_path: Path) -> None:
    inputs = write(tmp_path / "in.jsonl", range(N_DOCUMENTS + 7))
    run, ingested, ahead = read(settings(tmp_path / "data", inputs))
    assert [len(task.documents) for task in ahead.tasks] == [N_DOCUMENTS // 2] * 2
    tasks = plan_clean(run.pipeline, run.store, ingested, ahead.tasks).tasks
    assert tasks[:2] == tuple(ahead.tasks)
    assert [len(task.documents) for task in tasks[2:]] == [7]
    planned = [doc_id for task in tasks for doc_id in task.documents]
    assert sorted(planned) == sorted(ingested.uris)


@pytest.mark.usefixtures("counting")
def test_task_that_was_foreseen_is_the_one_that_would_be_planned(tmp_path: Path) -> None:
    inputs = write(tmp_path / "in.jsonl", range(2 * LEAST_DOCUMENTS))
    run, ingested, ahead = read(settings(tmp_path / "data", inputs))
    planned = plan_clean(run.pipeline, run.store, ingested).tasks
    assert [task.key for task in ahead.tasks] == [task.key for task in planned]


@pytest.mark.usefixtures("counting")
def test_copy_with_an_earlier_place_ends_the_foresight(tmp_path: Path) -> None:
    first = write(tmp_path / "b.jsonl", range(N_DOCUMENTS))
    copy = write(tmp_path / "a.jsonl", [0])
    third = write(tmp_path / "c.jsonl", range(N_DOCUMENTS, 3 * N_DOCUMENTS))
    run, ingested, ahead = read(settings(tmp_path / "data", first, copy, third))
    # What was read with the copy, and what came later, was not begun any more.
    assert len(ahead.tasks) == 2
    tasks = plan_clean(run.pipeline, run.store, ingested, ahead.tasks).tasks
    wrong = [task for task in ahead.tasks if task not in tasks]
    assert wrong
    planned = [doc_id for task in tasks for doc_id in task.documents]
    assert sorted(planned) == sorted(ingested.uris)
    assert all(task.uris[one] == ingested.uris[one] for task in tasks for one in task.documents)


@pytest.mark.usefixtures("counting")
def test_same_documents_foreseen_twice_are_planned_once(tmp_path: Path) -> None:
    inputs = write(tmp_path / "in.jsonl", range(N_DOCUMENTS))
    run, ingested, ahead = read(settings(tmp_path / "data", inputs))
    tasks = plan_clean(run.pipeline, run.store, ingested, [*ahead.tasks, *ahead.tasks]).tasks
    assert tasks == tuple(ahead.tasks)


@pytest.mark.usefixtures("counting")
def test_known_and_few_documents_are_not_foreseen(tmp_path: Path) -> None:
    few = write(tmp_path / "few.jsonl", range(2 * LEAST_DOCUMENTS - 1))
    assert read(settings(tmp_path / "few", few))[2].tasks == []
    inputs = write(tmp_path / "in.jsonl", range(N_DOCUMENTS))
    chosen = settings(tmp_path / "data", inputs, workers=1)
    run_locally(chosen)
    assert read(settings(tmp_path / "data", inputs))[2].tasks == []


def test_task_that_has_begun_is_not_carried_out_again(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    inputs = write(tmp_path / "in.jsonl", range(N_DOCUMENTS))
    chosen = settings(tmp_path / "data", inputs)
    run, ingested, ahead = read(chosen)
    tasks = plan_clean(run.pipeline, run.store, ingested, ahead.tasks).tasks
    with spread_over(chosen) as workers:
        # Inputs may have to be read again, and the same is foreseen then.
        workers.begin(ahead.tasks)
        workers.begin(ahead.tasks)
        manifests = workers.spread(tasks)
    assert [one["key"] for one in manifests] == [task.key for task in tasks]
    assert len(counting["squeeze"]) == N_DOCUMENTS


def test_processes_that_begin_early_give_the_same_tables(tmp_path: Path) -> None:
    inputs = write(tmp_path / "in.jsonl", range(N_DOCUMENTS))
    found = []
    for runner, workers in (("threads", 1), ("processes", 2)):
        chosen = Settings(
            inputs=(inputs,),
            data=tmp_path / runner,
            cleaners=("segments",),
            taggers=("identifiers",),
            exporters=(),
            vocabularies=(),
            shard_documents=N_DOCUMENTS,
            runner=runner,  # type: ignore[arg-type] # both are names of runners
            workers=workers,
        )
        report = run_locally(chosen)
        assert report.rows["documents"] == N_DOCUMENTS
        digests = Store(chosen.data, {**CONTRACT, **INTERNAL}).digests()
        found.append({name: digests[name] for name in digests if name not in HISTORY})
    assert found[0] == found[1]
