"""The keys of all documents, and the pairs that share rare ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin_plugins.taggers.links.keys import TABLE_OF, Key, kind_of

#: Up to so many documents that share a key are all compared with each other. Of more, each is
#: compared with the first one and with its next neighbours.
MAX_ALL_PAIRS, NEIGHBOURS = 16, 4
#: So many of its rarest shared keys lead from a document to others.
RAREST = 48


@dataclass(frozen=True, slots=True, eq=False)
class KeyIndex:
    """The keys of some documents.

    Attributes:
        ids: The documents, in the order in which they rank.
        frequency: Number of documents that have a key, by its name.
    """

    ids: Sequence[str]
    frequency: dict[str, int]
    _keys: dict[str, tuple[list[str], list[int], list[int], list[int]]]
    _read: dict[str, dict[str, Key]] = field(default_factory=dict)

    def keys_of(self, doc_id: str) -> dict[str, Key]:
        """Return the keys of a document by their names."""
        if doc_id not in self._read:
            cells = zip(*self._keys.get(doc_id, ([], [], [], [])), strict=True)
            self._read[doc_id] = {
                name: Key(name, start, end, row_id, TABLE_OF[kind_of(name)])
                for name, start, end, row_id in cells
            }
        return self._read[doc_id]

    def pairs(self, kinds: Collection[str], least: int) -> list[tuple[str, str]]:
        """Return pairs of documents that share keys, the one that ranks first at the front.

        Args:
            kinds: The kinds of keys that lead from one document to another.
            least: Number of keys that a pair has to share.
        """
        members: dict[str, list[int]] = {}
        for place, doc_id in enumerate(self.ids):
            shared = [
                name
                for name in self._keys.get(doc_id, ([],))[0]
                if kind_of(name) in kinds and self.frequency[name] > 1
            ]
            for name in sorted(shared, key=lambda name: (self.frequency[name], name))[:RAREST]:
                members.setdefault(name, []).append(place)
        found = [pair for mine in members.values() for pair in _neighbours(mine)]
        if not found:
            return []
        pairs, counts = np.unique(np.array(found, np.int64), axis=0, return_counts=True)
        chosen = pairs[counts >= least].tolist()
        return [(self.ids[one], self.ids[other]) for one, other in chosen]


def read_keys(rows: pa.Table, ids: Sequence[str]) -> KeyIndex:
    """Return the keys of some documents.

    Args:
        rows: Rows of table ``link_keys``, in any order.
        ids: The documents, in the order in which they rank.
    """
    rows = rows.filter(pc.is_in(rows["doc_id"], value_set=pa.array(ids, pa.string())))
    counts = pc.list_flatten(rows["names"]).value_counts().to_pylist()
    columns = ("doc_id", "names", "starts", "ends", "row_ids")
    cells = zip(*(rows[name].to_pylist() for name in columns), strict=True)
    return KeyIndex(
        ids,
        {one["values"]: one["counts"] for one in counts},
        {doc_id: (names, *places) for doc_id, names, *places in cells},
    )


def _neighbours(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return pairs of some documents: all, or of many each with the first and the next ones."""
    if len(places) <= MAX_ALL_PAIRS:
        return list(combinations(places, 2))
    found = {(places[0], other) for other in places[1:]}
    for distance in range(1, NEIGHBOURS + 1):
        found.update(zip(places, places[distance:], strict=False))
    return sorted(found)
