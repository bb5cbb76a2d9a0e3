"""Words from which the search for quantities starts, found in all texts of a batch at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import pyarrow as pa

from opsonin import Analysis
from opsonin_plugins.taggers.quantities.comparing import MOVES
from opsonin_plugins.taggers.quantities.number_words import FIRST_WORDS
from opsonin_plugins.taggers.quantities.stance import CONDITION_WORDS, NEGATION_WORDS
from opsonin_plugins.taggers.quantities.vague_times import PLURALS
from opsonin_plugins.taggers.word_search import WordTable, find_words, word_table


@dataclass(frozen=True, slots=True)
class Landmarks:
    """First code points of words of a text that are worth a look, each kind in order.

    Attributes:
        figures: Runs of ASCII digits.
        numbers: Words that a number in words may begin with.
        times: Plurals of units of time.
        conditions: Words that may make what follows a condition or its consequence.
        negations: Words that may deny what follows.
        moves: Words that say that something went up or down.
    """

    figures: Sequence[int]
    numbers: Sequence[int]
    times: Sequence[int]
    conditions: Sequence[int]
    negations: Sequence[int]
    moves: Sequence[int]


_KINDS = (FIRST_WORDS, PLURALS, CONDITION_WORDS, NEGATION_WORDS, MOVES)
_ZERO, _N_DIGITS = np.uint8(ord("0")), np.uint8(10)


@cache
def _table() -> WordTable:
    return word_table(word for kind in _KINDS for word in kind)


def find_landmarks(analysis: Analysis, texts: Sequence[str]) -> Iterator[Landmarks]:
    """Yield the landmarks of each text of a batch.

    Args:
        analysis: Their analysis.
        texts: The texts.
    """
    found = zip(texts, _figures(analysis), find_words(analysis, _table()), strict=True)
    for text, figures, places in found:
        words = [(text[start:end].lower(), start) for start, end in places]
        kinds = ([start for word, start in words if word in kind] for kind in _KINDS)
        yield Landmarks(figures, *kinds)


def _figures(analysis: Analysis) -> Iterator[list[int]]:
    """Yield where runs of ASCII digits begin in each text."""
    buffer = analysis.buffer
    is_digit = (buffer.data - _ZERO) < _N_DIGITS
    begins = is_digit.copy()
    begins[1:] &= ~is_digit[:-1]
    firsts = buffer.offsets[:-1][np.diff(buffer.offsets) > 0]
    begins[firsts] = is_digit[firsts]
    starts = np.flatnonzero(begins).astype(np.int32)
    offsets = buffer.counts(starts)
    places = buffer.places(starts, offsets).tolist()
    for first, last in pairwise(offsets.tolist()):
        yield places[first:last]


def landmarks_of(text: str) -> Landmarks:
    """Return the landmarks of one text.

    >>> landmarks_of("If one of the 12 rose for weeks, not days.")
    Landmarks(figures=[14], numbers=[3], times=[26, 37], conditions=[0], negations=[33], moves=[17])
    """
    return next(find_landmarks(Analysis(pa.array([text], pa.string())), [text]))
