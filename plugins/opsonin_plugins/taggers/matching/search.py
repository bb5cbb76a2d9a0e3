"""Find the terms of an index in a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.folding import Folded, fold
from opsonin_plugins.taggers.matching.hashing import Prefixes
from opsonin_plugins.taggers.matching.index import Index
from opsonin_plugins.taggers.matching.meanings import Candidates, Meanings
from opsonin_plugins.taggers.matching.remembering import UNKNOWN, Remembered, Stretches
from opsonin_plugins.taggers.matching.terms import (
    HEAD,
    LONGEST_REACH,
    MAX_WORDS,
    place_of_head,
)

#: Code points that are searched at once: arrays that stay in the processor's cache are faster.
PIECE = 1 << 17
#: Stands between names that are looked up; none may hold it.
_LINE = "\0\n"
#: What has been compared once is remembered up to this many entries.
_MAX_REMEMBERED = 200_000

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hits:
    """Names found in a text.

    Attributes:
        start: First code point of each.
        end: First code point after it.
        meaning: Number of its meaning.
    """

    start: Positions
    end: Positions
    meaning: Positions

    def pick(self, chosen: NDArray[np.bool_] | Positions) -> Hits:
        """Return some of the names."""
        return Hits(self.start[chosen], self.end[chosen], self.meaning[chosen])


class Searcher:
    """Looks the terms of an index up, and remembers what it has compared.

    Not to be shared among threads: what it remembers is not guarded.

    Attributes:
        index: The index.
        meanings: All meanings met so far.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self.meanings = Meanings(index)
        self._remembered = Remembered()

    def forget(self) -> None:
        """Forget what was compared if it has become much; numbers of meanings change then."""
        if len(self._remembered) > _MAX_REMEMBERED:
            self._remembered = Remembered()
            self.meanings = Meanings(self.index)

    def search(self, text: str) -> Hits:
        """Return all names in a text, also those inside longer ones.

        A long text is cut at a line or else at a space, at positions that depend on it alone.
        """
        found = [self._search(text[start:end], start) for start, end in pieces(text)]
        self.meanings.settle()
        return joined(found)

    def look_up(self, names: Sequence[str]) -> list[list[int]]:
        """Return the numbers of the meanings of each name as a whole."""
        hits = self.search(_LINE.join(names))
        spans: dict[tuple[int, int], list[int]] = {}
        columns = (hits.start.tolist(), hits.end.tolist(), hits.meaning.tolist())
        for start, end, number in zip(*columns, strict=True):
            spans.setdefault((start, end), []).append(number)
        looked_up = []
        start = 0
        for name in names:
            looked_up.append(spans.get((start, start + len(name)), []))
            start += len(name) + len(_LINE)
        return looked_up

    def _search(self, text: str, offset: int) -> Hits:
        folded = fold(text)
        first, last, position = _candidates(folded, self.index)
        starts, ends = folded.text_starts[first], folded.text_ends[last]
        written = Stretches(folded.codes, starts, ends, position)
        numbers = self._remembered.find(written)
        unknown = np.flatnonzero(numbers == UNKNOWN)
        if len(unknown):
            _, at = np.unique(written.keys[unknown], return_index=True)
            new = unknown[np.sort(at)]
            names = Candidates(text, folded, first[new], last[new])
            self._remembered.add(
                written.pick(new), self.meanings.of_names(names, *self.index.rows_at(position[new]))
            )
            numbers[unknown] = self._remembered.find(written.pick(unknown))
        counts, meaning = self._remembered.meanings_of(numbers)
        return Hits(np.repeat(starts, counts) + offset, np.repeat(ends, counts) + offset, meaning)


def joined(found: list[Hits]) -> Hits:
    """Return the names of several pieces together."""
    if not found:
        empty = np.zeros(0, np.int64)
        return Hits(empty, empty, empty)
    return Hits(
        np.concatenate([hits.start for hits in found]),
        np.concatenate([hits.end for hits in found]),
        np.concatenate([hits.meaning for hits in found]),
    )


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans in which a text is searched; most texts are one piece."""
    start = 0
    while start < len(text):
        end = _cut(text, start)
        yield start, end
        start = end


def _cut(text: str, start: int) -> int:
    end = start + PIECE
    if end >= len(text):
        return len(text)
    for mark in ("\n", " "):
        position = text.rfind(mark, start, end)
        if position > start:
            return position + 1
    return end


def _candidates(folded: Folded, index: Index) -> tuple[Positions, Positions, Positions]:
    """Return first word, last word and position in the index of runs that hash like a term.

    A run with fewer letters than a head is always looked up; a longer one only if terms begin with
    its head, and as far as the longest of them reaches.
    """
    prefixes = Prefixes(folded)
    reach = index.reach[place_of_head(prefixes.of_heads(HEAD))].astype(np.int64)
    reach[reach == LONGEST_REACH] = len(folded.letters)
    last_end = folded.starts + np.maximum(reach, HEAD - 1)
    first = np.arange(len(folded.starts))
    found = [(first[:0], first[:0], first[:0])]
    for n_words in range(1, MAX_WORDS + 1):
        first = first[: np.searchsorted(first, len(folded.starts) - n_words + 1)]
        first = first[folded.ends[first + n_words - 1] <= last_end[first]]
        last = first + n_words - 1
        chosen, position = index.find(prefixes.between(first, last))
        found.append((first[chosen], last[chosen], position))
    columns = zip(*found, strict=True)
    first, last, position = (np.concatenate(column) for column in columns)
    return first, last, position
