"""Finds pairs of documents that may be similar, from sketches of all of them.

Two sketches that must share so many hashes share one of the rarest few of each already (prefix
filter). What is rare is looked up; what all documents have in common is not.

Source: Chaudhuri, Ganti and Kaushik 2006, A primitive operator for similarity joins; Bayardo, Ma
and Srikant 2007, Scaling up all pairs similarity search.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from opsonin_plugins.taggers.shingles import Positions, UnsignedInts
from opsonin_plugins.taggers.sketches import (
    NO_HASH,
    Sketches,
    may_be_similar,
    smallest_estimate,
)

#: Up to so many documents that share a rare hash are all compared with each other.
MAX_ALL_PAIRS = 32
# Of more, each is compared with the first one and with so many others that stand next to it when
# they are sorted by so many further hashes.
_NEIGHBOURS = 4
_SORT_HASHES = 3
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ODD = np.uint64(0xD1342543DE82EF95)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of documents, each once, sorted; ``one`` is smaller than ``other``.

    Attributes:
        one: Position of the document that ranks first.
        other: Position of the other.
    """

    one: Positions
    other: Positions

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.one)

    def take(self, chosen: npt.NDArray[np.bool_]) -> Pairs:
        """Return the pairs that are chosen."""
        return Pairs(self.one[chosen], self.other[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs that may be similar.

    Attributes:
        hubs: Of each large group, the first document with each other one.
        others: All other pairs.
    """

    hubs: Pairs
    others: Pairs


def find_candidates(sketches: Sketches, threshold: float) -> Candidates:
    """Return the pairs that may have a Jaccard similarity of at least the threshold.

    Where no rare hash is shared by more than `MAX_ALL_PAIRS` documents, that is every pair whose
    sketches allow for it. The number of pairs grows with the number of documents, not with its
    square. The result does not depend on anything but the sketches in their order.

    Args:
        sketches: Of documents that rank in this order; none is empty.
        threshold: Similarity wanted, above 0.
    """
    documents, hashes = _rare_hashes(sketches, threshold)
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])[: len(hashes)])
    sizes = np.diff(np.append(starts, len(hashes)))
    is_large = sizes > MAX_ALL_PAIRS
    small = np.repeat(~is_large, sizes)
    count = len(sketches)
    others = [_all_pairs(documents[small], hashes[small], count)]
    hubs = [np.empty(0, np.int64)]
    for start, size in zip(starts[is_large].tolist(), sizes[is_large].tolist(), strict=True):
        group = documents[start : start + size]
        hubs.append(group[0] * count + group[1:])
        others.append(_neighbours(sketches.hashes[group], hashes[start], group, count))
    hub_keys = np.unique(np.concatenate(hubs))
    other_keys = np.setdiff1d(np.concatenate(others), hub_keys)
    return Candidates(
        _similar(hub_keys, sketches, threshold), _similar(other_keys, sketches, threshold)
    )


def _similar(keys: Positions, sketches: Sketches, threshold: float) -> Pairs:
    pairs = Pairs(keys // max(len(sketches), 1), keys % max(len(sketches), 1))
    return pairs.take(may_be_similar(sketches, pairs.one, pairs.other, threshold))


def _rare_hashes(sketches: Sketches, threshold: float) -> tuple[Positions, UnsignedInts]:
    """Return the hashes by which each document is looked up, sorted by hash and document.

    Of a sketch of n hashes that must share m with another one these are the n - m + 1 rarest,
    but for those that no other document has.
    """
    sizes = sketches.sizes
    documents = np.repeat(np.arange(len(sketches)), sizes)
    flat = sketches.hashes[sketches.hashes != NO_HASH]
    order = np.argsort(flat, kind="stable")
    ordered = flat[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(flat)])
    counts = np.diff(np.append(starts, len(flat)))
    frequency = np.empty(len(flat), np.int64)
    frequency[order] = np.repeat(counts, counts)
    is_shared = frequency > 1
    own = np.bincount(documents[~is_shared], minlength=len(sketches))
    wanted = np.maximum(np.ceil(smallest_estimate(threshold) * sizes - 1e-9).astype(np.int64), 1)
    room = sizes - wanted + 1 - own
    is_open = is_shared & (room > 0)[documents]
    documents, flat, frequency = documents[is_open], flat[is_open], frequency[is_open]
    order = np.lexsort((flat, frequency, documents))
    documents, flat = documents[order], flat[order]
    firsts = np.searchsorted(documents, np.arange(len(sketches)))
    is_rare = np.arange(len(documents)) - firsts[documents] < room[documents]
    documents, flat = documents[is_rare], flat[is_rare]
    order = np.lexsort((documents, flat))
    return documents[order], flat[order]


def _all_pairs(documents: Positions, hashes: UnsignedInts, count: int) -> Positions:
    """Return every pair of documents that share a hash, as one number each."""
    found = [np.empty(0, np.int64)]
    for distance in range(1, MAX_ALL_PAIRS):
        is_pair = hashes[distance:] == hashes[:-distance]
        if not is_pair.any():
            break
        found.append(documents[:-distance][is_pair] * count + documents[distance:][is_pair])
    return np.unique(np.concatenate(found))


def _neighbours(hashes: UnsignedInts, shared: np.uint64, group: Positions, count: int) -> Positions:
    """Return pairs of neighbours when a group is sorted by what is smallest in another order.

    Similar documents have the same smallest hash in any order, with a probability that is their
    similarity; the order is another for each group, and most similar pairs meet in many groups.
    Source: Bawa, Condie and Ganesan 2005, LSH forest.

    Args:
        hashes: Documents of the group x their sketches.
        shared: The hash that they share.
        group: Positions of the documents, ascending.
        count: Number of all documents.
    """
    keys = []
    seeds = np.arange(1, _SORT_HASHES + 1, dtype=np.uint64) * _GOLDEN
    is_hash = hashes != NO_HASH
    for seed in seeds:
        mixed = (hashes ^ (shared ^ seed)) * _ODD
        mixed ^= mixed >> np.uint64(32)
        mixed *= _ODD
        keys.append(np.where(is_hash, mixed, NO_HASH).min(axis=1))
    ordered = group[np.lexsort((group, *keys[::-1]))]
    found = []
    for distance in range(1, _NEIGHBOURS + 1):
        low = np.minimum(ordered[distance:], ordered[:-distance])
        found.append(low * count + np.maximum(ordered[distance:], ordered[:-distance]))
    return np.unique(np.concatenate(found))
