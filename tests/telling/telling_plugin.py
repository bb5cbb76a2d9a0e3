"""A third-party plugin that fills the tables of evidence from sentences of a few fixed forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from opsonin import (
    Cleaned,
    Cleaner,
    Context,
    Document,
    Documents,
    Edit,
    Link,
    LinkEvidence,
    NoOptions,
    Row,
    Span,
    Tagger,
    hookimpl,
    links_to_tables,
    tables_per_document,
)

Found = Mapping[str, Iterable[Span | Row]]

#: 3 of 12 patients (25%)
SHARE = re.compile(r"(\d+) of (\d+) patients \((\d+)%\)")
#: "It is rare." said Ada.
SAID = re.compile(r'"([^"\n]*)" said ([A-Z]\w+)')
#: Swordfish raises fever; Swordfish may lower fever
CLAIM = re.compile(r"([A-Z]\w+) (may )?(raise|lower)s? (\w+)")
DAMAGE = re.compile(r"teh|MENU\n")
CONCEPT = re.compile(r"\b(?:gout|fever)\b")


def amend(documents: Documents, _context: Context[NoOptions]) -> Sequence[Cleaned]:
    """Mend a misspelling, and take out lines of chrome."""
    return [
        Cleaned([_amended(found) for found in DAMAGE.finditer(text)], {})
        for text in documents.texts
    ]


def _amended(found: re.Match[str]) -> Edit:
    is_chrome = found[0] == "MENU\n"
    return Edit(*found.span(), "" if is_chrome else "the", "chrome" if is_chrome else "spelling")


def tell(document: Document, _context: Context[NoOptions]) -> Found:
    """Find concepts, shares of patients with a check, quotes and claims."""
    text = document.text
    statistics: list[Span] = []
    checks: list[Row] = []
    for found in SHARE.finditer(text):
        part, whole, stated = (int(group) for group in found.groups())
        ids = [len(statistics) + at for at in range(3)]
        for at, kind in enumerate(("count", "count", "percentage"), 1):
            statistics.append(
                Span(*found.span(at), statistic_id=ids[at - 1], kind=kind, value=float(found[at]))
            )
        computed = 100 * part / whole
        result = "consistent" if abs(computed - stated) < 1 else "inconsistent"
        checks.append(
            Row(
                kind="proportion",
                statistic_ids=ids,
                claim_ids=[],
                stated=float(stated),
                computed=computed,
                result=result,
                rule="part_of_whole",
            )
        )
    return {
        "mentions": [
            Span(*found.span(), type="disease", curie=f"TEST:{found[0]}", label=found[0].upper())
            for found in CONCEPT.finditer(text)
        ],
        "statistics": statistics,
        "stat_checks": checks,
        "quotes": [
            Span(*found.span(1), kind="direct", speaker=found[2]) for found in SAID.finditer(text)
        ],
        "claims": [
            Span(
                *found.span(),
                claim_id=at,
                kind="finding",
                subject=found[1],
                predicate=f"{found[3]}s",
                object=found[4],
                object_curie=f"TEST:{found[4]}",
                direction="increase" if found[3] == "raise" else "decrease",
                certainty="hedged" if found[2] else "asserted",
            )
            for at, found in enumerate(CLAIM.finditer(text))
        ],
    }


def compare(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Link documents that claim the opposite of the same."""
    rows = sorted(documents.table("claims").to_pylist(), key=lambda row: row["doc_id"])
    links = [
        Link(
            one["doc_id"],
            other["doc_id"],
            "contradiction_candidate",
            0.5,
            [_evidence("from", one), _evidence("to", other)],
            target_description=one["object"],
        )
        for one in rows
        for other in rows
        if one["doc_id"] < other["doc_id"]
        and one["object"] == other["object"]
        and one["direction"] != other["direction"]
    ]
    return links_to_tables(links)


def _evidence(side: Any, row: dict[str, Any]) -> LinkEvidence:
    where = (row["clean_start"], row["clean_end"])
    return LinkEvidence(side, *where, "claims", row["claim_id"], note=row["direction"])


@hookimpl
def register_cleaners() -> Iterable[Cleaner[Any]]:
    return [Cleaner(name="amend", version="1", clean=amend, phase="repair")]


@hookimpl
def register_taggers() -> Iterable[Tagger[Any]]:
    tables = ("mentions", "statistics", "stat_checks", "quotes", "claims")
    return [
        Tagger(name="tell", version="1", tag=tables_per_document(tell), fills=tables),
        Tagger(
            name="compare",
            version="1",
            tag=compare,
            fills=("links", "link_evidence"),
            needs=("claims",),
            scope="corpus",
        ),
    ]
