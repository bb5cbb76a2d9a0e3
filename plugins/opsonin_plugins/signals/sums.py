"""Sums, maxima and ratios for each document of a batch.

Sums are of whole numbers, so that a result does not depend on which documents share a batch.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


def totals(values: npt.NDArray[Any], offsets: Integers) -> Integers:
    """Return the sum over the values of each document.

    Args:
        values: Whole numbers or booleans, document by document.
        offsets: Documents + 1 positions: those of document i are ``offsets[i]:offsets[i + 1]``.

    >>> totals(np.array([1, 2, 3]), np.array([0, 2, 2, 3])).tolist()
    [3, 0, 3]
    """
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return np.diff(sums[offsets])


def maxima(values: Integers, offsets: Integers) -> Integers:
    """Return the greatest value of each document, 0 for one that has none.

    >>> maxima(np.array([1, 2, 3]), np.array([0, 2, 2, 3])).tolist()
    [2, 0, 3]
    """
    found = np.zeros(len(offsets) - 1, np.int64)
    has_any = offsets[:-1] < offsets[1:]
    if has_any.any():
        found[has_any] = np.maximum.reduceat(values, offsets[:-1][has_any])
    return found


def offsets_of(documents: Integers, n_documents: int) -> Integers:
    """Return offsets for values of which each has the position of its document, in order."""
    return np.searchsorted(documents, np.arange(n_documents + 1))


def ratio(part: npt.NDArray[Any], whole: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Divide; what is part of nothing is 0."""
    found = np.zeros(len(part), np.float64)
    np.divide(part, whole, out=found, where=np.asarray(whole) > 0)
    return found.astype(np.float32)
