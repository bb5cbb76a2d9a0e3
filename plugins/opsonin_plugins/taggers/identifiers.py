"""Finds identifiers of papers, trials, people and pages, and what part they play."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Context, Documents, NoOptions, Row, Span, Tagger, rows_to_table
from opsonin_plugins.taggers.identifier_forms import SIGN, TRIALS
from opsonin_plugins.taggers.identifier_search import Found, find_dois, find_forms, find_urls

#: Types that can name a document itself.
_OF_DOCUMENTS = ("doi", "pmid", "pmcid", "arxiv")
_BODY = frozenset({"paragraph", "abstract", "list_item"})
_REFERENCES = re.compile(
    r"\W*(?:references?|bibliography|literature cited|works cited)\W*", re.IGNORECASE
)
#: A label right before an identifier says whose it is as long as no running text has begun.
_LABEL = re.compile(
    r"\b(?:doi|pmid|pmcid|arxiv)\s{0,2}:?\s{0,2}(?:https?://\S{0,40})?\Z", re.IGNORECASE
)
_LABEL_LENGTH = 60
_LINE_LABEL = re.compile(r"\W{0,3}(?:doi|pmid|pmcid|arxiv)\b", re.IGNORECASE)


def find_identifiers(text: str) -> list[Found]:
    """Return the identifiers of a text in order; no two share a character.

    >>> [(found.type, found.value) for found in find_identifiers("(doi:10.1000/X1). PMID: 12")]
    [('doi', '10.1000/x1'), ('pmid', '12')]
    """
    kept: list[Found] = []
    taken: list[tuple[int, int]] = []
    # URLs go first, because whatever stands in one belongs to it.
    for found in chain(find_urls(text), find_dois(text), find_forms(text)):
        place = bisect_left(taken, (found.mask_end,))
        if place and taken[place - 1][1] > found.mask_start:
            continue
        insort(taken, (found.mask_start, found.mask_end))
        kept.append(found)
    return sorted(kept)


class _Zones:
    """Stretches of a text that say what an identifier in them is for."""

    def __init__(self, text: str, segments: Iterable[Mapping[str, Any]]) -> None:
        blocks = sorted(segments, key=lambda row: (row["clean_start"], -row["clean_end"]))
        self.head = _marks(len(text), _head(blocks))
        self.references = _marks(len(text), _references(text, blocks))
        self.body = _body_start(text, blocks)


def _marks(length: int, spans: Iterable[tuple[int, int]]) -> bytearray:
    """Return one byte a character: whether one of the spans covers it."""
    marks = bytearray(length)
    for start, end in spans:
        marks[start:end] = b"\1" * (end - start)
    return marks


def _head(blocks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, int]]:
    for row in blocks:
        if row["kind"] == "metadata" and not row["is_main"]:
            yield row["clean_start"], row["clean_end"]


def _references(text: str, blocks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, int]]:
    """Yield segments of kind reference, and what follows a heading that announces them."""
    is_listing = False
    for row in blocks:
        start, end = row["clean_start"], row["clean_end"]
        if row["kind"] in {"heading", "title"}:
            is_listing = bool(_REFERENCES.fullmatch(text, start, end))
        elif is_listing or row["kind"] == "reference":
            yield start, end


def _body_start(text: str, blocks: Iterable[Mapping[str, Any]]) -> int:
    """Return where the first block of running text starts that is no line with a label."""
    for row in blocks:
        start = row["clean_start"]
        if row["is_main"] and row["kind"] in _BODY and not _LINE_LABEL.match(text, start):
            return int(start)
    return len(text)


def _roles(
    text: str, found: Sequence[Found], zones: _Zones, own: Mapping[str, object]
) -> Iterator[str]:
    """Yield the role of each identifier.

    Args:
        text: Clean text of the document.
        found: Its identifiers, in order.
        zones: Where its head, body and references are.
        own: Columns ``doi``, ``pmid`` and ``pmcid`` of table ``documents``.
    """
    selves = {name: str(own[name]) for name in _OF_DOCUMENTS if own.get(name) is not None}
    for one in found:
        label = text[max(0, one.start - _LABEL_LENGTH) : one.start]
        is_own = one.type in _OF_DOCUMENTS and bool(
            zones.head[one.start] or (one.start < zones.body and _LABEL.search(label))
        )
        if one.type in TRIALS:
            yield "trial"
        elif zones.references[one.start]:
            yield "reference"
        elif selves.get(one.type) == one.value or (is_own and one.type not in selves):
            # A document has one identifier of each type: the first that its head states.
            selves[one.type] = one.value
            yield "self"
        else:
            yield "mention"


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    texts = documents.arrow.column("text")
    signs = pc.match_substring_regex(texts, SIGN, ignore_case=True).to_pylist()
    identified = {
        place: found
        for place, (text, may_hold) in enumerate(zip(documents.texts, signs, strict=True))
        if may_hold and (found := find_identifiers(text))
    }
    owns = _own(documents, list(identified))
    blocks = _blocks(documents, [documents.ids[place] for place in identified])
    rows: list[tuple[str, list[Span | Row]]] = []
    for (place, found), own in zip(identified.items(), owns, strict=True):
        doc_id, text = documents.ids[place], documents.texts[place]
        roles = _roles(text, found, _Zones(text, blocks.get(doc_id, ())), own)
        spans: list[Span | Row] = [
            Span(
                one.start,
                one.end,
                type=one.type,
                value=one.value,
                role=role,
                is_valid=one.is_valid,
            )
            for one, role in zip(found, roles, strict=True)
        ]
        rows.append((doc_id, spans))
    return {"identifiers": rows_to_table(rows)}


def _own(documents: Documents, places: Sequence[int]) -> list[dict[str, Any]]:
    """Return what table ``documents`` says that some documents are called."""
    names = [name for name in _OF_DOCUMENTS if name in documents.arrow.schema.names]
    columns = [documents.arrow.column(name).to_pylist() for name in names]
    return [{name: column[i] for name, column in zip(names, columns, strict=True)} for i in places]


def _blocks(documents: Documents, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the segments of some documents that are no sentences."""
    if not ids:
        return {}
    segments = documents.table("segments")
    segments = segments.select(["doc_id", "clean_start", "clean_end", "kind", "is_main"])
    is_wanted = pc.and_(
        pc.is_in(segments["doc_id"], value_set=pa.array(ids, pa.string())),
        pc.not_equal(segments["kind"], "sentence"),
    )
    blocks: dict[str, list[dict[str, Any]]] = {}
    for row in segments.filter(is_wanted).to_pylist():
        blocks.setdefault(row["doc_id"], []).append(row)
    return blocks


IDENTIFIERS = Tagger(
    name="identifiers",
    version="1",
    tag=_tag,
    fills=("identifiers",),
    needs=("segments",),
)
