from __future__ import annotations

from typing import Any

from opsonin.cli.balance import document_totals


def _line(stage: str, component: str, counts: tuple[int, int, int, int, int]) -> dict[str, Any]:
    names = ("in", "out", "rejected", "dropped", "cached")
    numbers = {f"documents_{name}": n for name, n in zip(names, counts, strict=True)}
    return {"stage": stage, "component": component, **numbers}


def test_totals_balance_and_rejects_of_taggers_do_not_count() -> None:
    accounts = [
        _line("ingest", "*", (10, 7, 2, 1, 3)),
        _line("ingest", "text", (10, 8, 2, 0, 0)),
        _line("clean", "*", (7, 5, 2, 0, 2)),
        _line("clean", "html", (7, 6, 1, 0, 3)),
        _line("clean", "segments", (6, 5, 1, 0, 2)),
        _line("tag", "*", (5, 5, 0, 0, 2)),
        _line("tag", "concepts", (5, 4, 1, 0, 2)),
    ]
    totals = document_totals(accounts)
    assert totals == {"in": 10, "out": 5, "rejected": 4, "dropped": 1, "cached": 2}
    assert totals["in"] == totals["out"] + totals["rejected"] + totals["dropped"]


def test_totals_of_nothing_are_zero() -> None:
    accounts = [_line(stage, "*", (0, 0, 0, 0, 0)) for stage in ("ingest", "clean", "tag")]
    assert set(document_totals(accounts).values()) == {0}
