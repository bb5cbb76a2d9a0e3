"""Fits gradient-boosted trees and takes them apart into arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.cleaners.content.trees import SCALE, Forest


@dataclass(frozen=True, slots=True)
class Rows:
    """What a forest learns from.

    Attributes:
        values: blocks x features.
        labels: Share of each block that is main content.
        weights: What each block counts.
    """

    values: NDArray[np.float32]
    labels: NDArray[np.float32]
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a forest is. Source: cross-validation, see ``docs/content.md``.

    Attributes:
        num_iterations: Number of trees.
        num_leaves: Leaves of a tree.
        max_depth: Questions on the way to a leaf.
        learning_rate: What each tree counts.
    """

    num_iterations: int = 160
    num_leaves: int = 31
    max_depth: int = 9
    learning_rate: float = 0.1


#: One thread and fixed seeds, so that the same rows give the same trees.
_FIXED: Mapping[str, Any] = {
    "objective": "cross_entropy",
    "max_bin": 63,
    "min_data_in_leaf": 40,
    "min_sum_hessian_in_leaf": 1.0,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "seed": 1,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


def fit(rows: Rows, shape: Shape) -> Forest:
    """Return the trees that LightGBM fits.

    Source: Ke et al. 2017, LightGBM: a highly efficient gradient boosting decision tree.
    """
    # Only training needs it.
    import lightgbm  # noqa: PLC0415

    data = lightgbm.Dataset(rows.values, label=rows.labels, weight=rows.weights)
    booster = lightgbm.train({**_FIXED, **asdict(shape)}, data)
    return forest_from(booster.dump_model()["tree_info"])


def forest_from(trees: list[dict[str, Any]]) -> Forest:
    """Return trees as LightGBM tells them as arrays."""
    nodes: list[tuple[int, float, int, int, float]] = []
    roots: list[int] = []
    depth = 0
    for tree in trees:
        roots.append(len(nodes))
        depth = max(depth, _add(tree["tree_structure"], nodes))
    features, thresholds, left, right, values = zip(*nodes, strict=True)
    return Forest(
        roots=np.array(roots, dtype=np.int32),
        depth=depth,
        features=np.array(features, dtype=np.int32),
        thresholds=_not_above(np.array(thresholds)),
        children=np.array([left, right], dtype=np.int32).T.ravel(),
        values=np.rint(np.array(values) * SCALE).astype(np.int32),
        bias=0.0,
    )


def _add(node: dict[str, Any], nodes: list[tuple[int, float, int, int, float]]) -> int:
    """Append a node and what stands below it; return how deep that is."""
    at = len(nodes)
    if "split_index" not in node:
        nodes.append((0, np.inf, at, at, node["leaf_value"]))
        return 0
    nodes.append((0, 0.0, 0, 0, 0.0))
    left = len(nodes)
    left_depth = _add(node["left_child"], nodes)
    right = len(nodes)
    right_depth = _add(node["right_child"], nodes)
    nodes[at] = (node["split_feature"], node["threshold"], left, right, 0.0)
    return 1 + max(left_depth, right_depth)


def _not_above(thresholds: NDArray[np.float64]) -> NDArray[np.float32]:
    """Round down, so that numbers of single precision compare with them as they did before."""
    rounded = thresholds.astype(np.float32)
    below = np.nextafter(rounded, np.float32(-np.inf))
    return np.where(rounded > thresholds, below, rounded)
