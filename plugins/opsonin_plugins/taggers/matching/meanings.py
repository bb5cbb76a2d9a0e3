"""What stretches of text mean, remembered by what was found and where it leads in the index."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.compare import (
    UNDECIDED,
    Name,
    match_kind,
    name_at,
    quick_kind,
)
from opsonin_plugins.taggers.matching.folding import Folded, fold
from opsonin_plugins.taggers.matching.index import Index
from opsonin_plugins.taggers.matching.scores import score_of

Positions = NDArray[np.int64]

LEXICON = "lexicon"
_LINE = "\n"
#: More than any rank: what the lexicon says of a word is meant to overrule the vocabularies.
_LEXICON_FIRST = 100
_GENE = "gene"
_ENTRY = ["type", "curie", "label", "term", "rank", "is_lexicon"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a stretch of text names, for one type.

    Attributes:
        type: Type of the mention.
        curie: Id of the concept; None for a composed name that no vocabulary has.
        label: Preferred name of the concept.
        row: Row of the index's terms.
        match_kind: How the text and the term agree.
        score: Confidence from 0 to 1; concepts of the same rank share it.
    """

    type: str
    curie: str | None
    label: str | None
    row: int
    match_kind: str
    score: float


@dataclass(frozen=True, slots=True)
class _Term:
    """What is needed of a row of the index to compare it."""

    written: str
    type: str
    curie: str
    label: str
    order: tuple[int, bool, int]
    is_lexicon: bool


class Candidates:
    """Stretches of a text that hash like terms.

    Args:
        text: The text.
        folded: The same folded.
        first: The first word of each stretch.
        last: Its last word.
    """

    __slots__ = ("_first", "_folded", "_last", "_text", "n_letters", "written")

    def __init__(self, text: str, folded: Folded, first: Positions, last: Positions) -> None:
        starts, ends = folded.text_starts[first].tolist(), folded.text_ends[last].tolist()
        self.written = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        self.n_letters = (folded.ends[last] - folded.starts[first]).tolist()
        self._text, self._folded = text, folded
        self._first, self._last = first.tolist(), last.tolist()

    def name(self, at: int) -> Name:
        """Return one of them with its letters and gaps."""
        first, last = self._first[at], self._last[at]
        return name_at(self.written[at], self._text, self._folded, first, last)


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
    _names: dict[int, Name] = field(default_factory=dict)

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

    def are(self, numbers: Positions, types: frozenset[str]) -> NDArray[np.bool_]:
        """Mark the meanings, by number, that have one of these types."""
        codes = [code for name, code in self._types.items() if name in types]
        is_one = np.zeros(len(self._types) + 1, np.bool_)
        is_one[codes] = True
        marked: NDArray[np.bool_] = is_one[self.type_codes[numbers]]
        return marked

    def of_names(
        self, found: Candidates, counts: Positions, rows: Positions
    ) -> list[tuple[int, ...]]:
        """Return the meanings of stretches of text, for each the best of every type.

        Args:
            found: Stretches of text.
            counts: For each how many rows of the index's terms have its hash.
            rows: These rows, those of one stretch behind those of another.
        """
        self._load(rows)
        owners = np.repeat(np.arange(len(counts)), counts).tolist()
        kinds = self._kinds(found, owners, rows.tolist())
        by_type: list[dict[str, list[_Candidate]]] = [{} for _ in counts]
        for owner, row, kind in zip(owners, rows.tolist(), kinds, strict=True):
            if kind is not None:
                term = self._terms[row]
                kind = LEXICON if term.is_lexicon else kind  # noqa: PLW2901 - the same word
                candidate = _Candidate(term.order, term.curie, term.label, row, kind)
                by_type[owner].setdefault(term.type, []).append(candidate)
        return [
            tuple(self.number(_best(type_, one[type_])) for type_ in sorted(one)) for one in by_type
        ]

    def _kinds(self, found: Candidates, owners: list[int], rows: list[int]) -> list[str | None]:
        """Return how each pair of a stretch and a term agrees."""
        terms = [self._terms[row] for row in rows]
        kinds = [
            quick_kind(
                found.written[at], term.written, found.n_letters[at], is_gene=term.type == _GENE
            )
            for at, term in zip(owners, terms, strict=True)
        ]
        undecided = [at for at, kind in enumerate(kinds) if kind == UNDECIDED]
        self._fold({rows[at] for at in undecided})
        for at in undecided:
            name, term = found.name(owners[at]), self._names[rows[at]]
            kinds[at] = match_kind(name, term, is_gene=terms[at].type == _GENE)
        return kinds

    def _load(self, rows: Positions) -> None:
        """Read the terms of these rows, all at once: one by one is slow."""
        new = sorted(set(rows.tolist()) - self._terms.keys())
        if not new:
            return
        table = self.index.terms.select(_ENTRY).take(pa.array(new, pa.int64()))
        columns = [column.to_pylist() for column in table.columns]
        for row, type_, curie, label, term, rank, is_lexicon in zip(new, *columns, strict=True):
            order = _order(label, term, rank, is_lexicon=is_lexicon)
            self._terms[row] = _Term(term, type_, curie, label, order, is_lexicon)

    def _fold(self, rows: set[int]) -> None:
        """Fold the terms of these rows, all at once."""
        new = sorted(rows - self._names.keys())
        if not new:
            return
        terms = [self._terms[row].written.replace(_LINE, " ") for row in new]
        text = _LINE.join(terms)
        folded = fold(text)
        line_starts = np.cumsum([0, *(len(term) + 1 for term in terms[:-1])])
        first = np.searchsorted(folded.text_starts, line_starts)
        behind = np.append(first[1:], len(folded.text_starts))
        for row, start, end in zip(new, first.tolist(), behind.tolist(), strict=True):
            written = self._terms[row].written
            self._names[row] = name_at(written, text, folded, start, end - 1)


def _order(label: str, term: str, rank: int, *, is_lexicon: bool) -> tuple[int, bool, int]:
    """Rank a concept that has a name: the lexicon's first, by vocabulary, by how near its label is.

    Of several diseases that are also called lupus, lupus erythematosus is nearer to the word
    than systemic lupus erythematosus.
    """
    label, term = label.casefold(), term.casefold()
    first = rank - (_LEXICON_FIRST if is_lexicon else 0)
    return first, not label.startswith(term), abs(len(label) - len(term))


def _best(type_: str, candidates: list[_Candidate]) -> Meaning:
    best = min(candidates)
    rivals = {other.curie for other in candidates if other.order == best.order}
    score = score_of(type_, best.match_kind) / len(rivals)
    return Meaning(type_, best.curie, best.label, best.row, best.match_kind, score)
