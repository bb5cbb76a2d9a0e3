"""The longest run of words that two texts share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from opsonin_plugins.taggers.shingles import PlacedWords, Positions, UnsignedInts

_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that its powers have inverses
# Stand in for what separates two words that follow each other in the main text.
_LEFT_STOP, _RIGHT_STOP = np.uint64(1), np.uint64(2)
# Words in the windows that give a first guess.
_WINDOW = 5
# Distances between equal words that are looked at for it.
_SHIFTS = 6
#: Of longer texts only so many words are compared. Source: ours; a paper has 10,000, and what
#: repeats itself for millions of words would take minutes.
MAX_WORDS = 50_000


class SharedRun(NamedTuple):
    """The longest run of words that two texts share.

    Attributes:
        left: Its start and end in the first text, in code points.
        right: Its start and end in the second text.
        n_words: Its length.
    """

    left: tuple[int, int]
    right: tuple[int, int]
    n_words: int


def longest_shared_run(left: PlacedWords, right: PlacedWords) -> SharedRun | None:
    """Return the longest run of words that stands in both texts, or None if they share no word.

    Only the first `MAX_WORDS` words of each text are looked at.

    Returns:
        The first of the longest runs. Between its words only blanks and punctuation stand, as a
        run leaves a stretch of main text only where nothing but white space separates it from
        the next.
    """
    left, right = left.first(MAX_WORDS), right.first(MAX_WORDS)
    one, one_places = _stopped(left, _LEFT_STOP)
    other, other_places = _stopped(right, _RIGHT_STOP)
    found = _longest(one, other)
    if found is None:
        return None
    start, other_start, length = found
    first, other_first = one_places[start], other_places[other_start]
    return SharedRun(
        (int(left.starts[first]), int(left.ends[first + length - 1])),
        (int(right.starts[other_first]), int(right.ends[other_first + length - 1])),
        length,
    )


def _stopped(words: PlacedWords, stop: np.uint64) -> tuple[UnsignedInts, Positions]:
    """Return the words with a stop wherever a run must end, and the word at each position."""
    breaks = np.flatnonzero(words.gaps[1:] != words.gaps[:-1]) + 1
    places = np.arange(len(words))
    return np.insert(words.hashes, breaks, stop), np.insert(places, breaks, breaks)


def _longest(one: UnsignedInts, other: UnsignedInts) -> tuple[int, int, int] | None:
    """Return start in each and length of the first of the longest runs."""
    if len(one) == len(other) and np.array_equal(one, other):
        return (0, 0, len(one)) if len(one) else None
    powers = np.full(max(len(one), len(other)), _BASE).cumprod(dtype=np.uint64)
    # Where a run of n words is shared, so is one of fewer words: search by halving, after a guess
    # that is right unless the texts repeat themselves.
    guess, high = _guess(one, other, powers), min(len(one), len(other))
    best = _shared(one, other, guess, powers) if guess else None
    low, step = guess if best else 0, 1
    while low < high:
        length = min(low + step, high) if step else (low + high + 1) // 2
        found = _shared(one, other, length, powers)
        if found is None:
            high, step = length - 1, 0
        else:
            low, best, step = length, found, step * 2
    return None if best is None else (*best, low)


def _guess(one: UnsignedInts, other: UnsignedInts, powers: UnsignedInts) -> int:
    """Return the length of a long run that both share, 0 if none is as long as the windows."""
    if min(len(one), len(other)) < _WINDOW:
        return 0
    left, right = (_window_hashes(side, _WINDOW, powers) for side in (one, other))
    order = np.argsort(right, kind="stable")
    at = np.searchsorted(right[order], left)
    at[at == len(order)] = 0
    shifts = np.where(right[order[at]] == left, order[at] - np.arange(len(left)), -len(left))
    starts = np.flatnonzero(np.concatenate([[True], shifts[1:] != shifts[:-1]]))
    lengths = np.diff(np.append(starts, len(shifts)))
    lengths[shifts[starts] == -len(left)] = 0
    longest = starts[np.argsort(-lengths, kind="stable")[:_SHIFTS]]
    # A window that stands in a text twice may have been found in another place than its
    # neighbours: look at all words that stand so far apart.
    return max(_longest_at(one, other, shift) for shift in np.unique(shifts[longest]).tolist())


def _longest_at(one: UnsignedInts, other: UnsignedInts, shift: int) -> int:
    """Return the length of the longest run that stands so much further on in the other text."""
    start = max(0, -shift)
    count = min(len(one) - start, len(other) - start - shift)
    if count <= 0:
        return 0
    differ = one[start : start + count] != other[start + shift : start + shift + count]
    ends = np.concatenate([[-1], np.flatnonzero(differ), [count]])
    return int(np.diff(ends).max()) - 1


def _shared(
    one: UnsignedInts, other: UnsignedInts, length: int, powers: UnsignedInts
) -> tuple[int, int] | None:
    """Return the first place in each where the same ``length`` words stand."""
    left, right = (_window_hashes(side, length, powers) for side in (one, other))
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    at = np.searchsorted(ordered, left)
    at[at == len(order)] = 0
    for start in np.flatnonzero(ordered[at] == left):
        place = int(order[at[start]])
        # Equal hashes are taken for equal words only after a look.
        if np.array_equal(one[start : start + length], other[place : place + length]):
            return int(start), place
    return None


def _window_hashes(words: UnsignedInts, length: int, powers: UnsignedInts) -> UnsignedInts:
    """Return a hash for every window, from prefix sums. Source: Karp and Rabin 1987.

    Args:
        words: The words.
        length: Number of words in a window.
        powers: As many as the longer of the texts that are compared has words.
    """
    sums = np.zeros(len(words) + 1, dtype=np.uint64)
    np.cumsum(words * powers[: len(words)], out=sums[1:])
    windows: UnsignedInts = sums[length:] - sums[:-length]
    # Scaled to one power, so that equal windows have equal hashes wherever they stand.
    windows *= powers[::-1][: len(windows)]
    return windows
