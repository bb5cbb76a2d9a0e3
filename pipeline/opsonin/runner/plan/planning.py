"""Finds out what has to be computed for which document, and cuts it into tasks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.ingest.ingesting import SHARD_BYTES
from opsonin.runner.plan.ahead import LEAST_DOCUMENTS, still_hold
from opsonin.runner.plan.staged import Plan, Staged
from opsonin.runner.tasks import CachedReject, Manifest, Task, stage_merge
from opsonin.stages.calling import TRANSIENT
from opsonin.store.records import Result
from opsonin.store.store import Store
from opsonin.tables.model import column_references, info_of
from opsonin.tables.parts import part_name

#: The tables of the clean stage that taggers stand on.
GROUND_TABLES = ("documents", "alignment", "segments", "fields", "flags")


#: With several workers a stage is cut into so many tasks for each, so that all end together,
#: but not into smaller ones than `LEAST_DOCUMENTS`.
TASKS_PER_WORKER = 2
#: The results of documents that have none.
_NONE: Mapping[str, Result] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Need:
    """What one document needs of a stage; documents with equal needs share tasks.

    Attributes:
        compute: Components to be called, in their order.
        cached: Components whose rows are cached and take part in the merge.
        touched: Tables to be merged anew (stage tag).
    """

    compute: tuple[str, ...]
    cached: tuple[str, ...]
    touched: tuple[str, ...] = ()


def plan_clean(
    pipeline: Pipeline, store: Store, ingested: Ingested, begun: Sequence[Task] = ()
) -> Plan:
    """Plan the clean stage.

    Args:
        pipeline: The components.
        store: Holds what is cached.
        ingested: The documents of this run.
        begun: Tasks that have begun already, see `Ahead`; those that hold are part of the plan.
    """
    documents = sorted(ingested.uris)
    found = store.results(documents)
    merge = stage_merge("clean", pipeline)
    needs: dict[Need, list[str]] = {}
    settled = set()
    of_results = _decided_once(lambda results: _clean_need(pipeline, results, merge))
    for doc_id in documents:
        results = _NONE if doc_id in ingested.renewed else found.get(doc_id, _NONE)
        need = of_results(results)
        if need is None and doc_id in ingested.moved:
            need = _merge_need(pipeline.cleaners, results)
        if need is None:
            settled.add(doc_id)
        else:
            needs.setdefault(need, []).append(doc_id)
    planner = _Planner("clean", pipeline, store, ingested, found, pipeline.cleaners)
    raw_files = dict(ingested.raw_files)
    whole = needs.get(Need(tuple(one.name for one in pipeline.cleaners), ()), [])
    new = [doc_id for doc_id in whole if doc_id not in found] if begun else []
    holding = still_hold(begun, new, ingested.uris, raw_files)
    _take_out(needs, {doc_id for task in holding for doc_id in task.documents})
    known = [doc_id for group in needs.values() for doc_id in group if doc_id not in raw_files]
    raw_files |= {doc_id: one.file for doc_id, one in store.owners("raw", known).items()}
    tasks = planner.tasks(needs, {"raw": raw_files}, "raw")
    n_resting = ingested.seen.n_settled
    return Plan((*holding, *tasks), frozenset(settled), found, n_resting)


def _take_out(needs: dict[Need, list[str]], documents: AbstractSet[str]) -> None:
    """Leave out documents, and needs that no document has any more."""
    for need, having in list(needs.items()) if documents else ():
        left = [doc_id for doc_id in having if doc_id not in documents]
        if left:
            needs[need] = left
        else:
            del needs[need]


def _decided_once(
    need_of: Callable[[Mapping[str, Result]], Need | None],
) -> Callable[[Mapping[str, Result]], Need | None]:
    """Decide once for all documents that share one mapping of results, see `Store.results`."""
    # The mapping is held as well: as long as it is, no other one has its identity.
    decided: dict[int, tuple[Mapping[str, Result], Need | None]] = {}

    def decide(results: Mapping[str, Result]) -> Need | None:
        known = decided.get(id(results))
        if known is None:
            known = decided[id(results)] = (results, need_of(results))
        return known[1]

    return decide


def _clean_need(
    pipeline: Pipeline, results: Mapping[str, Result], merge: tuple[str, str]
) -> Need | None:
    """Return what a document needs of the cleaners; None if nothing."""
    cleaners = pipeline.cleaners
    known = results.get(merge[0])
    if known is not None and known.fingerprint == merge[1]:
        return None
    for position, one in enumerate(cleaners):
        result = results.get(one.name)
        if result is not None and result.fingerprint == one.fingerprint:
            if result.status == "done":
                continue
            if not _is_tried_again(result, pipeline):
                return None
        names = [cleaner.name for cleaner in cleaners]
        return Need(tuple(names[position:]), tuple(names[:position]))
    return Need((), tuple(one.name for one in cleaners))


def _merge_need(cleaners: Sequence[Installed[Any]], results: Mapping[str, Result]) -> Need:
    """Return what writes the rows of a document anew; whoever rejected it is asked again."""
    names = [one.name for one in cleaners]
    done = [name for name in names if name in results and results[name].status == "done"]
    return Need(tuple(names[len(done) :]), tuple(done))


def plan_tag(
    pipeline: Pipeline,
    store: Store,
    ingested: Ingested,
    cleaned: Staged,
) -> Plan:
    """Plan the tag stage.

    Args:
        pipeline: The components.
        store: Holds what is cached.
        ingested: The documents of this run.
        cleaned: The plan of the clean stage, and what it has written.
    """
    read = {*GROUND_TABLES, *(name for one in pipeline.taggers for name in one.component.needs)}
    read &= set(pipeline.tables)
    fresh = _files_of(cleaned.manifests, sorted(read))
    cleaners = {one.name for one in pipeline.cleaners}
    recomputed = {
        doc_id
        for manifest in cleaned.manifests
        if any(one.component in cleaners for one in manifest.results)
        for doc_id in manifest.documents
    }
    documents = sorted({*fresh["documents"], *_clean_ones(store, cleaned.plan.settled)})
    merge = stage_merge("tag", pipeline)
    needs: dict[Need, list[str]] = {}
    settled = set()

    def need_of(results: Mapping[str, Result], *, is_moved: bool) -> Need | None:
        return _tag_need(pipeline, results, merge, is_moved=is_moved)

    of_results = {
        is_moved: _decided_once(partial(need_of, is_moved=is_moved)) for is_moved in (False, True)
    }
    for doc_id in documents:
        results = _NONE if doc_id in recomputed else cleaned.plan.results.get(doc_id, _NONE)
        need = of_results[doc_id in ingested.moved](results)
        if need is None:
            settled.add(doc_id)
        else:
            needs.setdefault(need, []).append(doc_id)
    planner = _Planner("tag", pipeline, store, ingested, cleaned.plan.results, pipeline.taggers)
    known = [doc_id for group in needs.values() for doc_id in group]
    # A document without rows in what was cleaned just now has none: those of the store are void.
    uncleaned = [doc_id for doc_id in known if doc_id not in fresh["documents"]]
    reads = {}
    for name in sorted(read):
        is_cleaners = info_of(pipeline.tables[name]).stage == "clean"
        stored = store.owners(name, uncleaned if is_cleaners else known)
        reads[name] = {doc_id: one.file for doc_id, one in stored.items()} | fresh.get(name, {})
    tasks = planner.tasks(needs, reads, "documents")
    plan = cleaned.plan
    return Plan(tuple(tasks), frozenset(settled), plan.results, plan.n_resting)


def _clean_ones(store: Store, documents: Iterable[str]) -> Collection[str]:
    """Leave out the documents that a cleaner rejected in an earlier run."""
    return store.owners_among("documents", sorted(documents))


def _files_of(manifests: Sequence[Manifest], names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return table -> document -> file of what manifests have written."""
    files: dict[str, dict[str, str]] = {name: {} for name in names}
    for manifest in manifests:
        for rows in manifest.index:
            if rows.table in files:
                files[rows.table].update(dict.fromkeys(rows.owners, rows.file))
    return files


