"""The keys of all documents, and the pairs that share rare ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from opsonin_plugins.taggers.links.keys import TABLE_OF, Key, kind_of

#: Up to so many documents that share a key are all compared with each other. Of more, each is
#: compared with the first one and with its next neighbours.
MAX_ALL_PAIRS, NEIGHBOURS = 16, 4
#: So many of its rarest shared keys lead from a document to others.
RAREST = 48
#: Documents whose keys are kept as they were read last; a document has up to some hundred.
_MAX_READ = 2048
#: What is read of a document's row.
_LISTS = ("names", "starts", "ends", "row_ids")


@dataclass(frozen=True, slots=True, eq=False)
class KeyIndex:
    """The keys of some documents, as they lie in the table until somebody asks for them.

    Attributes:
        ids: The documents, in the order in which they rank.
        frequency: Number of documents that have a key, by its name; without those that one has.
    """

    ids: Sequence[str]
    frequency: Mapping[str, int]
    _rows: pa.Table
    _row_of: Mapping[str, int]
    _read: dict[str, dict[str, Key]] = field(default_factory=dict)

    def keys_of(self, doc_id: str) -> dict[str, Key]:
        """Return the keys of a document by their names."""
        if doc_id not in self._read:
            if len(self._read) >= _MAX_READ:
                self._read.clear()
            self._read[doc_id] = dict(self._keys_of(doc_id))
        return self._read[doc_id]

    def _keys_of(self, doc_id: str) -> Iterator[tuple[str, Key]]:
        row = self._row_of.get(doc_id)
        if row is not None:
            cells = (self._rows[column][row].as_py() for column in _LISTS)
            for name, start, end, row_id in zip(*cells, strict=True):
                yield name, Key(name, start, end, row_id, TABLE_OF[kind_of(name)])

    def names(self) -> tuple[npt.NDArray[np.int64], pa.Array]:
        """Return the keys of all documents: the position of each key's document, and its name."""
        lists = self._rows["names"].combine_chunks()
        place_of = {doc_id: place for place, doc_id in enumerate(self.ids)}
        places = np.array([place_of[one] for one in self._rows["doc_id"].to_pylist()], np.int64)
        return np.repeat(places, pc.list_value_length(lists).to_numpy()), pc.list_flatten(
            lists
        ).cast(pa.string())

    def pairs(self, kinds: Collection[str], least: int) -> list[tuple[str, str]]:
        """Return pairs of documents that share keys, the one that ranks first at the front.

        Args:
            kinds: The kinds of keys that lead from one document to another.
            least: Number of keys that a pair has to share.
        """
        places, names = self.names()
        found = [pair for mine in _members(places, names, kinds) for pair in _neighbours(mine)]
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
    rows = rows.select(["doc_id", *_LISTS])
    rows = rows.filter(pc.is_in(rows["doc_id"], value_set=pa.array(ids, pa.string())))
    rows = rows.combine_chunks()
    counts = pc.list_flatten(rows["names"]).value_counts()
    shared = counts.filter(pc.greater(counts.field("counts"), 1))
    columns = (shared.field(name).to_pylist() for name in ("values", "counts"))
    row_of = {doc_id: row for row, doc_id in enumerate(rows["doc_id"].to_pylist())}
    return KeyIndex(ids, dict(zip(*columns, strict=True)), rows, row_of)


def _members(
    places: npt.NDArray[np.int64], names: pa.Array, kinds: Collection[str]
) -> Iterator[list[int]]:
    """Yield the documents that share a key, of each only for its rarest ones."""
    coded = names.dictionary_encode()
    codes, unique = coded.indices.to_numpy().astype(np.int64), coded.dictionary
    frequency = np.bincount(codes, minlength=len(unique))
    is_leading = reduce(
        pc.or_,
        (pc.starts_with(unique, f"{kind}:") for kind in kinds),
        pa.array(np.zeros(len(unique), bool)),
    )
    mine = np.flatnonzero((is_leading.to_numpy(False) & (frequency > 1))[codes])  # noqa: FBT003 - Arrow's own
    places, codes = places[mine], codes[mine]
    alphabetical = np.empty(len(unique), np.int64)
    alphabetical[pc.array_sort_indices(unique).to_numpy()] = np.arange(len(unique))
    order = np.lexsort([alphabetical[codes], frequency[codes], places])
    places, codes = places[order], codes[order]
    firsts = np.flatnonzero(np.concatenate([[True], places[1:] != places[:-1]])[: len(places)])
    lengths = np.diff(np.append(firsts, len(places)))
    is_rare = np.arange(len(places)) - np.repeat(firsts, lengths) < RAREST
    places, codes = places[is_rare], codes[is_rare]
    order = np.lexsort([places, codes])
    places, codes = places[order], codes[order]
    bounds = np.flatnonzero(codes[1:] != codes[:-1]) + 1
    yield from (part.tolist() for part in np.split(places, bounds))


def _neighbours(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return pairs of some documents: all, or of many each with the first and the next ones."""
    if len(places) <= MAX_ALL_PAIRS:
        return list(combinations(places, 2))
    found = {(places[0], other) for other in places[1:]}
    for distance in range(1, NEIGHBOURS + 1):
        found.update(zip(places, places[distance:], strict=False))
    return sorted(found)
