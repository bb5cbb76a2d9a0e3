"""The longest run of words that two texts share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from opsonin_plugins.taggers.shingles import Span, word_places

_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that its powers have inverses


class SharedRun(NamedTuple):
    """The longest run of words that two texts share.

    Attributes:
        left: Its start and end in the first text.
        right: Its start and end in the second text.
        n_words: Its length.
    """

    left: Span
    right: Span
    n_words: int


def longest_shared_run(
    left: str, left_spans: Sequence[Span], right: str, right_spans: Sequence[Span]
) -> SharedRun | None:
    """Return the longest run of words that stands in both texts, or None if they share no word.

    Args:
        left: One text.
        left_spans: The stretches of it that count, sorted and apart.
        right: Another text.
        right_spans: The stretches of that one.

    Returns:
        The first of the longest runs. Between its words only blanks and punctuation stand, as a
        run leaves a stretch only where nothing but white space separates it from the next.
    """
    codes: dict[str, int] = {}
    one, one_places = _coded(left, left_spans, codes, -1)
    other, other_places = _coded(right, right_spans, codes, -2)
    low, high = 0, min(len(one), len(other))
    best: tuple[int, int] | None = None
    # Where a run of n words is shared, so is one of fewer words: search by halving.
    while low < high:
        length = (low + high + 1) // 2
        found = _shared(one, other, length)
        if found is None:
            high = length - 1
        else:
            low, best = length, found
    if best is None:
        return None
    (start, _), (_, end) = one_places[best[0]], one_places[best[0] + low - 1]
    (other_start, _), (_, other_end) = other_places[best[1]], other_places[best[1] + low - 1]
    return SharedRun((start, end), (other_start, other_end), low)


def _coded(
    text: str, spans: Sequence[Span], codes: dict[str, int], stop: int
) -> tuple[npt.NDArray[np.int64], list[Span]]:
    """Return a number for each word and its place; ``stop`` stands where a run must end."""
    numbers: list[int] = []
    places: list[Span] = []
    for n, words in enumerate(word_places(text, spans)):
        if n and text[spans[n - 1][1] : spans[n][0]].strip():
            numbers.append(stop)
            places.append((spans[n][0], spans[n][0]))
        for word, start, end in words:
            numbers.append(codes.setdefault(word, len(codes)))
            places.append((start, end))
    return np.array(numbers, dtype=np.int64), places


def _shared(
    one: npt.NDArray[np.int64], other: npt.NDArray[np.int64], length: int
) -> tuple[int, int] | None:
    """Return the first place in each where the same ``length`` numbers stand."""
    size = max(len(one), len(other))
    left, right = _window_hashes(one, length, size), _window_hashes(other, length, size)
    order = np.argsort(right, kind="stable")
    at = np.searchsorted(right[order], left)
    at[at == len(order)] = 0
    for start in np.flatnonzero(right[order][at] == left):
        place = int(order[at[start]])
        # Equal hashes are taken for equal words only after a look.
        if np.array_equal(one[start : start + length], other[place : place + length]):
            return int(start), place
    return None


def _window_hashes(
    numbers: npt.NDArray[np.int64], length: int, size: int
) -> npt.NDArray[np.uint64]:
    """Return a hash for every window, from prefix sums. Source: Karp and Rabin 1987.

    Args:
        numbers: The words.
        length: Number of words in a window.
        size: Number of words in the longer of the texts that are compared.
    """
    powers = np.full(size, _BASE, dtype=np.uint64).cumprod(dtype=np.uint64)
    sums = np.zeros(len(numbers) + 1, dtype=np.uint64)
    np.cumsum(_spread(numbers) * powers[: len(numbers)], out=sums[1:])
    windows: npt.NDArray[np.uint64] = sums[length:] - sums[:-length]
    # Scaled to one power, so that equal windows have equal hashes wherever they stand.
    windows *= powers[::-1][: len(windows)]
    return windows


def _spread(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    mixed = numbers.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93)
    return mixed ^ (mixed >> np.uint64(32))
