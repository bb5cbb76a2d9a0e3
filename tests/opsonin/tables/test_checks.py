from __future__ import annotations

from typing import Any

import pandera.pyarrow as pandera
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaError, SchemaErrors

from opsonin.tables.checks import at_once
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.model import Role, arrow_schema, column_roles
from opsonin.tables.parts import part_model, part_schema

WORDS = st.lists(st.none() | st.sampled_from(["a", "ab", "b", "", "a\n", "é"]), max_size=6)
NUMBERS = st.lists(st.none() | st.integers(-2, 2), max_size=6)
FLOATS = st.lists(st.none() | st.floats(-2, 2) | st.just(float("nan")), max_size=6)
CHECKS = [
    ([pandera.Check.str_matches(r"^(?:[a-z]+)$")], WORDS, pa.string()),
    ([pandera.Check.isin(("a", "b"))], WORDS, pa.string()),
    ([pandera.Check.str_startswith("a")], WORDS, pa.string()),
    ([pandera.Check.greater_than_or_equal_to(0)], NUMBERS, pa.int32()),
    ([pandera.Check.less_than_or_equal_to(1)], NUMBERS, pa.int64()),
    ([pandera.Check.in_range(-1, 1)], NUMBERS, pa.int64()),
    ([pandera.Check.greater_than_or_equal_to(0)], FLOATS, pa.float64()),
    ([pandera.Check.less_than_or_equal_to(1)], FLOATS, pa.float32()),
    ([], FLOATS, pa.float64()),
    ([], WORDS, pa.string()),
]


def passes(schema: pandera.DataFrameSchema, table: pa.Table) -> bool:
    try:
        schema.validate(table, lazy=True)
    except (SchemaError, SchemaErrors):
        return False
    return True


def schemas(
    checks: list[pandera.Check], kind: pa.DataType, *, nullable: bool
) -> tuple[pandera.DataFrameSchema, pandera.DataFrameSchema]:
    declared = pandera.DataFrameSchema(
        {"x": pandera.Column(kind, checks, nullable=nullable)}, strict=True, ordered=True
    )
    return declared, at_once(declared, pa.schema([pa.field("x", kind, nullable=nullable)]))


@pytest.mark.parametrize("nullable", [True, False])
@pytest.mark.parametrize("place", range(len(CHECKS)))
def test_passes_what_the_declared_schema_passes(place: int, *, nullable: bool) -> None:
    checks, cells, kind = CHECKS[place]
    declared, swift = schemas(checks, kind, nullable=nullable)

    @settings(max_examples=40, deadline=None)
    @given(cells, cells)
    def judge(first: list[Any], second: list[Any]) -> None:
        chunks = [pa.array(first, kind), pa.array(second, kind)]
        table = pa.table({"x": pa.chunked_array(chunks)})
        assert passes(swift, table) == passes(declared, table)

    judge()


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"y": pa.array([1], pa.int32())}),
        pa.table({"x": pa.array([1], pa.int32()), "y": pa.array([1], pa.int32())}),
        pa.table({"x": pa.array([1], pa.int64())}),
        pa.table({"x": pa.array([None], pa.null())}),
    ],
)
def test_refuses_another_shape(table: pa.Table) -> None:
    declared, swift = schemas([], pa.int32(), nullable=True)
    assert not passes(declared, table)
    assert not passes(swift, table)


def test_refuses_what_a_check_of_the_whole_table_refuses() -> None:
    declared, schema = schemas([], pa.int32(), nullable=True)[0], pa.schema({"x": pa.int32()})
    declared.checks = [pandera.Check(lambda data: pa.scalar(data.table.num_rows < 2), native=True)]
    swift = at_once(declared, schema)
    assert passes(swift, pa.table({"x": [1]}, schema))
    assert not passes(swift, pa.table({"x": [1, 2]}, schema))


@pytest.mark.parametrize("name", sorted({**CONTRACT, **INTERNAL}))
def test_every_column_of_the_contract_is_judged_at_once(name: str) -> None:
    table = {**CONTRACT, **INTERNAL}[name]
    forms = [(table.to_schema(), arrow_schema(table))]
    if Role.OWNER in column_roles(table).values():
        # A component may fill it.
        forms.append((part_model(table), part_schema(table)))
    for declared, schema in forms:
        swift = at_once(declared, schema)
        assert not swift.columns
        assert len(swift.checks) == 1
        assert passes(swift, schema.empty_table())
