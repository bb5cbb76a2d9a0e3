"""Judges the mentions of others by what stands around them, and tells what it changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from opsonin import (
    Context,
    Document,
    Int32,
    Role,
    Row,
    Span,
    SpanRows,
    String,
    Table,
    Tagger,
    Term,
    Vocabulary,
    column,
    from_terms,
    hookimpl,
    tables_per_document,
)

#: "(Brown et al., 2021)" and "(Smith J, et al. J Asthma 2019;12:33-40)". Source: APA and Vancouver.
CITATION = re.compile(r"\([^()]{0,300}(?:\bet al\b|\b[A-Z]\w{1,40},? (?:19|20)\d\d)[^()]{0,300}\)")
#: Source: Chapman et al., "A Simple Algorithm for Identifying Negated Findings and Diseases in
#: Discharge Summaries", 2001 (NegEx).
NEGATION = re.compile(
    r"(?i)\b(no (?:evidence|sign) of|no|without|denied)\b(?:(?!\b(?:but|except)\b)[^.;]){0,80}$"
)
DENIABLE = frozenset({"disease", "phenotype"})
#: The infection has signs; what has none is the temperature. Source: MeSH D003080, scope note.
COLD: Mapping[str, Any] = {
    "type": "phenomenon",
    "curie": "MESH:D003080",
    "label": "Cold Temperature",
    "alt_curies": [],
    "vocabulary": None,
    "vocabulary_version": None,
}
SIGNS_OF_COLD = re.compile(r"(?i)\b(?:caught|cough|coughing|fever|nose|sneezing|throat)\b")
#: Code points on either side of a mention that are looked at, as far as its paragraph goes.
REACH = 700

Rows = Mapping[str, Any]


class MentionChanges(SpanRows, name="mention_changes", stage="tag"):
    """What became of mentions that were looked at a second time, and why."""

    change_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    mention_id: Int32 = column(
        "The mention, if it is still there", nullable=True, refers="mentions"
    )
    cell: String = column("Column that changed; null if the mention went", nullable=True)
    before: String = column("The cell before, as text", nullable=True)
    reason: String = column("Why", isin=("citation", "negation", "reference", "sense"))


@dataclass(frozen=True, slots=True)
class LookOptions:
    """How mentions are judged.

    Attributes:
        citation_score: The highest score of a mention within a citation.
        drops_references: Whether mentions in the list of references go.
    """

    citation_score: float = 0.3
    drops_references: bool = True

    def __post_init__(self) -> None:
        """Refuse what no score can be."""
        if not 0 <= self.citation_score <= 1:
            raise ValueError(f"citation_score is {self.citation_score}, expected 0 to 1")


def paragraph(row: Rows, segments: Mapping[int, Rows]) -> Rows:
    """Return the outermost segment around a mention: the mention itself if there is none."""
    found = segments.get(row["segment_id"], {**row, "kind": "none", "parent_id": None})
    while found["parent_id"] in segments:
        found = segments[found["parent_id"]]
    return found


def changes(
    row: Rows, around: Rows, text: str, options: LookOptions
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield reason and new cells; no cells to take the mention away."""
    if around["kind"] == "reference" and options.drops_references:
        yield "reference", {}
        return
    first = max(around["clean_start"], row["clean_start"] - REACH)
    near = text[first : min(around["clean_end"], row["clean_end"] + REACH)]
    start = row["clean_start"] - first
    is_cited = any(found.start() < start < found.end() for found in CITATION.finditer(near))
    # Scores have the precision of float32.
    if is_cited and row["score"] > options.citation_score + 1e-6:
        yield "citation", {"score": options.citation_score}
    if row["text"].lower() == "cold" and row["curie"] != COLD["curie"]:
        if not SIGNS_OF_COLD.search(near):
            yield "sense", COLD
    elif row["type"] in DENIABLE and not row["negated"] and NEGATION.search(near[:start]):
        yield "negation", {"negated": True}


def tag(document: Document, context: Context[LookOptions]) -> Mapping[str, Iterable[Row | Span]]:
    segments = {row["segment_id"]: row for row in document.tables["segments"]}
    kept: list[Row | Span] = []
    told: list[Row | Span] = []
    for row in document.tables["mentions"]:
        found = list(changes(row, paragraph(row, segments), document.text, context.options))
        for reason, new in found:
            name = next(iter(new), None)
            before = None if name is None else str(row[name])
            cells = {"mention_id": row["mention_id"], "cell": name, "before": before}
            told.append(Span(row["clean_start"], row["clean_end"], reason=reason, **cells))
        if all(new for _, new in found):
            new = {name: cell for _, cells in found for name, cell in cells.items()}
            kept.append(Row(mention_id=row["mention_id"], **new))
    return {"mentions": kept, "mention_changes": told}


@hookimpl
def register_tables() -> list[type[Table]]:
    return [MentionChanges]


@hookimpl
def register_vocabularies() -> list[Vocabulary]:
    terms = [Term(curie="MONDO:0005709", label="common cold", term="cold", type="disease")]
    return [from_terms(terms, name="ambiguous", version="1", licence="CC-BY-4.0")]


@hookimpl
def register_taggers() -> list[Tagger[Any]]:
    return [
        Tagger(
            name="closer-look",
            version="1",
            tag=tables_per_document(tag),
            fills=("mention_changes",),
            refines=("mentions",),
            needs=("segments",),
            # It has to see the types, concepts and scores that mentions have in the end.
            before=("preferred",),
            options=LookOptions,
        )
    ]
