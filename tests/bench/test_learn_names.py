from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opsonin_bench.learn_names import CORPORA, learn, write
from opsonin_plugins.taggers.matching.ambiguous import stopped_types
from opsonin_plugins.taggers.matching.terms import term_keys


def abstract(doc_id: str, text: str, *mentions: tuple[str, str]) -> dict[str, Any]:
    return {
        "doc_id": doc_id,
        "text": text,
        "mentions": [
            {
                "start": text.index(name),
                "end": text.index(name) + len(name),
                "type": kind,
                "ids": [],
            }
            for name, kind in mentions
        ],
    }


TRAIN = {
    "ncbi_disease": [abstract("1", "Retinoblastoma and death.", ("Retinoblastoma", "disease"))],
    "bc5cdr": [
        abstract("2", "Placebo, then aspirin for an antigen.", ("aspirin", "chemical")),
        abstract("3", "A placebo for an antigen."),
        abstract("4", "A placebo that was left out: its abstract is held out."),
    ],
    "biored": [abstract("2", "Placebo, then aspirin for an antigen.", ("aspirin", "chemical"))],
}


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gold") / "ner"
    folder.mkdir()
    for name in CORPORA:
        lines = "\n".join(map(json.dumps, TRAIN[name]))
        (folder / f"{name}.train.jsonl").write_text(lines, encoding="utf-8")
        held_out = json.dumps(abstract("4", "held out"))
        (folder / f"{name}.dev.jsonl").write_text(held_out, encoding="utf-8")
    return folder


def test_names_that_were_wrong_are_written_with_counts_and_corpora(
    gold: Path, tmp_path: Path
) -> None:
    evidence = learn(gold)
    write(evidence, gold, tmp_path / "learnt.tsv")
    lines = (tmp_path / "learnt.tsv").read_text(encoding="utf-8").splitlines()
    # An abstract that two corpora have counts once, one of a development set never, and
    # biologicals stay.
    assert lines[0] == "term\ttype\treason\tcorpora"
    assert [line for line in lines if line.lower().startswith("placebo")] == [
        "Placebo\tchemical\tright 0, wrong 2\tbc5cdr"
    ]
    assert not any("antigen" in line or "aspirin" in line for line in lines)
    account = json.loads((tmp_path / "learnt.json").read_text(encoding="utf-8"))
    assert account["names"] == len(lines) - 1
    assert account["corpora"].keys() == CORPORA.keys()


def test_what_was_learnt_is_left_out_unless_one_learns_anew() -> None:
    key = int(term_keys(["placebo"])[0][0])
    assert "chemical" in stopped_types()[key]
    assert "chemical" not in stopped_types(with_learnt=False).get(key, frozenset())
