from __future__ import annotations

import pyarrow as pa
import pytest

from opsonin.inspection.redaction import quoting_columns, without_text
from opsonin.tables.arrow import Int32, String, Strings
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import Table, arrow_schema, column
from opsonin.tables.notes import notes_of


class Doses(Table, name="doses"):
    """Doses."""

    doc_id: String = column("The document")
    drug: String = column("Its name")
    words: String = column("What was said", nullable=True, is_wording=True)
    reason: String = column("Why", is_wording=True)
    others: Strings = column("Further phrases", is_wording=True)
    n: Int32 = column("How many")


ROWS = pa.table(
    [["a"], ["abatacept"], ["was given abatacept"], ["for gout"], [["as was", "told"]], [7]],
    schema=arrow_schema(Doses),
)


def test_what_quotes_is_emptied_and_the_rest_stays() -> None:
    found = without_text("doses", ROWS, Doses)
    assert found.schema.equals(ROWS.schema, check_metadata=True)
    (row,) = found.to_pylist()
    assert row == {
        "doc_id": "a", "drug": "abatacept", "words": None, "reason": "", "others": [], "n": 7,
    }  # fmt: skip


def test_table_without_a_model_keeps_no_words_at_all() -> None:
    (row,) = without_text("doses", ROWS, None).to_pylist()
    assert row == {
        "doc_id": "a", "drug": "", "words": None, "reason": "", "others": [], "n": 7,
    }  # fmt: skip


def test_metadata_stay_what_programs_parse() -> None:
    schema = arrow_schema(CONTRACT["raw"])
    row = {field.name: 1 if pa.types.is_integer(field.type) else "x" for field in schema}
    found = without_text("raw", pa.Table.from_pylist([row], schema), CONTRACT["raw"])
    assert found.select(["text", "metadata"]).to_pylist() == [{"text": None, "metadata": "{}"}]


@pytest.mark.parametrize("table", CONTRACT)
def test_every_column_called_text_quotes(table: str) -> None:
    schema = arrow_schema(CONTRACT[table])
    found = quoting_columns(schema, CONTRACT[table])
    assert ("text" in schema.names) == ("text" in found)
    for name in found:
        assert "quotes the document" in " ".join(notes_of(CONTRACT[table], name).words())
