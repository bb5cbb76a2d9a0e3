"""Find the terms of an index in a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.compare import Name
from opsonin_plugins.taggers.matching.folding import Folded, fold
from opsonin_plugins.taggers.matching.hashing import Prefixes
from opsonin_plugins.taggers.matching.index import Index
from opsonin_plugins.taggers.matching.meanings import Meanings, names_at
from opsonin_plugins.taggers.matching.terms import MAX_WORDS

#: Code points that are searched at once: arrays that stay in the processor's cache are faster.
PIECE = 1 << 17
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
        self._remembered: dict[int, dict[str, tuple[int, ...]]] = defaultdict(dict)
        self._n_remembered = 0

    def forget(self) -> None:
        """Forget what was compared if it has become much; numbers of meanings change then."""
        if self._n_remembered > _MAX_REMEMBERED:
            self._remembered.clear()
            self._n_remembered = 0
            self.meanings = Meanings(self.index)

    def search(self, text: str) -> Hits:
        """Return all names in a text, also those inside longer ones.

        A long text is cut at a line or else at a space, at positions that depend on it alone.
        """
        found = [self._search(text[start:end], start) for start, end in pieces(text)]
        self.meanings.settle()
        return joined(found)

    def _search(self, text: str, offset: int) -> Hits:
        folded = fold(text)
        first, last, position = _candidates(folded, self.index)
        starts, ends = folded.text_starts[first], folded.text_ends[last]
        # Slices of strings and single look-ups only: tuples would keep the garbage collector busy.
        positions = position.tolist()
        written = list(map(text.__getitem__, map(slice, starts.tolist(), ends.tolist())))
        remembered = self._remembered
        meant = [remembered[at].get(name) for at, name in zip(positions, written, strict=True)]
        unknown = [at for at, numbers in enumerate(meant) if numbers is None]
        if unknown:
            at = np.array(unknown)
            self._compare(names_at(text, folded, first[at], last[at]), position[at].tolist())
        numbers = [
            known if known is not None else remembered[at][name]
            for known, at, name in zip(meant, positions, written, strict=True)
        ]
        counts = np.fromiter(map(len, numbers), np.int64, len(numbers))
        meaning = np.fromiter(chain.from_iterable(numbers), np.int64, int(counts.sum()))
        return Hits(np.repeat(starts, counts) + offset, np.repeat(ends, counts) + offset, meaning)

    def _compare(self, names: list[Name], positions: list[int]) -> None:
        """Compare stretches of text with the terms at these positions of the index, each once."""
        new = {
            (name.written, position): name for name, position in zip(names, positions, strict=True)
        }
        rows = [self.index.rows_at(position) for _, position in new]
        found = self.meanings.of_names(list(new.values()), rows)
        for (written, position), numbers in zip(new, found, strict=True):
            self._remembered[position][written] = numbers
        self._n_remembered += len(new)


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
    """Return first word, last word and position in the index of runs that hash like a term."""
    prefixes = Prefixes(folded)
    sizes = range(1, min(MAX_WORDS, len(folded.starts)) + 1)
    found = [index.find(prefixes.of_words(n_words)) for n_words in sizes]
    if not found:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty
    first = np.concatenate([words for words, _ in found])
    size = np.repeat(np.array(sizes, np.int64), [len(words) for words, _ in found])
    return first, first + size - 1, np.concatenate([position for _, position in found])
