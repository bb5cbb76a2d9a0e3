"""A corpus tagger: links documents that name the same registered trial."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import (
    Context,
    Documents,
    Link,
    LinkEvidence,
    NoOptions,
    Tagger,
    earlier_links,
    hookimpl,
    links_to_tables,
)


def link(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Return the links that stand, and those of pairs of which one is new."""
    links = earlier_links(documents)
    for named in trials(documents.table("identifiers")).values():
        for one, other in combinations(sorted(named), 2):
            if documents.is_new(one) or documents.is_new(other):
                evidence = [
                    LinkEvidence("from", *named[one], note="names the trial"),
                    LinkEvidence("to", *named[other], note="names the trial"),
                ]
                links.append(Link(one, other, "same_study", evidence=evidence))
    return links_to_tables(links)


def trials(identifiers: pa.Table) -> dict[str, dict[str, tuple[int, int, str, int]]]:
    """Return trial -> document -> where the trial is named first: start, end, table and row."""
    rows: list[Mapping[str, Any]] = identifiers.filter(
        pc.equal(identifiers["type"], "nct")
    ).to_pylist()
    found: dict[str, dict[str, tuple[int, int, str, int]]] = {}
    for row in sorted(rows, key=lambda row: int(row["identifier_id"])):
        place = (row["clean_start"], row["clean_end"], "identifiers", row["identifier_id"])
        found.setdefault(row["value"], {}).setdefault(row["doc_id"], place)
    return found


@hookimpl
def register_taggers() -> list[Tagger[NoOptions]]:
    """Offer the tagger."""
    tagger = Tagger(
        name="same_study",
        version="1",
        tag=link,
        fills=("links", "link_evidence"),
        needs=("identifiers",),
        scope="corpus",
    )
    return [tagger]
