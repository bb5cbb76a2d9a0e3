"""What goes into the store and what its queries return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from opsonin.store.parquet import FileRef
from opsonin.tables.internal import Index, Results
from opsonin.tables.model import arrow_schema


def _no_results() -> pa.Table:
    return arrow_schema(Results).empty_table()


def _no_index() -> pa.Table:
    return arrow_schema(Index).empty_table()


@dataclass(frozen=True, slots=True)
class Delta:
    """What one run changes.

    Attributes:
        base: Number of the commit that the run started from; 0 for none.
        added: Files by table, already written. All rows of an owner lie in one of them; an owner
            whose rows stand in the store is replaced.
        removed: Owners by table whose earlier rows are void. One may also be added again.
        results: Results x the columns of internal table ``results``.
        results_void: Documents whose earlier results are void.
        index: Owners x the columns of internal table ``rows``, for every owner in ``added``.
            Tables without keys need none.
        shards: The files of single components by shard key and part table.
        run: The run's own record, JSON.
        versions: Versions of what made the rows, JSON.
        is_takedown: Whether files of tables that only grow may be replaced.
    """

    base: int
    added: Mapping[str, Sequence[FileRef]] = field(default_factory=dict)
    removed: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    results: pa.Table = field(default_factory=_no_results)
    results_void: AbstractSet[str] = frozenset()
    index: pa.Table = field(default_factory=_no_index)
    shards: Mapping[str, Mapping[str, Sequence[FileRef]]] = field(default_factory=dict)
    run: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, Any] = field(default_factory=dict)
    is_takedown: bool = False


@dataclass(frozen=True, slots=True)
class Committed:
    """A commit that is durable.

    Attributes:
        number: Its number, from 1.
        digests: SHA-256 over the canonical rows of every table.
        rows: Number of rows of every table.
    """

    number: int
    digests: Mapping[str, str]
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Result:
    """How a component has ended with a document.

    Attributes:
        fingerprint: What the result is cached under.
        status: ``done`` or ``rejected``.
        reason: Reason code of a reject.
        shard: Key of the shard that holds the component's rows.
    """

    fingerprint: str
    status: str
    reason: str | None
    shard: str


@dataclass(frozen=True, slots=True)
class OwnerRows:
    """Where the rows of an owner lie.

    Attributes:
        file: Content name of the file.
        n_rows: Number of its rows.
        digest: SHA-256 over its canonical rows.
    """

    file: str
    n_rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file of a table as the index sees it.

    Attributes:
        ref: The file.
        live_rows: Number of its rows that have not been removed or replaced.
    """

    ref: FileRef
    live_rows: int


@dataclass(frozen=True, slots=True)
class Retention:
    """What is kept how long.

    Attributes:
        snapshots: Number of snapshots kept whatever their age, newest first; at least one.
        hours: How long a snapshot is kept after another one has taken its place.
        history_days: How long commits are kept, and rows that later ones replaced.
    """

    snapshots: int = 3
    hours: float = 1.0
    history_days: float = 30.0


@dataclass(frozen=True, slots=True)
class GcReport:
    """What a collection has removed, or would.

    Attributes:
        orphans: Files of tables that no commit and no finished shard names.
        temporary: What killed processes have left behind.
        manifests: Finished shards that were adopted or have grown stale.
        snapshots: Numbers of the snapshots removed.
        in_use: Numbers of the snapshots that have had their time, but that somebody reads.
        commits: Number of commits given up.
        freed_bytes: Sizes of orphans and temporary files; snapshots mostly share their files.
    """

    orphans: int
    temporary: int
    manifests: int
    snapshots: tuple[int, ...]
    in_use: tuple[int, ...]
    commits: int
    freed_bytes: int
