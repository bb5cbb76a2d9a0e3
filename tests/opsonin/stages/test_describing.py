from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from opsonin.errors import TableError
from opsonin.stages.describing import blame, describe, documents_table
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import arrow_schema
from opsonin.tables.parts import rows_as_table
from opsonin.tables.validation import check_table

DOC, OTHER = "a" * 32, "b" * 32


def described(*fields: tuple[str, str] | tuple[str, str, str]) -> dict[str, Any]:
    rows = [
        {"doc_id": doc_id, "field": name, "value": value, "basis": (rest or ["stated"])[0]}
        for name, value, *rest in fields
        for doc_id in (OTHER, DOC)
        if doc_id == DOC or name == "journal"
    ]
    model = CONTRACT["documents"]
    uris, texts = (pa.array([cell] * 2) for cell in ("a.txt", "Text"))
    given = rows_as_table(rows, arrow_schema(CONTRACT["fields"]))
    described = describe(pa.array([DOC, OTHER]), uris, texts, given)
    checked = check_table(documents_table(described, "1"), model)
    return dict(checked.to_pylist()[0])


def test_document_without_fields_has_defaults() -> None:
    row = described()
    assert (row["doc_type"], row["language"], row["language_score"]) == ("other", "und", 0.0)
    assert (row["authors"], row["title"], row["published_at"]) == ([], None, None)
    assert (row["text"], row["source_uri"], row["component"]) == ("Text", "a.txt", "opsonin")


def test_what_is_stated_goes_before_metadata_and_that_before_a_guess() -> None:
    row = described(
        ("title", "guess", "inferred"),
        ("title", "meta", "metadata"),
        ("title", "said"),
        ("title", "said later"),
        ("journal", "meta", "metadata"),
        ("journal", "guess", "inferred"),
    )
    assert (row["title"], row["journal"]) == ("said", "meta")


def test_list_takes_each_value_of_the_best_basis_once() -> None:
    row = described(
        ("authors", "A"), ("authors", "B"), ("authors", "A"), ("authors", "M", "metadata")
    )
    assert row["authors"] == ["A", "B"]


def test_values_are_read_as_the_type_of_their_column() -> None:
    row = described(("language_score", "0.5"), ("machine_translated", "True"))
    assert (row["language_score"], row["machine_translated"]) == (0.5, True)


def test_fields_cannot_replace_what_the_engine_knows() -> None:
    row = described(
        ("text", "x"), ("source_uri", "x"), ("published_at", "2020-01-01"), ("odd", "x")
    )
    assert (row["text"], row["source_uri"], row["published_at"]) == ("Text", "a.txt", None)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2020-10-01", date(2020, 10, 1)),
        ("2020-10", None),
        ("XXXX-09-28", None),
        ("2021-02-30", None),
        ("0000-01-01", None),
        ("\u0662020-10-01", None),
    ],
)
def test_day_is_known_only_from_a_complete_date(value: str, day: date | None) -> None:
    assert described(("published_value", value))["published_at"] == day


@pytest.mark.parametrize("value", ["maybe", "nan", "1e9"])
def test_value_that_does_not_fit_is_put_down_to_its_cleaner(value: str) -> None:
    field = "machine_translated" if value == "maybe" else "language_score"
    with pytest.raises(TableError) as caught:
        described((field, value))
    made = {"component": ["meta"], "component_version": ["3"], "field": [field]}
    error = blame(caught.value, pa.table(made))
    assert str(error).startswith(f"meta 3, table documents, column {field}: ")
    assert blame(caught.value, pa.table({**made, "field": ["title"]})) is caught.value
