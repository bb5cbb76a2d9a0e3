"""Quantities of single sentences: those of the news (NewsQuant) and of quantulum3's tests."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from opsonin_bench.quality.figures import Counts, Figure, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted, Row

_NUMBER = re.compile(r"(?:(?<=^)-)?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
#: Two values are the same within this share. Source: thirds are written as 0.33 and 0.333.
_SHARE = 1e-3
_TINY = 1e-6
_WAYS = {"increase": "up", "decrease": "down"}

#: Values, each with how it compares: ``=``, ``~``, ``<``, ``>``, ``up`` or ``down``.
Values = tuple[tuple[float, str], ...]


def newsquant_of(entry: Mapping[str, Any]) -> Values:
    """Return the values of a sentence; a range has two."""
    return tuple(
        (float(number), one["change"])
        for one in entry["quantities"]
        for number in _NUMBER.findall(str(one["value"]).replace(",", ""))
    )


def quantulum_of(entry: Mapping[str, Any]) -> Values:
    """Return the values of a sentence; a range is one, its middle."""
    return tuple((float(one["value"]), "=") for one in entry["res"])


def score_newsquant(gold: Mapping[str, Values], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return precision, recall and F1 of values, and of values with how they compare."""
    found = {name: _values(predicted[name]) if name in predicted else () for name in gold}
    plain = sum((_counts(found[name], gold[name]) for name in gold), Counts())
    compared = sum((_counts(found[name], gold[name], compares=True) for name in gold), Counts())
    return [*f1_figures("value", plain), *f1_figures("value and comparator", compared)]


def score_quantulum(gold: Mapping[str, Values], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return precision, recall and F1 of values."""
    found = {name: _middles(predicted[name]) if name in predicted else () for name in gold}
    return f1_figures("value", sum((_counts(found[name], gold[name]) for name in gold), Counts()))


def _values(found: Predicted) -> Values:
    return tuple(
        (value, _comparison(row))
        for row in found.rows["statistics"]
        for value in (row["value"], row["value_high"])
        if value is not None
    )


def _comparison(row: Row) -> str:
    """Return how a row compares as the gold words it: one sign, or which way it goes."""
    sign = str(row["comparator"])
    return _WAYS.get(row["role"], sign) if sign == "=" else sign[0]


def _middles(found: Predicted) -> Values:
    return tuple(
        (row["value"] if row["value_high"] is None else (row["value"] + row["value_high"]) / 2, "=")
        for row in found.rows["statistics"]
        if row["value"] is not None
    )


def _counts(found: Values, expected: Values, *, compares: bool = False) -> Counts:
    left = list(found)
    right = 0
    for value, way in expected:
        place = next(
            (
                place
                for place, (own, own_way) in enumerate(left)
                if math.isclose(
                    own, value, rel_tol=_SHARE, abs_tol=_SHARE if abs(value) > _TINY else 0.0
                )
                and (not compares or way == own_way)
            ),
            None,
        )
        if place is not None:
            left.pop(place)
            right += 1
    return Counts(right, len(found), len(expected))


def _loader(
    text: str, read: Callable[[Mapping[str, Any]], Values]
) -> Callable[[Path], Sequence[Case[Values]]]:
    def load(path: Path) -> Sequence[Case[Values]]:
        entries = json.loads(path.read_text("utf-8"))
        return [Case(Item(f"{n}", one[text]), read(one)) for n, one in enumerate(entries)]

    return load


GOLD_SETS = (
    GoldSet(
        name="NewsQuant quantities, dev",
        path="quantities/newsquant-dev.json",
        tables=("statistics",),
        load=_loader("text", newsquant_of),
        score=score_newsquant,
    ),
    GoldSet(
        name="quantulum3 quantities",
        path="quantities/quantulum3-quantities.json",
        tables=("statistics",),
        load=_loader("req", quantulum_of),
        score=score_quantulum,
    ),
)