def _tag_need(
    pipeline: Pipeline, results: Mapping[str, Result], merge: tuple[str, str], *, is_moved: bool
) -> Need | None:
    """Return what a document needs of the taggers; None if nothing."""
    compute: set[str] = set()
    missing: set[str] = set()
    for one in pipeline.taggers:
        tagger = one.component
        reads = {*tagger.needs, *tagger.refines}
        if not _is_cached(one, results.get(one.name), pipeline) or missing & reads:
            compute.add(one.name)
            missing |= {*tagger.fills, *tagger.refines}
    known = results.get(merge[0])
    is_merged = known is not None and known.fingerprint == merge[1]
    if is_merged and not compute and not is_moved:
        return None
    touched = set(missing)
    for name in sorted(_document_tables(pipeline) - touched):
        # Rows that get new numbers are referred to by them.
        if missing & set(column_references(pipeline.tables[name]).values()):
            touched.add(name)
    if not is_merged:
        touched |= _document_tables(pipeline)
    names = [one.name for one in pipeline.taggers]
    return Need(
        tuple(name for name in names if name in compute),
        tuple(name for name in names if name not in compute),
        tuple(sorted(touched)),
    )


def _document_tables(pipeline: Pipeline) -> set[str]:
    """Return the tables that document taggers may fill, now or before."""
    corpus = {name for one in pipeline.corpus_taggers for name in one.component.fills}
    return {
        name
        for name, model in pipeline.tables.items()
        if info_of(model).stage == "tag" and info_of(model).keys == ("doc_id",)
    } - corpus


