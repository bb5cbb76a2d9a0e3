"""Tasks and their manifests: what travels between the run and its workers.

Both are plain JSON values: paths, digests and counts, never tables, so that any engine can carry
them to any worker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from opsonin.manager.fingerprint import ENGINE_VERSION, fingerprint
from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.runner.written import FileRows, owners_in
from opsonin.stages.output import StageOutput
from opsonin.store.parquet import FileRef
from opsonin.tables.internal import Results
from opsonin.tables.model import ENGINE, arrow_schema

#: File -> the documents whose rows are to be read from it; a file may hold stale rows of others.
Extract = Mapping[str, Sequence[str]]

#: Reason, detail and table of a reject that is cached.
CachedReject = tuple[str, str, str | None]

#: Raised when manifests change; one that another version has staged is not adopted.
_FORMAT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The work of one stage on one shard.

    Attributes:
        stage: ``clean`` or ``tag``.
        settings: `Settings` as JSON, from which a worker builds the pipeline.
        fingerprints: Fingerprint of every component of the stage; a worker that finds others
            runs another version and must not go on.
        documents: The documents, sorted.
        uris: Where each document was seen.
        reads: The tables that the stage builds on: name -> `Extract`.
        compute: The components to be called.
        cached: Component -> part table -> `Extract` with what it gave before.
        rejected: Component -> document -> the reject that is cached.
        touched: The tables to be merged anew (stage tag).
        retries: Document -> shard in which it failed for now. It makes the key another one, or the
            failed attempt would be adopted for ever.
    """

    stage: str
    settings: Mapping[str, object]
    fingerprints: Mapping[str, str]
    documents: Sequence[str]
    uris: Mapping[str, str]
    reads: Mapping[str, Extract]
    compute: Sequence[str]
    cached: Mapping[str, Mapping[str, Extract]] = field(default_factory=dict)
    rejected: Mapping[str, Mapping[str, CachedReject]] = field(default_factory=dict)
    touched: Sequence[str] = ()
    retries: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the finished shard is staged under: equal work has an equal key."""
        work = self.to_json()
        del work["settings"]
        return fingerprint(_FORMAT, work)

    def to_json(self) -> dict[str, Any]:
        """Return the task as JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A finished shard.

    Attributes:
        key: Key of the task.
        stage: ``clean`` or ``tag``.
        documents: The documents that were given.
        tables: Files of whole tables.
        parts: Files of single components' rows.
        index: Whose rows each file of a whole table holds.
        results: How each component that was called ended.
        counts: Component -> account.
        seconds: Phase -> wall seconds of this shard.
        touched: Tables whose rows of these documents are replaced.
    """

    key: str
    stage: str
    documents: Sequence[str]
    tables: Mapping[str, Sequence[Mapping[str, object]]]
    parts: Mapping[str, Sequence[Mapping[str, object]]]
    index: Sequence[FileRows]
    results: Sequence[Treated]
    counts: Mapping[str, Mapping[str, float]]
    seconds: Mapping[str, float]
    touched: Sequence[str]

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as JSON values."""
        values = {name: getattr(self, name) for name in self.__slots__}
        values["index"] = [rows.to_json() for rows in self.index]
        values["results"] = [one.to_json() for one in self.results]
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Manifest:
        """Read what `to_json` gave."""
        names = {doc_id: doc_id for doc_id in values["documents"]}
        index = [FileRows(**rows).packed(names) for rows in values["index"]]
        results = [Treated(**one) for one in values["results"]]
        return cls(**{**values, "index": index, "results": results})

    def owners(self, table: str) -> set[str]:
        """Return the owners whose rows of a table the shard has written."""
        return owners_in(self.index, table)

    @property
    def table_files(self) -> dict[str, list[FileRef]]:
        """Files of whole tables by name."""
        return _refs(self.tables)

    @property
    def part_files(self) -> dict[str, list[FileRef]]:
        """Files of single components' rows by name."""
        return _refs(self.parts)


def _refs(files: Mapping[str, Sequence[Mapping[str, object]]]) -> dict[str, list[FileRef]]:
    return {name: [FileRef.from_json(ref) for ref in refs] for name, refs in files.items()}


@dataclass(frozen=True, slots=True)
class Treated:
    """How one component, or the merge of a stage, ended on the documents of a shard.

    Attributes:
        component: Name of the component.
        fingerprint: What the result is cached under.
        rejected: Document -> reason code.
        absent: Documents that it neither was done with nor rejected.
    """

    component: str
    fingerprint: str
    rejected: Mapping[str, str]
    absent: Sequence[str]

    def to_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}

    def done(self, documents: Sequence[str]) -> list[str]:
        """Return which of the shard's documents it was done with."""
        if not self.rejected and not self.absent:
            return list(documents)
        others = {*self.rejected, *self.absent}
        return [doc_id for doc_id in documents if doc_id not in others]


def treated(output: StageOutput, task: Task, merge: tuple[str, str]) -> list[Treated]:
    """Return how every component that a task called ended, and the merge of the stage.

    Args:
        output: What the stage gave.
        task: What it was given.
        merge: Name and fingerprint of the stage's merge, which is cached like a component.
    """
    found = []
    lost: set[str] = set()
    for result in output.results:
        lost |= set(result.rejected)
        if result.component in task.compute:
            absent: set[str] = set()
            if len(result.done) + len(result.rejected) < len(task.documents):
                absent = {*task.documents} - {*result.done.to_pylist(), *result.rejected}
            found.append(
                Treated(result.component, result.fingerprint, result.rejected, sorted(absent))
            )
    found.append(Treated(*merge, {}, sorted(lost) if task.stage == "clean" else []))
    return found


def results_table(manifest: Manifest) -> pa.Table:
    """Return the results of a shard as rows of the store's table ``results``."""
    schema = arrow_schema(Results)
    tables = [schema.empty_table()]
    everybody = pa.array(manifest.documents, pa.string())
    for one in manifest.results:
        is_whole = not one.rejected and not one.absent
        done = everybody if is_whole else pa.array(one.done(manifest.documents), pa.string())
        groups = [("done", done, pa.nulls(len(done), pa.string()))]
        if one.rejected:
            reasons = pa.array(list(one.rejected.values()), pa.string())
            groups.append(("rejected", pa.array(list(one.rejected), pa.string()), reasons))
        for status, documents, reasons in groups:
            same = {
                "component": one.component,
                "fingerprint": one.fingerprint,
                "status": status,
                "shard": manifest.key,
            }
            columns: dict[str, Any] = {
                name: pa.repeat(pa.scalar(cell), len(documents)) for name, cell in same.items()
            }
            columns |= {"doc_id": documents, "reason": reasons}
            tables.append(pa.table([columns[name] for name in schema.names], schema=schema))
    return pa.concat_tables(tables)


def stage_merge(stage: str, pipeline: Pipeline) -> tuple[str, str]:
    """Return the name and fingerprint that the merge of a stage is cached under.

    The merge is cached like a component, so that one that is gone is noticed.
    """
    components: tuple[Installed[Any], ...] = pipeline.cleaners
    if stage == "tag":
        components = (*pipeline.cleaners, *pipeline.taggers)
    fingerprints = [one.fingerprint for one in components]
    return f"{ENGINE}.{stage}", fingerprint(stage, ENGINE_VERSION, fingerprints)
