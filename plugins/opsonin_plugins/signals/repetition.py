"""What Gopher measures on n-grams of words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from opsonin_plugins.signals.block import Block
from opsonin_plugins.signals.grouping import first_places
from opsonin_plugins.signals.sums import Integers, maxima, offsets_of, ratio, totals

#: Source: Rae et al. (Gopher), arXiv:2112.11446, table A1.
TOP_SIZES = (2, 3, 4)
DUPLICATE_SIZES = (5, 6, 7, 8, 9, 10)
#: Formulaic prose such as that of trials repeats ten words, but hardly ever forty: on papers this
#: size tells text that was pasted twice from text that was not, and the published ones do not.
LONG_SIZE = 40

# Odd multipliers. Source: Steele and Vigna 2021, Computationally easy, spectrally good multipliers.
_MULTIPLIER = np.uint64(0xD1342543DE82EF95)
_SALT = np.uint64(0xAF251AF3B0F025B5)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """The words of a block, with the position of their documents."""

    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    documents: Integers


@dataclass(frozen=True, slots=True, eq=False)
class _Grams:
    """The n-grams that occur more than once in their document.

    Attributes:
        size: Their number of words.
        places: The word each begins at, in order.
        firsts: The word at which the first equal n-gram begins.
    """

    size: int
    places: Integers
    firsts: Integers


def measure_repetition(block: Block) -> Mapping[str, Floats]:
    """Return the measures of repeated n-grams, one value a document.

    An n-gram is a run of n words, whatever signs stand between them, and its characters are those
    from its first word to its last. Top n-gram: the most frequent one, the earliest of those as
    frequent; 0 if none occurs twice. Duplicates: characters in n-grams that occurred before,
    each counted once. Gopher's published definition leaves open how overlapping duplicates
    are counted; a greedy walk that goes on behind each duplicate gives slightly less.

    Source: Rae et al. (Gopher), arXiv:2112.11446, appendix A.1 and table A1.
    """
    chosen, tokens = block.words, block.tokens
    documents = np.repeat(np.arange(len(block.lengths)), block.n_words)
    words = _Words(tokens.starts[chosen], tokens.ends[chosen], documents)
    measures = {}
    grams = _repeated_pairs(block.hashes[chosen], words)
    while grams.size <= LONG_SIZE:
        if grams.size in TOP_SIZES:
            top = ratio(_top_characters(grams, words, len(block.lengths)), block.lengths)
            measures[f"top_{grams.size}gram_char_fraction"] = np.minimum(top, np.float32(1))
        elif grams.size in (*DUPLICATE_SIZES, LONG_SIZE):
            n_characters = _duplicate_characters(grams, words, len(block.lengths))
            measures[f"duplicate_{grams.size}gram_char_fraction"] = ratio(
                n_characters, block.lengths
            )
        grams = _longer(grams, 1 if grams.size < DUPLICATE_SIZES[-1] else grams.size, len(chosen))
    return measures


def _repeated_pairs(hashes: npt.NDArray[np.uint64], words: _Words) -> _Grams:
    # No pair across two documents is ever repeated, for each document has a salt of its own.
    own = (hashes + words.documents.astype(np.uint64) * _SALT) * _MULTIPLIER
    firsts = first_places((own[:-1] ^ (own[:-1] >> np.uint64(29))) * _SALT + own[1:])
    return _repeated(2, np.arange(len(firsts)), firsts, len(hashes))


def _repeated(size: int, places: Integers, firsts: Integers, n_words: int) -> _Grams:
    """Leave out n-grams that occur once."""
    is_later = firsts != places
    occurs_again = np.zeros(n_words, bool)
    occurs_again[firsts[is_later]] = True
    kept = np.flatnonzero(is_later | occurs_again[places])
    return _Grams(size, places[kept], firsts[kept])


def _longer(grams: _Grams, step: int, n_words: int) -> _Grams:
    """Return the repeated n-grams that are longer by up to their own size.

    Such a one is a repeated n-gram and another that begins ``step`` words on, so that few places
    are left to look at, and the pair of the two names it without a hash.
    """
    # Where nothing repeated begins, the table says 0, which the comparison then refuses.
    index = np.zeros(n_words + step, np.int32)
    index[grams.places] = np.arange(len(grams.places), dtype=np.int32)
    following = index[grams.places + step]
    chosen = np.flatnonzero(grams.places[following] == grams.places + step)
    places = grams.places[chosen]
    halves = grams.firsts.astype(np.uint64)
    keys = (halves[chosen] << np.uint64(32)) | halves[following[chosen]]
    return _repeated(grams.size + step, places, places[first_places(keys)], n_words)


def _top_characters(grams: _Grams, words: _Words, n_documents: int) -> Integers:
    """Return for each document the characters in its most frequent n-gram."""
    heads = grams.places[grams.firsts == grams.places]
    counts = np.bincount(grams.firsts)[heads]
    documents = words.documents[heads]
    offsets = offsets_of(documents, n_documents)
    # The greatest count, of equal ones the first: the place counts less than any difference.
    places = np.arange(len(heads))
    best = maxima((counts + 1) * len(heads) - 1 - places, offsets)
    winners = len(heads) - 1 - best % max(len(heads), 1)
    has_any = best > 0
    lengths = np.zeros(n_documents, np.int64)
    chosen = winners[has_any]
    lengths[has_any] = counts[chosen] * (
        words.ends[heads[chosen] + grams.size - 1] - words.starts[heads[chosen]]
    )
    return lengths


def _duplicate_characters(grams: _Grams, words: _Words, n_documents: int) -> Integers:
    """Return for each document the characters that n-grams seen before cover."""
    places = grams.places[grams.firsts != grams.places]
    documents = words.documents[places]
    starts, ends = words.starts[places], words.ends[places + grams.size - 1]
    if len(places):
        is_same = documents[1:] == documents[:-1]
        starts = starts.copy()
        starts[1:] = np.maximum(starts[1:], np.where(is_same, ends[:-1], 0))
    return totals(ends - starts, offsets_of(documents, n_documents))
