"""What is tried again: only what another attempt can change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypedDict

from prefect import Task
from prefect.cache_policies import NO_CACHE, CachePolicy
from prefect.client.schemas.objects import State, TaskRun

from opsonin import StoreError
from opsonin_flows.discretion import original_of


class TaskOptions(TypedDict):
    """Options that all tasks share."""

    cache_policy: CachePolicy
    persist_result: bool
    log_prints: bool
    retries: int
    retry_delay_seconds: list[float]
    retry_condition_fn: Any


def is_transient(_task: Task[..., Any], _task_run: TaskRun, state: State[Any]) -> bool:
    """Tell whether a task failed because of input or output, so that a retry may help."""
    return isinstance(state.data, BaseException) and _is_io(original_of(state.data))


def _is_io(error: BaseException) -> bool:
    if isinstance(error, StoreError):
        return any(isinstance(cause, OSError) for cause in _causes(error))
    return isinstance(error, OSError)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__ or error.__context__
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


#: The store remembers what was computed, by document; Prefect's results would be a second copy.
TASK_OPTIONS: TaskOptions = {
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "log_prints": False,
    "retries": 2,
    "retry_delay_seconds": [1.0, 10.0],
    "retry_condition_fn": is_transient,
}
