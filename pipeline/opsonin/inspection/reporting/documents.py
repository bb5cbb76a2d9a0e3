"""One document as the page shows it: its text, its spans, and what cleaning did to it."""

from __future__ import annotations

import bisect
import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

from opsonin.inspection.reporting.rows import DocumentRows, Row

#: Tables that are read for every document besides the layers.
TABLES = ("raw", "documents", "alignment", "removed", "segments", "fields", "signals")
#: Raw text of these types is shown as it came; that of others is markup, and clean text is shown.
_PLAIN = frozenset({"text/plain"})
#: Columns that say what a span is, in the order in which they are looked for.
_TYPES = ("type", "kind", "design")
_COMMON = frozenset({"doc_id", "clean_start", "clean_end", "raw_start", "raw_end", "text"})
#: Columns that a span has a place of its own for.
_LEFT_OUT = frozenset(_TYPES)
#: Columns of ``documents`` that the index or the text itself shows.
_SHOWN = frozenset({"doc_id", "text", "title", "source_uri", "component", "component_version"})
#: Code points of other text that a repair or a cut shows.
_EXCERPT = 240

Span: TypeAlias = tuple[int, int]
Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _View:
    """The text that is shown, and how to get there.

    Attributes:
        text: Raw or clean text.
        is_raw: Whether it is the raw text.
    """

    text: str
    is_raw: bool

    def span(self, row: Row) -> Span | None:
        """Return where a row's span stands in the text; None if it is not there."""
        key = "raw" if self.is_raw else "clean"
        start, end = row[f"{key}_start"], row[f"{key}_end"]
        return None if start is None or end is None else (start, end)


def is_shown_raw(media_type: str, text: str | None) -> bool:
    """Return whether a document is shown in its raw text.

    Args:
        media_type: That of its source.
        text: Its raw text, if it has one.
    """
    return text is not None and media_type in _PLAIN


def document_json(rows: DocumentRows, layers: Sequence[str]) -> Json:
    """Return what the page needs to show a document.

    Args:
        rows: Its rows of `TABLES` and of all layers.
        layers: Names of the span tables; a span names its table by the position here.

    Returns:
        ``text``; ``is_raw``; ``clean`` and ``raw``, their lengths in code points; ``steps``, each a
        span as (layer, type, code points from the start of the one before, length, code points from
        there to its start in the raw or clean text that is not shown, length there, fields);
        ``cuts`` and ``repairs``, each (start, end, what, other text); ``blocks``, each
        (start, end, kind, whether it is main text); ``facts``, ``fields`` and ``signals``.
    """
    raw, document = rows.tables["raw"][0], rows.tables["documents"][0]
    is_raw = is_shown_raw(raw["media_type"], raw["text"])
    view = _View(raw["text"] if is_raw else document["text"], is_raw)
    signals = next(iter(rows.tables["signals"]), {})
    return {
        "text": view.text,
        "is_raw": is_raw,
        "media_type": raw["media_type"],
        "size_bytes": raw["size_bytes"],
        "raw": len(raw["text"] or ""),
        "clean": len(document["text"]),
        "steps": list(_steps(sorted(_spans(rows, layers, view), key=_reading_order))),
        "cuts": list(_cuts(rows, view)),
        "repairs": list(_repairs(rows, view)),
        "blocks": list(_blocks(rows, view)),
        "facts": {
            name: _plain(value)
            for name, value in document.items()
            if name not in _SHOWN and not _is_default(value)
        },
        "fields": [[row["field"], row["value"], row["basis"]] for row in rows.tables["fields"]],
        "signals": {
            name: _plain(value) for name, value in signals.items() if isinstance(value, float)
        },
    }


def type_of(row: Row, table: str) -> str:
    """Return the word that says what a row is: its type or kind, else its table."""
    return next((str(row[name]) for name in _TYPES if row.get(name)), table)


def _spans(rows: DocumentRows, layers: Sequence[str], view: _View) -> Iterator[list[Any]]:
    for at, table in enumerate(layers):
        left_out = _COMMON | _LEFT_OUT | {f"{table.removesuffix('s')}_id"}
        for row in rows.tables[table]:
            place = view.span(row)
            if place is None:
                continue
            fields = {
                name: value if isinstance(value, str) else _plain(value)
                for name, value in row.items()
                if value is not None and name not in left_out and not _is_default(value)
            }
            other = "clean" if view.is_raw else "raw"
            ends = (row[f"{other}_start"], row[f"{other}_end"])
            yield [at, type_of(row, table), *place, *ends, fields]


