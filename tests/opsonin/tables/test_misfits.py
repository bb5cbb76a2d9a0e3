from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pytest

from opsonin.errors import TableError
from opsonin.tables.contract import CONTRACT
from opsonin.tables.parts import complete
from opsonin.tables.validation import check_part

DOC = "a" * 32
IDENTIFIER: dict[str, Any] = {
    "doc_id": DOC,
    "clean_start": 3,
    "clean_end": 9,
    "type": "doi",
    "value": "x",
    "role": "mention",
    "is_valid": True,
}
MENTION: dict[str, Any] = {"doc_id": DOC, "clean_start": 3, "clean_end": 9, "type": "gene"}
HERE = f"It stands in document {DOC} at 3:9."


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        (
            "identifiers",
            {**IDENTIFIER, "role": "nobody"},
            "role: 'nobody' is not allowed; expected one of self, reference, trial, mention.",
        ),
        ("mentions", {**MENTION, "score": 2.0}, "column score: 2.0 is above 1, the greatest value"),
        ("mentions", {**MENTION, "score": -0.3}, "score: -0.3 is below 0, the smallest value"),
        ("mentions", {**MENTION, "type": "A Gene"}, "'A Gene' does not have the form that is "),
        ("mentions", {**MENTION, "type": "A Gene"}, "the pattern [a-z][a-z0-9_]*."),
        ("mentions", {**MENTION, "type": 5}, "has to be of type string, it holds 5 of type int64."),
        ("mentions", {**MENTION, "clean_end": 2**40}, "type int32, it holds 1099511627776 of"),
        ("mentions", {**MENTION, "type": None}, "column type: A cell is null; the column needs a"),
        ("mentions", {**MENTION, "score": float("nan")}, "A cell is nan, which is no number"),
        (
            "mentions",
            {**MENTION, "negatd": True},
            "no column 'negatd' for a component to fill. Did",
        ),
        ("mentions", {**MENTION, "negatd": True}, "Did you mean 'negated'?"),
        ("mentions", {**MENTION, "zzz": 1}, "Known are: abbreviation_of, alt_curies, clean_end,"),
        ("mentions", {**MENTION, "clean_end": 3}, "The rule 'span runs forward' does not hold for"),
    ],
)
def test_broken_contract_says_what_stands_there_and_what_was_expected(
    table: str, row: dict[str, Any], message: str
) -> None:
    rows = complete(pa.Table.from_pylist([row]), CONTRACT[table], part="me", version="2")
    with pytest.raises(TableError, match=re.escape(message)):
        check_part(rows, CONTRACT[table], component="me 2")


def test_first_offending_row_is_named_by_its_place() -> None:
    good = {**IDENTIFIER, "clean_start": 1, "clean_end": 2}
    bad = {**IDENTIFIER, "role": "nobody"}
    given = pa.Table.from_pylist([good, bad, {**bad, "clean_start": 5}])
    rows = complete(given, CONTRACT["identifiers"], part="me", version="2")
    with pytest.raises(TableError, match=re.escape(HERE)) as caught:
        check_part(rows, CONTRACT["identifiers"], component="me 2")
    assert (caught.value.column, caught.value.example) == ("role", "'nobody'")


def test_missing_column_is_told_with_its_type() -> None:
    given = pa.Table.from_pylist([IDENTIFIER])
    rows = complete(given, CONTRACT["identifiers"], part="me", version="2").drop_columns(["value"])
    with pytest.raises(TableError, match="value: The column is missing; expected one of type str"):
        check_part(rows, CONTRACT["identifiers"], component="me 2")
