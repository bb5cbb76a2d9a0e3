from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from opsonin.errors import TableError
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import column_stretches
from opsonin.tables.parts import complete
from opsonin.tables.validation import check_part

SPAN = {"doc_id": ["a" * 32], "clean_start": [0], "clean_end": [1]}


def given(table: str, **columns: Any) -> pa.Table:
    rows = pa.table({**SPAN, **columns})
    model = CONTRACT[table]
    return check_part(complete(rows, model, part="p", version="1"), model, component="p 1")


def test_columns_say_which_stretches_they_end() -> None:
    found = column_stretches(CONTRACT["quotes"])
    assert found == {"speaker_end": "speaker_start", "cue_end": "cue_start"}
    assert column_stretches(CONTRACT["mentions"]) == {}


@pytest.mark.parametrize(("start", "end"), [(1, None), (None, 1), (2, 2), (3, 1)])
def test_stretch_has_both_offsets_in_order(start: int | None, end: int | None) -> None:
    cue = {"cue_start": pa.array([start], pa.int32()), "cue_end": pa.array([end], pa.int32())}
    with pytest.raises(TableError, match=r"stretch[_ ]runs[_ ]forward"):
        given("claims", kind=["finding"], **cue)


def test_stretch_may_be_missing_or_there() -> None:
    assert given("claims", kind=["finding"]).num_rows == 1
    assert given("claims", kind=["finding"], cue_start=[0], cue_end=[1]).num_rows == 1


def test_upper_bound_is_not_below_the_lower_one() -> None:
    assert given("statistics", kind=["interval"], value=[1.0], value_high=[1.0]).num_rows == 1
    assert given("statistics", kind=["interval"], value_high=[-1.0]).num_rows == 1
    with pytest.raises(TableError, match=r"bounds[_ ]are[_ ]in[_ ]order"):
        given("statistics", kind=["interval"], value=[9.0], value_high=[1.0])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_measures_are_finite(value: float) -> None:
    with pytest.raises(TableError, match="column value"):
        given("statistics", kind=["count"], value=[value])


def test_document_has_one_row_of_signals() -> None:
    model = CONTRACT["signals"]
    names = [
        name
        for name, column in model.to_schema().columns.items()
        if str(column.dtype).startswith("Float")
    ]
    for owners, is_right in ((["a", "b"], True), (["a", "a"], False)):
        rows = pa.table({"doc_id": [one * 32 for one in owners], **{n: [0.0, 0.0] for n in names}})
        full = complete(rows, model, part="p", version="1")
        if is_right:
            assert check_part(full, model, component="p 1").num_rows == 2
        else:
            with pytest.raises(TableError, match=r"one[_ ]row[_ ]for[_ ]each[_ ]doc[_ ]id"):
                check_part(full, model, component="p 1")
