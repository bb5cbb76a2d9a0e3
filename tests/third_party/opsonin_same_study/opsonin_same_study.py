"""Links reports of the same study: by its identifiers, else by journal and numbers.

``study_marks`` notes what a study can be known by, one document at a time; its rows are cached.
``same_study`` sees the whole corpus, but only joins those rows, and only for pairs of which one is
new: whether two documents are linked depends on these two alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from opsonin import (
    Boolean,
    Context,
    Document,
    Documents,
    Int32,
    Link,
    LinkEvidence,
    NoOptions,
    Role,
    Span,
    SpanRows,
    String,
    Table,
    Tagger,
    column,
    earlier_links,
    hookimpl,
    links_to_tables,
    tables_per_document,
)

TYPES = frozenset({"arxiv", "doi", "isrctn", "nct", "pmcid", "pmid"})
SILENT = frozenset({"disclosure", "reference"})
#: 1,063 and 0.55 and 31.8% and 412: numbers of which hardly two studies have several in common.
NUMBER = re.compile(
    r"(?<![\w.,/-])(?!(?:19|20)\d\d(?![.,]?\d))"
    r"(\d{1,3}(?:,\d{3}){1,3}|\d{1,7}\.\d{1,4}|\d{3,9}|\d{1,3}(?= ?(?:%|percent)))"
    r"(?: ?(%|percent\b))?(?![\w-])"
)
JOURNAL = re.compile(r"\b(?:New England Journal of Medicine|N Engl J Med|NEJM|JAMA|The Lancet)\b")
SPELLINGS = dict.fromkeys(("New England Journal of Medicine", "N Engl J Med"), "NEJM")

#: Kind and value of a mark -> where it stands first in a document.
Marks = Mapping[tuple[str, str], Mapping[str, Any]]


class StudyMarks(SpanRows, name="study_marks", stage="tag"):
    """What the study that a document reports can be known by."""

    mark_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    kind: String = column("What it is", isin=("identifier", "journal", "number"))
    value: String = column("It in the form in which it is compared")
    is_own: Boolean = column("Whether it names this very document", default=False)


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """What documents without a common identifier must have in common besides the journal.

    Attributes:
        min_numbers: The least number of different numbers.
    """

    min_numbers: int = 3


def find_marks(document: Document, _context: Context[NoOptions]) -> dict[str, Iterable[Span]]:
    named = document.tables["identifiers"]
    silent = [row for row in document.tables["segments"] if row["kind"] in SILENT]
    taken = [(row["clean_start"], row["clean_end"]) for row in (*named, *silent)]
    marks = [
        Span(
            row["clean_start"],
            row["clean_end"],
            kind="identifier",
            value=f"{row['type']}:{row['value']}",
            is_own=row["role"] == "self",
        )
        for row in named
        if row["type"] in TYPES and row["role"] != "reference" and row["is_valid"]
    ]
    words = text_marks(document.text)
    marks += (
        one for one in words if not any(one.start < end and start < one.end for start, end in taken)
    )
    return {"study_marks": marks}


def text_marks(text: str) -> Iterator[Span]:
    for match in JOURNAL.finditer(text):
        yield Span(*match.span(), kind="journal", value=SPELLINGS.get(match[0], match[0]))
    for match in NUMBER.finditer(text):
        value = match[1].replace(",", "") + ("%" if match[2] else "")
        yield Span(*match.span(), kind="number", value=value)


def link_documents(documents: Documents, context: Context[LinkOptions]) -> dict[str, pa.Table]:
    marks: defaultdict[str, dict[tuple[str, str], dict[str, Any]]] = defaultdict(dict)
    holders: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in documents.table("study_marks").sort_by("clean_start").to_pylist():
        mark = row["kind"], row["value"]
        marks[row["doc_id"]].setdefault(mark, row)
        if row["kind"] in {"identifier", "number"}:
            holders[mark].add(row["doc_id"])
    pairs = {
        (min(one, other), max(one, other))
        for held in holders.values()
        for one in filter(documents.is_new, held)
        for other in held - {one}
    }
    links = earlier_links(documents)
    for one, other in pairs:
        common = sorted(in_common(marks[one], marks[other], context.options))
        if common:
            links.append(link(one, other, common, marks))
    return links_to_tables(links)


def in_common(one: Marks, other: Marks, options: LinkOptions) -> set[tuple[str, str]]:
    """Return the marks that two documents are linked by; none if they are not."""
    common = one.keys() & other.keys()
    identifiers = {mark for mark in common if mark[0] == "identifier"}
    if identifiers:
        return identifiers
    kinds = [kind for kind, _ in common]
    is_alike = "journal" in kinds and kinds.count("number") >= options.min_numbers
    return set(common) if is_alike else set()


def link(one: str, other: str, common: list[tuple[str, str]], marks: Mapping[str, Marks]) -> Link:
    """Return a link to the paper itself if one of the two is it, with evidence on both sides."""
    papers = [doc for doc in (one, other) if any(row["is_own"] for row in marks[doc].values())]
    end = papers[0] if len(papers) == 1 else one
    start = other if end == one else one
    sides: tuple[tuple[Literal["from", "to"], str], ...] = (("from", start), ("to", end))
    evidence = [
        LinkEvidence(
            side, row["clean_start"], row["clean_end"], "study_marks", row["mark_id"], note
        )
        for side, doc in sides
        for mark in common
        for row, note in [(marks[doc][mark], " ".join(mark))]
    ]
    kind = "news_to_paper" if len(papers) == 1 else "same_story"
    named = [value.partition(":")[2] for kind_, value in common if kind_ == "identifier"]
    return Link(start, end, kind, 1.0 if named else 0.5, evidence, min(named, default=None))


@hookimpl
def register_tables() -> list[type[Table]]:
    return [StudyMarks]


@hookimpl
def register_taggers() -> list[Tagger[Any]]:
    marks = Tagger(
        name="study_marks",
        version="1",
        tag=tables_per_document(find_marks),
        fills=("study_marks",),
        needs=("identifiers", "segments"),
    )
    links = Tagger(
        name="same_study",
        version="1",
        tag=link_documents,
        scope="corpus",
        fills=("links", "link_evidence"),
        needs=("study_marks",),
        options=LinkOptions,
    )
    return [marks, links]
