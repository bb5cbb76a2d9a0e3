"""Draws up the account of a run from what was written, and checks every sum of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from opsonin.manager.pipeline import Pipeline
from opsonin.runner.commit.arrivals import by_source
from opsonin.runner.commit.corpus import Linked
from opsonin.runner.commit.ledger import (
    Account,
    Outcomes,
    ingest_accounts,
    stage_accounts,
    summed_counts,
    written_rows,
)
from opsonin.runner.plan.staged import Draft, Plan, Staged
from opsonin.stages.calling import Counts
from opsonin.stages.cleaning import NO_TEXT
from opsonin.store.records import Result
from opsonin.store.store import Store
from opsonin.tables.model import ENGINE


def balance(
    pipeline: Pipeline,
    store: Store,
    draft: Draft,
    linked: Linked,
) -> list[Account]:
    """Draw up the account and check every sum of it.

    A corpus tagger that failed has a line with the rows that stay, and with the fingerprint that
    these are cached under: none, unless its input is what it was.
    """
    ingested, cleaned, tagged = draft.ingested, draft.cleaned, draft.tagged
    accounts = ingest_accounts(ingested, pipeline, by_source(ingested, store))
    n_clean = _n_clean(store, cleaned)
    n_tagged = tagged.plan.n_settled + sum(len(one.documents) for one in tagged.manifests)
    n_entering = len(ingested.uris) + ingested.seen.n_settled
    passed = {
        "clean": (n_entering, n_clean, cleaned.plan.n_settled),
        "tag": (n_clean, n_tagged, tagged.plan.n_settled),
    }
    for stage, components, staged in (
        ("clean", pipeline.cleaners, cleaned),
        ("tag", pipeline.taggers, tagged),
    ):
        names = [one.name for one in components]
        outcomes = _outcomes(stage, names, staged, store)
        accounts += stage_accounts(
            stage,
            components,
            passed[stage],
            outcomes,
            summed_counts(staged.manifests),
            written_rows(staged.manifests, store),
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
                documents_out=linked.n_documents,
                documents_cached=counts.documents_cached,
                rows_emitted=counts.rows_emitted,
                rows_written=linked.rows.get(one.name, 0),
                seconds=counts.seconds,
            )
        )
    for line in accounts:
        line.check()
    return accounts


def _n_clean(store: Store, cleaned: Staged) -> int:
    """Count the documents that have a clean text, in the files and in the store."""
    fresh = {owner for manifest in cleaned.manifests for owner in manifest.owners("documents")}
    known = store.owners_among("documents", sorted(cleaned.plan.settled))
    return len(fresh) + len(known) + cleaned.plan.n_resting


def _outcomes(stage: str, names: Sequence[str], staged: Staged, store: Store) -> Outcomes:
    """Count how components ended: done from the results, rejected from the rejects."""
    plan, manifests = staged.plan, staged.manifests
    # Resources rest of which every component is done with every document.
    done = Counter(dict.fromkeys(names, plan.n_resting))
    rejected: Counter[str] = Counter()
    n_unseen = 0
    # Keys are digests of whole tasks: not made where nothing is cached.
    called = {task.key: {*task.compute} for task in plan.tasks} if plan.results else {}
    for manifest in manifests:
        for one in manifest.results:
            done[one.component] += len(one.done(manifest.documents))
        if plan.results:
            done.update(_cached_as_done(plan, manifest.documents, called[manifest.key]))
        for ref in manifest.table_files.get("rejects", ()):
            rows = store.read("rejects", ref.file, ["component", "reason"])
            rejected.update(rows["component"].to_pylist())
            n_unseen += sum(map(_is_unseen, rows.to_pylist()))
    settled = sorted(plan.settled)
    done.update(_cached_as_done(plan, settled, set()))
    for row in store.read_rows("rejects", settled).to_pylist():
        if row["stage"] == stage:
            rejected[row["component"]] += 1
            n_unseen += _is_unseen(row)
    return Outcomes(done, rejected, n_unseen)


def _is_unseen(reject: Mapping[str, object]) -> bool:
    return (reject["component"], reject["reason"]) == (ENGINE, NO_TEXT)


def _cached_as_done(
    plan: Plan, documents: Sequence[str], called: AbstractSet[object]
) -> Counter[str]:
    """Count for every component the documents that it was done with in an earlier run."""
    # Documents that were treated alike share one mapping, see `Store.results`.
    sharing: Counter[int] = Counter()
    mappings: dict[int, Mapping[str, Result]] = {}
    for doc_id in documents:
        results = plan.results.get(doc_id)
        if results is not None:
            sharing[id(results)] += 1
            mappings[id(results)] = results
    found: Counter[str] = Counter()
    for key, n_documents in sharing.items():
        for name, result in mappings[key].items():
            if name not in called and result.status == "done":
                found[name] += n_documents
    return found
