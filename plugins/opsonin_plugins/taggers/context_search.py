"""Find the sentences in which a phrase may speak of a mention, in one pass over tokens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from opsonin import Analysis
from opsonin_plugins.taggers.context_triggers import END, PSEUDO, TRIGGERS

Positions = NDArray[np.int64]
Hashes = NDArray[np.uint64]

# No document has more code points than 2 to the power of this.
_SCALE = 32
#: Tokens are told apart by so many leading bits of their hash before the hash itself is compared.
_FILTER_SHIFT = np.uint64(48)
_FILTER_SIZE = 1 << 16
_APOSTROPHES = ("'", "\u2019")


@dataclass(frozen=True, slots=True)
class _Beginnings:
    """How the phrases begin that say something of a mention.

    Attributes:
        words: Sorted hashes of their first and second tokens.
        passes: Whether one of them has these leading bits.
        alone: For each of ``words`` whether it is a phrase by itself.
        together: Word x word: whether a phrase begins with these two.
    """

    words: Hashes
    passes: NDArray[np.bool_]
    alone: NDArray[np.bool_]
    together: NDArray[np.bool_]


def speaking(analysis: Analysis, owners: Positions, starts: Positions) -> tuple[Positions, ...]:
    """Return the sentences that hold a mention and the beginning of a phrase.

    Args:
        analysis: Of the batch.
        owners: Position of the document of each mention.
        starts: First code point of each.

    Returns:
        These sentences in order; for each of them its first mention and the one behind its last
        in the order that comes last: of all mentions by document and start.
    """
    tokens, sentences = analysis.tokens, analysis.sentences
    documents = sentences.documents << _SCALE
    first, end = documents + sentences.starts, documents + sentences.ends
    scale = (owners << _SCALE) + starts
    order = np.argsort(scale, kind="stable")
    ordered = scale[order]
    firsts = np.searchsorted(ordered, first, side="left")
    behind = np.searchsorted(ordered, end, side="left")
    at = _beginnings_in(tokens.hashes)
    token_documents = np.searchsorted(tokens.offsets, at, side="right") - 1
    places = (token_documents.astype(np.int64) << _SCALE) + tokens.starts[at]
    speaks = np.zeros(len(sentences) + 1, np.bool_)
    speaks[np.searchsorted(first, places, side="right") - 1] = True
    chosen = np.flatnonzero(speaks[:-1] & (behind > firsts))
    return chosen, firsts[chosen], behind[chosen], order


def _beginnings_in(hashes: Hashes) -> Positions:
    """Return the tokens with which a phrase may begin."""
    known = _beginnings()
    at = np.flatnonzero(known.passes[(hashes >> _FILTER_SHIFT).view(np.int64)])
    place = np.minimum(np.searchsorted(known.words, hashes[at]), len(known.words) - 1)
    is_word = known.words[place] == hashes[at]
    at, place = at[is_word], place[is_word]
    is_followed = np.zeros(len(at), np.bool_)
    is_followed[:-1] = (at[1:] == at[:-1] + 1) & known.together[place[:-1], place[1:]]
    begins: Positions = at[known.alone[place] | is_followed]
    return begins


@cache
def _beginnings() -> _Beginnings:
    phrases = [
        " ".join(words)
        for words, triggers in TRIGGERS.items()
        if any(one.label not in {PSEUDO, END} for one in triggers)
    ]
    # An apostrophe is a token of its own, and is written in two ways.
    written = {one.replace(*pair) for one in phrases for pair in product("'", _APOSTROPHES)}
    tokens = Analysis(pa.array(sorted(written), pa.string())).tokens
    firsts, counts = tokens.offsets[:-1], tokens.counts
    seconds = firsts[counts > 1] + 1
    words = np.unique(tokens.hashes[np.concatenate([firsts, seconds])])
    alone = np.zeros(len(words), np.bool_)
    alone[np.searchsorted(words, tokens.hashes[firsts[counts == 1]])] = True
    together = np.zeros((len(words), len(words)), np.bool_)
    pairs = (tokens.hashes[seconds - 1], tokens.hashes[seconds])
    together[tuple(np.searchsorted(words, one) for one in pairs)] = True
    passes = np.zeros(_FILTER_SIZE, np.bool_)
    passes[(words >> _FILTER_SHIFT).view(np.int64)] = True
    return _Beginnings(words, passes, alone, together)
