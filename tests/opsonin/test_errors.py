from __future__ import annotations

import pytest

from opsonin.errors import OpsoninError, StageError, TableError, did_you_mean


@pytest.mark.parametrize(
    ("where", "remedy", "text"),
    [
        ("", "", "It broke."),
        ("a.txt", "", "a.txt: It broke."),
        ("", "Mend it.", "It broke. Mend it."),
        ("a.txt", "Mend it.", "a.txt: It broke. Mend it."),
    ],
)
def test_error_says_where_what_and_what_to_do(where: str, remedy: str, text: str) -> None:
    error = StageError("It broke.", where=where, remedy=remedy)
    assert str(error) == text
    assert (error.message, error.where, error.remedy) == ("It broke.", where, remedy)
    assert isinstance(error, OpsoninError)


def test_table_error_names_component_table_and_column() -> None:
    error = TableError("Wrong.", component="x 1", table="flags", column="kind", example="'A'")
    assert str(error) == "x 1, table flags, column kind: Wrong."
    assert (error.component, error.table, error.column, error.example) == (
        "x 1",
        "flags",
        "kind",
        "'A'",
    )
    assert str(TableError("Wrong.", component="x 1", table="flags")) == "x 1, table flags: Wrong."


def test_nearest_name_is_offered_or_what_is_known() -> None:
    assert did_you_mean("mention", ["mentions", "claims"]) == "Did you mean 'mentions'?"
    assert did_you_mean("zzz", ["b", "a", "b"]) == "Known are: a, b."
    assert did_you_mean("zzz", []) == "None are known."
