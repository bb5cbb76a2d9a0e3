from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from opsonin_plugins.taggers.overlaps import combined, crowds_of

SPANS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(1, 5)), max_size=12)


@given(SPANS)
def test_spans_hang_together_if_they_overlap_one_of_their_group(
    spans: list[tuple[int, int, int]],
) -> None:
    groups, starts, sizes = np.array(spans, np.int64).reshape(-1, 3).T
    crowds = crowds_of(groups, starts, starts + sizes)

    def overlap(one: int, other: int) -> bool:
        low, high = max(starts[one], starts[other]), min((starts + sizes)[[one, other]])
        return bool(groups[one] == groups[other] and low < high)

    among = {
        one
        for one in range(len(spans))
        if any(overlap(one, other) for other in range(len(spans)) if other != one)
    }
    assert set(crowds.rows.tolist()) == among
    number = dict(zip(crowds.rows.tolist(), crowds.numbers.tolist(), strict=True))
    for one in among:
        for other in among - {one}:
            if overlap(one, other):
                assert number[one] == number[other]


def test_pairs_get_numbers_without_gaps() -> None:
    assert combined(np.array([3, 3, 0, 3]), np.array([5, 1, 9, 5])).tolist() == [2, 1, 0, 2]
    assert combined(np.zeros(0, np.int64), np.zeros(0, np.int64)).tolist() == []
