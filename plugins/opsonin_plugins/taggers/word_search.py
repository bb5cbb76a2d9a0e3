"""Finds the words of a list in all texts of a batch at once, by the hashes of their tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from opsonin import Analysis, hash_words

#: Which low bits of a hash a word of the list has: one look-up spares nearly all tokens.
WordTable = npt.NDArray[np.bool_]

_BITS = 20
_LOW = np.uint64((1 << _BITS) - 1)


def word_table(words: Iterable[str]) -> WordTable:
    """Return a table of words to look tokens up in; case does not matter.

    Args:
        words: Each is one token: letters and digits alone.
    """
    table = np.zeros(1 << _BITS, np.bool_)
    table[hash_words(words) & _LOW] = True
    return table


def find_words(analysis: Analysis, table: WordTable) -> Iterator[list[tuple[int, int]]]:
    """Yield for each document start and end of the tokens that may be words of a list, in order.

    A few other tokens are among them, because only some bits of a hash are compared: whoever asks
    looks at the text.
    """
    tokens = analysis.tokens
    chosen = np.flatnonzero(table[(tokens.hashes & _LOW).view(np.int64)])
    cuts = np.searchsorted(chosen, tokens.offsets).tolist()
    starts, ends = tokens.starts[chosen].tolist(), tokens.ends[chosen].tolist()
    for first, last in pairwise(cuts):
        yield list(zip(starts[first:last], ends[first:last], strict=True))
