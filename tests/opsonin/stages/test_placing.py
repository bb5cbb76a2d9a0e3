from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from opsonin.stages.coordinates import Coordinates
from opsonin.stages.placing import spans_outside
from opsonin.tables.contract import CONTRACT


def test_spans_outside_are_found_by_document(coordinates: Callable[..., Coordinates]) -> None:
    rows = pa.table(
        {
            "doc_id": ["a", "a", "b", "c", "d"],
            "clean_start": [0, 1, None, 0, None],
            "clean_end": [9, 9, None, 2, 1],
        }
    )
    found = spans_outside(
        rows, CONTRACT["flags"], coordinates({"a": "xx", "b": "x", "c": "xx", "d": "x"})
    )
    assert found == {
        "a": "span 0:9 of a text of 2 code points",
        "d": "span None:1 of a text of 1 code points",
    }


def test_stretches_besides_the_span_are_looked_at_too(
    coordinates: Callable[..., Coordinates],
) -> None:
    rows = pa.table(
        {
            "doc_id": ["a", "b"],
            "clean_start": [0, 0],
            "clean_end": [1, 1],
            "cue_start": [1, 1],
            "cue_end": [2, 3],
            "speaker_start": pa.nulls(2, pa.int32()),
            "speaker_end": pa.nulls(2, pa.int32()),
        }
    )
    found = spans_outside(rows, CONTRACT["quotes"], coordinates({"a": "xx", "b": "xx"}))
    assert found == {"b": "cue_start, cue_end 1:3 of a text of 2 code points"}
