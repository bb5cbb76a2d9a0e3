from __future__ import annotations

import numpy as np

from opsonin_plugins.signals.sums import maxima, offsets_of, ratio, totals


def test_documents_without_values_have_a_sum_and_a_maximum_of_nothing() -> None:
    offsets = np.array([0, 0, 2, 2])
    values = np.array([3, 4])
    assert totals(values, offsets).tolist() == [0, 7, 0]
    assert maxima(values, offsets).tolist() == [0, 4, 0]


def test_nothing_at_all_can_be_summed() -> None:
    assert totals(np.array([], np.int64), np.array([0, 0])).tolist() == [0]
    assert maxima(np.array([], np.int64), np.array([0, 0])).tolist() == [0]


def test_offsets_are_found_from_the_documents_of_values() -> None:
    assert offsets_of(np.array([0, 0, 2]), 4).tolist() == [0, 2, 2, 3, 3]


def test_a_part_of_nothing_is_nothing() -> None:
    assert ratio(np.array([1, 1]), np.array([2, 0])).tolist() == [0.5, 0.0]
