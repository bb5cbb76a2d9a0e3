"""Draws up the account of a run from what was written, and checks every sum of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from opsonin.manager.pipeline import Pipeline
from opsonin.runner.commit.corpus import Linked
from opsonin.runner.commit.ledger import (
    Account,
    Outcomes,
    ingest_accounts,
    stage_accounts,
    summed_counts,
    written_rows,
)
from opsonin.runner.ingest.ingesting import Ingested
from opsonin.runner.plan.planning import Plan
from opsonin.runner.tasks import Manifest
from opsonin.stages.calling import Counts
from opsonin.store.store import Store


def balance(
    pipeline: Pipeline,
    store: Store,
    ingested: Ingested,
    plans: tuple[Plan, Plan],
    manifests: tuple[Sequence[Manifest], Sequence[Manifest]],
    linked: Linked,
) -> list[Account]:
    """Draw up the account and check every sum of it.

    A corpus tagger that failed has a line with the rows that stay, and with the fingerprint that
    these are remembered under: none, unless its input is what it was.
    """
    written = ingested.is_stated & ingested.raw_files.keys()
    n_known = len(written) + len(store.owners("raw", sorted(ingested.is_stated - written)))
    accounts = ingest_accounts(ingested, pipeline, n_known)
    n_clean = _n_clean(store, plans, manifests)
    n_tagged = len(plans[1].settled) + sum(len(manifest.documents) for manifest in manifests[1])
    passed = {
        "clean": (len(ingested.uris), n_clean, len(plans[0].settled)),
        "tag": (n_clean, n_tagged, len(plans[1].settled)),
    }
    for stage, components, plan, done in (
        ("clean", pipeline.cleaners, plans[0], manifests[0]),
        ("tag", pipeline.taggers, plans[1], manifests[1]),
    ):
        outcomes = _outcomes(stage, plan, done, store)
        accounts += stage_accounts(
            stage,
            components,
            passed[stage],
            outcomes,
            summed_counts(done),
            written_rows(done, store),
        )
    for one in pipeline.corpus_taggers:
        counts = linked.counts.get(one.name, Counts())
        accounts.append(
            Account(
                stage="tag",
                component=one.name,
                component_version=one.version,
                distribution_version=one.distribution,
                fingerprint=linked.fingerprints[one.name],
                documents_in=counts.documents_in,
                documents_out=counts.documents_in,
                documents_cached=counts.documents_cached,
                rows_emitted=counts.rows_emitted,
                rows_written=counts.rows_emitted,
                seconds=counts.seconds,
            )
        )
    for line in accounts:
        line.check()
    return accounts


def _n_clean(
    store: Store,
    plans: tuple[Plan, Plan],
    manifests: tuple[Sequence[Manifest], Sequence[Manifest]],
) -> int:
    """Count the documents that have a clean text, in the files and in the store."""
    fresh = {owner for manifest in manifests[0] for owner in manifest.owners("documents")}
    return len(fresh) + len(store.owners("documents", sorted(plans[0].settled)))


def _outcomes(stage: str, plan: Plan, manifests: Sequence[Manifest], store: Store) -> Outcomes:
    """Count how components ended: done from the results, rejected from the rejects."""
    done: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    # Keys are digests of whole tasks: not made where nothing is remembered.
    called = {task.key: {*task.compute} for task in plan.tasks} if plan.remembered else {}
    for manifest in manifests:
        for one in manifest.results:
            done[one.component] += len(one.done(manifest.documents))
        if plan.remembered:
            done.update(_remembered_as_done(plan, manifest.documents, called[manifest.key]))
        for ref in manifest.table_files.get("rejects", ()):
            column = store.read("rejects", ref.file, ["component"])["component"]
            rejected.update(column.to_pylist())
    settled = sorted(plan.settled)
    done.update(_remembered_as_done(plan, settled, set()))
    for row in store.read_rows("rejects", settled).to_pylist():
        if row["stage"] == stage:
            rejected[row["component"]] += 1
    return Outcomes(done, rejected)


def _remembered_as_done(
    plan: Plan, documents: Sequence[str], called: AbstractSet[object]
) -> Iterator[str]:
    """Yield a component for every document that it was done with in an earlier run."""
    for doc_id in documents:
        for name, result in plan.remembered.get(doc_id, {}).items():
            if name not in called and result.status == "done":
                yield name
