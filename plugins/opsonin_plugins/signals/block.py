"""Some documents of a batch, with what the measures need of their shared analysis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from opsonin import PUNCTUATION, Analysis, Stretches
from opsonin_plugins.signals.known import Codes, codes_of
from opsonin_plugins.signals.sums import Integers

#: So many tokens are measured at once that their arrays fit into a processor's cache.
BLOCK_TOKENS = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Consecutive documents.

    Attributes:
        lengths: Code points of each text.
        tokens: All tokens.
        hashes: A hash of each token.
        kinds: Its kind: a word, a number or a sign.
        words: Positions of the tokens that are words, numbers among them.
        word_offsets: Documents + 1 positions in ``words``.
        codes: Which of our own words and signs it is.
        lines: All lines, empty ones too.
    """

    lengths: Integers
    tokens: Stretches
    hashes: npt.NDArray[np.uint64]
    kinds: npt.NDArray[np.uint8]
    words: Integers
    word_offsets: Integers
    codes: Codes
    lines: Stretches

    @property
    def n_words(self) -> Integers:
        """The number of words of each document."""
        return np.diff(self.word_offsets)


def blocks(analysis: Analysis, lengths: Integers) -> Iterator[Block]:
    """Cut a batch into blocks, in order; a long document is a block of its own.

    Args:
        analysis: Of the whole batch.
        lengths: Code points of each text.
    """
    tokens, lines = analysis.tokens, analysis.lines
    first, last = 0, -1
    # A batch of no documents is one block, so that it has all measures too.
    while last < len(lengths):
        reach = tokens.offsets[first] + BLOCK_TOKENS
        last = max(int(np.searchsorted(tokens.offsets, reach, side="right")) - 1, first + 1)
        last = min(last, len(lengths))
        of_block = slice(*tokens.offsets[[first, last]].tolist())
        hashes, kinds = tokens.hashes[of_block], tokens.kinds[of_block]
        own = _of(tokens, first, last)
        words = np.flatnonzero(kinds != PUNCTUATION)
        yield Block(
            lengths=lengths[first:last],
            tokens=own,
            hashes=hashes,
            kinds=kinds,
            words=words,
            word_offsets=np.searchsorted(words, own.offsets),
            codes=codes_of(hashes),
            lines=_of(lines, first, last),
        )
        first = last


def _of(stretches: Stretches, first: int, last: int) -> Stretches:
    own = stretches.offsets[first : last + 1]
    chosen = slice(int(own[0]), int(own[-1]))
    return Stretches(stretches.starts[chosen], stretches.ends[chosen], own - own[0])
