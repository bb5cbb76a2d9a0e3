from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.quantities.masking import TABLES
from opsonin_plugins.taggers.quantities.tagger import STATISTICS


def _rows(text: str, language: str | None = None) -> list[dict[str, object]]:
    batch = pa.RecordBatch.from_pylist([{"doc_id": "a", "text": text, "language": language}])
    span = {
        "doc_id": pa.string(),
        "clean_start": pa.int32(),
        "clean_end": pa.int32(),
        "type": pa.string(),
        "kind": pa.string(),
        "is_main": pa.bool_(),
        "text": pa.string(),
    }
    empty = pa.schema(span).empty_table()
    documents = Documents(batch, {name: lambda: empty for name in ("segments", *TABLES)})
    return list(STATISTICS.tag(documents, Context(NoOptions()))["statistics"].to_pylist())


def test_rows_have_the_columns_of_the_table() -> None:
    (row,) = _rows("at least 101 patients")
    assert row == {
        "doc_id": "a", "clean_start": 0, "clean_end": 21, "kind": "count", "value": 101.0,
        "value_high": None, "unit": None, "comparator": ">=", "role": None, "group_id": None,
        "quantified": "patients", "negated": False, "hypothetical": False,
    }  # fmt: skip


def test_language_of_the_document_decides_on_the_decimal_comma() -> None:
    assert [row["value"] for row in _rows("1.500 Betten", "de")] == [1500.0]
    assert [row["value"] for row in _rows("1.500 beds", "en")] == [1.5]


def test_text_without_numbers_gives_no_rows() -> None:
    assert _rows("Nothing is counted here.") == []


@pytest.mark.parametrize("name", ["000_6bbd58bcef9e6973", "003_67d061b06d15f534"])
def test_seeds_give_statistics(name: str) -> None:
    text = (Path(__file__).parents[4] / "seeds" / f"{name}.txt").read_text("utf-8")
    assert len(_rows(text)) >= 6
