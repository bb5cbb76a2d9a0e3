"""A run: four stages over one data folder, ending in one commit or none."""

from __future__ import annotations

import logging
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from opsonin.errors import OpsoninError
from opsonin.manager.config import Settings
from opsonin.manager.pipeline import Pipeline
from opsonin.manager.retention import retention_of
from opsonin.runner.commit.committing import Ended, commit_run
from opsonin.runner.commit.ledger import Account
from opsonin.runner.drift.band import Drift
from opsonin.runner.drift.noting import Observed, observe
from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.ingest.ingesting import OnNew, ingest_again, ingest_inputs
from opsonin.runner.ingest.resting import note_settled
from opsonin.runner.isolation.isolation import isolated
from opsonin.runner.plan.backfill import choose_documents, is_backfill
from opsonin.runner.plan.planning import plan_clean, plan_tag
from opsonin.runner.plan.staged import Draft, Plan, Staged
from opsonin.runner.profiling import ProfileLine, profile
from opsonin.runner.publishing import Published, publish
from opsonin.runner.shards import pipeline_of, run_shard
from opsonin.runner.tasks import Manifest, Task
from opsonin.stages.timing import Clock
from opsonin.store.store import Store
from opsonin.store.upkeep import tidy
from opsonin.tables.accounts import WHOLE_STAGE
from opsonin.tables.contract import INTERNAL

_LOG = logging.getLogger("opsonin")

