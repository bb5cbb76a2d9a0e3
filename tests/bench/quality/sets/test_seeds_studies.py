from __future__ import annotations

import json
from pathlib import Path

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.seeds_studies import Study, load, score

_GOLD = {
    "a": (
        Study(659, frozenset({"genes"})),
        Study(1, frozenset({"nevada"})),
        Study(None, frozenset(), is_review=True),
    )
}


def _row(design: str, population: str) -> dict[str, object]:
    return {
        "design": design,
        "population": population,
        "text": "",
        "intervention": None,
        "outcome": None,
        "publication": None,
    }


def test_studies_agree_in_size_and_a_word() -> None:
    rows = [
        _row("cohort", "659 with changed genes"),
        _row("cohort", "700 with changed genes"),
        _row("case_report", "man in Nevada"),
        _row("case_report", "man in Utah"),
    ]
    figures = {
        one.name: one.value for one in score(_GOLD, {"a": Predicted("1", "", {"studies": rows})})
    }
    assert figures == {"studies: precision": 0.5, "studies: recall": 2 / 3}


def test_reviews_agree_by_their_design() -> None:
    rows = [_row("review", "anybody")]
    found = score(_GOLD, {"a": Predicted("1", "", {"studies": rows})})
    assert [one.value for one in found] == [1.0, 1 / 3]


def test_rejected_documents_count_as_not_found() -> None:
    assert [one.value for one in score(_GOLD, {})] == [None, 0.0]


def test_studies_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    facts = [
        {"study": "S", "n": 659, "exposure": "genes"},
        {"study": "case", "n": 1, "population": "Nevada"},
        {"study": "review"},
    ]
    entry = {"file": "a.txt", "study_facts": facts}
    (tmp_path / "evidence.json").write_text(json.dumps({"docs": [entry]}))
    [case] = load(tmp_path / "evidence.json", tmp_path)
    first, second, third = case.gold
    assert (first, third.is_review) == (_GOLD["a"][0], True)
    assert (second.size, "nevada" in second.words) == (1, True)
