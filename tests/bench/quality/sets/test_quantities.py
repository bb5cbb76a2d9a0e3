from __future__ import annotations

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.quantities import (
    newsquant_of,
    quantulum_of,
    score_newsquant,
    score_quantulum,
)


def _found(*rows: tuple[float | None, float | None, str, str | None]) -> Predicted:
    names = ("value", "value_high", "comparator", "role")
    return Predicted("a", "", {"statistics": [dict(zip(names, row, strict=True)) for row in rows]})


def test_values_and_how_they_compare() -> None:
    entry = {
        "quantities": [{"value": "5.0 - 10.0", "change": "up"}, {"value": "-3", "change": ">"}]
    }
    gold = {"a": newsquant_of(entry)}
    assert gold["a"] == ((5.0, "up"), (10.0, "up"), (-3.0, ">"))
    found = {"a": _found((5.0, 10.0, "=", "increase"), (-3.0, None, "=", None))}
    figures = {one.name: one.value for one in score_newsquant(gold, found)}
    assert figures["value: F1"] == 1.0
    assert figures["value and comparator: F1"] == 2 / 3


def test_ranges_of_quantulum_have_their_middle() -> None:
    gold = {"a": quantulum_of({"res": [{"value": 12.5}, {"value": 3}]})}
    found = {"a": _found((10.0, 15.0, "=", None), (None, None, "=", None))}
    precision, recall, _ = score_quantulum(gold, found)
    assert (precision.value, recall.value) == (1.0, 0.5)
