"""Sketches: a fixed number of hashes by which sets of shingles are compared without having them.

Source: Broder 1997, On the resemblance and containment of documents: of two sets, the share of
the smallest hashes of both together that stand in each estimates their Jaccard similarity.
"""

from __future__ import annotations

import binascii
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from opsonin_plugins.taggers.shingles import Positions, UnsignedInts

#: The standard error of an estimate of .7 is .057.
SKETCH_SIZE = 64
#: Bits of each hash that are kept, so that it is written as 8 characters of base64.
HASH_BITS = 48
_HASH_BYTES = 6
_HASH_CHARACTERS = 8
#: Stands in a row of the matrix after the last hash; larger than any.
NO_HASH = np.uint64(2**64 - 1)
# Pairs that are compared at once: their arrays fit into a processor's cache.
_PAIRS = 2048


@dataclass(frozen=True, slots=True, eq=False)
class Sketches:
    """The sketches of some documents.

    Attributes:
        hashes: Documents x `SKETCH_SIZE`: the smallest hashes of each, ascending; `NO_HASH` where
            there are fewer.
        n_shingles: Number of shingles of each document; up to `SKETCH_SIZE` of them the sketch
            has them all.
    """

    hashes: UnsignedInts
    n_shingles: Positions

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.n_shingles)

    @property
    def sizes(self) -> Positions:
        """The number of hashes of each sketch."""
        return np.minimum(self.n_shingles, SKETCH_SIZE)


def write_sketches(sets: Sequence[UnsignedInts]) -> pa.StringArray:
    """Return the sketch of each set of hashes as text: 8 characters of base64 for each hash.

    Args:
        sets: Sorted, different 64-bit hashes.
    """
    chosen = [one[:SKETCH_SIZE] for one in sets]
    ends = np.cumsum([0, *map(len, chosen)], dtype=np.int32)
    hashes = np.concatenate([np.empty(0, np.uint64), *chosen]) >> np.uint64(64 - HASH_BITS)
    bytes_ = hashes.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :_HASH_BYTES]
    text = binascii.b2a_base64(np.ascontiguousarray(bytes_).data, newline=False)
    offsets = (ends * _HASH_CHARACTERS).astype(np.int32)
    return pa.StringArray.from_buffers(len(chosen), pa.py_buffer(offsets), pa.py_buffer(text))


def read_sketches(column: pa.ChunkedArray, n_shingles: pa.ChunkedArray) -> Sketches:
    """Return the sketches that were written as text.

    Args:
        column: What `write_sketches` gave, in any order.
        n_shingles: Number of shingles of each document.

    Raises:
        ValueError: The column holds something else.
    """
    counts = n_shingles.to_numpy().astype(np.int64)
    sizes = np.minimum(counts, SKETCH_SIZE)
    found = np.full((len(counts), SKETCH_SIZE), NO_HASH)
    data = [binascii.a2b_base64("".join(chunk.to_pylist())) for chunk in column.chunks]
    bytes_ = np.frombuffer(b"".join(data), np.uint8)
    if len(bytes_) != int(sizes.sum()) * _HASH_BYTES:
        raise ValueError("the sketches do not have as many hashes as the documents have shingles")
    padded = np.zeros((len(bytes_) // _HASH_BYTES, 8), np.uint8)
    padded[:, :_HASH_BYTES] = bytes_.reshape(-1, _HASH_BYTES)
    found[np.arange(SKETCH_SIZE) < sizes[:, None]] = padded.view("<u8").ravel()
    return Sketches(found, counts)


def smallest_estimate(threshold: float) -> float:
    """Return the smallest estimate of a pair of that similarity, but for one in 10,000 of them."""
    # Four standard errors.
    return max(0.0, threshold - 4 * math.sqrt(threshold * (1 - threshold) / SKETCH_SIZE))


def may_be_similar(
    sketches: Sketches, one: Positions, other: Positions, threshold: float
) -> npt.NDArray[np.bool_]:
    """Tell which pairs may have a Jaccard similarity of at least the threshold.

    Args:
        sketches: Of all documents.
        one: Position of the first document of each pair.
        other: Position of the second.
        threshold: Similarity wanted.
    """
    found = np.empty(len(one), bool)
    for first in range(0, len(one), _PAIRS):
        chosen = slice(first, first + _PAIRS)
        found[chosen] = _may_be_similar(sketches, one[chosen], other[chosen], threshold)
    return found


def _may_be_similar(
    sketches: Sketches, one: Positions, other: Positions, threshold: float
) -> npt.NDArray[np.bool_]:
    both = np.concatenate([sketches.hashes[one], sketches.hashes[other]], axis=1)
    both.sort(axis=1)
    is_shared = (both[:, 1:] == both[:, :-1]) & (both[:, 1:] != NO_HASH)
    n_shared = np.cumsum(is_shared, axis=1)
    n_different = np.arange(1, both.shape[1]) + 1 - n_shared
    n_united = sketches.sizes[one] + sketches.sizes[other] - n_shared[:, -1]
    is_whole = (sketches.n_shingles[one] <= SKETCH_SIZE) & (
        sketches.n_shingles[other] <= SKETCH_SIZE
    )
    # Of small documents all is known.
    n_compared = np.where(is_whole, n_united, np.minimum(n_united, SKETCH_SIZE))
    n_agreeing = (is_shared & (n_different <= n_compared[:, None])).sum(axis=1)
    wanted = np.where(is_whole, threshold, smallest_estimate(threshold))
    # Rounding must not cost a pair.
    return np.asarray(n_agreeing >= wanted * n_compared - 1e-9)
