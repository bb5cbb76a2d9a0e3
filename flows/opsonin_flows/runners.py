"""What the shards of a flow run are spread over: threads, processes or Dask."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from opsonin import ConfigError
from opsonin.manager.config import Settings


def task_runner(settings: Settings) -> TaskRunner[Any]:
    """Return the task runner that the settings ask for, not yet started.

    Raises:
        ConfigError: Its package is not installed, or it has no use for an address.
    """
    if settings.runner == "dask":
        return _dask(settings)
    if settings.address is not None:
        raise ConfigError(
            f"The runner {settings.runner!r} has no address, but {settings.address!r} is given.",
            where="address",
            remedy="Leave it out, or use --runner dask.",
        )
    if settings.runner == "processes":
        return ProcessPoolTaskRunner(max_workers=settings.workers)
    return ThreadPoolTaskRunner(max_workers=settings.workers)


def _dask(settings: Settings) -> TaskRunner[Any]:
    try:
        prefect_dask = import_module("prefect_dask")
    except ImportError as error:
        raise ConfigError(
            f"Dask is not installed: {error}.",
            where="runner = 'dask'",
            remedy="Run `pip install prefect-dask`, or use --runner processes.",
        ) from error
    # One thread each: the components keep the interpreter busy.
    own_cluster = {"n_workers": settings.workers, "threads_per_worker": 1}
    where = {"address": settings.address} if settings.address else {"cluster_kwargs": own_cluster}
    runner: TaskRunner[Any] = prefect_dask.DaskTaskRunner(**where)
    return runner
