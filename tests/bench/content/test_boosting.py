from __future__ import annotations

import numpy as np

from opsonin_bench.content.boosting import Rows, Shape, fit, forest_from


def test_tree_becomes_arrays() -> None:
    tree = {
        "tree_structure": {
            "split_index": 0,
            "split_feature": 1,
            "threshold": 0.5,
            "left_child": {"leaf_value": -1.0},
            "right_child": {
                "split_index": 1,
                "split_feature": 0,
                "threshold": 2.0,
                "left_child": {"leaf_value": 1.0},
                "right_child": {"leaf_value": 3.0},
            },
        }
    }
    forest = forest_from([tree, {"tree_structure": {"leaf_value": 0.5}}])
    values = np.array([[0, 0, 3], [0.5, 1, 1]], dtype=np.float32)
    assert forest.odds(values).tolist() == [-0.5, 1.5, 3.5]


def test_threshold_is_rounded_down() -> None:
    number = np.float32(0.1)
    just_below = float(np.nextafter(np.float64(number), -np.inf))
    tree = {
        "tree_structure": {
            "split_index": 0,
            "split_feature": 0,
            "threshold": just_below,
            "left_child": {"leaf_value": 0.0},
            "right_child": {"leaf_value": 1.0},
        }
    }
    assert forest_from([tree]).odds(np.array([[number]])).tolist() == [1.0]


def test_same_rows_give_the_same_trees_that_tell_labels_apart() -> None:
    values = np.random.default_rng(0).random((2000, 3)).astype(np.float32)
    rows = Rows(values, (values[:, 1] > 0.5).astype(np.float32), np.ones(2000))
    shape = Shape(num_iterations=20, num_leaves=4)
    first, second = fit(rows, shape), fit(rows, shape)
    assert first.values.tolist() == second.values.tolist()
    odds = first.odds(values.T)
    assert ((odds > 0) == (values[:, 1] > 0.5)).mean() > 0.98
