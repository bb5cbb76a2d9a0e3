"""What Gopher and C4 measure on words and signs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from opsonin import WORD
from opsonin_plugins.signals.block import Block
from opsonin_plugins.signals.known import (
    CURLY_BRACKETS,
    ELLIPSIS,
    FINEWEB_ENDS,
    FULL_STOP,
    HASH,
    PLACEHOLDER,
    STOP_WORDS,
    find_phrase,
    members,
)
from opsonin_plugins.signals.sums import Integers, maxima, ratio, totals

_FULL_STOPS_OF_ELLIPSIS = 3


def measure_words(block: Block) -> Mapping[str, npt.NDArray[np.float32]]:
    """Return the measures of words, one value a document.

    A word is a token with a letter or a digit; signs are none, or biomedical text would have too
    few words with a letter. ``1.5`` has two words.

    Source: Rae et al. (Gopher), arXiv:2112.11446, appendix A.1; Raffel et al. (C4), JMLR 21:140,
    section 2.2, and its published code.
    """
    offsets, n_words, words = block.tokens.offsets, block.n_words, block.words
    lengths = block.tokens.ends[words] - block.tokens.starts[words]
    return {
        "n_words": n_words.astype(np.float32),
        "mean_word_length": ratio(totals(lengths, block.word_offsets), n_words),
        "longest_word_length": _longest(block).astype(np.float32),
        "alphabetic_word_fraction": ratio(
            _count(np.flatnonzero(block.kinds == WORD), offsets), n_words
        ),
        "n_stop_words": _distinct_stop_words(block).astype(np.float32),
        "hash_word_ratio": ratio(_count(_places(block, (HASH,)), offsets), n_words),
        "ellipsis_word_ratio": ratio(_count(ellipses(block)[0], offsets), n_words),
        "curly_bracket_word_ratio": ratio(_count(_places(block, CURLY_BRACKETS), offsets), n_words),
        "n_sentences": _count(_sentence_ends(block), offsets).astype(np.float32),
        "n_lorem_ipsum": _count(find_phrase(block.codes, offsets, PLACEHOLDER), offsets).astype(
            np.float32
        ),
    }


def ellipses(block: Block) -> tuple[Integers, Integers]:
    """Return the first and the last token of every ellipsis: the sign, or three full stops."""
    tokens = block.tokens
    signs, stops = _places(block, (ELLIPSIS,)), _places(block, (FULL_STOP,))
    if not len(stops):
        return signs, signs
    follows = np.zeros(len(stops), bool)
    follows[1:] = (stops[1:] == stops[:-1] + 1) & (
        tokens.starts[stops[1:]] == tokens.ends[stops[:-1]]
    )
    follows[np.isin(stops, tokens.offsets)] = False
    firsts = np.flatnonzero(~follows)
    counts = np.diff(np.append(firsts, len(stops)))
    firsts, counts = (chosen[counts >= _FULL_STOPS_OF_ELLIPSIS] for chosen in (firsts, counts))
    first = np.sort(np.concatenate([signs, stops[firsts]]))
    return first, np.sort(np.concatenate([signs, stops[firsts] + counts - 1]))


def _sentence_ends(block: Block) -> Integers:
    """Return the tokens that end a sentence: such a sign with white space or nothing behind."""
    tokens = block.tokens
    places = _places(block, FINEWEB_ENDS)
    following = np.minimum(places + 1, len(block.codes) - 1)
    is_last = np.isin(places + 1, tokens.offsets)
    return places[is_last | (tokens.starts[following] > tokens.ends[places])]


def _places(block: Block, words: tuple[str, ...]) -> Integers:
    """Return the positions of the tokens that are one of these words or signs."""
    return np.flatnonzero(members(words)[block.codes])


def _count(places: Integers, offsets: Integers) -> Integers:
    return np.diff(np.searchsorted(places, offsets))


def _longest(block: Block) -> Integers:
    """Return the length of the longest run of characters without white space."""
    starts, ends = block.tokens.starts, block.tokens.ends
    begins = np.ones(len(starts), bool)
    begins[1:] = starts[1:] != ends[:-1]
    firsts = block.tokens.offsets[:-1]
    begins[firsts[firsts < len(starts)]] = True
    runs = np.flatnonzero(begins)
    lengths = ends[np.append(runs, len(starts))[1:] - 1] - starts[runs]
    return maxima(lengths.astype(np.int64), np.searchsorted(runs, block.tokens.offsets))


def _distinct_stop_words(block: Block) -> Integers:
    # Stop words come first in the vocabulary, so that their codes are 1, 2, 3...
    places = np.flatnonzero((block.codes > 0) & (block.codes <= len(STOP_WORDS)))
    bits = np.left_shift(1, block.codes[places].astype(np.int64))
    offsets = np.searchsorted(places, block.tokens.offsets)
    seen = np.zeros(len(offsets) - 1, np.int64)
    has_any = offsets[:-1] < offsets[1:]
    if has_any.any():
        seen[has_any] = np.bitwise_or.reduceat(bits, offsets[:-1][has_any])
    return np.bitwise_count(seen).astype(np.int64)
