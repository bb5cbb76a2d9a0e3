from __future__ import annotations

import json
from pathlib import Path

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.seeds_claims import Claim, load, score

_GOLD = {
    "a": (
        Claim((0, 10), "causes", None, negated=False, is_unsure=True),
        Claim((20, 30), None, "increase", negated=True, is_unsure=None),
    )
}


def _row(start: int, **cells: object) -> dict[str, object]:
    row = {"raw_start": start, "raw_end": start + 5, "predicate": "causes", "direction": None}
    return {**row, "negated": False, "certainty": "asserted", **cells}


def test_claims_that_overlap_are_right_and_strictly_only_with_what_they_say() -> None:
    rows = [_row(1, certainty="hedged"), _row(22, negated=True), _row(40)]
    figures = {
        one.name: one.value for one in score(_GOLD, {"a": Predicted("1", "", {"claims": rows})})
    }
    assert figures == {
        "claims: precision": 2 / 3,
        "claims: recall": 1.0,
        "with predicate, direction and negation: precision": 1 / 3,
        "with predicate, direction and negation: recall": 0.5,
        "sure or not: right": 1.0,
    }


def test_rejected_documents_count_as_not_found() -> None:
    assert [one.value for one in score(_GOLD, {})] == [None, 0.0, None, 0.0, None]


def test_claims_are_read_in_the_words_of_the_table(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    claims = [
        {
            "span": {"start": 0, "end": 10},
            "certainty": "hedged(can)",
            "polarity": "positive",
            "relation": ["a", "causes", "b"],
        },
        {
            "span": {"start": 20, "end": 30},
            "certainty": "caveat",
            "polarity": "negated(almost no)",
            "relation": ["a", "frequency(increased)", "b"],
        },
    ]
    entry = {"file": "a.txt", "claims": claims}
    (tmp_path / "evidence.json").write_text(json.dumps({"docs": [entry]}))
    [case] = load(tmp_path / "evidence.json", tmp_path)
    assert case.gold == _GOLD["a"]
