"""Carries out a run in this process, its shards one after the other or in worker processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from opsonin.errors import ConfigError, StageError
from opsonin.manager.config import Settings
from opsonin.runner.run import (
    Report,
    Run,
    Spread,
    clean,
    export,
    fail,
    ingest,
    one_by_one,
    open_run,
    tag,
)
from opsonin.runner.shards import run_shard
from opsonin.runner.tasks import Task

#: Told after every stage: its name and the number of shards that it had.
Progress = Callable[[str, int], None]


def run_locally(settings: Settings, progress: Progress = lambda _stage, _shards: None) -> Report:
    """Run the four stages without a server.

    Args:
        settings: What the run is told.
        progress: Told after every stage.

    Raises:
        OpsoninError: The run could not finish; what was committed before stands.
    """
    return carry_out(open_run(settings), progress)


def carry_out(run: Run, progress: Progress = lambda _stage, _shards: None) -> Report:
    """Do as `run_locally` with a run that is open already."""
    spread = spread_over(run.pipeline.settings)
    try:
        ingested = ingest(run)
        progress("ingest", len(ingested.written.files.get("raw", ())))
        cleaned = clean(run, ingested, spread)
        progress("clean", len(cleaned.manifests))
        tagged = tag(run, ingested, cleaned, spread)
        progress("tag", len(tagged.manifests))
        report = export(run, ingested, cleaned, tagged, spread)
        progress("export", int(report.status == "committed"))
    except BaseException as error:
        fail(run, error)
        raise
    return report


def spread_over(settings: Settings) -> Spread:
    """Return how this process carries out tasks.

    Raises:
        ConfigError: The runner needs an engine that is not this process.
    """
    if settings.runner == "dask":
        raise ConfigError(
            "The local engine has no Dask.",
            where="runner = 'dask'",
            remedy="Use --engine prefect, or --runner processes.",
        )
    if settings.workers == 1:
        return one_by_one
    return lambda tasks: _spread(tasks, settings)


def _spread(tasks: Sequence[Task], settings: Settings) -> Sequence[Mapping[str, Any]]:
    if not tasks:
        return []
    try:
        with _pool(settings) as pool:
            return list(pool.map(run_shard, [task.to_json() for task in tasks]))
    except BrokenProcessPool as error:
        raise StageError(
            "A worker process died.",
            where=f"runner {settings.runner}, {settings.workers} workers",
            remedy="It was probably killed for its memory: use fewer workers or a smaller "
            "--shard-documents, and run again. Finished shards are kept.",
        ) from error


def _pool(settings: Settings) -> Executor:
    if settings.runner == "threads":
        return ThreadPoolExecutor(settings.workers)
    # A forked child would share Arrow's threads and the worker processes of its parent.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(settings.workers, mp_context=context)
