from __future__ import annotations

from pathlib import Path

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.links import KINDS, Related, load, score

_GOLD = {
    "a": Related({"b": "same_story", "c": "news_to_paper"}, ("d",), ""),
    "b": Related({}, (), "Gut"),
    "c": Related({}, (), ""),
    "d": Related({}, (), ""),
}


def _row(to: str | None, kind: str, described: str | None = None) -> dict[str, object]:
    return {"to_doc_id": to, "kind": kind, "target_description": described}


def test_links_are_right_in_either_direction() -> None:
    rows: dict[str, list[dict[str, object]]] = {key: [] for key in _GOLD}
    rows["b"] = [_row("1", "same_story"), _row(None, "news_to_paper", "Gut; Ann Roe")]
    rows["d"] = [_row("1", "same_story"), _row("1", "duplicate")]
    predicted = {
        key: Predicted(doc_id, "", {"links": rows[key]})
        for key, doc_id in zip(_GOLD, "1234", strict=True)
    }
    figures = {one.name: one.value for one in score(_GOLD, predicted)}
    assert figures["same_story: precision"] == 0.5
    assert figures["same_story: recall"] == 1.0
    assert figures["news_to_paper: recall"] == 0.0
    assert figures["contradiction_candidate: recall"] is None
    assert figures["look-alikes left alone"] == 0.0
    assert figures["papers outside described"] == 1.0


def test_set_has_pairs_of_every_kind_and_look_alikes() -> None:
    cases = load(Path("unused"))
    kinds = [kind for case in cases for kind in case.gold.others.values()]
    assert {*kinds} == {*KINDS}
    assert len(kinds) + sum(len(case.gold.unrelated) for case in cases) >= 30
    keys = {case.item.key for case in cases}
    assert all({*case.gold.others, *case.gold.unrelated} <= keys for case in cases)
