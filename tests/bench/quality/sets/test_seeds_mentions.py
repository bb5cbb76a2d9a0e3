from __future__ import annotations

import json
from pathlib import Path

import pytest

from opsonin_bench.quality.predicting import Predicted, Row
from opsonin_bench.quality.sets.seeds_mentions import Mention, curies, load, score

GOLD = {
    "a": (Mention((0, 6), "disease", "MONDO:1"), Mention((10, 14), "protein", "HGNC:2")),
    "b": (Mention((3, 9), "disease", None), Mention((20, 24), "anatomy", "UBERON:3")),
}


def row(start: int | None, end: int | None, type_: str, curie: str = "X:1", **more: object) -> Row:
    stated = {"is_preferred": True, "alt_curies": [], **more}
    return {"raw_start": start, "raw_end": end, "type": type_, "curie": curie, **stated}


def test_exact_overlapping_and_concepts_are_told_apart() -> None:
    predicted = {
        "a": Predicted(
            "1",
            "",
            {
                "mentions": [
                    row(0, 6, "disease", "MESH:9", alt_curies=["MONDO:1"]),
                    row(10, 14, "gene"),
                    row(13, 16, "protein"),
                    row(30, 34, "protein"),
                    row(10, 14, "protein", is_preferred=False),
                    row(None, None, "protein"),
                ]
            },
        ),
        "b": Predicted("2", "", {"mentions": [row(3, 9, "disease"), row(20, 24, "anatomy")]}),
    }
    recall, precision, overlapping, concepts = score(GOLD, predicted)
    assert (recall.value, recall.n) == (0.75, 4)
    assert (precision.value, precision.n) == (0.5, 6)
    assert overlapping.value == pytest.approx(5 / 6)
    assert (concepts.value, concepts.n) == (0.5, 2)


def test_rejected_documents_count_as_not_found() -> None:
    recall, precision, _, concepts = score(GOLD, {})
    assert (recall.value, precision.value, concepts.value) == (0.0, None, None)


def test_mention_has_the_concepts_of_all_vocabularies() -> None:
    assert curies(row(0, 1, "disease", "A:1", alt_curies=["B:2"])) == {"A:1", "B:2"}
    assert curies({"curie": None, "alt_curies": None}) == frozenset()


def test_mentions_on_removed_lines_and_identifiers_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"gone\r\nstays")
    lines = [{"line": 1, "action": "remove"}, {"line": 2, "action": "keep"}]
    (tmp_path / "clean.json").write_text(json.dumps({"files": {"a.txt": {"lines": lines}}}))
    entries = [
        {"seed": "a.txt", "start": 0, "end": 4, "type": "disease", "curie": "X:1"},
        {"seed": "a.txt", "start": 6, "end": 11, "type": "disease", "curie": "X:2"},
        {"seed": "a.txt", "start": 6, "end": 11, "type": "publication", "curie": None},
    ]
    (tmp_path / "mentions.json").write_text(json.dumps(entries))
    (case,) = load(tmp_path / "mentions.json", tmp_path)
    assert case.gold == (Mention((6, 11), "disease", "X:2"),)
