"""A third-party plugin whose components note every document that they are called with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import (
    Cleaned,
    Cleaner,
    Context,
    Document,
    Documents,
    Edit,
    NoOptions,
    Row,
    Span,
    Tagger,
    hookimpl,
    rows_to_table,
)

CALLS: dict[str, list[str]] = {}
VERSIONS: dict[str, str] = {}

_SPACES = re.compile(r"(?<= ) +")
_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[^.\n]+\.?")
_CAPITAL = re.compile(r"\b[A-Z][a-z]+\b")
_NUMBER = re.compile(r"\b\d+\b")


def reset() -> None:
    CALLS.clear()
    VERSIONS.clear()


def _note(name: str, documents: Documents) -> None:
    CALLS.setdefault(name, []).extend(documents.ids)


def squeeze(documents: Documents, _context: Context[NoOptions]) -> Sequence[Cleaned]:
    """Remove repeated blanks; flag tabs; fail on BOOM."""
    _note("squeeze", documents)
    return [_squeezed(document) for document in documents]


def _squeezed(document: Document) -> Cleaned:
    if "BOOM" in document.text:
        raise ValueError("BOOM")
    edits = [Edit(*found.span(), "", "blank") for found in _SPACES.finditer(document.text)]
    flags = [Span(*found.span(), kind="tab") for found in re.finditer("\t", document.text)]
    return Cleaned(edits, {"flags": flags})


def blocks(documents: Documents, _context: Context[NoOptions]) -> Sequence[Cleaned]:
    """Cut lines and sentences; the first line is the title; exclamation marks go."""
    _note("blocks", documents)
    return [_cut(document) for document in documents]


def _cut(document: Document) -> Cleaned:
    lines = [found.span() for found in _LINE.finditer(document.text)]
    rows = [Span(*line, kind="paragraph") for line in lines]
    rows += [
        Span(*found.span(), kind="sentence")
        for line in lines
        for found in _SENTENCE.finditer(document.text, *line)
    ]
    fields = [Span(*lines[0], field="title", value=document.text[slice(*lines[0])])]
    edits = [Edit(*found.span(), "", "mark") for found in re.finditer("!", document.text)]
    return Cleaned(edits, {"segments": rows, "fields": fields if lines else []})


def capitals(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Tag capitalised words; fail on Tagboom."""
    _note("capitals", documents)
    if any("Tagboom" in text for text in documents.texts):
        raise ValueError("Tagboom")
    found = (
        (doc_id, [Span(*hit.span(), type="disease") for hit in _CAPITAL.finditer(text)])
        for doc_id, text in zip(documents.ids, documents.texts, strict=True)
    )
    return {"mentions": rows_to_table(found)}


def numbers(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Tag numbers as identifiers, and as mentions of another type."""
    _note("numbers", documents)
    hits = [
        (doc_id, [hit.span() for hit in _NUMBER.finditer(text)], text)
        for doc_id, text in zip(documents.ids, documents.texts, strict=True)
    ]
    identifiers = (
        (doc_id, [Span(*span, type="number", value=text[slice(*span)]) for span in spans])
        for doc_id, spans, text in hits
    )
    mentions = (
        (doc_id, [Span(*span, type="count") for span in spans]) for doc_id, spans, _ in hits
    )
    return {"identifiers": rows_to_table(identifiers), "mentions": rows_to_table(mentions)}


def choose(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Take away mentions of Drop, and prefer those longer than three characters."""
    _note("choose", documents)
    rows = documents.table("mentions")
    rows = rows.filter(pc.not_equal(rows["text"], "Drop"))
    preferred = pc.greater(pc.utf8_length(rows["text"]), 3)
    chosen = rows.select(["doc_id", "mention_id", "clean_start", "clean_end", "type"])
    return {"mentions": chosen.append_column("is_preferred", preferred)}


def gather(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Make an entity out of every preferred mention."""
    _note("gather", documents)
    found: list[tuple[str, Iterable[Row]]] = []
    for document in documents:
        rows: list[dict[str, Any]] = document.tables["mentions"]
        names = [str(row["text"]) for row in rows if row["is_preferred"]]
        entities = [Row(kind="person", canonical=name) for name in names]
        found.append((document.doc_id, entities))
    return {"entities": rows_to_table(found)}


def pairs(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Link documents with the same title to the first of them."""
    _note("pairs", documents)
    first: dict[str, str] = {}
    links: list[dict[str, object]] = []
    titles = documents.arrow.column("title").to_pylist()
    for doc_id, title in sorted(zip(documents.ids, titles, strict=True)):
        if title in first:
            links.append({"from_doc_id": first[title], "to_doc_id": doc_id, "kind": "same_story"})
        first.setdefault(title, doc_id)
    names = ("from_doc_id", "to_doc_id", "kind")
    return {
        "links": pa.table(
            {name: pa.array([row[name] for row in links], pa.string()) for name in names}
        )
    }


def _version(name: str) -> str:
    return VERSIONS.get(name, "1")


@hookimpl
def register_cleaners() -> Iterable[Cleaner[Any]]:
    return [
        Cleaner(
            name="squeeze",
            version=_version("squeeze"),
            clean=squeeze,
            phase="repair",
            fills=("flags",),
        ),
        Cleaner(
            name="blocks",
            version=_version("blocks"),
            clean=blocks,
            phase="segment",
            fills=("segments", "fields"),
        ),
    ]


@hookimpl
def register_taggers() -> Iterable[Tagger[Any]]:
    def tagger(name: str, tag: Any, **wiring: Any) -> Tagger[Any]:
        return Tagger(name=name, version=_version(name), tag=tag, **wiring)

    return [
        tagger("capitals", capitals, fills=("mentions",)),
        tagger("numbers", numbers, fills=("identifiers", "mentions"), needs=("segments",)),
        tagger("choose", choose, refines=("mentions",)),
        tagger("gather", gather, fills=("entities",), needs=("mentions",)),
        tagger("pairs", pairs, fills=("links",), scope="corpus"),
    ]