#: Carries out tasks, anywhere and in any order, and returns their manifests as JSON values.
Spread = Callable[[Sequence[Task]], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Run:
    """One run over one data folder.

    Attributes:
        run_id: Unique.
        pipeline: The components.
        store: The data folder.
        engine: What carries out the stages.
        started_at: When it started, UTC.
        clock: Where the time of the run's own process goes.
    """

    run_id: str
    pipeline: Pipeline
    store: Store
    engine: str
    started_at: datetime
    clock: Clock = field(default_factory=Clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a run ended.

    Attributes:
        run_id: The run.
        status: ``committed`` or ``unchanged``.
        snapshot: Number of the snapshot that holds now; 0 if there is none.
        export: Where the tables are, for people.
        accounts: The ledger of the run.
        rows: Number of rows of every table of the snapshot.
        seconds: Wall time of the run.
        broken: Plugins that were left out, in words.
        unlinked: Corpus taggers that failed, in words; the next run calls them again.
        unpublished: Exporters that failed, in words; the next run tries them again.
        drift: Measures of publishers that have left their band.
        profile: Where the time went, the costliest first.
    """

    run_id: str
    status: str
    snapshot: int
    export: tuple[str, ...]
    accounts: tuple[Account, ...]
    rows: Mapping[str, int]
    seconds: float
    broken: tuple[str, ...]
    unlinked: tuple[str, ...] = ()
    unpublished: tuple[str, ...] = ()
    drift: tuple[Drift, ...] = ()
    profile: tuple[ProfileLine, ...] = ()


def open_run(settings: Settings, *, engine: str = "local") -> Run:
    """Build the pipeline and open the data folder; nothing is written yet.

    Raises:
        ConfigError: The settings name something that does not exist.
        PluginError: A plugin that the settings name is broken.
        StoreError: The data folder is damaged.
    """
    opened = pipeline_of(settings.to_json())
    pipeline = isolated(opened)
    store = Store(settings.data, {**pipeline.tables, **INTERNAL})
    run = Run(uuid.uuid4().hex, pipeline, store, engine, datetime.now(UTC))
    pipeline.plugins.observe("run_started", run_id=run.run_id, configuration=settings.to_json())
    for broken in pipeline.broken:
        _LOG.warning("%s was left out: %s", broken, broken.error)
    return run


def ingest(run: Run, tell: OnNew = lambda _seen, _documents: None) -> Ingested:
    """Read the inputs: raw documents, their places, and rejects.

    A backfill reads none, and takes documents of the store.

    Args:
        run: The run.
        tell: Told now and then what was read so far, and which documents are new.
    """
    with run.clock.phase("ingest"):
        ingested = (
            choose_documents(run.pipeline, run.store)
            if is_backfill(run.pipeline)
            else ingest_inputs(run.pipeline, run.store, run.clock, tell=tell)
        )
    n_documents = len(ingested.stated) + ingested.seen.n_settled
    counts = {"documents": n_documents, "rejected": len(ingested.seen.refused)}
    _tell(run, "ingest", {**counts, "cached": ingested.n_cached})
    return ingested


def clean(run: Run, ingested: Ingested, spread: Spread, begun: Sequence[Task] = ()) -> Staged:
    """Turn raw documents into clean text with its way back to the source.

    Args:
        run: The run.
        ingested: Its documents.
        spread: Carries out the tasks.
        begun: Tasks that it has begun already.
    """
    return _told(run, "clean", _cleaned(run, ingested, spread, begun))


def tag(run: Run, ingested: Ingested, cleaned: Staged, spread: Spread) -> Staged:
    """Find the evidence in the clean text."""
    return _told(run, "tag", _tagged(run, ingested, cleaned, spread))


def one_by_one(tasks: Sequence[Task]) -> Sequence[Mapping[str, Any]]:
    """Carry out tasks in this process, one after the other."""
    return [run_shard(task.to_json()) for task in tasks]


def export(
    run: Run, ingested: Ingested, cleaned: Staged, tagged: Staged, spread: Spread = one_by_one
) -> Report:
    """Link the documents, balance the account, commit everything at once, and publish it.

    If another run has committed since the inputs were read, the stages before are gone through
    again upon its commit; shards that are finished and still hold are adopted.

    Args:
        run: The run.
        ingested: What the inputs mean for the store as it was.
        cleaned: What the clean stage has done.
        tagged: What the tag stage has done.
        spread: Carries out what another run's commit makes necessary.

    Raises:
        StageError: The account does not balance.
        TableError: A built-in corpus tagger breaks the contract of a table.
    """

    def again(draft: Draft) -> Draft:
        with run.clock.phase("ingest"):
            fresh = (
                choose_documents(run.pipeline, run.store)
                if is_backfill(run.pipeline)
                else ingest_again(draft.ingested, run.pipeline, run.store, run.clock)
            )
        cleaned = _cleaned(run, fresh, spread)
        return Draft(fresh, cleaned, _tagged(run, fresh, cleaned, spread))

    with run.clock.phase("commit"):
        draft = Draft(ingested, cleaned, tagged)
        committed = commit_run(run.pipeline, run.store, draft, again, _record(run))
    if committed.status == "committed":
        with run.clock.phase("commit"):
            note_settled(committed.draft.ingested.seen, run.pipeline, run.store)
    with run.clock.phase("publish"):
        published = publish(run.pipeline, run.store)
        if committed.status == "committed":
            # Shards that are committed need no manifest, and old snapshots have had their time.
            tidy(run.store, retention_of(run.pipeline.settings))
    draft = committed.draft
    observed = Observed()
    if committed.status == "committed":
        with run.clock.phase("drift"):
            observed = observe(run.store, draft, run.pipeline.settings.drift)
    sizes: Counter[str] = Counter()
    for doc_id, (source, _) in draft.ingested.sources.items():
        sizes[source] += draft.ingested.sizes.get(doc_id, 0)
    shards = {"clean": draft.cleaned.manifests, "tag": draft.tagged.manifests}
    lines = profile(run.clock, sizes, shards, committed.accounts)
    return _finish(run, committed, published, observed, lines)


def _cleaned(run: Run, ingested: Ingested, spread: Spread, begun: Sequence[Task] = ()) -> Staged:
    with run.clock.phase("plan"):
        plan = plan_clean(run.pipeline, run.store, ingested, begun)
    return _staged(plan, spread)


def _tagged(run: Run, ingested: Ingested, cleaned: Staged, spread: Spread) -> Staged:
    with run.clock.phase("plan"):
        plan = plan_tag(run.pipeline, run.store, ingested, cleaned)
    return _staged(plan, spread)


def _staged(plan: Plan, spread: Spread) -> Staged:
    return Staged(plan, tuple(Manifest.from_json(values) for values in spread(plan.tasks)))


def _told(run: Run, stage: str, staged: Staged) -> Staged:
    """Tell observers what a stage has done."""
    n_treated = sum(len(manifest.documents) for manifest in staged.manifests)
    n_settled = staged.plan.n_settled
    rejected = {
        doc_id
        for manifest in staged.manifests
        for one in manifest.results
        for doc_id in one.rejected
    }
    counts = {"documents": n_treated + n_settled, "rejected": len(rejected)}
    _tell(run, stage, {**counts, "cached": n_settled})
    return staged


def _tell(run: Run, stage: str, counts: Mapping[str, int]) -> None:
    # What a stage needed is not needed by the next; kept, the peaks of all would add up.
    pa.default_memory_pool().release_unused()
    run.pipeline.plugins.observe("stage_finished", run_id=run.run_id, stage=stage, counts=counts)


def _record(run: Run) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "started_at": run.started_at.isoformat(),
        "engine": run.engine,
        "configuration": run.pipeline.describe(),
    }


def _finish(
    run: Run,
    committed: Ended,
    published: Published,
    observed: Observed,
    lines: tuple[ProfileLine, ...],
) -> Report:
    finished_at = datetime.now(UTC)
    head = run.store.head()
    status, accounts = committed.status, committed.accounts
    report = Report(
        run_id=run.run_id,
        status=status,
        snapshot=head,
        export=published.places,
        accounts=accounts,
        rows=run.store.counts() if head else {},
        seconds=(finished_at - run.started_at).total_seconds(),
        broken=tuple(f"{one}: {one.error}" for one in run.pipeline.broken),
        unlinked=committed.unlinked,
        unpublished=published.failures,
        drift=observed.drift,
        profile=lines,
    )
    run.store.append_run(
        {
            "run_id": run.run_id,
            "started_at": run.started_at.isoformat(),
            "finished_at": finished_at.isoformat(),
            "status": status,
            "engine": run.engine,
            "snapshot": head,
            "documents": _totals(accounts, run.pipeline),
            **_failed(report),
            **observed.to_json(),
        }
    )
    _tell(run, "export", {"documents": report.rows.get("documents", 0)})
    run.pipeline.plugins.observe(
        "run_finished", run_id=run.run_id, status=status, counts=_totals(accounts, run.pipeline)
    )
    return report


def _failed(report: Report) -> dict[str, str]:
    """Return what to note of a run that stands but in which somebody failed.

    Under the name that messages of failed runs have, which `forget` cuts out.
    """
    failures = (*report.unlinked, *report.unpublished)
    return {"error": "; ".join(failures)} if failures else {}


def _totals(accounts: Sequence[Account], pipeline: Pipeline) -> dict[str, int]:
    """Return what came into the run, what left it with a clean text, and what did not.

    What comes into a backfill are the documents that it has chosen.
    """
    whole = {line.stage: line for line in accounts if line.component == WHOLE_STAGE}
    ingested, cleaned = whole["ingest"], whole["clean"]
    return {
        "in": cleaned.documents_in if is_backfill(pipeline) else ingested.documents_in,
        "out": cleaned.documents_out,
        "rejected": ingested.documents_rejected + cleaned.documents_rejected,
        "dropped": ingested.documents_dropped,
    }


def fail(run: Run, error: BaseException) -> None:
    """Note that a run ended with an error; what was committed before stands."""
    message = str(error) if isinstance(error, OpsoninError) else f"{type(error).__name__}: {error}"
    run.store.append_run(
        {
            "run_id": run.run_id,
            "started_at": run.started_at.isoformat(),
            "finished_at": datetime.now(UTC).isoformat(),
            "status": "failed",
            "engine": run.engine,
            "error": message,
        }
    )
    run.pipeline.plugins.observe("run_failed", run_id=run.run_id, error=message)
