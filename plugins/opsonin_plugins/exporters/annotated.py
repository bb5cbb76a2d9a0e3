"""Documents as the formats of annotated text have them: passages, and mentions in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opsonin import Snapshot
from opsonin_plugins.exporters.by_document import each_document

_COLUMNS: Mapping[str, Sequence[str]] = {
    "documents": ("title", "text", "doc_type", "source_uri", "published_value", "doi", "pmid"),
    "segments": ("segment_id", "parent_id", "kind", "is_main", "clean_start", "clean_end", "text"),
    "mentions": (
        "mention_id",
        "type",
        "curie",
        "label",
        "negated",
        "is_preferred",
        "clean_start",
        "clean_end",
        "text",
    ),
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of a document.

    Attributes:
        kind: Kind of the segment.
        start: First code point in the clean text.
        text: Its text.
        mentions: Rows of ``mentions`` that begin in it.
    """

    kind: str
    start: int
    text: str
    mentions: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document.

    Attributes:
        row: Its row of ``documents``.
        passages: Its blocks in text order; together they hold all of its text but white space.
        mentions: Rows of ``mentions`` in text order, the preferred ones.
    """

    row: Mapping[str, Any]
    passages: Sequence[Passage]
    mentions: Sequence[Mapping[str, Any]]


def annotated(snapshot: Snapshot) -> Iterator[Annotated]:
    """Yield the documents of a snapshot with their blocks and their preferred mentions."""
    for row, rows in each_document(snapshot, _COLUMNS):
        mentions = [one for one in rows["mentions"] if one["is_preferred"]]
        # Sentences and other inner segments are children of the blocks.
        blocks = [one for one in rows["segments"] if one["parent_id"] is None]
        yield Annotated(row, list(_passages(blocks, mentions)), mentions)


def _passages(
    blocks: Sequence[Mapping[str, Any]], mentions: Sequence[Mapping[str, Any]]
) -> Iterator[Passage]:
    for block in blocks:
        inside = [
            one
            for one in mentions
            if block["clean_start"] <= one["clean_start"] < block["clean_end"]
        ]
        yield Passage(block["kind"], block["clean_start"], block["text"], inside)
