"""Publishes the main text in chunks for retrieval, each with its source, offsets and concepts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from opsonin import Context, Exporter, Snapshot
from opsonin_plugins.exporters.by_document import each_document
from opsonin_plugins.exporters.publishing import check_name, publish_file

_CITED = (
    "title",
    "authors",
    "journal",
    "publisher",
    "published_value",
    "doi",
    "pmid",
    "source_uri",
    "language",
    "doc_type",
)
_COLUMNS: Mapping[str, Sequence[str]] = {
    "documents": (*_CITED, "text"),
    "segments": (
        "segment_id",
        "parent_id",
        "kind",
        "is_main",
        "clean_start",
        "clean_end",
        "raw_start",
        "raw_end",
    ),
    "mentions": ("curie", "label", "type", "is_preferred", "clean_start", "clean_end"),
}
_HEADINGS = frozenset({"title", "heading"})


@dataclass(frozen=True, slots=True)
class ChunkOptions:
    """Where the chunks are written, and how long they are.

    Attributes:
        file: Name of the file, in the data folder: one JSON object a line.
        max_characters: No chunk is longer, unless one sentence is. Source: 1,200 characters are
            about 250 words, a passage that embedding models of 512 tokens take whole.
    """

    file: str = "chunks.jsonl"
    max_characters: int = 1_200

    def __post_init__(self) -> None:
        """Refuse a name that leads elsewhere and chunks that hold no sentence."""
        check_name(self.file)
        if self.max_characters < 1:
            raise ValueError(f"max_characters is {self.max_characters}, expected 1 or more")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A segment of the main text that a chunk may end after."""

    start: int
    end: int
    raw_start: int | None
    raw_end: int | None
    heading: str | None


def _export(snapshot: Snapshot, context: Context[ChunkOptions]) -> str:
    """Write all chunks into a new file and put it in the place of the one before."""
    path = snapshot.data / context.options.file
    return publish_file(path, partial(_write, snapshot, context.options.max_characters))


def _write(snapshot: Snapshot, max_characters: int, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as sink:
        for row, rows in each_document(snapshot, _COLUMNS):
            pieces = _pieces(row["text"], rows["segments"])
            for number, chunk in enumerate(_packed(pieces, max_characters)):
                found = _described(row, number, chunk, rows["mentions"])
                sink.write(json.dumps(found, ensure_ascii=False) + "\n")


def _pieces(text: str, segments: Sequence[Mapping[str, Any]]) -> Iterator[_Piece]:
    """Yield the sentences of the main blocks, or a block that has none, with their heading."""
    main = {one["segment_id"]: one for one in segments if one["parent_id"] is None}
    inside: dict[int, list[Mapping[str, Any]]] = {}
    for one in segments:
        if one["kind"] == "sentence" and one["parent_id"] in main:
            inside.setdefault(one["parent_id"], []).append(one)
    heading = None
    for key, block in main.items():
        if not block["is_main"]:
            continue
        if block["kind"] in _HEADINGS:
            heading = text[block["clean_start"] : block["clean_end"]]
        for one in inside.get(key, [block]):
            yield _Piece(
                one["clean_start"], one["clean_end"], one["raw_start"], one["raw_end"], heading
            )


def _packed(pieces: Iterator[_Piece], max_characters: int) -> Iterator[list[_Piece]]:
    """Put pieces together as long as they fit and stand under one heading."""
    chunk: list[_Piece] = []
    for piece in pieces:
        if chunk and (
            piece.end - chunk[0].start > max_characters or piece.heading != chunk[0].heading
        ):
            yield chunk
            chunk = []
        chunk.append(piece)
    if chunk:
        yield chunk


def _described(
    row: Mapping[str, Any],
    number: int,
    chunk: Sequence[_Piece],
    mentions: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    start, end = chunk[0].start, chunk[-1].end
    inside = [
        one
        for one in mentions
        if one["is_preferred"] and start <= one["clean_start"] and one["clean_end"] <= end
    ]
    concepts = {one["curie"]: one["label"] for one in inside if one["curie"] is not None}
    raw = [place for one in chunk for place in (one.raw_start, one.raw_end) if place is not None]
    return {
        "id": f"{row['doc_id']}:{number}",
        "doc_id": row["doc_id"],
        "text": row["text"][start:end],
        "heading": chunk[0].heading,
        "clean_start": start,
        "clean_end": end,
        "raw_start": min(raw, default=None),
        "raw_end": max(raw, default=None),
        "concepts": [{"curie": curie, "label": label} for curie, label in concepts.items()],
        **{name: row[name] for name in _CITED},
    }


CHUNKS = Exporter(
    name="chunks", version="1", export=_export, options=ChunkOptions, is_default=False
)
