from __future__ import annotations

import json
from pathlib import Path

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.seeds_quotes import Quote, load, score

_GOLD = {
    "a": (
        Quote((1, 10), "direct", frozenset({"ann roe", "roe"})),
        Quote((20, 30), "indirect", frozenset({"experts"})),
    )
}


def _row(kind: str, start: int, end: int, speaker: str | None) -> dict[str, object]:
    return {"kind": kind, "raw_start": start, "raw_end": end, "speaker": speaker}


def test_quotes_of_the_same_kind_that_overlap_are_right() -> None:
    rows = [
        _row("direct", 1, 10, "Ann Roe"),
        _row("indirect", 22, 30, None),
        _row("direct", 20, 30, "Experts"),
    ]
    figures = {
        one.name: one.value for one in score(_GOLD, {"a": Predicted("1", "", {"quotes": rows})})
    }
    assert figures == {
        "quotes: precision": 2 / 3,
        "quotes: recall": 1.0,
        "right speaker": 0.5,
        "exact spans": 0.5,
    }


def test_rejected_documents_count_as_not_found() -> None:
    assert [one.value for one in score(_GOLD, {})] == [None, 0.0, None, None]


def test_quotes_are_read_with_the_names_of_their_speakers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    said = {"content": {"start": 1, "end": 10}, "type": "direct", "speaker": "P"}
    group = {
        "content": {"start": 20, "end": 30},
        "type": "indirect",
        "speaker": "group",
        "speaker_span": {"text": "Experts"},
    }
    people = [{"id": "P", "canonical": "Ann Roe", "mentions": [{"text": "Roe"}]}]
    entry = {"file": "a.txt", "people": people, "quotes": [said, group]}
    (tmp_path / "evidence.json").write_text(json.dumps({"docs": [entry]}))
    (case,) = load(tmp_path / "evidence.json", tmp_path)
    assert case.gold == _GOLD["a"]
