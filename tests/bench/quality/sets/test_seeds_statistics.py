from __future__ import annotations

from opsonin_bench.quality.predicting import Predicted, Row
from opsonin_bench.quality.sets.seeds_statistics import (
    checks_of,
    quantities_of,
    score_checks,
    score_quantities,
)

ENTRY = {
    "quantities": [
        {"span": {"start": 0, "end": 9}, "kind": "count", "comparator": "=", "value": 23,
         "role": "numerator", "id": "n"},
        {"span": {"start": 10, "end": 19}, "kind": "age_range", "comparator": "range", "value": 15,
         "value_high": 44},
        {"span": {"start": 20, "end": 25}, "kind": "count", "comparator": "=", "value": 2,
         "optional": True},
    ],
    "quantity_negatives": [{"span": {"start": 30, "end": 35}}],
    "stat_checks": [
        {"type": "subgroup_sum", "parts": ["n"], "result": "consistent (parts <= total)"},
        {"type": "small_sample", "n": 15},
        {"type": "internal_contradiction", "result": "contradiction", "a": {"start": 40, "end": 49},
         "b": {"start": 60, "end": 69}},
    ],
}  # fmt: skip


def _row(start: int, end: int, kind: str, value: float, **cells: object) -> Row:
    return {
        "raw_start": start, "raw_end": end, "kind": kind, "value": value, "value_high": None,
        "comparator": "=", "role": None, **cells,
    }  # fmt: skip


def test_quantities_are_right_with_kind_values_and_comparator() -> None:
    gold = {"a": quantities_of(ENTRY)}
    rows = [
        _row(2, 4, "count", 23.0, role="numerator"),
        _row(12, 14, "age", 15.0, value_high=44.0),
        _row(31, 32, "count", 1.0),
    ]
    figures = score_quantities(gold, {"a": Predicted("a", "", {"statistics": rows})})
    values = {one.name.rsplit(": ", 1)[-1]: one.value for one in figures}
    assert values == {
        "precision": 2 / 3, "recall": 1.0, "F1": 0.8, "look-alikes left alone": 0.0,
        "roles right": 1.0,
    }  # fmt: skip


def test_optional_quantities_cost_nothing_found_or_not() -> None:
    gold = {"a": quantities_of(ENTRY)}
    rows = [_row(20, 22, "count", 2.0)]
    precision, recall, *_ = score_quantities(gold, {"a": Predicted("a", "", {"statistics": rows})})
    assert (precision.value, precision.n, recall.n) == (None, 0, 2)


def test_checks_are_right_with_kind_result_and_numbers() -> None:
    gold = {"a": checks_of(ENTRY)}
    assert [(one.kind, one.result) for one in gold["a"]] == [
        ("sum", "consistent"),
        ("small_sample", "suspicious"),
        ("internal_contradiction", "inconsistent"),
    ]
    statistics: list[Row] = [{"statistic_id": 0, "raw_start": 0, "raw_end": 5}]
    checks: list[Row] = [
        {"kind": "sum", "result": "consistent", "statistic_ids": [0], "claim_ids": []},
        {"kind": "small_sample", "result": "suspicious", "statistic_ids": [0], "claim_ids": []},
        {
            "kind": "internal_contradiction",
            "result": "inconsistent",
            "statistic_ids": [],
            "claim_ids": [0, 1],
        },
    ]
    claims: list[Row] = [
        {"claim_id": 0, "raw_start": 45, "raw_end": 50},
        {"claim_id": 1, "raw_start": 60, "raw_end": 65},
    ]
    rows = {"statistics": statistics, "stat_checks": checks, "claims": claims}
    precision, recall, _ = score_checks(gold, {"a": Predicted("a", "", rows)})
    assert (precision.value, recall.value) == (2 / 3, 2 / 3)
