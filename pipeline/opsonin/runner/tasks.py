"""Tasks and their manifests: what travels between the run and its workers.

Both are plain JSON values: paths, digests and counts, never tables, so that any engine can carry
them to any worker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from opsonin.manager.fingerprint import fingerprint
from opsonin.stages.output import StageOutput
from opsonin.store.parquet import FileRef

#: File -> the documents whose rows are to be read from it; a file may hold stale rows of others.
Extract = Mapping[str, Sequence[str]]


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
        rejected: Component -> document -> (reason, detail) of rejects that are remembered.
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
    rejected: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    touched: Sequence[str] = ()
    retries: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the finished shard is staged under: equal work has an equal key."""
        work = self.to_json()
        del work["settings"]
        return fingerprint(work)

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
        index: Columns of table ``rows``: which file holds the rows of which owner.
        results: Columns of table ``results``.
        counts: Component -> account.
        touched: Tables whose rows of these documents are replaced.
    """

    key: str
    stage: str
    documents: Sequence[str]
    tables: Mapping[str, Sequence[Mapping[str, object]]]
    parts: Mapping[str, Sequence[Mapping[str, object]]]
    index: Mapping[str, Sequence[object]]
    results: Mapping[str, Sequence[object]]
    counts: Mapping[str, Mapping[str, float]]
    touched: Sequence[str]

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}

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


def results_columns(
    output: StageOutput, task: Task, merge: tuple[str, str]
) -> dict[str, list[Any]]:
    """Return what a shard has computed as columns of table ``results``.

    Args:
        output: What the stage gave.
        task: What it was given.
        merge: Name and fingerprint of the stage's merge, which is remembered like a component.
    """
    rejected = {result.doc_id for result in output.results if result.reason}
    results = [result for result in output.results if result.component in task.compute]
    if task.stage == "tag":
        rejected = set()
    done = [doc_id for doc_id in task.documents if doc_id not in rejected]
    n_done = len(done)
    return {
        "doc_id": [*(result.doc_id for result in results), *done],
        "component": [*(result.component for result in results), *[merge[0]] * n_done],
        "fingerprint": [*(result.fingerprint for result in results), *[merge[1]] * n_done],
        "status": [
            *("rejected" if result.reason else "done" for result in results),
            *["done"] * n_done,
        ],
        "reason": [*(result.reason for result in results), *[None] * n_done],
        "shard": [task.key] * (len(results) + n_done),
    }


def concatenated(columns: Sequence[Mapping[str, Sequence[object]]], schema: pa.Schema) -> pa.Table:
    """Return several sets of columns as one Arrow table."""
    return pa.concat_tables(
        [
            schema.empty_table(),
            *(pa.table({name: given[name] for name in schema.names}, schema) for given in columns),
        ]
    )
