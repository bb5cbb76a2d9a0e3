"""The forms under which one term is looked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.folding import fold
from opsonin_plugins.taggers.matching.hashing import Prefixes

#: Longer terms hardly occur word for word; runs of this many words are hashed in a text.
MAX_WORDS = 8
_SEPARATOR = "\n"
#: Parts behind a comma that are no adjective to be put first.
_NO_INVERSION = ("and ", "or ", "with ", "without ", "due to ", "nos", "not ", "including ")


def forms(term: str) -> list[str]:
    """Return the term, and its natural word order if it is inverted at a comma.

    Source: MeSH's rule of naming, "Interferon, Type I" for type I interferon.

    >>> forms("Interferon, Type I")
    ['Interferon, Type I', 'Type I Interferon']
    >>> forms("Arteritis")
    ['Arteritis']
    """
    head, comma, tail = term.partition(", ")
    if not comma or not tail or ", " in tail or tail.lower().startswith(_NO_INVERSION):
        return [term]
    return [term, f"{tail} {head}"]


def term_keys(terms: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the hash of each term's folded letters and its number of words.

    A term without words has hash and number 0.
    """
    lines = [term.replace(_SEPARATOR, " ") for term in terms]
    folded = fold(_SEPARATOR.join(lines))
    lengths = np.fromiter(map(len, lines), np.int64, len(lines)) + 1
    line_ends = np.cumsum(lengths)
    line = np.searchsorted(line_ends, folded.text_starts, side="right")
    first = np.searchsorted(line, np.arange(len(lines)))
    behind = np.searchsorted(line, np.arange(len(lines)), side="right")
    n_words = behind - first
    keys = np.zeros(len(lines), np.uint64)
    some = np.flatnonzero(n_words)
    if len(some):
        keys[some] = Prefixes(folded).between(first[some], behind[some] - 1)
    return keys, n_words
