"""The ground that spans stand on: clean text, way back to the raw source, segments."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from opsonin.spans.alignment import Alignment, Piece


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of one document, in clean offsets."""

    segment_id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coordinates:
    """What is needed to place the spans of one document.

    Attributes:
        text: The clean text.
        alignment: The map from clean to raw text.
        segments: Segments in text order, outer ones first.
    """

    text: str
    alignment: Alignment
    segments: Sequence[Segment] = ()

    def innermost_segment(self, start: int, end: int) -> int | None:
        """Return the id of the smallest segment that holds the whole span."""
        position = bisect_right(self.segments, (start, float("inf")), key=_start_and_id) - 1
        # Inner segments follow outer ones and blocks do not overlap, so the first that holds the
        # span on the way back is the smallest.
        while position >= 0:
            segment = self.segments[position]
            if segment.end >= end:
                return segment.segment_id
            position -= 1
        return None


def _start_and_id(segment: Segment) -> tuple[int, float]:
    return (segment.start, segment.segment_id)


def read_coordinates(
    documents: pa.Table, alignment: pa.Table, segments: pa.Table
) -> Mapping[str, Coordinates]:
    """Gather the coordinates of each document from the tables of the clean stage."""
    pieces: dict[str, list[Piece]] = {}
    columns = ("doc_id", "clean_start", "clean_end", "raw_start", "raw_end", "op")
    cells = zip(*(alignment[name].to_pylist() for name in columns), strict=True)
    for doc_id, clean_start, clean_end, raw_start, raw_end, op in cells:
        piece = Piece(clean_start, clean_end, raw_start, raw_end, op)
        pieces.setdefault(doc_id, []).append(piece)
    found: dict[str, list[Segment]] = {}
    placed = ("doc_id", "segment_id", "clean_start", "clean_end")
    for doc_id, number, start, end in zip(
        *(segments[name].to_pylist() for name in placed), strict=True
    ):
        found.setdefault(doc_id, []).append(Segment(number, start, end))
    texts = zip(documents["doc_id"].to_pylist(), documents["text"].to_pylist(), strict=True)
    return {
        doc_id: Coordinates(
            text,
            Alignment(tuple(sorted(pieces.get(doc_id, ()), key=_clean_start))),
            sorted(found.get(doc_id, ()), key=_start_and_id),
        )
        for doc_id, text in texts
    }


def _clean_start(piece: Piece) -> int:
    return piece.clean_start
