"""Links documents that speak of the same trial: those that share a registration number."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pyarrow as pa

from opsonin import Context, Documents, NoOptions, Tagger, hookimpl

PAPERS = frozenset({"abstract", "abstract_page", "paper"})
#: More documents of one trial are no longer linked each with each.
MOST = 50


def tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    kinds = dict(zip(documents.ids, documents.arrow.column("doc_type").to_pylist(), strict=True))
    links: list[dict[str, object]] = []
    evidence: list[dict[str, object]] = []
    numbers: dict[str, int] = {}
    for nct, first in sorted(_first_mentions(documents).items()):
        for one, other in combinations(sorted(first)[:MOST], 2):
            start, end = sorted((one, other), key=lambda doc: (kinds[doc] in PAPERS, doc))
            kind = "same_story"
            if kinds[start] not in PAPERS and kinds[end] in PAPERS:
                kind = "news_to_paper"
            number = numbers[start] = numbers.get(start, -1) + 1
            ends = {"from_doc_id": start, "link_id": number}
            links.append({**ends, "to_doc_id": end, "to_identifier": nct, "kind": kind})
            for side, doc_id in (("from", start), ("to", end)):
                row = first[doc_id]
                evidence.append(
                    {
                        **ends,
                        "side": side,
                        "doc_id": doc_id,
                        "clean_start": row["clean_start"],
                        "clean_end": row["clean_end"],
                        "table_name": "identifiers",
                        "row_id": row["identifier_id"],
                        "note": nct,
                    }
                )
    return {"links": pa.Table.from_pylist(links), "link_evidence": pa.Table.from_pylist(evidence)}


def _first_mentions(documents: Documents) -> dict[str, dict[str, dict[str, Any]]]:
    """Return number -> document -> the first place where it has the number."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in documents.table("identifiers").to_pylist():
        if row["type"] == "nct":
            found.setdefault(row["value"], {}).setdefault(row["doc_id"], row)
    return found


@hookimpl
def register_taggers() -> list[Tagger[Any]]:
    return [
        Tagger(
            name="same_trial",
            version="1",
            tag=tag,
            fills=("links", "link_evidence"),
            needs=("identifiers",),
            scope="corpus",
        )
    ]
