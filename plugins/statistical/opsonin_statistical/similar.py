"""Finds the name of a vocabulary that has nearly the words of another, however bent and ordered.

"Impaired memory" has the words of "memory impairment", "cancer of the fallopian tube" those of
"fallopian tube neoplasms".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from opsonin_statistical.stems import bag_of, stems_of

Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]

#: From this cosine on names are taken for the same. Source: ours, by cross-validation on the
#: training set of the NCBI disease corpus with annotated spans: .6 finds more ids, fewer of them
#: right.
NEAR = 0.75
#: Names of the same stems.
SAME = 0.999
_CLOSE = 1e-6


class Broad:
    """Names by their stems, all words for something being wrong taken for one.

    Args:
        names: The names, in order of preference among equals.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._known: dict[str, str] = {}
        bags = np.fromiter((self._bag(name) for name in names), np.uint64, len(names))
        # "Jaw diseases" are meant by "jaw lesions" before "jaw abnormalities" are.
        narrow = (bag_of(name, self._known) for name in names)
        is_plain = bags == np.fromiter(narrow, np.uint64, len(names))
        order = np.argsort(~is_plain, kind="stable")
        self._keys, firsts = np.unique(bags[order], return_index=True)
        self._places: Ints = order[firsts]

    def find(self, name: str) -> int | None:
        """Return the place of the first name of the same stems; None if there is none."""
        bag = np.uint64(self._bag(name))
        at = int(np.searchsorted(self._keys, bag))
        if not bag or at == len(self._keys) or self._keys[at] != bag:
            return None
        return int(self._places[at])

    def _bag(self, name: str) -> int:
        return bag_of(name, self._known, is_broad=True)


class Similar:
    """Names by their stems.

    A name is as near to another as the cosine of their stems, weighed by how rare each is.

    Source: Leaman, Islamaj Dogan and Lu (2013), DNorm: disease name normalization with pairwise
    learning to rank, for names as vectors of stems; without its learnt matrix.

    Args:
        names: The names, in order of preference among equals.
    """

    def __init__(self, names: Sequence[str]) -> None:
        known: dict[str, str] = {}
        stems = [stems_of(name, known) for name in names]
        self._numbers: dict[str, int] = {}
        columns = np.array(
            [self._numbers.setdefault(one, len(self._numbers)) for own in stems for one in own],
            np.int64,
        )
        rows = np.repeat(np.arange(len(stems)), [len(own) for own in stems])
        counts = np.bincount(columns, minlength=len(self._numbers))
        self._rarest = float(np.log1p(len(names))) ** 2
        self._weights: Doubles = np.log1p(len(names) / np.maximum(counts, 1)) ** 2
        self._norms: Doubles = np.bincount(
            rows, weights=self._weights[columns], minlength=len(names)
        ).astype(np.float64)
        order = np.argsort(columns, kind="stable")
        self._rows: Ints = rows[order]
        self._bounds: Ints = np.concatenate([[0], np.cumsum(counts)])

    def find(self, name: str, least: float = NEAR) -> int | None:
        """Return the place of the nearest name; None if none is near.

        Args:
            name: A name.
            least: Cosine from which on a name is near.
        """
        own = stems_of(name, {})
        numbers = [self._numbers[one] for one in own if one in self._numbers]
        numbers.sort(key=lambda number: -self._weights[number])
        weights = self._weights[numbers]
        whole = float(weights.sum()) + (len(own) - len(numbers)) * self._rarest
        # The cosine is at most the root of the share of the weight that is common to both.
        behind = float(weights.sum()) - np.cumsum(weights)
        n_needed = int(np.searchsorted(-behind, -(least**2) * whole, side="right")) + 1
        if not numbers or weights.sum() < least**2 * whole:
            return None
        rows = np.unique(np.concatenate([self._having(one) for one in numbers[:n_needed]]))
        common = np.zeros(len(rows))
        for number, weight in zip(numbers, weights, strict=True):
            having = self._having(number)
            at = np.minimum(np.searchsorted(having, rows), len(having) - 1)
            common += weight * (having[at] == rows)
        cosines = common / np.sqrt(whole * self._norms[rows])
        # A word that is only in the other name makes it one of something else, or of a kind of it.
        cosines[common < self._norms[rows] - _CLOSE] = 0
        best = int(cosines.argmax())
        return int(rows[best]) if cosines[best] >= least else None

    def _having(self, number: int) -> Ints:
        """Return the places of the names with a stem, in order."""
        return self._rows[self._bounds[number] : self._bounds[number + 1]]
