from __future__ import annotations

import pytest

from opsonin_bench.speed.slopes import Pair, Spread, rate, slopes, spread_of, times_as_fast


def test_slope_leaves_starting_up_out() -> None:
    assert Pair(100, 300, 5.0 + 100 * 0.02, 5.0 + 300 * 0.02).slope == pytest.approx(0.02)


@pytest.mark.parametrize("sizes", [(10, 10), (20, 10), (-1, 10)])
def test_sizes_must_grow(sizes: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="expected growing numbers"):
        Pair(*sizes, 1.0, 2.0)


def test_median_stands_between_smallest_and_largest() -> None:
    pairs = [Pair(0, 10, 0.0, cost) for cost in (30.0, 10.0, 20.0)]
    assert slopes(pairs) == Spread(2.0, 1.0, 3.0)
    assert spread_of([4.0]) == Spread(4.0, 4.0, 4.0)


def test_ratio_is_taken_repetition_by_repetition() -> None:
    ours = [Pair(0, 10, 0.0, 1.0), Pair(0, 10, 0.0, 2.0), Pair(0, 10, 0.0, 1.0)]
    theirs = [Pair(0, 5, 0.0, 5.0), Pair(0, 5, 0.0, 10.0), Pair(0, 5, 0.0, 15.0)]
    assert times_as_fast(ours, theirs) == Spread(10.0, 10.0, 30.0)


def test_what_is_lost_in_noise_is_not_told() -> None:
    lost = Pair(0, 10, 1.0, 0.9)
    clear = Pair(0, 10, 0.0, 1.0)
    assert times_as_fast([lost], [clear]) is None
    assert times_as_fast([clear], [lost]) is None
    assert rate(lost.slope) is None
    assert rate(clear.slope) == pytest.approx(10.0)


def test_ratio_needs_as_many_repetitions_of_both() -> None:
    with pytest.raises(ValueError, match="argument"):
        times_as_fast([Pair(0, 1, 0.0, 1.0)], [])
