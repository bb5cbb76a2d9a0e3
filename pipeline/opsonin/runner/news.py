"""Everything that a run changes, brought together from the parent and its workers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from opsonin.manager.pipeline import Pipeline
from opsonin.runner.ingesting import Ingested, Written
from opsonin.runner.overlay import Overlay
from opsonin.runner.planning import Plan
from opsonin.runner.shards import stage_merge
from opsonin.runner.tasks import Manifest
from opsonin.store.records import Result
from opsonin.store.store import Store
from opsonin.tables.model import info_of


@dataclass(slots=True)
class News:
    """Everything that a run changes, apart from what depends on the commit before it."""

    written: Written
    results: list[dict[str, object]] = field(default_factory=list)
    shards: dict[str, Any] = field(default_factory=dict)
    void: set[str] = field(default_factory=set)


def gather(
    pipeline: Pipeline,
    ingested: Ingested,
    plan: Plan,
    manifests: tuple[Sequence[Manifest], Sequence[Manifest]],
) -> News:
    """Bring together what the parent and its workers have written."""
    written = Written(
        {name: list(refs) for name, refs in ingested.written.files.items()},
        list(ingested.written.index),
        {name: set(owners) for name, owners in ingested.written.replaced.items()},
    )
    news = News(written)
    cleaned, tagged = manifests
    for manifest in (*cleaned, *tagged):
        for name, refs in manifest.table_files.items():
            written.files.setdefault(name, []).extend(refs)
        columns = zip(*manifest.index.values(), strict=True)
        written.index += [dict(zip(manifest.index, cells, strict=True)) for cells in columns]
        for name in manifest.touched:
            written.replaced.setdefault(name, set()).update(manifest.documents)
        news.shards[manifest.key] = manifest.part_files
        columns = zip(*manifest.results.values(), strict=True)
        news.results += [dict(zip(manifest.results, cells, strict=True)) for cells in columns]
        news.void.update(manifest.documents)
    lost = set(ingested.gone)
    for manifest in cleaned:
        lost |= set(manifest.documents) - owners_in(manifest, "documents")
    tag_tables = [
        name for name, model in pipeline.tables.items() if info_of(model).keys == ("doc_id",)
    ]
    for name in tag_tables:
        if name != "raw" and lost:
            written.replaced.setdefault(name, set()).update(lost)
    if ingested.gone:
        for name in ("raw", "rejects"):
            written.replaced.setdefault(name, set()).update(ingested.gone)
        news.void |= ingested.gone
    for doc_id, (name, fingerprint) in ingested.sources.items():
        # A source leaves no rows of its own in a shard.
        result = Result(fingerprint, "done", None, fingerprint)
        news.results.append(_result_row(doc_id, name, result))
        news.void.add(doc_id)
    _keep_results(news, pipeline, plan, lost, ingested.renewed)
    return news


def owners_in(manifest: Manifest, table: str) -> set[str]:
    """Return the owners whose rows of a table a shard has written."""
    pairs = zip(manifest.index["table_name"], manifest.index["owner"], strict=True)
    return {str(owner) for name, owner in pairs if name == table}


def _keep_results(
    news: News, pipeline: Pipeline, plan: Plan, lost: set[str], renewed: set[str]
) -> None:
    """Keep what is remembered of components that were not called on a document."""
    given = {(row["doc_id"], row["component"]) for row in news.results}
    sources = {one.name: one.fingerprint for one in pipeline.sources}
    cleaners = sources | {one.name: one.fingerprint for one in pipeline.cleaners}
    cleaners |= dict([stage_merge("clean", pipeline)])
    current = cleaners | {one.name: one.fingerprint for one in pipeline.taggers}
    current |= dict([stage_merge("tag", pipeline)])
    for doc_id in sorted(news.void):
        known = cleaners if doc_id in lost else current
        # All that was remembered of a document is about the text that its source gave then.
        known = sources if doc_id in renewed else known
        for name, result in plan.remembered.get(doc_id, {}).items():
            if (doc_id, name) not in given and known.get(name) == result.fingerprint:
                news.results.append(_result_row(doc_id, name, result))


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
    live: dict[str, dict[str, str]] = {}
    for row in news.written.index:
        live.setdefault(str(row["table_name"]), {})[str(row["owner"])] = str(row["file"])
    replaced = {name: set(owners) for name, owners in news.written.replaced.items()}
    return Overlay(store, pipeline.tables, news.written.files, live, replaced)
