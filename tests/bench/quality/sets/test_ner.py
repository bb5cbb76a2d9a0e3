from __future__ import annotations

import json
from pathlib import Path

import pytest

from opsonin_bench.quality.predicting import Predicted, Row
from opsonin_bench.quality.sets.ner import Abstract, IdCounts, id_counts, load, scorer


def row(start: int, end: int, type_: str, curie: str | None, *others: str) -> Row:
    return {
        "raw_start": start,
        "raw_end": end,
        "type": type_,
        "curie": curie,
        "alt_curies": [*others],
        "is_preferred": True,
    }


GOLD = {
    "a": Abstract(
        frozenset({(0, 5, "disease"), (10, 15, "disease"), (20, 25, "chemical")}),
        frozenset({("disease", "MESH:D1"), ("disease", "OMIM:2"), ("chemical", "MESH:C3")}),
    )
}


def values(*rows: Row) -> dict[str, float | None]:
    predicted = {"a": Predicted("id", "", {"mentions": rows})}
    return {one.name: one.value for one in scorer(("disease", "chemical"))(GOLD, predicted)}


def test_phenotypes_count_as_diseases_and_the_longer_name_stands() -> None:
    found = values(
        row(0, 5, "phenotype", "HP:1"),
        row(2, 5, "disease", "MONDO:1"),
        row(10, 15, "disease", "MONDO:2"),
    )
    assert found["disease, exact span: F1"] == 1.0
    assert found["disease, without our phenotypes, exact span: F1"] == 0.5
    assert found["chemical, exact span: recall"] == 0.0
    assert found["all types, exact span and type: recall"] == pytest.approx(2 / 3)


def test_span_of_another_type_is_wrong() -> None:
    found = values(row(20, 25, "disease", "MESH:C3"))
    assert found["chemical, exact span: F1"] == 0.0
    assert found["disease, exact span: precision"] == 0.0
    assert found["chemical, concepts of documents: F1"] == 0.0


def test_concept_is_right_in_whichever_vocabulary() -> None:
    found = values(
        row(0, 5, "disease", "MONDO:7", "MESH:D1"),
        row(6, 9, "disease", "MONDO:7", "MESH:D1"),
        row(10, 15, "disease", "MONDO:8"),
        row(20, 25, "chemical", None),
    )
    # One of two concepts is right, one of two ids is found.
    assert found["disease, concepts of documents: F1"] == 0.5
    assert found["chemical, concepts of documents: F1"] == 0.0


def test_concepts_of_a_document_are_counted_from_both_sides() -> None:
    both = {frozenset({"MONDO:7", "MESH:D1", "OMIM:2"}), frozenset({"MONDO:9"})}
    assert id_counts(both, {"MESH:D1", "OMIM:2", "MESH:D5"}) == IdCounts(1, 2, 2, 3)
    assert id_counts(set(), set()).f1 is None
    assert id_counts(set(), {"MESH:D1"}).f1 == 0.0
    assert (IdCounts(1, 2, 2, 3) + IdCounts(1, 1, 1, 1)) == IdCounts(2, 3, 3, 4)


def test_corpora_are_read_and_their_ids_made_curies(tmp_path: Path) -> None:
    mentions = [
        {"start": 0, "end": 4, "type": "disease", "ids": ["MESH: D1", "OMIM:2"]},
        {"start": 0, "end": 4, "type": "gene", "ids": ["EG:6528"]},
        {"start": 5, "end": 9, "type": "variant", "ids": ["rs123", ["c", "SUB"]]},
        {"start": 5, "end": 9, "type": "chemical", "ids": None},
    ]
    path = tmp_path / "corpus.jsonl"
    entry = {"doc_id": "1", "text": "text\u2028text", "mentions": mentions}
    path.write_text(json.dumps(entry, ensure_ascii=False) + "\n")
    (case,) = load(path)
    assert case.item.content == "text\u2028text"
    assert len(case.gold.spans) == 4
    assert case.gold.ids == {
        ("disease", "MESH:D1"),
        ("disease", "OMIM:2"),
        ("gene", "NCBIGene:6528"),
    }
