from __future__ import annotations

from typing import Any

import pyarrow as pa

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.people.tagger import PEOPLE

_TEXT = "Jane Doe, a nurse at Lund University, said so. Doe left.\n\n1. Dr. John Roe. Cell. 2020."


def _tag(*texts: str, **columns: object) -> dict[str, list[dict[str, Any]]]:
    ids = [f"{number:032x}" for number in range(len(texts))]
    rows = [
        {"doc_id": doc_id, "text": text, **columns} for doc_id, text in zip(ids, texts, strict=True)
    ]
    segments = [
        {
            "doc_id": doc_id,
            "clean_start": text.find("1. "),
            "clean_end": len(text),
            "kind": "reference",
        }
        for doc_id, text in zip(ids, texts, strict=True)
        if "1. " in text
    ]
    schema = pa.schema(
        [
            ("doc_id", pa.string()),
            ("clean_start", pa.int32()),
            ("clean_end", pa.int32()),
            ("kind", pa.string()),
        ]
    )
    table = pa.Table.from_pylist(segments, schema)
    documents = Documents(pa.RecordBatch.from_pylist(rows), {"segments": lambda: table})
    found = PEOPLE.tag(documents, Context(NoOptions()))
    return {name: rows.to_pylist() for name, rows in found.items()}


def test_mentions_refer_to_entities() -> None:
    found = _tag(_TEXT)
    entities = {row["entity_id"]: row["canonical"] for row in found["entities"]}
    named = [
        (_TEXT[row["clean_start"] : row["clean_end"]], entities[row["entity_id"]])
        for row in found["mentions"]
    ]
    assert named == [
        ("Jane Doe", "Jane Doe"),
        ("Lund University", "Lund University"),
        ("Doe", "Jane Doe"),
    ]


def test_names_in_references_are_left_out() -> None:
    assert "John Roe" not in {row["canonical"] for row in _tag(_TEXT)["entities"]}


def test_authors_and_dateline_of_the_document_are_known() -> None:
    found = _tag("Lindos, May 3. Ya Min wrote this.", authors=["Ya Min"], dateline_place="Lindos")
    assert [row["kind"] for row in found["entities"]] == ["place", "person"]


def test_documents_without_names_give_no_rows() -> None:
    assert _tag("nothing here") == {"mentions": [], "entities": []}
