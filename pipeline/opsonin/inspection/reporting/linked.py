"""Links between documents, with candidates for contradictions side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.inspection.reporting.contexts import contexts, place_of
from opsonin.inspection.reporting.rows import Row
from opsonin.store.reading import SnapshotFiles

_N_CONTRADICTIONS = 200
_N_LINKS = 200
_CONTRADICTION = "contradiction_candidate"


def linked(snapshot: SnapshotFiles, positions: Mapping[str, int]) -> dict[str, Any]:
    """Return candidates for contradictions with their evidence, and other links.

    Args:
        snapshot: The snapshot, held open.
        positions: Document -> its position in the list of documents.

    Returns:
        ``contradictions`` and ``links``, the strongest first.
    """
    dataset = snapshot.dataset("links")
    order = [("score", "descending"), ("from_doc_id", "ascending"), ("link_id", "ascending")]
    is_candidate = pc.field("kind") == _CONTRADICTION
    candidates = dataset.to_table(filter=is_candidate).sort_by(order).slice(0, _N_CONTRADICTIONS)
    others = dataset.to_table(filter=~is_candidate).sort_by(order).slice(0, _N_LINKS)
    sides = _sides(snapshot, candidates, positions)
    return {
        "contradictions": [
            [*_ends(row, positions), *sides.get((row["from_doc_id"], row["link_id"]), ([], []))]
            for row in candidates.to_pylist()
        ],
        "links": [[row["kind"], *_ends(row, positions)] for row in others.to_pylist()],
    }


def _ends(row: Row, positions: Mapping[str, int]) -> list[Any]:
    target = row["target_description"] or row["to_identifier"] or ""
    score = round(row["score"], 4)
    return [positions.get(row["from_doc_id"]), positions.get(row["to_doc_id"]), score, target]


def _sides(
    snapshot: SnapshotFiles, links: pa.Table, positions: Mapping[str, int]
) -> dict[tuple[str, int], tuple[list[Any], list[Any]]]:
    """Return the evidence of links, by side."""
    keys = {(row["from_doc_id"], row["link_id"]) for row in links.to_pylist()}
    is_wanted = pc.field("from_doc_id").isin(links["from_doc_id"].combine_chunks())
    found = snapshot.dataset("link_evidence").to_table(filter=is_wanted).to_pylist()
    rows = [row for row in found if (row["from_doc_id"], row["link_id"]) in keys]
    near = contexts(snapshot, {place_of(row) for row in rows}, positions)
    sides: dict[tuple[str, int], tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for row in rows:
        if place_of(row) in near:
            side = sides[row["from_doc_id"], row["link_id"]][row["side"] == "to"]
            side.append([*near[place_of(row)].to_json(), row["note"] or ""])
    return sides
