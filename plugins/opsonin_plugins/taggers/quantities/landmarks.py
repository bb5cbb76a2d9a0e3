"""Words from which the search for quantities starts, found in all texts of a batch at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from opsonin import Analysis
from opsonin_plugins.taggers.quantities.number_words import FIRST_WORDS
from opsonin_plugins.taggers.quantities.stance import CONDITION_WORDS, NEGATION_WORDS
from opsonin_plugins.taggers.quantities.vague_times import PLURALS
from opsonin_plugins.taggers.word_search import WordTable, find_words, word_table


@dataclass(frozen=True, slots=True)
class Landmarks:
    """First code points of words of a text that are worth a look, each kind in order.

    Attributes:
        numbers: Words that a number in words may begin with.
        times: Plurals of units of time.
        conditions: Words that may make what follows a condition or its consequence.
        negations: Words that may deny what follows.
    """

    numbers: Sequence[int]
    times: Sequence[int]
    conditions: Sequence[int]
    negations: Sequence[int]


_KINDS = (FIRST_WORDS, PLURALS, CONDITION_WORDS, NEGATION_WORDS)


@cache
def _table() -> WordTable:
    return word_table(word for kind in _KINDS for word in kind)


def find_landmarks(analysis: Analysis, texts: Sequence[str]) -> Iterator[Landmarks]:
    """Yield the landmarks of each text of a batch.

    Args:
        analysis: Their analysis.
        texts: The texts.
    """
    for text, places in zip(texts, find_words(analysis, _table()), strict=True):
        words = [(text[start:end].lower(), start) for start, end in places]
        yield Landmarks(*([start for word, start in words if word in kind] for kind in _KINDS))


def landmarks_of(text: str) -> Landmarks:
    """Return the landmarks of one text.

    >>> landmarks_of("If one of them took it for weeks, not days.")
    Landmarks(numbers=[3], times=[27, 38], conditions=[0], negations=[34])
    """
    return next(find_landmarks(Analysis(pa.array([text], pa.string())), [text]))
