"""Sums of decision trees, evaluated for all blocks of a page at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Leaves are whole numbers, so that their sum does not depend on the order of adding on a machine.
SCALE: Final = 1 << 16
#: Blocks that are treated together, which bounds the memory for pages with very many.
_CHUNK = 1024


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

    def odds(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the log odds of each column of features x blocks."""
        sums = [
            self._sums(np.ascontiguousarray(values[:, start : start + _CHUNK]))
            for start in range(0, values.shape[1], _CHUNK)
        ]
        return np.concatenate([np.zeros(0, dtype=np.int64), *sums]) / SCALE + self.bias

    def _sums(self, values: NDArray[np.float32]) -> NDArray[np.int64]:
        n = values.shape[1]
        flat = values.ravel()
        columns = np.tile(np.arange(n, dtype=np.int32), len(self.roots))
        rows = self.features * np.int32(n)
        node = np.repeat(self.roots, n)
        for _ in range(self.depth):
            is_greater = flat.take(rows.take(node) + columns) > self.thresholds.take(node)
            node = self.children.take(2 * node + is_greater)
        leaves = self.values.take(node).reshape(len(self.roots), n)
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
