from __future__ import annotations

from datetime import date

import pyarrow as pa

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.dates.tagger import DATES

IDS = ["a" * 32, "b" * 32, "c" * 32]


def _tag(
    texts: list[str],
    segments: list[dict[str, object]],
    columns: dict[str, pa.Array] | None = None,
) -> list[dict[str, object]]:
    ids = IDS[: len(texts)]
    batch = pa.RecordBatch.from_pydict({"doc_id": ids, "text": texts, **(columns or {})})
    schema = pa.schema(
        [("doc_id", pa.string()), ("clean_start", pa.int32()), ("clean_end", pa.int32()),
         ("kind", pa.string())]
    )  # fmt: skip
    documents = Documents(batch, {"segments": lambda: pa.Table.from_pylist(segments, schema)})
    rows: list[dict[str, object]] = DATES.tag(documents, Context(NoOptions()))["dates"].to_pylist()
    return rows


def _known(value: str | None, precision: str | None, doc_type: str) -> dict[str, pa.Array]:
    return {
        "published_value": pa.array([value], pa.string()),
        "published_precision": pa.array([precision], pa.string()),
        "doc_type": pa.array([doc_type], pa.string()),
    }


def test_rows_have_all_columns() -> None:
    (row,) = _tag(["On 3 May 2020."], [])
    assert row == {
        "doc_id": IDS[0],
        "clean_start": 3,
        "clean_end": 13,
        "type": "date",
        "value": "2020-05-03",
        "resolved": date(2020, 5, 3),
        "precision": "day",
        "basis": "stated",
    }


def test_dates_of_references_belong_to_citations() -> None:
    text = "In 2019. Cell. 2020 Oct;20:1."
    reference = {"doc_id": IDS[0], "clean_start": 9, "clean_end": len(text), "kind": "reference"}
    assert [row["value"] for row in _tag([text], [reference])] == ["2019"]


def test_year_of_the_documents_own_citation_is_a_date() -> None:
    text = "Cell. 2020;181:1036."
    own = {"doc_id": IDS[0], "clean_start": 0, "clean_end": len(text), "kind": "metadata"}
    assert [row["value"] for row in _tag([text], [own])] == ["2020"]
    assert _tag([text], []) == []


def test_relative_dates_are_counted_from_publication() -> None:
    (row,) = _tag(["on Monday"], [], _known("2020-10-13", "day", "news"))
    assert (row["value"], row["basis"]) == ("2020-10-12", "publication")
    (row,) = _tag(["last month"], [], _known("2020-10", "month", "paper"))
    assert (row["value"], row["resolved"]) == ("2020-09", date(2020, 9, 1))
    for value, precision in ((None, None), ("XXXX-09-28", "day"), ("2020-10", "month")):
        (row,) = _tag(["on Monday"], [], _known(value, precision, "news"))
        assert (row["value"], row["resolved"], row["basis"]) == ("XXXX-WXX-1", None, None)
    (row,) = _tag(["on Monday"], [], _known("not a date", "day", "news"))
    assert (row["value"], row["resolved"], row["basis"]) == ("XXXX-WXX-1", None, None)


def test_documents_of_a_batch_do_not_mix() -> None:
    rows = _tag(["Nothing.", "in 2020", "On 3 May."], [])
    assert [(row["doc_id"], row["value"]) for row in rows] == [
        (IDS[1], "2020"),
        (IDS[2], "XXXX-05-03"),
    ]
    assert _tag(["Nothing."], []) == []