def _is_cached(one: Installed[Any], result: Result | None, pipeline: Pipeline) -> bool:
    if result is None or result.fingerprint != one.fingerprint:
        return False
    return result.status == "done" or not _is_tried_again(result, pipeline)


def _is_tried_again(result: Result, pipeline: Pipeline) -> bool:
    """Tell whether a reject may come to something else, or somebody hopes so."""
    return result.reason in TRANSIENT or result.reason in pipeline.settings.retry


@dataclass(frozen=True, slots=True)
class _Planner:
    """Cuts documents with equal needs into tasks of bounded size."""

    stage: str
    pipeline: Pipeline
    store: Store
    ingested: Ingested
    results: Mapping[str, Mapping[str, Result]]
    components: Sequence[Installed[Any]]

    def tasks(
        self, needs: Mapping[Need, Sequence[str]], reads: Mapping[str, Mapping[str, str]], main: str
    ) -> Iterator[Task]:
        """Yield tasks.

        Args:
            needs: Documents by what they need.
            reads: Table -> document -> file of what the stage builds on.
            main: The table whose files give the order: a task is to read few of them.
        """
        files = reads[main]
        for need, documents in sorted(needs.items(), key=lambda item: tuple(item[1])):
            # What another run has taken away since is left out: all is planned anew before the
            # commit then.
            there = [doc_id for doc_id in documents if doc_id in files]
            placed = sorted(there, key=lambda doc_id: (files[doc_id], doc_id))
            for group in self._groups(placed):
                yield self._task(need, sorted(group), reads)

    def _groups(self, documents: Sequence[str]) -> Iterator[list[str]]:
        sizes = dict(self.ingested.sizes)
        unknown = [doc_id for doc_id in documents if doc_id not in sizes]
        known = self.store.read_rows("raw", unknown, ["doc_id", "size_bytes"])
        columns = (known[name].to_pylist() for name in ("doc_id", "size_bytes"))
        sizes.update(zip(*columns, strict=True))
        limit = self._group_documents(len(documents))
        group: list[str] = []
        n_bytes = 0
        for doc_id in documents:
            group.append(doc_id)
            n_bytes += sizes.get(doc_id, 0)
            if len(group) >= limit or n_bytes >= SHARD_BYTES:
                yield group
                group, n_bytes = [], 0
        if group:
            yield group

    def _group_documents(self, n_documents: int) -> int:
        """Return how many documents a task has at most: enough tasks for all workers, if few."""
        settings = self.pipeline.settings
        if settings.workers == 1:
            return settings.shard_documents
        per_worker = -(-n_documents // (TASKS_PER_WORKER * settings.workers))
        return min(settings.shard_documents, max(per_worker, LEAST_DOCUMENTS))

    def _task(
        self, need: Need, group: Sequence[str], reads: Mapping[str, Mapping[str, str]]
    ) -> Task:
        return Task(
            stage=self.stage,
            settings=self.pipeline.settings.to_json(),
            fingerprints={one.name: one.fingerprint for one in self.components},
            documents=list(group),
            uris={doc_id: self.ingested.uris[doc_id] for doc_id in group},
            reads={
                name: by_file({doc_id: files[doc_id] for doc_id in group if doc_id in files})
                for name, files in reads.items()
            },
            compute=list(need.compute),
            cached=self._cached(need, group),
            rejected=self._rejected(need, group) if self.stage == "tag" else {},
            touched=list(need.touched),
            retries=self._retries(need, group),
        )

    def _retries(self, need: Need, group: Sequence[str]) -> dict[str, str]:
        """Return document -> shard of the attempt that is made again."""
        return {
            doc_id: result.shard
            for doc_id in group
            for name, result in self.results.get(doc_id, {}).items()
            if name in need.compute and _is_tried_again(result, self.pipeline)
        }

    def _cached(
        self, need: Need, group: Sequence[str]
    ) -> dict[str, dict[str, dict[str, list[str]]]]:
        """Return component -> table -> file -> documents of rows that are cached."""
        shards: dict[str, dict[str, list[str]]] = {}
        for name in need.cached:
            for doc_id in group:
                result = self.results[doc_id][name]
                shards.setdefault(name, {}).setdefault(result.shard, []).append(doc_id)
        all_shards = sorted({shard for by_shard in shards.values() for shard in by_shard})
        files = self.store.shard_files(all_shards)
        cached: dict[str, dict[str, dict[str, list[str]]]] = {}
        for one in self.components:
            for table in _part_tables(self.stage, one) if one.name in shards else ():
                extract = cached.setdefault(one.name, {}).setdefault(table, {})
                for shard, documents in shards[one.name].items():
                    for ref in files[shard].get(part_name(table), ()):
                        extract.setdefault(ref.file, []).extend(documents)
        return cached

    def _rejected(self, need: Need, group: Sequence[str]) -> dict[str, dict[str, CachedReject]]:
        """Return component -> document -> what it was rejected for, as is cached."""
        rejected: dict[str, dict[str, CachedReject]] = {}
        concerned = [
            doc_id
            for doc_id in group
            if any(self.results[doc_id][name].status == "rejected" for name in need.cached)
        ]
        for row in self.store.read_rows("rejects", concerned).to_pylist() if concerned else ():
            if row["component"] in need.cached:
                reject = (row["reason"], row["detail"], row["table_name"])
                rejected.setdefault(row["component"], {})[row["doc_id"]] = reject
        return rejected


def _part_tables(stage: str, one: Installed[Any]) -> tuple[str, ...]:
    component = one.component
    if stage == "clean":
        return (*component.fills, "edits")
    return (*component.fills, *component.refines)


def by_file(files: Mapping[str, str]) -> dict[str, list[str]]:
    """Turn document -> file into file -> documents."""
    grouped: dict[str, list[str]] = {}
    for doc_id, file in files.items():
        grouped.setdefault(file, []).append(doc_id)
    return grouped
