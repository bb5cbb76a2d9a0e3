from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin.stages.coordinates import (
    NONE,
    Coordinates,
    Segments,
    column_ints,
    enclosing,
    read_coordinates,
    rows_outside,
)

SEGMENTS = ((0, 0, 20), (1, 0, 9), (2, 4, 9), (3, 10, 20))


def segments(rows: tuple[tuple[int, int, int], ...], base: int = 0) -> Segments:
    ids, starts, ends = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    return Segments.of(ids, starts + base, ends + base)


@pytest.mark.parametrize(
    ("span", "segment"),
    [((0, 3), 1), ((4, 9), 2), ((5, 6), 2), ((5, 10), 0), ((12, 20), 3), ((12, 21), None)],
)
def test_innermost_segment_holds_the_whole_span(
    span: tuple[int, int], segment: int | None, coordinates: Callable[..., Coordinates]
) -> None:
    # The second document, so that segments of another one lie before.
    texts = {"a": "y" * 7, "b": "x" * 30}
    at, start, end = (np.array([number], np.int64) for number in (1, *span))
    place = coordinates(texts, segments=segments(SEGMENTS, base=7))
    for known, expected in ((place, segment), (coordinates(texts), None)):
        found = known.place(at, start, end, wants_text=False, wants_segment=True)
        assert found.text is None
        assert found.segment is not None
        assert found.segment.to_pylist() == [expected]


def naive_enclosing(ends: list[int]) -> list[int]:
    return [
        max((before for before in range(at) if ends[before] >= ends[at]), default=NONE)
        for at in range(len(ends))
    ]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20)), max_size=30))
def test_enclosing_span_is_the_nearest_that_ends_no_earlier(spans: list[tuple[int, int]]) -> None:
    placed = sorted((start, start + size) for start, size in spans)
    starts, ends = (np.array([one[side] for one in placed], np.int64) for side in (0, 1))
    assert enclosing(starts, ends).tolist() == naive_enclosing(ends.tolist())


def test_coordinates_are_read_whatever_the_order_of_rows() -> None:
    documents = pa.table({"doc_id": ["b", "a"], "text": ["", "xy"]})
    alignment = pa.table(
        {
            "doc_id": ["a", "a"],
            "clean_start": [1, 0],
            "clean_end": [2, 1],
            "raw_start": [5, 0],
            "raw_end": [6, 1],
            "op": ["keep", "keep"],
        }
    )
    found = read_coordinates(
        documents,
        alignment,
        pa.table(
            {"doc_id": ["a", "a"], "segment_id": [1, 0], "clean_start": [1, 0], "clean_end": [2, 2]}
        ),
    )
    assert found.ids.to_pylist() == ["a", "b"]
    whole = (np.array([number], np.int64) for number in (0, 0, 2))
    start, end = found.raw_spans(*whole)
    assert (start.to_pylist(), end.to_pylist()) == ([0], [6])
    assert found.segments is not None
    assert found.segments.ids.tolist() == [0, 1]


def test_spans_are_outside_when_empty_or_beyond_their_own_text(
    coordinates: Callable[..., Coordinates],
) -> None:
    place = coordinates({"a": "xx", "b": "xxxx"})
    spans = [(0, 0, 2), (0, 0, 3), (0, 1, 1), (1, 3, 4), (1, -1, 2), (1, None, None)]
    at, start, end = zip(*spans, strict=True)
    rows = pa.table({"clean_start": start, "clean_end": end})
    offsets = column_ints(rows["clean_start"], NONE), column_ints(rows["clean_end"], NONE)
    outside = rows_outside(rows, np.array(at, np.int64), offsets, place.lengths)
    assert outside.tolist() == [1, 2, 4]
