from __future__ import annotations

import json
from collections import Counter

from opsonin.tables.clean import DOC_TYPES
from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.doc_types import LABELS, score


def found(kind: str) -> Predicted:
    return Predicted("id", "", {"documents": [{"doc_type": kind}]})


def test_kinds_are_counted_apart_and_confusions_named() -> None:
    gold = {"a": "news", "b": "news", "c": "paper"}
    figures = score(gold, {"a": found("news"), "b": found("blog"), "c": found("paper")})
    assert [(one.name, one.value, one.n) for one in figures] == [
        ("kind right", 2 / 3, 3),
        ("news: right", 0.5, 2),
        ("paper: right", 1.0, 1),
        ("news taken for blog", 1, 2),
    ]


def test_document_that_was_rejected_is_wrong() -> None:
    assert score({"a": "news"}, {})[0].value == 0


def test_labels_are_of_the_contract_and_there_are_enough() -> None:
    labels = Counter(json.loads(LABELS.read_text("utf-8"))["labels"].values())
    assert labels.total() >= 60
    assert set(labels) <= set(DOC_TYPES)
