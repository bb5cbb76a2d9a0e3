"""Compares pairs of documents exactly, and remembers what came out."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from opsonin import ComponentRows, column
from opsonin.tables.arrow import Int32, String
from opsonin_plugins.taggers.candidates import Pairs
from opsonin_plugins.taggers.loading import Loader
from opsonin_plugins.taggers.shingles import Positions, UnsignedInts

#: Ids of a pair, the smaller one first -> number of shingles that both documents have.
Memory = Mapping[tuple[str, str], int]


class Comparisons(ComponentRows, name="comparisons", stage="tag", is_exported=False):
    """Pairs of documents that were compared word by word; `doc_id` is the one that ranks later."""

    other_doc_id: String = column("The document that ranks before it", pattern="[0-9a-f]{32}")
    n_shared: Int32 = column("Number of different 5-grams of words that both have", ge=0)


class Comparer:
    """Counts the shingles that pairs share, from their texts where nobody has counted before.

    Args:
        loader: Loads texts.
        ids: The documents that positions in pairs count.
        memory: What is known of pairs whose documents have not changed.
    """

    def __init__(self, loader: Loader, ids: Sequence[str], memory: Memory) -> None:
        self._loader = loader
        self._ids = ids
        self._memory = memory
        self._rows: list[tuple[str, str, int]] = []

    def n_shared(self, pairs: Pairs) -> Positions:
        """Return the number of different shingles that both documents of each pair have."""
        named = [
            (self._ids[other], self._ids[one])
            for one, other in zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)
        ]
        known = {
            pair: self._memory[key]
            for pair in named
            if (key := (min(pair), max(pair))) in self._memory
        }
        for block in self._loader.blocks(pair for pair in named if pair not in known):
            for one, other in block:
                left, right = self._loader[one].shingles, self._loader[other].shingles
                known[one, other] = _n_shared(left, right)
        self._rows += ((*pair, known[pair]) for pair in named)
        return np.array([known[pair] for pair in named], np.int64)

    def rows(self) -> pa.Table:
        """Return all comparisons as rows of table ``comparisons``."""
        rows = sorted(self._rows)
        columns = {
            "doc_id": pa.array([row[0] for row in rows], pa.string()),
            "other_doc_id": pa.array([row[1] for row in rows], pa.string()),
            "n_shared": pa.array([row[2] for row in rows], pa.int32()),
        }
        return pa.table(columns)


def remembered(rows: pa.Table) -> Memory:
    """Return what is known from rows of table ``comparisons``."""
    columns = (rows[name].to_pylist() for name in ("doc_id", "other_doc_id", "n_shared"))
    return {(min(a, b), max(a, b)): count for a, b, count in zip(*columns, strict=True)}


def _n_shared(left: UnsignedInts, right: UnsignedInts) -> int:
    both = np.sort(np.concatenate([left, right]))
    return int(np.count_nonzero(both[1:] == both[:-1]))
