from __future__ import annotations

from typing import Any

import pytest

from opsonin_bench.speed.breakdown import PhaseCost, costs_of, phase_costs


def line(name: str, seconds: float, documents: int = 0, rows: int = 0) -> dict[str, Any]:
    return {
        "stage": "tag",
        "component": name,
        "is_engine": not documents,
        "seconds": seconds,
        "documents": documents,
        "rows": rows,
    }


def report(seconds: float, documents: int, rows: int = 0) -> dict[str, Any]:
    return {"profile": [line("write", seconds), line("noop", 1.0, documents, rows)]}


def test_costs_stand_in_their_order_and_count_for_every_document() -> None:
    costs = costs_of({"profile": [line("write", 4.0), line("slow", 5.0, 10, 3)]})
    assert [(one.component, one.seconds, one.n_rows) for one in costs] == [
        ("slow", 5.0, 3),
        ("[write]", 4.0, 0),
    ]
    assert [one.ms_per_document for one in costs] == [500.0, 400.0]


def test_run_without_documents_costs_nothing_a_document() -> None:
    assert [one.ms_per_document for one in costs_of({"profile": [line("plan", 0.5)]})] == [0.0]


def test_phases_cost_the_slope_of_the_least_repetition() -> None:
    few = [report(1.0, 100, rows=100), report(1.5, 100, rows=100)]
    many = [report(2.0, 200, rows=200)]
    (write,) = phase_costs(few, many, [report(2.5, 200, rows=1200)])
    assert write.phase == "tag: write"
    assert (write.us_per_document, write.us_per_row) == pytest.approx((10_000.0, 500.0))
    assert isinstance(write, PhaseCost)
