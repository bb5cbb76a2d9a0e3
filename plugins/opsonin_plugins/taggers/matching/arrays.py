"""Arrays that grow, and the positions of many stretches at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]
_FIRST_CAPACITY = 1 << 12


class Growing:
    """A one-dimensional array to which values are added at the end.

    Args:
        dtype: Type of its values.
    """

    __slots__ = ("_values", "size")

    def __init__(self, dtype: type[np.generic]) -> None:
        self._values: NDArray[Any] = np.zeros(_FIRST_CAPACITY, dtype)
        self.size = 0

    @property
    def values(self) -> NDArray[Any]:
        """The values so far, as a view that the next addition may leave behind."""
        return self._values[: self.size]

    def extend(self, new: NDArray[Any]) -> None:
        """Add values at the end."""
        size = self.size + len(new)
        if size > len(self._values):
            larger = np.zeros(2 * size, self._values.dtype)
            larger[: self.size] = self.values
            self._values = larger
        self._values[self.size : size] = new
        self.size = size


def stretches(starts: Positions, lengths: Positions) -> Positions:
    """Return the positions of all stretches, one stretch behind the other.

    >>> stretches(np.array([7, 2]), np.array([3, 2])).tolist()
    [7, 8, 9, 2, 3]
    """
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
