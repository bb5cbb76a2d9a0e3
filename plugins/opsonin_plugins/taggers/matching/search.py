"""Find the terms of an index in a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.compare import Name, match_kind
from opsonin_plugins.taggers.matching.folding import Folded, fold
from opsonin_plugins.taggers.matching.hashing import Prefixes
from opsonin_plugins.taggers.matching.index import Index
from opsonin_plugins.taggers.matching.terms import MAX_WORDS

#: Confidence by match kind, before it is shared among the concepts that a name may mean.
SCORES = {"exact": 1.0, "normalised": 0.9, "abbreviation": 0.85, "lexicon": 0.8}
#: What has been compared once is remembered up to this many entries.
_MAX_REMEMBERED = 200_000
_LINE = "\n"

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a stretch of text may name, for one type.

    Attributes:
        type: Type of the mention.
        curie: Id of the concept.
        label: Preferred name of the concept.
        row: Row of the index's terms.
        match_kind: How the text and the term agree.
        score: Confidence from 0 to 1; two concepts of the same rank share it.
    """

    type: str
    curie: str
    label: str
    row: int
    match_kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in a text: a half-open span in code points, and its meaning."""

    start: int
    end: int
    meaning: Meaning


@dataclass(slots=True)
class Searcher:
    """Looks an index's terms up, and remembers what it has compared."""

    index: Index
    _names: dict[int, Name] = field(default_factory=dict)
    _meanings: dict[tuple[str, int], tuple[Meaning, ...]] = field(default_factory=dict)

    def search(self, text: str) -> list[Hit]:
        """Return all names in a text, also those inside longer ones, in no order."""
        folded = fold(text)
        first, last, place = _candidates(folded, self.index)
        starts = folded.text_starts[first].tolist()
        ends = folded.text_ends[last].tolist()
        places = place.tolist()
        keys = [(text[s:e], p) for s, e, p in zip(starts, ends, places, strict=True)]
        self._compare(keys, folded, first, last, text)
        meanings = self._meanings
        return [
            Hit(start, end, meaning)
            for start, end, key in zip(starts, ends, keys, strict=True)
            for meaning in meanings[key]
        ]

    def _compare(
        self,
        keys: list[tuple[str, int]],
        folded: Folded,
        first: Positions,
        last: Positions,
        text: str,
    ) -> None:
        if len(self._meanings) > _MAX_REMEMBERED:
            self._meanings.clear()
            self._names.clear()
        new = {key: at for at, key in enumerate(keys) if key not in self._meanings}
        rows = {key: self.index.rows_at(key[1]) for key in new}
        self._name_terms({row for found in rows.values() for row in found})
        for key, at in new.items():
            found = _name(key[0], text, folded, int(first[at]), int(last[at]))
            self._meanings[key] = self._meanings_of(found, rows[key])

    def _name_terms(self, rows: Iterable[int]) -> None:
        """Fold the terms of these rows, all at once: folding one by one is slow."""
        new = sorted(row for row in rows if row not in self._names)
        if not new:
            return
        terms = [term.replace(_LINE, " ") for term in self.index.terms["term"].take(new).to_pylist()]
        text = _LINE.join(terms)
        folded = fold(text)
        line_starts = np.cumsum([0, *(len(term) + 1 for term in terms[:-1])])
        first = np.searchsorted(folded.text_starts, line_starts)
        behind = np.append(first[1:], len(folded.text_starts))
        for row, term, a, b in zip(new, terms, first.tolist(), behind.tolist(), strict=True):
            self._names[row] = _name(term, text, folded, a, b - 1)

    def _meanings_of(self, found: Name, rows: list[int]) -> tuple[Meaning, ...]:
        """Return the best meaning of each type."""
        by_type: dict[str, list[_Candidate]] = {}
        for row in rows:
            kind = match_kind(found, self._names[row])
            if kind is None:
                continue
            entry = self.index.terms.slice(row, 1).to_pylist()[0]
            kind = "lexicon" if entry["is_lexicon"] else kind
            candidate = _Candidate(_order(entry), entry["curie"], entry["label"], row, kind)
            by_type.setdefault(entry["type"], []).append(candidate)
        return tuple(_best(type_, ranked) for type_, ranked in sorted(by_type.items()))


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    order: tuple[int, bool, int]
    curie: str
    label: str
    row: int
    match_kind: str


def _order(entry: Mapping[str, Any]) -> tuple[int, bool, int]:
    """Rank a concept that has a name: by its vocabulary, and by how near its label is.

    Of several diseases that are also called lupus, lupus erythematosus is nearer to the word
    than systemic lupus erythematosus.
    """
    label, term = entry["label"].casefold(), entry["term"].casefold()
    return entry["rank"], not label.startswith(term), abs(len(label) - len(term))


def _best(type_: str, candidates: list[_Candidate]) -> Meaning:
    best = min(candidates)
    rivals = {other.curie for other in candidates if other.order == best.order}
    score = SCORES[best.match_kind] / len(rivals)
    return Meaning(type_, best.curie, best.label, best.row, best.match_kind, score)


def _candidates(folded: Folded, index: Index) -> tuple[Positions, Positions, Positions]:
    """Return first word, last word and place in the index of every run that hashes like a term."""
    prefixes = Prefixes(folded)
    found: list[tuple[Positions, Positions]] = []
    sizes: list[int] = []
    for n_words in range(1, min(MAX_WORDS, len(folded.starts)) + 1):
        found.append(index.find(prefixes.of_words(n_words)))
        sizes.append(n_words)
    if not found:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty
    first = np.concatenate([words for words, _ in found])
    size = np.repeat(sizes, [len(words) for words, _ in found])
    return first, first + size - 1, np.concatenate([place for _, place in found])


def _name(written: str, text: str, folded: Folded, first: int, last: int) -> Name:
    start, end = int(folded.starts[first]), int(folded.ends[last])
    gaps = {
        int(folded.starts[word + 1]) - start: text[
            int(folded.text_ends[word]) : int(folded.text_starts[word + 1])
        ]
        for word in range(first, last)
    }
    return Name(written, folded.letters[start:end].tobytes(), gaps)
