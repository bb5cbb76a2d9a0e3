"""Sums of decision trees, evaluated for all blocks of a page at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Leaves are whole numbers, so that their sum does not depend on the order of adding on a machine.
SCALE: Final = 1 << 16
#: Blocks that are treated together, so that what is known of them fits into a processor's cache.
_CHUNK = 1024
#: Levels on which all trees are asked about all blocks; below it only those without an answer.
_TOGETHER = 4


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees whose nodes stand one after the other; a leaf is a node that leads to itself.

    Attributes:
        roots: Number of the first node of each tree.
        depth: Most questions on the way to a leaf.
        features: For each node the number of the feature that is asked about.
        thresholds: For each node what the feature is compared with; infinite for leaves.
        children: For each node the next node if the feature is not greater, and if it is.
        values: For each node what it adds as a leaf, times ``SCALE``.
        bias: What is added to every sum.
    """

    roots: NDArray[np.int32]
    depth: int
    features: NDArray[np.int32]
    thresholds: NDArray[np.float32]
    children: NDArray[np.int32]
    values: NDArray[np.int32]
    bias: float

    def odds(
        self, values: NDArray[np.float32], *, asked_first: int = 0, least: float = 0.0
    ) -> NDArray[np.float64]:
        """Return the log odds of each column of features x blocks.

        Args:
            values: The features.
            asked_first: So many trees are asked about all blocks, the others only where it may
                matter; 0 asks all about all.
            least: The log odds after the first trees below which a block is not looked at again.
        """
        sums = [
            self._early_and_late(values[:, start : start + _CHUNK], asked_first, least)
            for start in range(0, values.shape[1], _CHUNK)
        ]
        return np.concatenate([np.zeros(0, dtype=np.int64), *sums]) / SCALE + self.bias

    def _early_and_late(
        self, values: NDArray[np.float32], asked_first: int, least: float
    ) -> NDArray[np.int64]:
        if not asked_first:
            return self._sums(values, self.roots)
        sums = self._sums(values, self.roots[:asked_first])
        is_open = sums >= least * SCALE
        sums[is_open] += self._sums(values[:, is_open], self.roots[asked_first:])
        return sums

    def _sums(self, values: NDArray[np.float32], roots: NDArray[np.int32]) -> NDArray[np.int64]:
        n = values.shape[1]
        flat = np.ascontiguousarray(values).ravel()
        columns = np.tile(np.arange(n, dtype=np.int32), len(roots))
        rows = self.features * np.int32(n)
        node = np.repeat(roots, n)
        for _ in range(min(self.depth, _TOGETHER)):
            is_greater = flat.take(rows.take(node) + columns) > self.thresholds.take(node)
            node = self.children.take(2 * node + is_greater)
        # Most have reached a leaf by now.
        on_way = np.flatnonzero(self.thresholds.take(node) < np.inf)
        at, columns = node.take(on_way), columns.take(on_way)
        for _ in range(_TOGETHER, self.depth):
            is_greater = flat.take(rows.take(at) + columns) > self.thresholds.take(at)
            at = self.children.take(2 * at + is_greater)
        node[on_way] = at
        leaves = self.values.take(node).reshape(len(roots), n)
        sums: NDArray[np.int64] = leaves.sum(axis=0, dtype=np.int64)
        return sums


def forest_of(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Forest:
    """Return the forest whose arrays have names that begin with ``name``."""
    return Forest(
        roots=arrays[f"{name}_roots"].astype(np.int32),
        depth=int(arrays[f"{name}_depth"]),
        features=arrays[f"{name}_features"].astype(np.int32),
        thresholds=arrays[f"{name}_thresholds"].astype(np.float32),
        children=arrays[f"{name}_children"].astype(np.int32),
        values=arrays[f"{name}_values"].astype(np.int32),
        bias=float(arrays[f"{name}_bias"]),
    )


def probability(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability for log odds."""
    return 1.0 / (1.0 + np.exp(-odds))
