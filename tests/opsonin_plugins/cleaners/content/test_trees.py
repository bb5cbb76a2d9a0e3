from __future__ import annotations

import numpy as np
import pytest

from opsonin_plugins.cleaners.content.trees import SCALE, Forest, probability


def _forest() -> Forest:
    """One tree: feature 1 > 0.5 ? 3 : (feature 0 > 2 ? 1 : -1); and a tree of one leaf, 0.5."""
    infinite = np.inf
    return Forest(
        roots=np.array([0, 5], dtype=np.int32),
        depth=2,
        features=np.array([1, 0, 0, 0, 0, 0], dtype=np.int32),
        thresholds=np.array([0.5, 2, infinite, infinite, infinite, infinite], dtype=np.float32),
        children=np.array([1, 4, 2, 3, 2, 2, 3, 3, 4, 4, 5, 5], dtype=np.int32),
        values=(np.array([0, 0, -1, 1, 3, 0.5]) * SCALE).astype(np.int32),
        bias=0.25,
    )


def test_every_block_gets_the_sum_of_its_leaves() -> None:
    values = np.array([[0, 3, 0], [0, 0, 1]], dtype=np.float32)
    assert _forest().odds(values).tolist() == [-0.25, 1.75, 3.75]


def test_a_feature_equal_to_the_threshold_is_not_greater() -> None:
    assert _forest().odds(np.array([[2], [0.5]], dtype=np.float32)).tolist() == [-0.25]


def test_many_blocks_are_as_few() -> None:
    values = np.tile(np.array([[0, 3, 0], [0, 0, 1]], dtype=np.float32), 1000)
    assert _forest().odds(values).tolist() == [-0.25, 1.75, 3.75] * 1000


def test_no_blocks_give_no_odds() -> None:
    assert _forest().odds(np.zeros((2, 0), dtype=np.float32)).tolist() == []


def test_probability_of_even_odds_is_a_half() -> None:
    assert probability(np.array([0.0, 100.0])).tolist() == pytest.approx([0.5, 1.0])
