"""A document as a reader sees it: blocks in text order, with the marks that lie in each."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the clean text that one or more rows are about.

    Attributes:
        start: First code point in the clean text.
        end: First code point after it.
        labels: What the rows say, such as ``disease MONDO:0100096``.
    """

    start: int
    end: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the clean text that is shown as one.

    Attributes:
        start: First code point in the clean text.
        end: First code point after it.
        kind: Kind of the innermost segment around it; ``text`` where there is none.
        is_main: Whether it belongs to the main text.
        marks: Marks inside it, in text order, without overlap.
    """

    start: int
    end: int
    kind: str
    is_main: bool
    marks: tuple[Mark, ...]


def blocks_of(text: str, segments: _Rows, marks: Sequence[Mark]) -> Iterator[Block]:
    """Yield the blocks of a text; together they hold everything but white space.

    Args:
        text: The clean text.
        segments: Its rows of table ``segments``. Sentences do not cut blocks.
        marks: Marks anywhere in the text; those that cross a block's edge are left out.
    """
    at = 0
    for start, end, kind, is_main in _stretches(text, segments):
        inside = []
        while at < len(marks) and marks[at].start < end:
            if marks[at].start >= start and marks[at].end <= end:
                inside.append(marks[at])
            at += 1
        yield Block(start, end, kind, is_main, tuple(inside))


def marks_of(mentions: _Rows, identifiers: _Rows) -> list[Mark]:
    """Return the marks of preferred mentions and of identifiers, in text order, without overlap.

    Of marks that overlap, the one that starts first wins, then the longer one.
    """
    labels: dict[tuple[int, int], list[str]] = {}
    for row in mentions:
        if row["is_preferred"]:
            words = [row["type"], row["curie"], *(name for name in _SAID if row[name])]
            labels.setdefault(_span(row), []).append(" ".join(word for word in words if word))
    for row in identifiers:
        words = [row["type"], row["value"], "" if row["is_valid"] else "invalid"]
        labels.setdefault(_span(row), []).append(" ".join(word for word in words if word))
    marks: list[Mark] = []
    for start, end in sorted(labels, key=lambda span: (span[0], -span[1])):
        if not marks or marks[-1].end <= start:
            marks.append(Mark(start, end, tuple(dict.fromkeys(labels[start, end]))))
    return marks


#: Columns of mentions that turn what is said around.
_SAID = ("negated", "uncertain", "hypothetical")


def _span(row: Mapping[str, Any]) -> tuple[int, int]:
    return row["clean_start"], row["clean_end"]


def _stretches(text: str, segments: _Rows) -> Iterator[tuple[int, int, str, bool]]:
    """Yield start, end, kind and is_main of stretches between the edges of block segments."""
    rows = [row for row in segments if row["kind"] != "sentence"]
    rows.sort(key=lambda row: (row["clean_start"], -row["clean_end"]))
    edges = {0, len(text), *(edge for row in rows for edge in _span(row))}
    open_rows: list[Mapping[str, Any]] = []
    at = 0
    for start, end in itertools.pairwise(sorted(edges)):
        open_rows = [row for row in open_rows if row["clean_end"] > start]
        while at < len(rows) and rows[at]["clean_start"] == start:
            open_rows.append(rows[at])
            at += 1
        stretch = text[start:end]
        if stretch.strip():
            # White space at the edges is layout, not content.
            first = start + len(stretch) - len(stretch.lstrip())
            last = end - (len(stretch) - len(stretch.rstrip()))
            inner = open_rows[-1] if open_rows else None
            kind, is_main = (inner["kind"], inner["is_main"]) if inner else ("text", True)
            yield first, last, kind, is_main
