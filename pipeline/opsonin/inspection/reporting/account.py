"""The account of the newest run: what came in, what went out, what was rejected and why."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.store.reading import SnapshotFiles
from opsonin.tables.accounts import STAGES, WHOLE_STAGE

_N_REASONS = 100
_N_EXAMPLES = 5
#: Code points of the detail of a reject.
_DETAIL = 300
_COUNTS = (
    *("documents_in", "documents_out", "documents_rejected", "documents_dropped"),
    *("documents_cached", "rows_emitted", "rows_written", "rows_rejected", "rows_refined"),
)


def account(snapshot: SnapshotFiles) -> dict[str, Any]:
    """Return the newest run with its ledger, and all that stands rejected.

    Args:
        snapshot: The snapshot, held open.

    Returns:
        ``run``; ``stages`` and ``components``, rows of the ledger as (stage, component, version,
        seconds, then the columns ``documents_in`` to ``rows_refined``); ``rejects``, as (stage,
        component, table, reason, number, examples), and ``n_rejects``.
    """
    runs = snapshot.read("runs").sort_by("finished_at").to_pylist()
    run = runs[-1] if runs else {}
    table = snapshot.dataset("ledger").to_table(filter=pc.field("run_id") == run.get("run_id", ""))
    lines = sorted(table.to_pylist(), key=lambda row: STAGES.index(row["stage"]))
    groups, n_rejects = _rejects(snapshot)
    return {
        "run": {
            name: str(run.get(name, ""))
            for name in ("run_id", "started_at", "finished_at", "engine")
        },
        "stages": [_line(row) for row in lines if row["component"] == WHOLE_STAGE],
        "components": [_line(row) for row in lines if row["component"] != WHOLE_STAGE],
        "rejects": groups,
        "n_rejects": n_rejects,
    }


def _line(row: dict[str, Any]) -> list[Any]:
    seconds = round(row["seconds"], 3)
    return [row["stage"], row["component"], row["component_version"], seconds] + [
        row[name] for name in _COUNTS
    ]


def _rejects(snapshot: SnapshotFiles) -> tuple[list[list[Any]], int]:
    """Return the most frequent reasons, each with the first of its rejects, and the sum."""
    dataset = snapshot.dataset("rejects")
    keys = ["stage", "component", "table_name", "reason"]
    counted = dataset.to_table(columns=keys).group_by(keys).aggregate([([], "count_all")])
    counted = counted.sort_by([("count_all", "descending"), *((key, "ascending") for key in keys)])
    groups = []
    for row in counted.slice(0, _N_REASONS).to_pylist():
        same = pa.scalar(value=True)
        for key in keys:
            cell = pc.field(key)
            is_equal = cell.is_null() if row[key] is None else cell == row[key]
            same = is_equal if isinstance(same, pa.Scalar) else same & is_equal
        found = dataset.head(_N_EXAMPLES, columns=["source_uri", "detail"], filter=same).to_pylist()
        examples = [[one["source_uri"], one["detail"][:_DETAIL]] for one in found]
        groups.append([*(row[key] or "" for key in keys), row["count_all"], examples])
    return groups, dataset.count_rows()
