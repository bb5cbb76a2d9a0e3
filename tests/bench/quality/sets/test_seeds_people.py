from __future__ import annotations

import json
from pathlib import Path

from opsonin_bench.quality.predicting import Predicted, Row
from opsonin_bench.quality.sets.seeds_people import Cast, Person, load, score

_GOLD = {
    "a": Cast(
        (
            Person("Ann Roe", frozenset({(0, 7), (20, 23)}), "Lund University"),
            Person("Paul Poe", frozenset({(30, 38)}), None),
        ),
        frozenset({(40, 55, "organisation")}),
    )
}


def _mention(start: int, end: int, entity: int, kind: str = "person") -> Row:
    return {"raw_start": start, "raw_end": end, "entity_id": entity, "type": kind}


def _person(entity: int, canonical: str, affiliation: str | None = None) -> Row:
    return {
        "entity_id": entity,
        "kind": "person",
        "canonical": canonical,
        "affiliation": affiliation,
    }


def test_person_is_right_with_all_names_and_no_other() -> None:
    rows = {
        "entities": [_person(0, "Ann Roe", "Lund University"), _person(1, "Poe")],
        "mentions": [
            _mention(0, 7, 0),
            _mention(20, 23, 0),
            _mention(34, 38, 1),
            _mention(40, 55, 2, "organisation"),
        ],
    }
    figures = {one.name: one.value for one in score(_GOLD, {"a": Predicted("1", "", rows)})}
    assert figures == {
        "people: precision": 0.5,
        "people: recall": 0.5,
        "names of people: precision": 2 / 3,
        "names of people: recall": 2 / 3,
        "names of people: F1": 2 / 3,
        "canonical names right": 1.0,
        "affiliations right": 1.0,
        "organisations, places, publications: recall": 1.0,
    }


def test_rejected_documents_count_as_not_found() -> None:
    figures = {one.name: one.value for one in score(_GOLD, {})}
    assert figures["people: recall"] == 0.0
    assert figures["affiliations right"] is None


def test_people_are_read_without_chrome(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Ann Roe read Cell.")
    entry = {
        "file": "a.txt",
        "people": [{"canonical": "Ann Roe", "mentions": [{"start": 0, "end": 7}]}],
        "orgs": [
            {"type": "journal", "mentions": [{"start": 13, "end": 17}]},
            {"boilerplate": True, "mentions": [{"start": 8, "end": 12}]},
        ],
    }
    (tmp_path / "evidence.json").write_text(json.dumps({"docs": [entry]}))
    (case,) = load(tmp_path / "evidence.json", tmp_path)
    assert case.gold == Cast(
        (Person("Ann Roe", frozenset({(0, 7)}), None),), frozenset({(13, 17, "publication")})
    )
