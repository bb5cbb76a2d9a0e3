"""The ground that spans stand on: clean texts, the way back to the raw sources, segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.spans.alignments import END, Alignments, Bools, Ints, bases
from opsonin.spans.substrings import Substrings
from opsonin.tables.ordering import sorted_by

#: No such row.
NONE = -1

#: The columns that coordinates are made of, by table.
COORDINATES = MappingProxyType(
    {
        "documents": ("doc_id", "text"),
        "alignment": ("doc_id", "clean_start", "clean_end", "raw_start", "raw_end", "op"),
        "segments": ("doc_id", "segment_id", "clean_start", "clean_end"),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Blocks and sentences of a batch, by document and place, outer ones first.

    Attributes:
        ids: Id of each segment within its document.
        starts: First code point, counted through the whole batch.
        ends: First code point after it.
        around: Position of the nearest segment before it that ends no earlier, or `NONE`.
    """

    ids: Ints
    starts: Ints
    ends: Ints
    around: Ints

    @classmethod
    def of(cls, ids: Ints, starts: Ints, ends: Ints) -> Segments:
        """Sort segments and find out which lies in which."""
        order = np.lexsort((ids, starts))
        starts, ends = starts[order], ends[order]
        return cls(ids[order], starts, ends, enclosing(starts, ends))

    def innermost(self, starts: Ints, ends: Ints) -> Ints:
        """Return the id of the smallest segment that holds each span, or `NONE`."""
        at = np.searchsorted(self.starts, starts, "right") - 1
        at = climb(at, ends, self.ends, self.around)
        return np.where(at >= 0, self.ids[at], NONE) if len(self.ids) else at


def enclosing(starts: Ints, ends: Ints) -> Ints:
    """Return for each span the nearest one before it that ends no earlier and overlaps it.

    Args:
        starts: Ascending; all offsets count through the whole batch.
        ends: Where each span ends.

    Returns:
        Its position, or `NONE`.
    """
    at = np.arange(len(starts), dtype=np.int64) - 1
    low = (at >= 0) & (ends[at] < ends)
    while low.any():
        # Whatever lies between a span and the one that it leads to is shorter still.
        at[low] = at[at[low]]
        low = (at >= 0) & (ends[at] < ends)
    return at


def climb(at: Ints, ends: Ints, other_ends: Ints, around: Ints) -> Ints:
    """Go from each span outwards until one ends no earlier than ``ends``; `NONE` if none does."""
    if not len(other_ends):
        return np.full(len(at), NONE, np.int64)
    low = (at >= 0) & (other_ends[at] < ends)
    while low.any():
        at = np.where(low, around[at], at)
        low = (at >= 0) & (other_ends[at] < ends)
    return at


class Placed(NamedTuple):
    """Where spans come from and what they lie in.

    Attributes:
        raw_start: First code point in the raw text; null where all of a span was inserted.
        raw_end: First code point after it in the raw text; likewise.
        text: The covered characters, if they were asked for.
        segment: Id of the smallest segment that holds each span; null if none does.
    """

    raw_start: pa.Array
    raw_end: pa.Array
    text: pa.Array | pa.ChunkedArray | None
    segment: pa.Array | None


class Places(Protocol):
    """What places the spans of some documents, however many these are."""

    @property
    def ids(self) -> pa.Array:
        """``doc_id`` of each document, ascending."""

    @property
    def lengths(self) -> Ints:
        """Length of each clean text in code points."""

    def positions(self, doc_ids: pa.ChunkedArray) -> Ints:
        """Return the position of each document, or `NONE` for one that is not there."""

    def place(
        self, at: Ints, starts: Ints, ends: Ints, *, wants_text: bool, wants_segment: bool
    ) -> Placed:
        """Return where spans come from and what they lie in; see `Coordinates.place`."""


@dataclass(frozen=True, eq=False)
class Coordinates:
    """What is needed to place the spans of a batch of documents.

    Attributes:
        ids: ``doc_id`` of each document, ascending.
        texts: The clean text of each.
        alignments: The maps from clean to raw texts.
        segments: Their segments.
    """

    ids: pa.Array
    texts: pa.Array | pa.ChunkedArray
    alignments: Alignments
    segments: Segments | None = None

    def positions(self, doc_ids: pa.ChunkedArray) -> Ints:
        """Return the position of each document, or `NONE` for one that is not of the batch."""
        return positions_in(self.ids, doc_ids)

    def raw_spans(self, at: Ints, starts: Ints, ends: Ints) -> tuple[pa.Array, pa.Array]:
        """Return the raw offsets behind spans; null where all of a span was inserted.

        Args:
            at: Position of the document of each span.
            starts: First code point in its clean text.
            ends: First code point after it.
        """
        clean, raw = self.alignments.clean_base[at], self.alignments.raw_base[at]
        start, end, found = self.alignments.raw_spans(starts + clean, ends + clean)
        mask = ~found
        return _int32(start - raw, mask), _int32(end - raw, mask)

    def place(
        self, at: Ints, starts: Ints, ends: Ints, *, wants_text: bool, wants_segment: bool
    ) -> Placed:
        """Return where spans come from and what they lie in.

        Args:
            at: Position of the document of each span.
            starts: First code point in its clean text.
            ends: First code point after it.
            wants_text: Whether anybody asks for the covered text.
            wants_segment: Whether anybody asks for the segment.
        """
        raw_start, raw_end = self.raw_spans(at, starts, ends)
        text = self._substrings.cut(at, starts, ends) if wants_text else None
        segment = self._segments_around(at, starts, ends) if wants_segment else None
        return Placed(raw_start, raw_end, text, segment)

    def _segments_around(self, at: Ints, starts: Ints, ends: Ints) -> pa.Array:
        if self.segments is None:
            return pa.nulls(len(at), pa.int32())
        clean = self.alignments.clean_base[at]
        found = self.segments.innermost(starts + clean, ends + clean)
        return _int32(found, found == NONE)

    @cached_property
    def _substrings(self) -> Substrings:
        return Substrings(self.texts)

    @property
    def lengths(self) -> Ints:
        """Length of each clean text in code points."""
        return np.diff(self.alignments.clean_base)


