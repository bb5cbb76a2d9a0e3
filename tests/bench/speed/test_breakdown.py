from __future__ import annotations

from opsonin_bench.speed.breakdown import ENGINE, costs_of


def account(stage: str, component: str, seconds: float, documents: int = 10) -> dict[str, object]:
    return {
        "stage": stage,
        "component": component,
        "seconds": seconds,
        "documents_out": documents,
        "rows_emitted": 3,
    }


def test_what_no_component_took_is_the_engine() -> None:
    accounts = [
        account("tag", "*", 9.0),
        account("tag", "slow", 5.0),
        account("clean", "fast", 1.0),
    ]
    costs = costs_of({"seconds": 10.0, "accounts": accounts})
    assert [(one.component, one.seconds) for one in costs] == [
        ("slow", 5.0),
        (ENGINE, 4.0),
        ("fast", 1.0),
    ]
    assert [one.ms_per_document for one in costs] == [500.0, 400.0, 100.0]


def test_engine_never_costs_less_than_nothing() -> None:
    costs = costs_of({"seconds": 1.0, "accounts": [account("tag", "slow", 1.1)]})
    assert {one.component: one.seconds for one in costs}[ENGINE] == 0.0


def test_component_without_documents_costs_nothing_a_document() -> None:
    (idle, *_) = costs_of({"seconds": 0.5, "accounts": [account("clean", "idle", 0.5, 0)]})
    assert (idle.component, idle.ms_per_document) == ("idle", 0.0)
