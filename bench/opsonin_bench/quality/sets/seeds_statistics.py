"""Statistics of the seeds, what only looks like one, and the arithmetic on them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from opsonin_bench.folders import SEEDS
from opsonin_bench.quality.figures import Counts, Figure, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted, Row
from opsonin_bench.quality.spans import Stretch, overlaps

G = TypeVar("G")

#: How the gold words what the contract has other words for.
_KINDS = {"age_range": "age", "proportion_word": "proportion"}
_COMPARATORS = {"range": "="}
_CHECKS = {
    "subgroup_sum": "sum",
    "repeat_agreement": "repeat",
    "proportion_bound": "implied",
    "implied_proportion": "implied",
}
#: How the gold words a result -> the table's word.
_RESULTS = {"contradiction": "inconsistent"}
_PARTS = ("numerator", "denominator", "percentage")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of the gold, in the contract's words.

    Attributes:
        span: Where it is in the raw text.
        key: Kind, value, upper value and comparator.
        role: Numerator, denominator or percentage, if it is one.
        is_optional: Whether it may be left out.
    """

    span: Stretch
    key: tuple[str, float | None, float | None, str]
    role: str | None
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Quantities:
    """The quantities of a document, and stretches that look like some."""

    real: tuple[Quantity, ...]
    lookalikes: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the gold: its kind, its result, and where the numbers or claims stand."""

    kind: str
    result: str
    spans: tuple[Stretch, ...]


def quantities_of(entry: Mapping[str, Any]) -> Quantities:
    """Return the quantities that the gold has for a document."""
    real = tuple(
        Quantity(
            _span(one),
            (
                _KINDS.get(one["kind"], one["kind"]),
                one["value"],
                one.get("value_high"),
                _COMPARATORS.get(one["comparator"], one["comparator"]),
            ),
            one.get("role") if one.get("role") in _PARTS else None,
            bool(one.get("optional")),
        )
        for one in entry["quantities"]
    )
    return Quantities(real, tuple(_span(one) for one in entry["quantity_negatives"]))


def score_quantities(
    gold: Mapping[str, Quantities], predicted: Mapping[str, Predicted]
) -> list[Figure]:
    """Return precision, recall and F1, the share of look-alikes left alone, and of right roles.

    A row is right if it overlaps a quantity of the gold and kind, value, upper value and
    comparator are equal.
    """
    counts = Counts()
    n_lookalikes = n_left = n_roles = n_right_roles = 0
    for name, expected in gold.items():
        rows = _rows(predicted, name, "statistics")
        pairs = _paired(expected.real, rows)
        matched = {id(row) for _, row in pairs}
        required = [one for one in expected.real if not one.is_optional]
        right = [one for one, _ in pairs if not one.is_optional]
        found = len(rows) - (len(pairs) - len(right))
        counts += Counts(len(right), found, len(required))
        n_lookalikes += len(expected.lookalikes)
        n_left += sum(
            not any(id(row) not in matched and overlaps(_raw(row), span) for row in rows)
            for span in expected.lookalikes
        )
        n_roles += sum(one.role is not None for one in expected.real)
        n_right_roles += sum(one.role is not None and row["role"] == one.role for one, row in pairs)
    return [
        *f1_figures("overlap, kind, values and comparator", counts),
        Figure(
            "look-alikes left alone", n_left / n_lookalikes if n_lookalikes else None, n_lookalikes
        ),
        Figure("roles right", n_right_roles / n_roles if n_roles else None, n_roles),
    ]


def checks_of(entry: Mapping[str, Any]) -> tuple[Check, ...]:
    """Return the checks of a document."""
    spans = {one["id"]: _span(one) for one in entry["quantities"] if "id" in one}
    found = []
    for one in entry["stat_checks"]:
        names = [one.get(key) for key in ("numerator", "denominator", "stated", "a", "b")]
        names += one.get("parts", ())
        # Claims are given where they stand, numbers by their names.
        known = [(name["start"], name["end"]) for name in names if isinstance(name, dict)]
        known += [spans[name] for name in names if isinstance(name, str) and name in spans]
        if not known:
            # A small sample is told by its size.
            known = [_span(q) for q in entry["quantities"] if q["value"] == one.get("n")]
        word = one.get("result", "suspicious").replace(",", " ").split()[0]
        result = _RESULTS.get(word, word)
        found.append(Check(_CHECKS.get(one["type"], one["type"]), result, tuple(known)))
    return tuple(found)


def score_checks(
    gold: Mapping[str, tuple[Check, ...]], predicted: Mapping[str, Predicted]
) -> list[Figure]:
    """Return precision, recall and F1 of checks: kind, result, all numbers and claims."""
    counts = Counts()
    for name, expected in gold.items():
        spans = {
            ("n", row["statistic_id"]): _raw(row) for row in _rows(predicted, name, "statistics")
        }
        spans |= {("c", row["claim_id"]): _raw(row) for row in _rows(predicted, name, "claims")}
        left = list(_rows(predicted, name, "stat_checks"))
        n_found, right = len(left), 0
        for check in expected:
            row = next((one for one in left if _is_right(check, one, spans)), None)
            if row is not None:
                left.remove(row)
                right += 1
        counts += Counts(right, n_found, len(expected))
    return f1_figures("kind, result and numbers", counts)


def _is_right(check: Check, row: Row, spans: Mapping[tuple[str, int], Stretch]) -> bool:
    ours = [spans["n", number] for number in row["statistic_ids"]]
    ours += [spans["c", number] for number in row["claim_ids"]]
    return (
        row["kind"] == check.kind
        and row["result"] == check.result
        and all(any(overlaps(span, own) for own in ours) for span in check.spans)
    )


def _paired(expected: Sequence[Quantity], rows: Sequence[Row]) -> list[tuple[Quantity, Row]]:
    pairs = []
    left = list(rows)
    for one in expected:
        row = next(
            (row for row in left if overlaps(_raw(row), one.span) and _key(row) == one.key), None
        )
        if row is not None:
            left.remove(row)
            pairs.append((one, row))
    return pairs


def _key(row: Row) -> tuple[str, float | None, float | None, str]:
    return row["kind"], row["value"], row["value_high"], row["comparator"]


def _rows(predicted: Mapping[str, Predicted], name: str, table: str) -> Sequence[Row]:
    return predicted[name].rows[table] if name in predicted else []


def _raw(row: Row) -> Stretch:
    # A span of inserted text has no place in the raw text and overlaps nothing.
    return row["raw_start"] or 0, row["raw_end"] or 0


def _span(one: Mapping[str, Any]) -> Stretch:
    return one["span"]["start"], one["span"]["end"]


def _loader(read: Callable[[Mapping[str, Any]], G]) -> Callable[[Path], Sequence[Case[G]]]:
    def load(path: Path, seeds: Path = SEEDS) -> Sequence[Case[G]]:
        entries = json.loads(path.read_text("utf-8"))["docs"]
        return [
            Case(Item(one["file"], (seeds / one["file"]).read_bytes(), ".txt"), read(one))
            for one in entries
        ]

    return load


GOLD_SETS = (
    GoldSet(
        name="seeds statistics",
        path="seeds/evidence.json",
        tables=("statistics",),
        load=_loader(quantities_of),
        score=score_quantities,
    ),
    GoldSet(
        name="seeds checks",
        path="seeds/evidence.json",
        tables=("stat_checks",),
        reads=("statistics", "claims"),
        load=_loader(checks_of),
        score=score_checks,
    ),
)
