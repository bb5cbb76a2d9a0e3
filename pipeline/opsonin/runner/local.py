"""Carries out a run in this process, its shards one after the other or in worker processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson

from opsonin.errors import ConfigError, StageError
from opsonin.manager.config import Settings
from opsonin.runner.ingest.seen import Seen
from opsonin.runner.plan.ahead import LEAST_DOCUMENTS, Ahead
from opsonin.runner.run import (
    Report,
    Run,
    clean,
    export,
    fail,
    ingest,
    one_by_one,
    open_run,
    tag,
)
from opsonin.runner.shards import prepare_worker, run_shard
from opsonin.runner.tasks import Task
from opsonin.runner.working import run_at_work

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
    try:
        with run_at_work(run.store), spread_over(run.pipeline.settings) as workers:
            ahead = Ahead(run.pipeline, run.store)

            def begin(seen: Seen, documents: Sequence[str]) -> None:
                workers.prepare(len(seen.rows))
                if workers.are_processes:
                    workers.begin(ahead.foresee(seen, documents))

            ingested = ingest(run, begin)
            progress("ingest", len(ingested.written.files.get("raw", ())))
            cleaned = clean(run, ingested, workers.spread, ahead.tasks)
            progress("clean", len(cleaned.manifests))
            tagged = tag(run, ingested, cleaned, workers.spread)
            progress("tag", len(tagged.manifests))
            report = export(run, ingested, cleaned, tagged, workers.spread)
            progress("export", int(report.status == "committed"))
    except BaseException as error:
        fail(run, error)
        raise
    return report


@contextmanager
def spread_over(settings: Settings) -> Iterator[Workers]:
    """Give what carries out tasks for this process, and end it.

    Raises:
        ConfigError: The runner needs an engine that is not this process.
    """
    if settings.runner == "dask":
        raise ConfigError(
            "The local engine has no Dask.",
            where="runner = 'dask'",
            remedy="Use --engine prefect, or --runner processes.",
        )
    workers = Workers(settings)
    try:
        yield workers
    finally:
        workers.end()


@dataclass(slots=True)
class Workers:
    """The threads or processes of one run, which serve all of its stages.

    Attributes:
        settings: How many, and of which kind.
    """

    settings: Settings
    _pool: Executor | None = None
    _n_prepared: int = 0
    _begun: dict[str, Future[dict[str, Any]]] = field(default_factory=dict)

    @property
    def are_processes(self) -> bool:
        """Whether tasks are carried out beside this process."""
        return self.settings.workers > 1 and self.settings.runner == "processes"

    def prepare(self, n_documents: int) -> None:
        """Let processes load the components while the inputs are still read.

        Args:
            n_documents: How many documents are new so far: few need few processes.
        """
        if not self.are_processes:
            return
        told = orjson.dumps(self.settings.to_json(), option=orjson.OPT_SORT_KEYS)
        wanted = min(self.settings.workers, -(-n_documents // LEAST_DOCUMENTS))
        # One that dies of it says so when it is given a task.
        with suppress(BrokenProcessPool):
            for _ in range(self._n_prepared, wanted):
                self._started().submit(prepare_worker, told)
        self._n_prepared = max(self._n_prepared, wanted)

    def begin(self, tasks: Sequence[Task]) -> None:
        """Carry out tasks that may turn out to be part of the next plan."""
        # A pool that is broken says so when it is given the plan.
        with suppress(BrokenProcessPool):
            for task in tasks:
                key = task.key
                if key not in self._begun:
                    self._begun[key] = self._started().submit(run_shard, task.to_json())

    def spread(self, tasks: Sequence[Task]) -> Sequence[Mapping[str, Any]]:
        """Carry out tasks and return their manifests in order.

        Raises:
            StageError: A worker process died.
        """
        if self.settings.workers == 1:
            return one_by_one(tasks)
        if not tasks:
            return []
        try:
            return self._results(tasks)
        except BrokenProcessPool as error:
            raise StageError(
                "A worker process died.",
                where=f"runner {self.settings.runner}, {self.settings.workers} workers",
                remedy="It was probably killed for its memory: use fewer workers or a smaller "
                "--shard-documents, and run again. Finished shards are kept.",
            ) from error

    def _results(self, tasks: Sequence[Task]) -> list[Mapping[str, Any]]:
        begun = [self._begun.pop(task.key, None) if self._begun else None for task in tasks]
        for foreseen in self._begun.values():
            foreseen.cancel()
        self._begun.clear()
        futures = [
            one or self._started().submit(run_shard, task.to_json())
            for task, one in zip(tasks, begun, strict=True)
        ]
        try:
            return [one.result() for one in futures]
        finally:
            for one in futures:
                one.cancel()

    def end(self) -> None:
        """End them once what they are at is done."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _started(self) -> Executor:
        if self._pool is None:
            if self.settings.runner == "threads":
                self._pool = ThreadPoolExecutor(self.settings.workers)
            else:
                # A forked child would share Arrow's threads and the workers of its parent.
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self.settings.workers, mp_context=context)
        return self._pool
