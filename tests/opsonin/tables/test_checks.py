from __future__ import annotations

from typing import Any

import pandera.pyarrow as pandera
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaErrors

from opsonin.tables.checks import checked_schema, twin
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.model import info_of

WORDS = st.lists(st.none() | st.sampled_from(["a", "ab", "b", "", "a\n", "é"]), max_size=6)
NUMBERS = st.lists(st.none() | st.integers(-2, 2), max_size=6)
FLOATS = st.lists(st.none() | st.floats(-2, 2) | st.just(float("nan")), max_size=6)
CHECKS = [
    (pandera.Check.str_matches(r"^(?:[a-z]+)$"), WORDS, pa.string()),
    (pandera.Check.isin(("a", "b")), WORDS, pa.string()),
    (pandera.Check.greater_than_or_equal_to(0), NUMBERS, pa.int32()),
    (pandera.Check.less_than_or_equal_to(1), NUMBERS, pa.int64()),
    (pandera.Check.greater_than_or_equal_to(0), FLOATS, pa.float64()),
    (pandera.Check.less_than_or_equal_to(1), FLOATS, pa.float32()),
]


def judged(check: pandera.Check, cells: pa.ChunkedArray) -> list[Any] | None:
    """Return the cells that do not pass, None if all do."""
    schema = pandera.DataFrameSchema({"x": pandera.Column(cells.type, check, nullable=True)})
    try:
        schema.validate(pa.table({"x": cells}), lazy=True)
    except SchemaErrors as errors:
        (error,) = errors.schema_errors
        found: list[Any] = error.failure_cases["x"].to_pylist()
        return found
    return None


@pytest.mark.parametrize("place", range(len(CHECKS)))
def test_twin_passes_and_names_the_same_cells(place: int) -> None:
    check, cells, kind = CHECKS[place]
    swift = twin(check)
    assert swift is not check
    assert (swift.name, swift.error) == (check.name, check.error)

    @settings(max_examples=40, deadline=None)
    @given(cells, cells)
    def judge(first: list[Any], second: list[Any]) -> None:
        column = pa.chunked_array([pa.array(first, kind), pa.array(second, kind)])
        assert repr(judged(swift, column)) == repr(judged(check, column))

    judge()


def test_check_of_another_kind_is_left_alone() -> None:
    check = pandera.Check.str_startswith("a")
    assert twin(check) is check


@pytest.mark.parametrize("name", sorted({**CONTRACT, **INTERNAL}))
def test_schema_keeps_columns_and_checks(name: str) -> None:
    table = {**CONTRACT, **INTERNAL}[name]
    declared, swift = table.to_schema(), checked_schema(table)
    assert list(swift.columns) == list(declared.columns)
    assert (swift.strict, swift.ordered, swift.checks) == (True, True, declared.checks)
    for column, described in declared.columns.items():
        twins = swift.columns[column]
        assert (twins.dtype, twins.nullable) == (described.dtype, described.nullable)
        assert [one.error for one in twins.checks] == [one.error for one in described.checks]
        assert all(one.native for one in twins.checks)
    assert info_of(table).name == name
