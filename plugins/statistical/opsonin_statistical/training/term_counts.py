"""Counts the words of the vocabularies' terms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from opsonin import Documents, Vocabulary
from opsonin_statistical.dictionary import GROUPS, Ints
from opsonin_statistical.term_words import (
    ANATOMY,
    CHEMICAL,
    DISEASE,
    GENE,
    N_KINDS,
    PROCESS,
    STEP_RADIX,
    Hashes,
    TermWords,
)
from opsonin_statistical.words import words_of

Flags = npt.NDArray[np.bool_]

#: Groups of types -> kinds of terms; see `opsonin_statistical.dictionary.GROUPS`.
_KINDS = {0: DISEASE, 1: CHEMICAL, 2: GENE, 4: ANATOMY, 5: PROCESS}
#: How many terms have a word: from so many on, a step each.
_STEPS = np.array([1, 2, 6, 25, 120])
#: Longer terms are phrases.
_MOST_WORDS = 8
#: A word of one term says no more than the term.
_FEWEST_TERMS = 2
#: Terms that are read at once.
_AT_ONCE = 50_000


def term_words(vocabularies: Sequence[Vocabulary]) -> TermWords:
    """Count the words of the terms of vocabularies; a term counts once for each kind."""
    words, kinds, is_last = (
        np.concatenate(column) if column else np.zeros(0, kind)
        for column, kind in zip(
            zip(*_words(vocabularies), strict=True) if vocabularies else ([], [], []),
            (np.uint64, np.int64, np.bool_),
            strict=True,
        )
    )
    keys, rows = np.unique(words, return_inverse=True)
    shape = (len(keys), N_KINDS)
    places = rows * N_KINDS + kinds
    n_having = np.bincount(places, minlength=shape[0] * shape[1]).reshape(shape)
    n_ending = np.bincount(places[is_last], minlength=shape[0] * shape[1]).reshape(shape)
    codes = _step(n_ending) * STEP_RADIX + _step(n_having)
    kept = n_having.sum(axis=1) >= _FEWEST_TERMS
    return TermWords(keys[kept], codes[kept].astype(np.uint8))


def _step(counts: Ints) -> Ints:
    return np.searchsorted(_STEPS, counts, side="right").astype(np.int64)


def _words(vocabularies: Sequence[Vocabulary]) -> Iterator[tuple[Hashes, Ints, Flags]]:
    """Yield the words of different terms, the kind of each, and whether it is the last one."""
    seen: set[tuple[int, str]] = set()
    for vocabulary in vocabularies:
        table = vocabulary.load().select(["term", "type"])
        new: list[tuple[int, str]] = []
        for term, type_ in zip(*(one.to_pylist() for one in table.columns), strict=True):
            kind = _KINDS.get(GROUPS.get(type_, -1))
            if kind is not None and (kind, term.lower()) not in seen:
                seen.add((kind, term.lower()))
                new.append((kind, term))
        for first in range(0, len(new), _AT_ONCE):
            yield _of_terms(new[first : first + _AT_ONCE])


def _of_terms(
    terms: Sequence[tuple[int, str]],
) -> tuple[Hashes, Ints, Flags]:
    ids = [f"{number:032x}" for number in range(len(terms))]
    texts = pa.array([term for _, term in terms], pa.string())
    analysis = Documents(pa.record_batch({"doc_id": pa.array(ids), "text": texts})).analysis
    tokens = analysis.tokens
    words = words_of(analysis, TermWords.none())
    # Signs and single letters are no words.
    is_word = tokens.byte_ends - tokens.byte_starts > 1
    owner = tokens.documents[is_word].astype(np.int64)
    is_last = np.ones(len(owner), np.bool_)
    is_last[:-1] = owner[1:] != owner[:-1]
    fits = np.bincount(owner, minlength=len(terms))[owner] <= _MOST_WORDS
    kinds = np.array([kind for kind, _ in terms], np.int64)[owner]
    return words.folded[words.which][is_word][fits], kinds[fits], is_last[fits]
