from __future__ import annotations

from typing import Any

import pyarrow as pa

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.claims.tagger import CLAIMS

_ID = "0" * 32


def _tables(text: str, segments: list[dict[str, Any]]) -> dict[str, pa.Table]:
    """Return the tables of a document in which lupus is a concept and ``Roe`` speaks."""
    mention = {
        "doc_id": _ID,
        "clean_start": text.index("lupus"),
        "clean_end": text.index("lupus") + 5,
        "mention_id": 3,
        "type": "disease",
        "curie": "MONDO:1",
        "is_preferred": True,
    }
    quote = {"doc_id": _ID, "clean_start": 0, "clean_end": text.index(","), "entity_id": 4}
    number = {"doc_id": _ID, "clean_start": text.index("5"), "statistic_id": 6}
    return {
        "segments": pa.Table.from_pylist(segments),
        "mentions": pa.Table.from_pylist([mention]),
        "quotes": pa.Table.from_pylist([quote]),
        "statistics": pa.Table.from_pylist([number]),
        "entities": pa.table({}),
    }


def _rows(text: str, *segments: tuple[int, int, str, bool]) -> list[dict[str, Any]]:
    rows = [
        {"doc_id": _ID, "clean_start": start, "clean_end": end, "kind": kind, "is_main": is_main}
        for start, end, kind, is_main in segments
    ]
    batch = pa.RecordBatch.from_pylist([{"doc_id": _ID, "text": text}])
    tables = {name: (lambda one=one: one) for name, one in _tables(text, rows).items()}
    found = CLAIMS.tag(Documents(batch, tables), Context(NoOptions()))
    return list(found["claims"].to_pylist())


def test_rows_name_speaker_statistics_and_concepts() -> None:
    text = "The drug cured lupus in 5 patients, Ann Roe said."
    [row] = _rows(text, (0, len(text), "sentence", True))
    assert (row["object_curie"], row["object_mention_id"]) == ("MONDO:1", 3)
    assert (row["entity_id"], row["statistic_ids"]) == (4, [6])
    assert text[row["clean_start"] : row["clean_end"]] == "drug cured lupus in 5 patients"
    assert (row["kind"], row["context"]) == ("finding", "in 5 patients")


def test_only_the_main_text_claims() -> None:
    text = "The drug cured lupus in 5 patients, Ann Roe said."
    assert _rows(text, (0, len(text), "sentence", False)) == []


def test_titles_claim() -> None:
    text = "The drug cured lupus in 5 patients, Ann Roe said."
    assert len(_rows(text, (0, len(text), "title", True))) == 1
