"""Everything that a run changes, brought together from the parent and its workers."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from opsonin.manager.pipeline import Pipeline
from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.overlay import Overlay
from opsonin.runner.plan.staged import Draft, Plan
from opsonin.runner.tasks import results_table, stage_merge
from opsonin.runner.written import Written
from opsonin.store.records import Result
from opsonin.store.store import Store
from opsonin.tables.internal import Results
from opsonin.tables.model import TableInfo, arrow_schema, info_of

#: Tables that have rows of documents without a clean text.
_RAW_TABLES = frozenset({"raw", "rejects"})


@dataclass(slots=True)
class News:
    """Everything that a run changes, apart from what depends on the commit before it."""

    written: Written
    results: list[pa.Table] = field(default_factory=list)
    shards: dict[str, Any] = field(default_factory=dict)
    void: set[str] = field(default_factory=set)


def gather(pipeline: Pipeline, store: Store, draft: Draft) -> News:
    """Bring together what the parent and its workers have written, and what goes for it.

    Args:
        pipeline: The components.
        store: The state that the run will be committed upon.
        draft: What the stages have done.
    """
    ingested, cleaned = draft.ingested, draft.cleaned.manifests
    written = Written(
        {name: list(refs) for name, refs in ingested.written.files.items()},
        list(ingested.written.index),
        {name: set(owners) for name, owners in ingested.written.replaced.items()},
    )
    news = News(written)
    known = _known(draft, store)
    for manifest in (*cleaned, *draft.tagged.manifests):
        for name, refs in manifest.table_files.items():
            written.files.setdefault(name, []).extend(refs)
        written.index += manifest.index
        for name in manifest.touched:
            written.replaced.setdefault(name, set()).update(known.intersection(manifest.documents))
        news.shards[manifest.key] = manifest.part_files
        news.results.append(results_table(manifest))
        news.void.update(manifest.documents)
    lost = set(ingested.gone)
    for manifest in cleaned:
        lost |= set(manifest.documents) - manifest.owners("documents")
    treated = {doc_id for manifest in cleaned for doc_id in manifest.documents}
    _take_away(written, pipeline, store, lost, set(ingested.gone), treated)
    news.void |= ingested.gone
    news.void.update(ingested.sources)
    news.results.append(_source_results(ingested))
    _keep_results(news, pipeline, draft.cleaned.plan, lost, ingested.renewed)
    return news


def _known(draft: Draft, store: Store) -> set[str]:
    """Return the documents of which the store may hold something: none before the first commit."""
    if not store.head():
        return set()
    given = {doc_id for one in draft.cleaned.manifests for doc_id in one.documents}
    return given | {doc_id for one in draft.tagged.manifests for doc_id in one.documents}


def _take_away(
    written: Written,
    pipeline: Pipeline,
    store: Store,
    lost: set[str],
    gone: set[str],
    treated: set[str],
) -> None:
    """Note whose rows go from which tables, by what the store holds.

    Args:
        written: Where it is noted.
        pipeline: The tables that are known.
        store: Knows the rows of all tables, also of plugins that are not loaded.
        lost: Documents that have no clean text any more.
        gone: Those of them of which nothing stays.
        treated: Documents that were cleaned anew. In the tables of plugins that are not loaded,
            rows about them would be about another text; they are computed anew with the plugin.
    """
    for name in store.tables_with_rows():
        if name not in pipeline.tables:
            void = lost | treated
        elif not _is_by_document(info_of(pipeline.tables[name])):
            continue
        else:
            void = gone if name in _RAW_TABLES else lost
        held = store.owners_among(name, sorted(void))
        if held:
            written.replaced.setdefault(name, set()).update(held)


def _is_by_document(info: TableInfo) -> bool:
    """Tell whether the owners of a table's rows are documents."""
    return any(key.endswith("doc_id") for key in info.keys)


def _source_results(ingested: Ingested) -> pa.Table:
    """Return which source has read each document; it leaves no rows of its own in a shard."""
    by_source: dict[tuple[str, str], list[str]] = {}
    for doc_id, source in ingested.sources.items():
        by_source.setdefault(source, []).append(doc_id)
    schema = arrow_schema(Results)
    tables = [schema.empty_table()]
    for (name, fingerprint), documents in by_source.items():
        cells = {"component": name, "fingerprint": fingerprint, "status": "done"}
        same = {**cells, "shard": fingerprint}
        columns = [
            pa.array(documents, pa.string())
            if column.name == "doc_id"
            else pa.array([same.get(column.name)], column.type).take(_zeros(len(documents)))
            for column in schema
        ]
        tables.append(pa.table(columns, schema=schema))
    return pa.concat_tables(tables)


def _zeros(n_rows: int) -> pa.Array:
    return pa.repeat(pa.scalar(0), n_rows)


def _keep_results(
    news: News, pipeline: Pipeline, plan: Plan, lost: set[str], renewed: AbstractSet[str]
) -> None:
    """Keep what is cached of components that were not called on a document."""
    concerned = sorted(news.void & plan.results.keys())
    if not concerned:
        return
    given: set[tuple[str, str]] = set()
    for rows in news.results:
        given.update(zip(rows["doc_id"].to_pylist(), rows["component"].to_pylist(), strict=True))
    sources = {one.name: one.fingerprint for one in pipeline.sources}
    cleaners = sources | {one.name: one.fingerprint for one in pipeline.cleaners}
    cleaners |= dict([stage_merge("clean", pipeline)])
    current = cleaners | {one.name: one.fingerprint for one in pipeline.taggers}
    current |= dict([stage_merge("tag", pipeline)])
    kept = []
    for doc_id in concerned:
        known = cleaners if doc_id in lost else current
        # All that was cached of a document is about the text that its source gave then.
        known = {} if doc_id in renewed else known
        for name, result in plan.results[doc_id].items():
            if (doc_id, name) not in given and known.get(name) == result.fingerprint:
                kept.append(_result_row(doc_id, name, result))
    news.results.append(pa.Table.from_pylist(kept, arrow_schema(Results)))


def _result_row(doc_id: str, component: str, result: Result) -> dict[str, object]:
    return {
        "doc_id": doc_id,
        "component": component,
        "fingerprint": result.fingerprint,
        "status": result.status,
        "reason": result.reason,
        "shard": result.shard,
    }


def overlay(news: News, pipeline: Pipeline, store: Store) -> Overlay:
    """Return the tables as they will stand once the run is committed."""
    live = {name: news.written.files_of(name) for name in {r.table for r in news.written.index}}
    replaced = {name: set(owners) for name, owners in news.written.replaced.items()}
    return Overlay(store, pipeline.tables, news.written.files, live, replaced)
