"""Hashes of all runs of n tokens of each document."""

from __future__ import annotations

import numpy as np

from opsonin.analysis.hashing import mixed
from opsonin.analysis.stretches import Hashes, Positions, Tokens

#: Odd, so that no bit of a hash is lost. Source: Steele and Vigna 2021, table of 64-bit
#: multipliers for congruential generators.
_MULTIPLIER = np.uint64(0xF1357AEA2E62A9C5)
# Tokens that are treated at once: their arrays fit into a processor's cache.
_SLICE = 1 << 15


def hash_ngrams(tokens: Tokens, n: int) -> Hashes:
    """Return the hash of each run of ``n`` tokens that lies within one document.

    Args:
        tokens: The tokens of a batch.
        n: Tokens in a run, at least 1.

    Returns:
        One hash for every token ``t`` with ``t + n`` <= the end of its document, in text order;
        that of ``n`` = 1 is another than the token's own hash.

    Raises:
        ValueError: ``n`` is less than 1.
    """
    if n < 1:
        raise ValueError(f"n-grams have at least 1 token, not {n}")
    count = len(tokens) - n + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    found = np.empty(count, np.uint64)
    for first in range(0, count, _SLICE):
        last = min(first + _SLICE, count)
        found[first:last] = hash_windows(tokens.hashes[first : last + n - 1], n)
    return found[_lies_within(tokens.offsets, n, count)]


def hash_windows(hashes: Hashes, n: int) -> Hashes:
    """Return the hash of each window of ``n`` of these hashes; their order counts.

    Source: Rabin 1981, Fingerprinting by random polynomials; then mixed, because the low bits of
    a sum of products depend on low bits alone.
    """
    count = len(hashes) - n + 1
    sums = np.zeros(count, np.uint64)
    for place in range(n):
        sums *= _MULTIPLIER
        sums += hashes[place : place + count]
    return mixed(sums + np.uint64(n))


def ngram_offsets(tokens: Tokens, n: int) -> Positions:
    """Return documents + 1 positions of the n-grams of each document."""
    counts = np.maximum(tokens.counts - (n - 1), 0)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _lies_within(
    offsets: Positions, n: int, count: int
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which runs do not reach into the next document."""
    keep = np.ones(count, bool)
    for back in range(1, n):
        # No run begins so close before the end of a document.
        places = offsets[1:] - back
        keep[places[(places >= 0) & (places < count)]] = False
    return keep
