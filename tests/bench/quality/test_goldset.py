from __future__ import annotations

from opsonin_bench.quality.goldset import Case, sampled
from opsonin_bench.quality.predicting import Item

CASES = [Case(Item(str(n), ""), n) for n in range(50)]


def test_sample_is_the_same_in_every_run() -> None:
    chosen = sampled(CASES, 10)
    assert chosen == sampled(CASES, 10)
    assert len({case.gold for case in chosen}) == 10


def test_all_are_taken_when_there_are_no_more() -> None:
    assert sampled(CASES, 50) == CASES
    assert sampled(CASES, 0) == CASES