def _reading_order(span: Sequence[Any]) -> tuple[int, int, int]:
    return span[2], -span[3], span[0]


def _steps(spans: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    """Yield spans by their distance from the one before, which takes a third less when packed."""
    before = 0
    for layer, kind, start, end, other_start, other_end, fields in spans:
        other = (
            (None, None) if other_start is None else (other_start - start, other_end - other_start)
        )
        yield [layer, kind, start - before, end - start, *other, fields]
        before = start


def _cuts(rows: DocumentRows, view: _View) -> Iterator[list[Any]]:
    """Yield what was removed: as stretches of the raw text, or as points of the clean text."""
    removed = sorted(rows.tables["removed"], key=lambda row: (row["raw_start"], row["raw_end"]))
    if view.is_raw:
        for row in removed:
            yield [row["raw_start"], row["raw_end"], row["reason"], ""]
        return
    raw = rows.tables["raw"][0]["text"] or ""
    places = _Places(rows.tables["alignment"])
    for at, group in groupby(removed, key=lambda row: places.after(row["raw_end"])):
        # Tags are how the source says what the text is; what a reader misses is text.
        texts = [
            (row["reason"], text)
            for row in group
            if (text := raw[row["raw_start"] : row["raw_end"]].strip()) and text[0] not in "<&"
        ]
        if texts:
            reason = max(texts, key=lambda found: len(found[1]))[0]
            yield [at, at, reason, _excerpt(" ".join(text for _, text in texts))]


def _repairs(rows: DocumentRows, view: _View) -> Iterator[list[Any]]:
    raw, clean = rows.tables["raw"][0]["text"] or "", rows.tables["documents"][0]["text"]
    for row in rows.tables["alignment"]:
        if row["op"] == "keep":
            continue
        was = raw[row["raw_start"] : row["raw_end"]]
        became = clean[row["clean_start"] : row["clean_end"]]
        # Other white space, and any between blocks of markup, is nothing to point at.
        if not became.strip() and not (view.is_raw and row["op"] == "insert"):
            continue
        # Nor is an escape that the markup needs.
        if not view.is_raw and html.unescape(was) == became:
            continue
        place = view.span(row)
        if place is not None:
            yield [*place, row["op"], _excerpt(became if view.is_raw else was)]


def _blocks(rows: DocumentRows, view: _View) -> Iterator[list[Any]]:
    for row in rows.tables["segments"]:
        if row["kind"] != "sentence" and (place := view.span(row)) is not None:
            yield [*place, row["kind"], int(row["is_main"])]


class _Places:
    """Finds the place of the clean text that follows a place of the raw text."""

    def __init__(self, alignment: Sequence[Row]) -> None:
        pieces = sorted(alignment, key=lambda row: (row["raw_start"], row["clean_start"]))
        self._raw = [row["raw_start"] for row in pieces]
        self._clean = [row["clean_start"] for row in pieces]
        self._end = max((row["clean_end"] for row in pieces), default=0)

    def after(self, raw: int) -> int:
        at = bisect.bisect_left(self._raw, raw)
        return int(self._clean[at]) if at < len(self._clean) else self._end


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}…"


def _is_default(value: object) -> bool:
    return value is None or value is False or value == []


def _plain(value: Any) -> Any:
    """Return a cell as JSON can hold it; float32 is written with the digits that it has."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    return value if isinstance(value, str | int | list) else str(value)


def facts_of(index: Mapping[str, Any]) -> list[Any]:
    """Return a document's entry in the list of documents, without what is counted later.

    Args:
        index: Its row of table ``documents``, at least the columns of `INDEX`.
    """
    return [_plain(index[name]) if index[name] is not None else "" for name in INDEX]


#: Columns of ``documents`` that the list of documents shows.
INDEX = (
    *("doc_id", "source_uri", "title", "doc_type", "language", "published_value", "publisher"),
    "machine_translated",
)
