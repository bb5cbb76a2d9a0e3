"""Follows a span of the clean text back to the raw source, cleaner by cleaner."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow.compute as pc

from opsonin.errors import ConfigError, StoreError
from opsonin.inspection.configurations import configurations
from opsonin.inspection.refining import refinements_of
from opsonin.spans.alignment import Alignment, Piece, apply_edits, compose
from opsonin.spans.edit import Edit
from opsonin.store.store import Store
from opsonin.tables.cells import readable_rows
from opsonin.tables.internal import Edits
from opsonin.tables.model import id_column, info_of
from opsonin.tables.parts import has_span, part_name

#: Code points of context on either side of a slice.
CONTEXT = 40
#: Rows of it say little without the link that they belong to.
_LINK_EVIDENCE = "link_evidence"


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of one of the texts, with what stands around it.

    Attributes:
        start: First code point, in that text.
        end: First code point after it.
        text: The covered characters.
        before: Context before it.
        after: Context after it.
        line: Line in which it begins, counted from 1; a carriage return ends one too.
        column: Code point in that line at which it begins, counted from 1.
    """

    start: int
    end: int
    text: str
    before: str
    after: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Touch:
    """An edit that the span owes characters to, or that took characters out of it.

    Attributes:
        start: First code point in the cleaner's input.
        end: First code point after it.
        removed: What stood there.
        replacement: What stands there since.
        reason: Why.
    """

    start: int
    end: int
    removed: str
    replacement: str
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """One cleaner on the way back.

    Attributes:
        component: The cleaner.
        component_version: Its version when it cleaned the document.
        after: The span in its output.
        before: The span in its input; None when the cleaner inserted all of it.
        touches: Those of its edits that touch the span.
    """

    component: str
    component_version: str
    after: Slice
    before: Slice | None
    touches: tuple[Touch, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """A span's way back to the raw source.

    Attributes:
        doc_id: The document.
        source_uri: Where it was seen.
        clean: The span in the clean text.
        raw: The span in the raw text; None when cleaners inserted all of it.
        steps: The cleaners, the last one first, as far as anything of the span stands there.
        alignment: The rows of table ``alignment`` that the span lies in.
        segments: The rows of table ``segments`` around the span, the outermost first.
        evidence: Rows of further span tables that cover the span, with their ``table``; those that
            refiners have changed with ``refined``, those about a link with ``link``.
    """

    doc_id: str
    source_uri: str
    clean: Slice
    raw: Slice | None
    steps: tuple[Step, ...]
    alignment: tuple[Piece, ...]
    segments: tuple[Mapping[str, Any], ...]
    evidence: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class _Cleaning:
    """What one cleaner did to the document."""

    component: str
    version: str
    text: str
    edits: Sequence[Edit]


def trace_span(store: Store, document: Mapping[str, Any], start: int, end: int) -> Trace:
    """Follow a span of the clean text back to the raw source.

    Args:
        store: The data folder.
        document: The document's row of table ``documents``.
        start: First code point in the clean text.
        end: First code point after the span.

    Raises:
        ConfigError: The span is not inside the text.
        StoreError: What the cleaners did does not lead from the raw to the clean text.
    """
    doc_id, text = document["doc_id"], document["text"]
    if not 0 <= start < end <= len(text):
        raise ConfigError(
            f"Span {start}:{end} is no stretch of the clean text of {len(text)} code points.",
            where=f"document {doc_id}",
            remedy=f"Give offsets with 0 <= START < END <= {len(text)}.",
        )
    raw = store.read_rows("raw", [doc_id], ["text"])["text"][0].as_py()
    pieces = _pieces(store, doc_id)
    steps, span = _steps(_cleanings(store, doc_id, raw, text), text, (start, end))
    if span != Alignment(pieces).raw_span(start, end):
        raise StoreError(
            f"The edits lead to raw span {span}, table alignment to "
            f"{Alignment(pieces).raw_span(start, end)}.",
            where=f"document {doc_id}",
            remedy="Run `opsonin verify`.",
        )
    around = _covering(store, doc_id, start, end)
    evidence = [row for row in around if row["table"] != "segments"]
    return Trace(
        doc_id=doc_id,
        source_uri=document["source_uri"],
        clean=_slice(text, start, end),
        raw=_slice(raw, *span) if span else None,
        steps=steps,
        alignment=tuple(p for p in pieces if p.clean_start < end and p.clean_end > start),
        segments=tuple(row for row in around if row["table"] == "segments"),
        evidence=tuple(_with_links(store, _with_refinements(store, doc_id, evidence))),
    )


def _with_refinements(
    store: Store, doc_id: str, rows: Sequence[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Yield rows with what refiners have changed in them."""
    for table, group in itertools.groupby(rows, key=lambda row: str(row["table"])):
        own = list(group)
        for row, found in zip(own, refinements_of(store, doc_id, table, own), strict=True):
            yield {**row, "refined": [asdict(one) for one in found]} if found else row


def _with_links(store: Store, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield rows; evidence of a link with the link's kind and score and the other document."""
    for row in rows:
        links = _link(store, row) if row["table"] == _LINK_EVIDENCE else []
        if not links:
            yield row
            continue
        other = "to_doc_id" if row["side"] == "from" else "from_doc_id"
        link = {name: links[0][name] for name in ("kind", "score", "to_identifier")}
        yield {**row, "link": {**link, "other_doc_id": links[0][other]}}


def _link(store: Store, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = store.read_rows("links", [row["from_doc_id"]])
    return readable_rows(found.filter(pc.equal(found["link_id"], row["link_id"])))


def _steps(
    cleanings: Sequence[_Cleaning], text: str, span: tuple[int, int]
) -> tuple[tuple[Step, ...], tuple[int, int] | None]:
    """Go back through the cleaners.

    Every step asks the alignment from the clean text to the cleaner's input, not the step before:
    composition is associative, so that the last answer is that of table ``alignment``.
    """
    steps: list[Step] = []
    way = Alignment.identity(len(text))
    at: tuple[int, int] | None = span
    output = text
    for cleaning in reversed(cleanings):
        way = compose(way, Alignment.from_edits(cleaning.edits, len(cleaning.text)))
        before = way.raw_span(*span)
        # What a cleaner inserted stands nowhere before it, even if an earlier one replaced the
        # place that it was put into.
        if at is not None:
            steps.append(
                Step(
                    cleaning.component,
                    cleaning.version,
                    _slice(output, *at),
                    _slice(cleaning.text, *before) if before else None,
                    _touches(cleaning, at),
                )
            )
            at, output = before, cleaning.text
    return tuple(steps), way.raw_span(*span)


def _touches(cleaning: _Cleaning, after: tuple[int, int]) -> tuple[Touch, ...]:
    """Return the edits whose result lies in a span of the output, or that removed text in it."""
    found = []
    growth = 0
    for edit in cleaning.edits:
        first = edit.start + growth
        last = first + len(edit.replacement)
        growth += len(edit.replacement) - (edit.end - edit.start)
        if first < after[1] and last > after[0]:
            removed = cleaning.text[edit.start : edit.end]
            found.append(Touch(edit.start, edit.end, removed, edit.replacement, edit.reason))
    return tuple(found)


def _cleanings(store: Store, doc_id: str, raw: str, text: str) -> list[_Cleaning]:
    """Return what each cleaner did to a document, in the order in which they ran.

    Raises:
        StoreError: The edits do not lead from the raw to the clean text.
    """
    cleanings = []
    current = raw
    for component, version, edits in _history(store, doc_id):
        cleanings.append(_Cleaning(component, version, current, edits))
        current = apply_edits(current, edits)
    if current != text:
        raise StoreError(
            "The remembered edits do not lead from the raw to the clean text.",
            where=f"document {doc_id}",
            remedy="Run `opsonin verify`.",
        )
    return cleanings


def _history(store: Store, doc_id: str) -> list[tuple[str, str, list[Edit]]]:
    """Return the cleaners of a document in their order, each with its version and edits.

    Which they were, and in which order, says the newest run whose cleaners have the fingerprints
    under which the document is remembered; those installed now may be others.

    Raises:
        StoreError: No run is known to have cleaned the document.
    """
    results = store.results([doc_id]).get(doc_id, {})
    for configuration in configurations(store):
        cleaners = configuration["cleaners"]
        if all(
            one["name"] in results and results[one["name"]].fingerprint == one["fingerprint"]
            for one in cleaners
        ):
            return [
                (one["name"], one["version"], _edits(store, doc_id, one["name"], results))
                for one in cleaners
            ]
    raise StoreError(
        "No run is known that has cleaned the document with the components it is remembered under.",
        where=f"document {doc_id}",
        remedy="Run `opsonin run` again over its source.",
    )


def _edits(store: Store, doc_id: str, component: str, results: Mapping[str, Any]) -> list[Edit]:
    shard = results[component].shard
    name = part_name(info_of(Edits).name)
    edits = []
    for ref in store.shard_files([shard]).get(shard, {}).get(name, ()):
        table = store.read(name, ref.file)
        own = pc.and_(pc.equal(table["doc_id"], doc_id), pc.equal(table["part"], component))
        edits += [
            Edit(row["start"], row["end"], row["replacement"], row["reason"])
            for row in table.filter(own).to_pylist()
        ]
    return edits


def _pieces(store: Store, doc_id: str) -> list[Piece]:
    names = ["clean_start", "clean_end", "raw_start", "raw_end", "op"]
    rows = store.read_rows("alignment", [doc_id], names).sort_by("clean_start")
    return [Piece(*(row[name] for name in names)) for row in rows.to_pylist()]


def _covering(store: Store, doc_id: str, start: int, end: int) -> list[dict[str, Any]]:
    """Return the rows of all span tables that cover a span, outer ones first in each table."""
    found: list[dict[str, Any]] = []
    for name, model in store.tables.items():
        if not has_span(model):
            continue
        is_own = info_of(model).keys == ("doc_id",)
        rows = store.read_rows(name, [doc_id]) if is_own else store.scan(name)
        covers = pc.and_(
            pc.equal(rows["doc_id"], doc_id),
            pc.and_(
                pc.less_equal(rows["clean_start"], start),
                pc.greater_equal(rows["clean_end"], end),
            ),
        )
        order = [("clean_start", "ascending"), ("clean_end", "descending")]
        number = id_column(model)
        order += [(number, "ascending")] if number else []
        chosen = readable_rows(rows.filter(covers).sort_by(order))
        found += [{"table": name, **row} for row in chosen]
    return found


def _slice(text: str, start: int, end: int) -> Slice:
    before, after = text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT]
    n_ends = text.count("\n", 0, start) + text.count("\r", 0, start)
    line = 1 + n_ends - text.count("\r\n", 0, start)
    column = start - max(text.rfind("\n", 0, start), text.rfind("\r", 0, start))
    return Slice(start, end, text[start:end], before, after, line, column)
