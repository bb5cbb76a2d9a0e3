"""Ends a run: corpus taggers, the account, one commit over all tables, and its publication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import StoreError
from opsonin.manager.fingerprint import ENGINE_VERSION
from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.runner.ingesting import Ingested, Written, write_rows
from opsonin.runner.ledger import (
    Account,
    Outcomes,
    ingest_accounts,
    ledger_rows,
    stage_accounts,
    summed_counts,
    written_rows,
)
from opsonin.runner.overlay import Overlay
from opsonin.runner.planning import Plan
from opsonin.runner.tasks import Manifest, concatenated
from opsonin.stages.calling import Counts
from opsonin.stages.linking import CorpusStep, tag_corpus
from opsonin.store.records import Delta, Result
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT_VERSION
from opsonin.tables.internal import Index, Results
from opsonin.tables.model import arrow_schema, info_of

#: Another run may take the number of a commit; it cannot do so for ever.
MAX_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Ended:
    """How the commit of a run went."""

    status: str
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """Where exporters have put the snapshot, for people."""

    places: tuple[str, ...] = ()


@dataclass(slots=True)
class _News:
    """Everything that a run changes, apart from what depends on the commit before it."""

    written: Written
    results: list[dict[str, object]] = field(default_factory=list)
    shards: dict[str, Any] = field(default_factory=dict)
    void: set[str] = field(default_factory=set)


def commit_run(
    pipeline: Pipeline,
    store: Store,
    ingested: Ingested,
    plans: tuple[Plan, Plan],
    manifests: tuple[Sequence[Manifest], Sequence[Manifest]],
    record: Mapping[str, Any],
) -> Ended:
    """Commit what a run has changed, or nothing if it changed nothing.

    Args:
        pipeline: The components.
        store: The data folder.
        ingested: What the ingest stage found.
        plans: The plans of clean and tag.
        manifests: The shards of clean and tag.
        record: The run's own record.

    Raises:
        StageError: The account does not balance.
        StoreError: Other runs took the number of the commit again and again.
    """
    for _ in range(MAX_ATTEMPTS):
        base = store.head()
        news = _gather(pipeline, ingested, plans[0], manifests)
        _note_vocabularies(news, pipeline, store)
        corpus_key, corpus_counts = _link(news, pipeline, store, base)
        accounts = _balance(pipeline, store, ingested, plans, manifests, corpus_counts)
        if not _is_changed(news, store, base, corpus_key):
            return Ended("unchanged", tuple(accounts))
        _note_run(news, pipeline, store, ingested, accounts, {**record, "number": base + 1})
        if store.commit(_delta(news, base, corpus_key, record)) is not None:
            return Ended("committed", tuple(accounts))
    raise StoreError(
        f"Other runs took the number of the commit {MAX_ATTEMPTS} times.",
        where=str(pipeline.settings.data),
        remedy="Let one run at a time write to a data folder.",
    )


def publish(pipeline: Pipeline, store: Store) -> Published:
    """Call the exporters for which the newest snapshot is news."""
    head = store.head()
    if not head:
        return Published()
    places = []
    for one in pipeline.exporters:
        known = store.published(one.name) or {}
        is_done = known.get("snapshot") == head and known.get("fingerprint") == one.fingerprint
        if not is_done:
            place = one.component.export(store.snapshot(), one.context)
            known = {"snapshot": head, "fingerprint": one.fingerprint, "place": place}
            store.set_published(one.name, known)
        places.append(str(known["place"]))
    return Published(tuple(places))


def _gather(
    pipeline: Pipeline,
    ingested: Ingested,
    plan: Plan,
    manifests: tuple[Sequence[Manifest], Sequence[Manifest]],
) -> _News:
    """Bring together what the parent and its workers have written."""
    written = Written(
        {name: list(refs) for name, refs in ingested.written.files.items()},
        list(ingested.written.index),
        {name: set(owners) for name, owners in ingested.written.replaced.items()},
    )
    news = _News(written)
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
        lost |= set(manifest.documents) - _owners_in(manifest, "documents")
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
    _keep_results(news, pipeline, plan, lost)
    return news


def _owners_in(manifest: Manifest, table: str) -> set[str]:
    pairs = zip(manifest.index["table_name"], manifest.index["owner"], strict=True)
    return {str(owner) for name, owner in pairs if name == table}


def _keep_results(news: _News, pipeline: Pipeline, plan: Plan, lost: set[str]) -> None:
    """Keep what is remembered of components that were not called on a document."""
    given = {(row["doc_id"], row["component"]) for row in news.results}
    sources = {one.name: one.fingerprint for one in pipeline.sources}
    cleaners = sources | {one.name: one.fingerprint for one in pipeline.cleaners}
    current = cleaners | {one.name: one.fingerprint for one in pipeline.taggers}
    for doc_id in sorted(news.void):
        known = cleaners if doc_id in lost else current
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


def _note_vocabularies(news: _News, pipeline: Pipeline, store: Store) -> None:
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


def _overlay(news: _News, pipeline: Pipeline, store: Store) -> Overlay:
    live: dict[str, dict[str, str]] = {}
    for row in news.written.index:
        live.setdefault(str(row["table_name"]), {})[str(row["owner"])] = str(row["file"])
    replaced = {name: set(owners) for name, owners in news.written.replaced.items()}
    return Overlay(store, pipeline.tables, news.written.files, live, replaced)


def _link(
    news: _News, pipeline: Pipeline, store: Store, base: int
) -> tuple[dict[str, str], dict[str, Counts]]:
    """Run the corpus taggers whose input or version has changed.

    Returns:
        Corpus tagger -> fingerprint of what stands in its tables; and the account of each.
    """
    key = {one.name: one.fingerprint for one in pipeline.corpus_taggers}
    known = store.commit_info(base)["versions"].get("corpus", {}) if base else {}
    fills = {name for one in pipeline.corpus_taggers for name in one.component.fills}
    dirty = {
        one.name
        for one in pipeline.corpus_taggers
        if known.get(one.name) != one.fingerprint
        or {*one.component.needs, "documents"} & set(news.written.replaced)
    }
    if not dirty and key == known:
        return key, {}
    overlay = _overlay(news, pipeline, store)
    reads = {name for one in pipeline.corpus_taggers for name in one.component.needs}
    steps = [
        CorpusStep(
            one.component,
            one.context,
            None if one.name in dirty else _rows_of(one, store),
        )
        for one in pipeline.corpus_taggers
    ]
    tables, counts = tag_corpus(
        overlay.documents(sorted(reads)), steps, overlay.coordinates, pipeline.tables
    )
    for name in sorted(fills | {"links", "link_evidence"}):
        news.written.replaced.setdefault(name, set()).update(store.all_owners(name))
        if name in tables:
            write_rows(news.written, name, tables[name].to_pylist(), pipeline, store)
    return key, counts


def _rows_of(one: Installed[Any], store: Store) -> dict[str, pa.Table]:
    found = {}
    for name in one.component.fills:
        rows = store.read_rows(name, store.all_owners(name))
        found[name] = rows.filter(pc.equal(rows["component"], one.name))
    return found


def _balance(
    pipeline: Pipeline,
    store: Store,
    ingested: Ingested,
    plans: tuple[Plan, Plan],
    manifests: tuple[Sequence[Manifest], Sequence[Manifest]],
    corpus: Mapping[str, Counts],
) -> list[Account]:
    """Draw up the account and check every sum of it."""
    stated = sorted(ingested.is_stated)
    n_known = len({*store.owners("raw", stated), *ingested.raw_files} & set(stated))
    accounts = ingest_accounts(ingested, pipeline, n_known)
    entering = len(ingested.uris)
    for stage, components, plan, done in (
        ("clean", pipeline.cleaners, plans[0], manifests[0]),
        ("tag", pipeline.taggers, plans[1], manifests[1]),
    ):
        if stage == "tag":
            entering = _n_clean(store, plans, manifests)
        outcomes = _outcomes(stage, plan, done, store)
        accounts += stage_accounts(
            stage, components, entering, outcomes, summed_counts(done), written_rows(done, store)
        )
    for one in pipeline.corpus_taggers:
        counts = corpus.get(one.name, Counts())
        accounts.append(
            Account(
                stage="tag",
                component=one.name,
                component_version=one.version,
                distribution_version=one.distribution,
                fingerprint=one.fingerprint,
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
    fresh = {owner for manifest in manifests[0] for owner in _owners_in(manifest, "documents")}
    return len(fresh) + len(store.owners("documents", sorted(plans[0].settled)))


def _outcomes(stage: str, plan: Plan, manifests: Sequence[Manifest], store: Store) -> Outcomes:
    """Count how components ended: done from the results, rejected from the rejects."""
    done: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    for manifest in manifests:
        called = set(manifest.results["component"])
        ended = zip(manifest.results["component"], manifest.results["status"], strict=True)
        done.update(str(name) for name, status in ended if status == "done")
        done.update(_remembered_as_done(plan, manifest.documents, called))
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


def _is_changed(news: _News, store: Store, base: int, corpus: Mapping[str, str]) -> bool:
    if news.written.files or any(news.written.replaced.values()) or news.results:
        return True
    if not base:
        return True
    return bool(store.commit_info(base)["versions"].get("corpus", {}) != corpus)


def _note_run(
    news: _News,
    pipeline: Pipeline,
    store: Store,
    ingested: Ingested,
    accounts: Sequence[Account],
    record: Mapping[str, Any],
) -> None:
    """Write the rows of changes, ledger and runs that belong to this commit."""
    write_rows(news.written, "changes", _changes(ingested, store, news, record), pipeline, store)
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


def _changes(
    ingested: Ingested, store: Store, news: _News, record: Mapping[str, Any]
) -> list[dict[str, object]]:
    """Tell which documents came, went, or took another's place."""
    now = {str(row["owner"]) for row in news.written.index if row["table_name"] == "documents"}
    was = store.owners("documents", sorted(now))
    previous = {
        doc_id: ingested.previous[uri]
        for doc_id, uri in ingested.uris.items()
        if uri in ingested.previous
    }
    rows = [
        {
            "snapshot": record["number"],
            "doc_id": doc_id,
            "source_uri": ingested.uris[doc_id],
            "change": "changed" if doc_id in previous else "added",
            "previous_doc_id": previous.get(doc_id),
        }
        for doc_id in sorted(now - set(was))
    ]
    gone = ingested.gone - set(previous.values())
    places = store.places_of(sorted(gone))
    rows += [
        {
            "snapshot": record["number"],
            "doc_id": doc_id,
            "source_uri": min(places[doc_id]),
            "change": "removed",
            "previous_doc_id": None,
        }
        for doc_id in sorted(store.owners("documents", sorted(gone)))
    ]
    return rows


def _delta(news: _News, base: int, corpus: Mapping[str, str], record: Mapping[str, Any]) -> Delta:
    index = {(row["table_name"], row["owner"]): row for row in news.written.index}
    removed = {name: owners for name, owners in news.written.replaced.items() if owners}
    schema = arrow_schema(Results)
    results = concatenated(
        [{name: [row[name] for row in news.results] for name in schema.names}], schema
    )
    return Delta(
        base=base,
        added=news.written.files,
        removed=removed,
        results=results,
        results_void=news.void,
        index=pa.Table.from_pylist(list(index.values()), schema=arrow_schema(Index)),
        shards=news.shards,
        run=dict(record),
        versions={
            "contract": CONTRACT_VERSION,
            "engine": ENGINE_VERSION,
            "corpus": dict(corpus),
        },
    )
