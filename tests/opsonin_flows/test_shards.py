from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin.runner.tasks import Task
from opsonin_flows import shards


def task_for(number: int, stage: str = "clean") -> Task:
    return Task(
        stage=stage,
        settings={},
        fingerprints={},
        documents=[f"{number:032x}"],
        uris={},
        reads={},
        compute=[],
    )


class Finished:
    def __init__(self, value: bytes) -> None:
        self._value = value

    def result(self) -> bytes:
        return self._value


class Here:
    """A task runner that carries out what it is given at once."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def submit(self, task: Any, parameters: dict[str, Any]) -> Finished:
        self.names.append(task.task_run_name)
        return Finished(task.fn(**parameters))


@given(st.integers(0, 1000), st.integers(1, 300))
def test_groups_keep_order_and_bound_their_number(n_tasks: int, limit: int) -> None:
    tasks = [task_for(number) for number in range(n_tasks)]
    groups = shards.grouped(tasks, limit)
    assert [one for group in groups for one in group] == tasks
    assert len(groups) == min(n_tasks, limit)
    lengths = {len(group) for group in groups}
    assert max(lengths, default=0) - min(lengths, default=0) <= 1


def test_manifests_come_back_in_the_order_of_their_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    def manifest(task: dict[str, Any]) -> dict[str, Any]:
        return {"documents": task["documents"]}

    monkeypatch.setattr(shards, "run_shard", manifest)
    monkeypatch.setattr(shards, "MAX_TASK_RUNS", 3)
    tasks = [task_for(number, "tag") for number in range(7)]
    runner = Here()
    told: list[tuple[str, int, int]] = []
    found: Sequence[Any] = shards.spread(
        tasks,
        runner,  # type: ignore[arg-type] # its submit is all
        lambda *how_far: told.append(how_far),
    )
    assert found == [{"documents": one.documents} for one in tasks]
    assert told == [("tag", 1, 3), ("tag", 2, 3), ("tag", 3, 3)]
    assert runner.names == ["tag 1/3", "tag 2/3", "tag 3/3"]


def test_stage_without_tasks_submits_nothing() -> None:
    runner = Here()
    assert shards.spread([], runner, pytest.fail) == []  # type: ignore[arg-type] # see above
    assert runner.names == []


def test_task_run_takes_and_gives_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "run_shard", lambda task: {"key": task["stage"]})
    content = orjson.dumps([task_for(1).to_json(), task_for(2).to_json()])
    assert orjson.loads(shards.run_shards.fn(content)) == [{"key": "clean"}] * 2
