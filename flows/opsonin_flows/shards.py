"""Spreads the shards of a stage over task runs, a bounded number of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import orjson
from prefect import task
from prefect.task_runners import TaskRunner

from opsonin.runner.shards import run_shard
from opsonin.runner.tasks import Task
from opsonin_flows.discretion import untold
from opsonin_flows.retries import TASK_OPTIONS

Tell = Callable[[str, int, int], None]

#: Task runs of one stage. Source: servers became unstable with about 2,000 mapped tasks
#: (PrefectHQ/prefect#18883), and pages of the user interface show 200.
MAX_TASK_RUNS = 200


@task(**TASK_OPTIONS)
def run_shards(tasks: bytes) -> bytes:
    """Carry out the tasks of some shards, one after the other.

    Each is durable when it is finished, so that a retry goes on where this one failed.

    Args:
        tasks: JSON of a list of tasks. Prefect walks through what it is given item by item; a
            string of bytes is one item.

    Returns:
        JSON of the list of their manifests.
    """
    with untold():
        return orjson.dumps([run_shard(one) for one in orjson.loads(tasks)])


def spread(
    tasks: Sequence[Task], runner: TaskRunner[Any], tell: Tell
) -> Sequence[Mapping[str, Any]]:
    """Carry out all tasks of a stage and return their manifests in order.

    Args:
        tasks: The tasks.
        runner: A task runner that is started.
        tell: Is told the stage, how many task runs are finished, and how many there are.

    Raises:
        Exception: What the first task run that failed raised. Those that wait are given up with
            the runner; shards that are finished are adopted by the next run.
    """
    groups = grouped(tasks, MAX_TASK_RUNS)
    futures = []
    for number, group in enumerate(groups, start=1):
        stage = group[0].stage
        name = f"{stage} {number}/{len(groups)}"
        one = run_shards.with_options(name=stage, task_run_name=name)
        content = orjson.dumps([shard.to_json() for shard in group])
        futures.append(runner.submit(one, {"tasks": content}))
    manifests: list[Mapping[str, Any]] = []
    for number, future in enumerate(futures, start=1):
        manifests += orjson.loads(future.result())
        tell(tasks[0].stage, number, len(futures))
    return manifests


def grouped(tasks: Sequence[Task], limit: int) -> list[Sequence[Task]]:
    """Cut tasks into at most ``limit`` runs of neighbours whose lengths differ by at most one."""
    n_groups = min(len(tasks), limit)
    bounds = [len(tasks) * position // max(n_groups, 1) for position in range(n_groups + 1)]
    return [tasks[start:end] for start, end in pairwise(bounds)]
