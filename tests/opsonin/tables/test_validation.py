from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from opsonin.errors import TableError
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import arrow_schema
from opsonin.tables.parts import complete
from opsonin.tables.validation import check_part, check_table

DOC = "a" * 32
FLAG: dict[str, Any] = {
    "doc_id": DOC,
    "clean_start": 0,
    "clean_end": 1,
    "raw_start": 0,
    "raw_end": 1,
    "text": "x",
    "component": "me",
    "component_version": "2",
    "kind": "tab",
    "detail": None,
}


def flags(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([FLAG, *rows], schema=arrow_schema(CONTRACT["flags"]))


def test_table_that_fulfils_the_contract_passes() -> None:
    checked = check_table(flags(), CONTRACT["flags"])
    assert checked.schema.equals(arrow_schema(CONTRACT["flags"]), check_metadata=True)
    assert check_table(flags().slice(0, 0), CONTRACT["flags"]).num_rows == 0


@pytest.mark.parametrize(
    ("change", "column", "example"),
    [
        ({"kind": "Not A Word"}, "kind", "'Not A Word'"),
        ({"kind": "x\n"}, "kind", r"'x\n'"),
        ({"doc_id": "short"}, "doc_id", "'short'"),
        ({"clean_start": -1}, "clean_start", "-1"),
        ({"raw_start": 3}, "", ""),
        ({"clean_end": 0}, "", ""),
    ],
)
def test_row_that_breaks_the_contract_is_named(
    change: dict[str, Any], column: str, example: str
) -> None:
    bad = {**FLAG, "component": "other", "component_version": "9", **change}
    with pytest.raises(TableError) as caught:
        check_table(flags(bad), CONTRACT["flags"])
    assert caught.value.table == "flags"
    assert caught.value.column == column
    assert caught.value.example == example or not column
    assert caught.value.component == "other 9" or not column
    assert "disabled" in caught.value.remedy


def test_null_in_a_column_without_nulls_is_named() -> None:
    rows = flags().set_column(8, "kind", pa.array([None], pa.string()))
    with pytest.raises(TableError, match="me 2, table flags, column kind: A cell is null; the col"):
        check_table(rows, CONTRACT["flags"])


@pytest.mark.parametrize(
    "change", [lambda t: t.drop_columns(["kind"]), lambda t: t.append_column("odd", pa.array([1]))]
)
def test_missing_and_further_columns_are_named(change: Any) -> None:
    with pytest.raises(TableError, match=r"table flags, column (kind|odd)"):
        check_table(change(flags()), CONTRACT["flags"])


def test_column_of_another_type_is_named_with_an_example() -> None:
    rows = flags().set_column(8, "kind", pa.array([5]))
    with pytest.raises(TableError, match=r"column kind.* 5 of type int64"):
        check_table(rows, CONTRACT["flags"])


def test_list_that_holds_a_null_is_refused() -> None:
    rows = complete(
        pa.table({"doc_id": [DOC], "kind": ["person"], "canonical": ["A"], "variants": [["B"]]}),
        CONTRACT["entities"],
        part="me",
        version="2",
    )
    assert check_part(rows, CONTRACT["entities"], component="me 2").num_rows == 1
    hollow = pa.array([[None]], pa.list_(pa.field("element", pa.string(), nullable=False)))
    position = rows.schema.get_field_index("variants")
    with pytest.raises(TableError, match=r"me 2, .*column variants: A list holds a null"):
        check_part(
            rows.set_column(position, "variants", hollow), CONTRACT["entities"], component="me 2"
        )


def test_span_that_ends_before_it_starts_is_refused() -> None:
    span = {"clean_start": [3], "clean_end": [3], "kind": ["x"]}
    rows = complete(pa.table({"doc_id": [DOC], **span}), CONTRACT["flags"], part="me", version="2")
    with pytest.raises(TableError, match="The rule 'span runs forward' does not hold for"):
        check_part(rows, CONTRACT["flags"], component="me 2")
