"""The main job as a Prefect flow: ingest, clean, tag, export."""

# Annotations are types here, not strings: Prefect checks the flow's parameters by them, and in some
# of its processes it looks names up where this module's are not known.

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar, cast

import orjson
from prefect import flow, task
from prefect.runtime import deployment, flow_run

from opsonin.manager.config import Settings
from opsonin.manager.drift import drift_options
from opsonin.runner import run as stages
from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.plan.staged import Staged
from opsonin.runner.run import Report, Run, Spread, clean, fail, open_run, tag
from opsonin.runner.working import run_at_work
from opsonin_flows.artifacts import publish_report
from opsonin_flows.discretion import (
    IncompleteError,
    failures_of,
    original_of,
    untold,
    with_inputs,
)
from opsonin_flows.drifting import amber, publish_drift
from opsonin_flows.endings import note_ending
from opsonin_flows.events import emit_rejects
from opsonin_flows.progress import Progress
from opsonin_flows.retries import TASK_OPTIONS
from opsonin_flows.runners import task_runner
from opsonin_flows.shards import spread
from opsonin_flows.waiting import superseded

T = TypeVar("T")


def run_name() -> str:
    """Return what a flow run is called: what it does, where, and for which deployment."""
    told = flow_run.parameters["settings"]
    settings = told if isinstance(told, Settings) else Settings.from_json(told)
    deed = "sync" if settings.sync else "add to"
    if settings.only != "all":
        deed = " ".join(["tag again", *settings.only_components, "in"])
    return f"{deployment.name or 'run'}: {deed} {settings.data}"


@flow(
    name="opsonin",
    flow_run_name=run_name,
    persist_result=False,
    log_prints=False,
    on_crashed=[note_ending],
    on_cancellation=[note_ending],
)
def main(settings: Settings, waiting: int | None = None) -> dict[str, Any]:
    """Turn documents into clean text and evidence tables.

    Args:
        settings: What the run is told. The server gets them as JSON values, of which it checks the
            names and types and makes its form; what is left out has its default.
        waiting: Later runs of the same deployment that may wait; if there are more, this one gives
            way to them and does nothing. Any number when left out.

    Returns:
        The `Report` of the run as JSON values; empty if it has given way. Where a publisher has
        drifted, the completed state that holds it is called `AMBER`.

    Raises:
        UntoldError: The run could not finish; what was committed before stands.
        IncompleteError: The run stands, but a corpus tagger or an exporter failed, or drift is
            configured to be a failure, so that the flow run ends as failed; the error has the
            report.
    """
    gives_way = superseded(waiting)
    if gives_way is not None:
        return cast("dict[str, Any]", gives_way)
    progress = Progress()
    with untold(), opened(with_inputs(settings), progress) as (run, spread_shards):
        ingested = ingest(run)
        progress.tell("ingest", 1, 1)
        cleaned = clean(run, ingested, spread_shards)
        tagged = tag(run, ingested, cleaned, spread_shards)
        report = export(run, ingested, cleaned, tagged, spread_shards)
    progress.tell("export", 1, 1)
    publish_report(report, run.store)
    publish_drift(report)
    emit_rejects(report)
    told = dict(orjson.loads(orjson.dumps(report)))
    is_failure = bool(report.drift) and drift_options(settings.drift).fail
    if failures_of(told) or is_failure:
        raise IncompleteError(told)
    # Prefect takes a state for the end of the flow run, and gives the caller what it holds.
    return cast("dict[str, Any]", amber(report.drift, told)) if report.drift else told


@contextmanager
def opened(settings: Settings, progress: Progress) -> Iterator[tuple[Run, Spread]]:
    """Open a run and its task runner, and note how the run ended if it failed."""
    runner = task_runner(settings)
    run = open_run(settings, engine="prefect")
    try:
        with run_at_work(run.store), runner:
            yield run, partial(spread, runner=runner, tell=progress.tell)
    except BaseException as error:
        fail(run, original_of(error))
        raise


def ingest(run: Run) -> Ingested:
    """Read the inputs, as a task of the flow's own process."""
    return _here.with_options(name="ingest", task_run_name="ingest")(partial(stages.ingest, run))


def export(
    run: Run, ingested: Ingested, cleaned: Staged, tagged: Staged, spread_shards: Spread
) -> Report:
    """Commit and publish, as a task of the flow's own process.

    It is not retried: the commit may have succeeded. The next run publishes what this one has
    committed.
    """
    one = _here.with_options(name="export", task_run_name="export", retries=0)
    return one(partial(stages.export, run, ingested, cleaned, tagged, spread_shards))


@task(**TASK_OPTIONS)
def _here(work: Callable[[], T]) -> T:
    # Prefect walks through every row of a dataclass that a task is given, but not into a function.
    with untold():
        return work()
