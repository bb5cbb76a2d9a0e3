"""What stretches of text mean, remembered by what was found and where it leads in the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.compare import Name, match_kind, name_at
from opsonin_plugins.taggers.matching.folding import Folded, fold
from opsonin_plugins.taggers.matching.index import Index

#: Confidence by match kind, before it is shared among the concepts that a name may mean.
SCORES = {"exact": 1.0, "normalised": 0.9, "abbreviation": 0.85, "lexicon": 0.8}
LEXICON = "lexicon"
_LINE = "\n"
#: More than any rank: what the lexicon says of a word is meant to overrule the vocabularies.
_LEXICON_FIRST = 100
_ENTRY = ["type", "curie", "label", "term", "rank", "is_lexicon"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a stretch of text names, for one type.

    Attributes:
        type: Type of the mention.
        curie: Id of the concept.
        label: Preferred name of the concept.
        row: Row of the index's terms.
        match_kind: How the text and the term agree.
        score: Confidence from 0 to 1; concepts of the same rank share it.
    """

    type: str
    curie: str
    label: str
    row: int
    match_kind: str
    score: float


@dataclass(frozen=True, slots=True)
class _Term:
    """What is needed of a row of the index to compare it."""

    name: Name
    type: str
    curie: str
    label: str
    order: tuple[int, bool, int]
    is_lexicon: bool


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    order: tuple[int, bool, int]
    curie: str
    label: str
    row: int
    match_kind: str


@dataclass(slots=True)
class Meanings:
    """All meanings met so far, numbered, with those of each stretch of text.

    Attributes:
        index: The index that is searched.
        known: The meanings by number.
        type_codes: A number for the type of each meaning.
        is_lexicon: Whether each was found by the lexicon.
    """

    index: Index
    known: list[Meaning] = field(default_factory=list)
    type_codes: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    is_lexicon: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    _numbers: dict[Meaning, int] = field(default_factory=dict)
    _types: dict[str, int] = field(default_factory=dict)
    _terms: dict[int, _Term] = field(default_factory=dict)

    def number(self, meaning: Meaning) -> int:
        """Return the number of a meaning."""
        number = self._numbers.setdefault(meaning, len(self.known))
        if number == len(self.known):
            self.known.append(meaning)
        return number

    def settle(self) -> None:
        """Bring the arrays up to date with the meanings met since."""
        new = self.known[len(self.type_codes) :]
        if new:
            if not self._types:
                # In the order of their names, whatever text was met first: mentions of one span
                # are sorted by them.
                names = sorted(pc.unique(self.index.terms["type"]).to_pylist())
                self._types.update({name: code for code, name in enumerate(names)})
            codes = [self._types.setdefault(m.type, len(self._types)) for m in new]
            is_lexicon = [m.match_kind == LEXICON for m in new]
            self.type_codes = np.concatenate([self.type_codes, np.array(codes, np.int64)])
            self.is_lexicon = np.concatenate([self.is_lexicon, np.array(is_lexicon, np.bool_)])

    def of_names(self, names: list[Name], rows: list[list[int]]) -> list[tuple[int, ...]]:
        """Return the meanings of names, for each the best of every type.

        Args:
            names: Stretches of text.
            rows: For each the rows of the index's terms whose hash it has.
        """
        self._load({row for found in rows for row in found})
        return [self._of_name(name, found) for name, found in zip(names, rows, strict=True)]

    def _of_name(self, name: Name, rows: list[int]) -> tuple[int, ...]:
        by_type: dict[str, list[_Candidate]] = {}
        for row in rows:
            term = self._terms[row]
            kind = match_kind(name, term.name, is_gene=term.type == "gene")
            if kind is not None:
                kind = LEXICON if term.is_lexicon else kind
                candidate = _Candidate(term.order, term.curie, term.label, row, kind)
                by_type.setdefault(term.type, []).append(candidate)
        return tuple(self.number(_best(type_, by_type[type_])) for type_ in sorted(by_type))

    def _load(self, rows: set[int]) -> None:
        """Read and fold the terms of these rows, all at once: one by one is slow."""
        new = sorted(rows - self._terms.keys())
        if not new:
            return
        entries = self.index.terms.select(_ENTRY).take(new).to_pylist()
        terms = [entry["term"].replace(_LINE, " ") for entry in entries]
        text = _LINE.join(terms)
        folded = fold(text)
        line_starts = np.cumsum([0, *(len(term) + 1 for term in terms[:-1])])
        first = np.searchsorted(folded.text_starts, line_starts)
        behind = np.append(first[1:], len(folded.text_starts))
        positions = zip(new, entries, first.tolist(), behind.tolist(), strict=True)
        for row, entry, start, end in positions:
            name = name_at(entry["term"], text, folded, start, end - 1)
            self._terms[row] = _Term(
                name,
                entry["type"],
                entry["curie"],
                entry["label"],
                _order(entry),
                entry["is_lexicon"],
            )


def names_at(
    text: str, folded: Folded, first: NDArray[np.int64], last: NDArray[np.int64]
) -> list[Name]:
    """Return the stretches of text from word ``first`` to word ``last``, both included."""
    starts, ends = folded.text_starts[first].tolist(), folded.text_ends[last].tolist()
    return [
        name_at(text[start:end], text, folded, a, b)
        for start, end, a, b in zip(starts, ends, first.tolist(), last.tolist(), strict=True)
    ]


def _order(entry: Mapping[str, Any]) -> tuple[int, bool, int]:
    """Rank a concept that has a name: the lexicon's first, by vocabulary, by how near its label is.

    Of several diseases that are also called lupus, lupus erythematosus is nearer to the word
    than systemic lupus erythematosus.
    """
    label, term = entry["label"].casefold(), entry["term"].casefold()
    rank = entry["rank"] - (_LEXICON_FIRST if entry["is_lexicon"] else 0)
    return rank, not label.startswith(term), abs(len(label) - len(term))


def _best(type_: str, candidates: list[_Candidate]) -> Meaning:
    best = min(candidates)
    rivals = {other.curie for other in candidates if other.order == best.order}
    score = SCORES[best.match_kind] / len(rivals)
    return Meaning(type_, best.curie, best.label, best.row, best.match_kind, score)
