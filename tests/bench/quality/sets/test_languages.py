from __future__ import annotations

import json
from pathlib import Path

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.languages import Told, load_told, score_told


def _line(kind: str, language: str, text: str, lingua: str, cld2: str) -> str:
    answers = {"lingua": lingua, "CLD2": cld2}
    return json.dumps({"set": kind, "language": language, "text": text, "answers": answers})


def test_only_languages_that_all_peers_have_named_are_scored(tmp_path: Path) -> None:
    texts = tmp_path / "languages.jsonl"
    lines = [
        _line("django", "de", "Bitte w\u00e4hlen", "de", "de"),
        _line("django", "eo", "Bonvolu elekti", "eo", "de"),
        _line("wagtail", "de", "Seite", "de", "de"),
    ]
    texts.write_text("\n".join(lines), "utf-8")
    [case] = load_told(Path("README.md"), kind="django", texts=texts)
    assert case.gold == Told("de", 12, {"lingua": "de", "CLD2": "de"})


def test_a_missing_document_and_an_answer_for_another_script_count() -> None:
    gold = {
        "0": Told("zh", 20, {"lingua": "zh"}),
        "1": Told("de", 30, {"lingua": "nl"}),
        "2": Told("de", 50, {"lingua": "de"}),
    }
    predicted = {
        "0": Predicted("a", "", {"documents": [{"language": "zh-Hant"}]}),
        "2": Predicted("b", "", {"documents": [{"language": "nl"}]}),
    }
    found = {one.name: (one.value, one.n) for one in score_told(gold, predicted)}
    assert found == {
        "under 40 characters: right": (0.5, 2),
        "under 40 characters: lingua": (0.5, 2),
        "40 to 79 characters: right": (0.0, 1),
        "40 to 79 characters: lingua": (1.0, 1),
    }
