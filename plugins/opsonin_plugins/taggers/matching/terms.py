"""The forms under which one term is looked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.folding import Folded, fold
from opsonin_plugins.taggers.matching.hashing import Hashes, Prefixes

#: The head of a term is its first letters; shorter terms have none.
HEAD = 8
#: Heads are told apart by as many bits of their hash.
_HEAD_BITS = 20
HEAD_PLACES = 1 << _HEAD_BITS
_HEAD_SHIFT = np.uint64(64 - _HEAD_BITS)
#: Stands for this many letters and for more.
LONGEST_REACH = 255
#: Longer terms hardly occur word for word; runs of this many words are hashed in a text.
MAX_WORDS = 8
_SEPARATOR = "\n"
#: Terms that are folded together: each of their letters takes some forty bytes meanwhile.
_AT_ONCE = 20_000
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


def term_keys(terms: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the hash of each term's folded letters and its number of words.

    A term without words has hash and number 0.
    """
    keys, n_words = np.zeros(len(terms), np.uint64), np.zeros(len(terms), np.int64)
    for own, folded, first, behind in _fold_lines(terms):
        n_words[own] = behind - first
        some = np.flatnonzero(behind > first)
        if len(some):
            keys[own][some] = Prefixes(folded).between(first[some], behind[some] - 1)
    return keys, n_words


def head_places(terms: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Return the place of each term's head, and its number of folded letters (at most 255).

    Terms without words, and those that are shorter than a head, have number 0.
    """
    places, n_letters = np.zeros(len(terms), np.int32), np.zeros(len(terms), np.uint8)
    for own, folded, first, behind in _fold_lines(terms):
        some = np.flatnonzero(behind > first)
        if len(some):
            size = folded.ends[behind[some] - 1] - folded.starts[first[some]]
            places[own][some] = place_of_head(Prefixes(folded).of_heads(HEAD)[first[some]])
            n_letters[own][some] = np.where(size < HEAD, 0, np.minimum(size, LONGEST_REACH))
    return places, n_letters


def place_of_head(hashes: Hashes) -> NDArray[np.int64]:
    """Return where what is known of a head stands."""
    return (hashes >> _HEAD_SHIFT).view(np.int64)


def _fold_lines(
    terms: Sequence[str],
) -> Iterator[tuple[slice, Folded, NDArray[np.int64], NDArray[np.int64]]]:
    """Fold terms, many at once.

    Yields:
        Which terms, their folded text, and for each its first word and the one behind its last.
    """
    for start in range(0, len(terms), _AT_ONCE):
        lines = [term.replace(_SEPARATOR, " ") for term in terms[start : start + _AT_ONCE]]
        folded = fold(_SEPARATOR.join(lines))
        lengths = np.fromiter(map(len, lines), np.int64, len(lines)) + 1
        line = np.searchsorted(np.cumsum(lengths), folded.text_starts, side="right")
        numbers = np.arange(len(lines))
        behind = np.searchsorted(line, numbers, side="right")
        yield slice(start, start + len(lines)), folded, np.searchsorted(line, numbers), behind
