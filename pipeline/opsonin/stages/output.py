"""What a stage gives for a shard, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from opsonin.stages.calling import Counts, Failure
from opsonin.stages.timing import Clock
from opsonin.tables.accounts import Rejects
from opsonin.tables.model import arrow_schema


@dataclass(frozen=True, slots=True)
class Result:
    """How one component ended on the documents of a shard.

    Attributes:
        component: Name of the component.
        fingerprint: What the result is remembered under.
        done: ``doc_id`` of the documents that it is done with.
        rejected: Document -> reason code of those that it rejected.
    """

    component: str
    fingerprint: str
    done: pa.Array
    rejected: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class StageOutput:
    """What a stage gives for a shard.

    Attributes:
        tables: Whole tables by name, ready to be written.
        parts: Rows of single components by table name.
        results: How each component ended on each document.
        counts: The account of each component.
        clock: Where the time went, besides the components.
    """

    tables: dict[str, pa.Table] = field(default_factory=dict)
    parts: dict[str, pa.Table] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    counts: dict[str, Counts] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that a component could not cope with, with that component."""

    stage: str
    component: str
    version: str
    failure: Failure


def rejects_table(rejected: Sequence[Rejected], uris: Mapping[str, str]) -> pa.Table:
    """Return rejects as rows of the ``rejects`` table, sorted by document.

    Args:
        rejected: What was rejected.
        uris: Where each document was seen.
    """
    rows = sorted(
        (
            {
                "stage": entry.stage,
                "component": entry.component,
                "component_version": entry.version,
                "source_uri": uris[entry.failure.doc_id],
                "doc_id": entry.failure.doc_id,
                "table_name": entry.failure.table_name,
                "reason": entry.failure.reason,
                "detail": entry.failure.detail,
            }
            for entry in rejected
        ),
        key=lambda row: (str(row["doc_id"]), str(row["component"]), str(row["table_name"])),
    )
    return pa.Table.from_pylist(rows, schema=arrow_schema(Rejects))
