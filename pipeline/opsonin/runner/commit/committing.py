"""Ends a run: corpus taggers, the account, one commit over all tables, and its publication."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
import pyarrow as pa

from opsonin.manager.fingerprint import ENGINE_VERSION
from opsonin.manager.pipeline import Pipeline
from opsonin.runner.commit.balance import balance
from opsonin.runner.commit.changes import changes_of
from opsonin.runner.commit.corpus import link
from opsonin.runner.commit.ledger import (
    Account,
    ledger_rows,
)
from opsonin.runner.commit.news import News, gather
from opsonin.runner.commit.turns import turn
from opsonin.runner.ingest.claims import INPUTS, inputs_before, noted_inputs
from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.plan.staged import Draft
from opsonin.runner.writing import write_rows, write_table
from opsonin.store.attempts import until_committed
from opsonin.store.records import Delta
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT_VERSION
from opsonin.tables.internal import Results
from opsonin.tables.model import arrow_schema


@dataclass(frozen=True, slots=True)
class Ended:
    """How the commit of a run went.

    Attributes:
        status: ``committed`` or ``unchanged``.
        draft: What was committed.
        accounts: The ledger of the run.
        unlinked: The corpus taggers that failed, and why.
    """

    status: str
    draft: Draft
    accounts: tuple[Account, ...]
    unlinked: tuple[str, ...] = ()


def commit_run(
    pipeline: Pipeline,
    store: Store,
    draft: Draft,
    again: Callable[[Draft], Draft],
    record: Mapping[str, Any],
) -> Ended:
    """Commit what a run has changed, or nothing if it changed nothing.

    Args:
        pipeline: The components.
        store: The data folder.
        draft: What the stages have done.
        again: Makes the draft anew when another run has committed since.
        record: The run's own record.

    Raises:
        StageError: The account does not balance.
        StoreError: Other runs took the number of the commit again and again.
    """
    newest = draft

    def attempt() -> Ended | None:
        nonlocal newest
        if store.head() != newest.ingested.base:
            newest = again(newest)
        return _attempt(pipeline, store, newest, record)

    with turn(store):
        return until_committed(attempt, store.root)


def _attempt(
    pipeline: Pipeline, store: Store, draft: Draft, record: Mapping[str, Any]
) -> Ended | None:
    """Try to commit; None if another run was faster."""
    base = draft.ingested.base
    news = gather(pipeline, store, draft)
    _note_vocabularies(news, pipeline, store)
    linked = link(news, pipeline, store, base)
    # Of what the corpus taggers read nothing is needed any more; kept, the peaks would add up.
    pa.default_memory_pool().release_unused()
    accounts = balance(pipeline, store, draft, linked)
    if not _is_changed(news, store, base, linked.fingerprints):
        return Ended("unchanged", draft, tuple(accounts), linked.failures)
    _note_run(news, pipeline, store, draft.ingested, accounts, {**record, "number": base + 1})
    versions = {
        "contract": CONTRACT_VERSION,
        "engine": ENGINE_VERSION,
        "corpus": dict(linked.fingerprints),
        INPUTS: noted_inputs(inputs_before(store, base) | draft.ingested.seen.roots, store),
    }
    if store.commit(_delta(news, base, versions, record)) is None:
        return None
    return Ended("committed", draft, tuple(accounts), linked.failures)


def _note_vocabularies(news: News, pipeline: Pipeline, store: Store) -> None:
    rows = [
        {
            "name": one.name,
            "version": one.version,
            "licence": one.licence,
            "sha256": one.sha256,
            "n_concepts": one.n_concepts,
            "n_terms": one.n_terms,
        }
        for one in sorted(pipeline.vocabularies, key=lambda one: one.name)
    ]
    before = store.read_rows("vocabularies", store.all_owners("vocabularies")).to_pylist()
    if sorted(before, key=lambda row: str(row["name"])) == rows:
        return
    gone = {str(row["name"]) for row in before} - {str(row["name"]) for row in rows}
    news.written.replaced.setdefault("vocabularies", set()).update(gone)
    write_rows(news.written, "vocabularies", rows, pipeline, store)


def _is_changed(news: News, store: Store, base: int, corpus: Mapping[str, str]) -> bool:
    if (
        news.written.files
        or any(news.written.replaced.values())
        or any(rows.num_rows for rows in news.results)
    ):
        return True
    if not base:
        return True
    return bool(store.commit_info(base)["versions"].get("corpus", {}) != corpus)


def _note_run(
    news: News,
    pipeline: Pipeline,
    store: Store,
    ingested: Ingested,
    accounts: Sequence[Account],
    record: Mapping[str, Any],
) -> None:
    """Write the rows of changes, ledger and runs that belong to this commit."""
    schema = arrow_schema(pipeline.tables["changes"])
    changes = changes_of(ingested, store, news, int(record["number"]), schema)
    write_table(news.written, "changes", changes, pipeline, store)
    rows = ledger_rows(str(record["run_id"]), accounts)
    write_rows(news.written, "ledger", rows, pipeline, store)
    run = {
        "run_id": record["run_id"],
        "started_at": datetime.fromisoformat(str(record["started_at"])),
        "finished_at": datetime.now(UTC),
        "status": "committed",
        "engine": record["engine"],
        "configuration": orjson.dumps(
            record["configuration"], option=orjson.OPT_SORT_KEYS
        ).decode(),
    }
    write_rows(news.written, "runs", [run], pipeline, store)


def _delta(news: News, base: int, versions: Mapping[str, Any], record: Mapping[str, Any]) -> Delta:
    # The first commit replaces nothing; to say of every row that it does would double its size.
    replaced = news.written.replaced if base else {}
    removed = {name: owners for name, owners in replaced.items() if owners}
    results = pa.concat_tables([arrow_schema(Results).empty_table(), *news.results])
    # The delta alone holds them from here on, and lets them go when they are written.
    news.results.clear()
    return Delta(
        base=base,
        added=news.written.files,
        removed=removed,
        results=results,
        results_void=news.void if base else set(),
        index=news.written.index_table(),
        shards=news.shards,
        run=dict(record),
        versions=versions,
    )