def rows_outside(rows: pa.Table, at: Ints, spans: tuple[Ints, Ints], lengths: Ints) -> Ints:
    """Return the positions of rows whose span is empty or not inside the text.

    A row without both offsets is about no stretch of text.

    Args:
        rows: Rows x at least ``clean_start`` and ``clean_end``.
        at: Position of the document of each.
        spans: These offsets as integers, `NONE` for null.
        lengths: Length of every text.
    """
    starts, ends = spans
    unplaced = pc.and_(rows["clean_start"].is_null(), rows["clean_end"].is_null())
    is_placed = ~unplaced.to_numpy(zero_copy_only=False).astype(np.bool_)
    of_row = lengths[at] if len(at) else at
    return np.flatnonzero(is_placed & ~((starts >= 0) & (starts < ends) & (ends <= of_row)))


def _int32(values: Ints, mask: Bools) -> pa.Array:
    return pa.array(np.where(mask, 0, values).astype(np.int32), pa.int32(), mask=mask)


def positions_in(ids: pa.Array, wanted: pa.ChunkedArray) -> Ints:
    """Return the position of each of ``wanted`` in ``ids``, or `NONE`."""
    if isinstance(wanted, pa.ChunkedArray):
        wanted = wanted.combine_chunks()
    found = pc.fill_null(pc.index_in(wanted, value_set=ids), NONE)
    return _ints(found)


def _ints(cells: Any) -> Ints:
    values: npt.NDArray[np.int64] = cells.to_numpy(zero_copy_only=False).astype(np.int64)
    return values


def column_ints(cells: pa.ChunkedArray | pa.Array, missing: int = NONE) -> Ints:
    """Return a column of integers with ``missing`` in the place of nulls."""
    # Unsigned columns have no room for what stands for a null.
    return _ints(pc.fill_null(cells.cast(pa.int64()), missing) if cells.null_count else cells)


def read_coordinates(documents: pa.Table, alignment: pa.Table, segments: pa.Table) -> Coordinates:
    """Gather the coordinates of documents from the tables of the clean stage.

    Args:
        documents: Rows x at least ``doc_id`` and ``text`` of table ``documents``.
        alignment: Rows of table ``alignment`` of the same documents.
        segments: Rows of table ``segments`` of the same documents.
    """
    documents = sorted_by(documents.select(["doc_id", "text"]), documents["doc_id"])
    documents = documents.combine_chunks()
    ids = _combined(documents["doc_id"])
    texts = documents["text"]
    alignments = _read_alignments(alignment, ids, column_ints(pc.utf8_length(texts)).tolist())
    at = positions_in(ids, segments["doc_id"])
    base = alignments.clean_base[at]
    found = Segments.of(
        column_ints(segments["segment_id"]),
        column_ints(segments["clean_start"]) + base,
        column_ints(segments["clean_end"]) + base,
    )
    return Coordinates(ids, texts, alignments, found)


def _combined(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _read_alignments(alignment: pa.Table, ids: pa.Array, lengths: Sequence[int]) -> Alignments:
    at = positions_in(ids, alignment["doc_id"])
    first, last, start, end = (
        column_ints(alignment[name])
        for name in ("clean_start", "clean_end", "raw_start", "raw_end")
    )
    kept = pc.equal(alignment["op"], "keep").to_numpy(zero_copy_only=False).astype(np.bool_)
    inserted = start == end
    # How long the raw texts are does not matter, as long as they lie behind one another.
    reach = np.zeros(len(ids), np.int64)
    np.maximum.at(reach, at, end)
    clean_base, raw_base = bases(lengths), bases(reach)
    order = np.lexsort((first, at))
    return Alignments(
        clean_base,
        raw_base,
        (first + clean_base[at])[order],
        (last + clean_base[at])[order],
        np.where(inserted, END, start + raw_base[at])[order],
        (end + raw_base[at])[order],
        kept[order],
    )
