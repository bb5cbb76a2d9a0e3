from __future__ import annotations

import pyarrow as pa
import pytest

from opsonin.spans.alignment import Alignment
from opsonin.stages.coordinates import Coordinates, Segment, read_coordinates

SEGMENTS = (Segment(0, 0, 20), Segment(1, 0, 9), Segment(2, 4, 9), Segment(3, 10, 20))


@pytest.mark.parametrize(
    ("span", "segment"),
    [((0, 3), 1), ((4, 9), 2), ((5, 6), 2), ((5, 10), 0), ((12, 20), 3), ((12, 21), None)],
)
def test_innermost_segment_holds_the_whole_span(span: tuple[int, int], segment: int | None) -> None:
    place = Coordinates("x" * 30, Alignment.identity(30), SEGMENTS)
    assert place.innermost_segment(*span) == segment
    assert Coordinates("x" * 30, Alignment.identity(30)).innermost_segment(*span) is None


def test_coordinates_are_read_whatever_the_order_of_rows() -> None:
    documents = pa.table({"doc_id": ["a", "b"], "text": ["xy", ""]})
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
    segments = pa.table(
        {"doc_id": ["a", "a"], "segment_id": [1, 0], "clean_start": [1, 0], "clean_end": [2, 2]}
    )
    found = read_coordinates(documents, alignment, segments)
    assert found["a"].alignment.raw_span(0, 2) == (0, 6)
    assert [segment.segment_id for segment in found["a"].segments] == [0, 1]
    assert found["b"].alignment.clean_length == 0
