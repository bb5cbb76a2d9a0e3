"""What the tables hold in all: sizes, concepts, kinds, cuts, flags, measures of quality."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.store.reading import SnapshotFiles

_N_CONCEPTS = 40
_N_REASONS = 40
#: Documents that a click on a concept lists.
_N_DOCUMENTS = 500
_N_BINS = 24
#: Documents that lie beyond most thresholds.
_N_MARKED = 200


def totals(snapshot: SnapshotFiles, positions: Mapping[str, int]) -> dict[str, Any]:
    """Return counts over all documents.

    Args:
        snapshot: The snapshot, held open.
        positions: Document -> its position in the list of documents.
    """
    return {
        "tables": {name: snapshot.dataset(name).count_rows() for name in snapshot.tables},
        "kinds": _counts(snapshot, "documents", ("doc_type",)),
        "types": _counts(snapshot, "mentions", ("type",), pc.field("is_preferred")),
        "concepts": _concepts(snapshot, positions),
        "removed": _counts(snapshot, "removed", ("reason",)),
        "flags": _counts(snapshot, "flags", ("kind",)),
        "repairs": _counts(snapshot, "alignment", ("op",), pc.field("op") != "keep"),
        "signals": _signals(snapshot, positions),
        "marked": _marked(snapshot, positions),
    }


def _counts(
    snapshot: SnapshotFiles, table: str, keys: tuple[str, ...], only: Any = None
) -> list[list[Any]]:
    """Return how often each combination of cells occurs, the most frequent first."""
    names = [name for name in keys if name in snapshot.dataset(table).schema.names]
    rows = snapshot.dataset(table).to_table(columns=names, filter=only)
    counted = rows.group_by(names).aggregate([([], "count_all")])
    order = [("count_all", "descending"), *((name, "ascending") for name in names)]
    found = counted.sort_by(order).slice(0, _N_REASONS).to_pylist()
    return [[*(row[name] for name in names), row["count_all"]] for row in found]


def _concepts(snapshot: SnapshotFiles, positions: Mapping[str, int]) -> list[list[Any]]:
    """Return (id, name, type, mentions, documents, some of their positions) of concepts."""
    rows = snapshot.dataset("mentions").to_table(
        columns=["doc_id", "curie", "label", "type"],
        filter=pc.field("is_preferred") & pc.field("curie").is_valid(),
    )
    counted = rows.group_by("curie").aggregate(
        [([], "count_all"), ("label", "min"), ("type", "min"), ("doc_id", "count_distinct")]
    )
    order = [("count_all", "descending"), ("curie", "ascending")]
    top = counted.sort_by(order).slice(0, _N_CONCEPTS).to_pylist()
    found = []
    for row in top:
        named = pc.unique(rows.filter(pc.equal(rows["curie"], row["curie"]))["doc_id"])
        places = sorted(positions[one] for one in named.to_pylist() if one in positions)
        facts = [row["curie"], row["label_min"] or row["curie"], row["type_min"]]
        numbers = [row["count_all"], row["doc_id_count_distinct"]]
        found.append([*facts, *numbers, places[:_N_DOCUMENTS]])
    return found


def _signals(snapshot: SnapshotFiles, positions: Mapping[str, int]) -> list[list[Any]]:
    """Return (name, description, least, median, greatest, bins, outermost documents)."""
    table = snapshot.read("signals")
    doc_ids = table["doc_id"].to_pylist()
    found = []
    for field in table.schema:
        if not doc_ids or not pa.types.is_floating(field.type):
            continue
        values = np.nan_to_num(table[field.name].to_numpy().astype(np.float64))
        low, high = float(values.min()), float(values.max())
        if low == high:
            continue
        bins, _ = np.histogram(values, bins=_N_BINS, range=(low, high))
        ends = [positions[doc_ids[at]] for at in (int(values.argmin()), int(values.argmax()))]
        about = (field.metadata or {}).get(b"description", b"").decode()
        numbers = [_short(low), _short(float(np.median(values))), _short(high)]
        found.append([field.name, about, *numbers, bins.tolist(), ends])
    return found


def _marked(snapshot: SnapshotFiles, positions: Mapping[str, int]) -> list[list[Any]]:
    """Return the documents beyond most thresholds, as (position, measures), if somebody judged."""
    columns = ["doc_id", "mark", "measure", "value", "threshold"]
    if "quality" not in snapshot.tables or not (
        set(columns) <= set(snapshot.dataset("quality").schema.names)
    ):
        return []
    table = snapshot.dataset("quality").to_table(columns=columns)
    counted = table.group_by("doc_id").aggregate([([], "count_all")])
    order = [("count_all", "descending"), ("doc_id", "ascending")]
    doc_ids = counted.sort_by(order).slice(0, _N_MARKED)["doc_id"]
    rows = table.filter(pc.is_in(table["doc_id"], doc_ids.combine_chunks())).to_pylist()
    return [
        [
            positions[doc_id],
            [
                [row["mark"], row["measure"], _short(row["value"]), _short(row["threshold"])]
                for row in rows
                if row["doc_id"] == doc_id
            ],
        ]
        for doc_id in doc_ids.to_pylist()
        if doc_id in positions
    ]


def _short(number: float) -> float:
    return float(f"{number:.4g}") if math.isfinite(number) else 0.0
