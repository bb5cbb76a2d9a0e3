"""Stretches of text, document by document, as columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: Offsets within a document, in code points.
Places = npt.NDArray[np.int32]
#: Positions of bytes in the buffer of a batch.
Bytes = npt.NDArray[np.int32]
#: Positions of stretches in a batch, and of its documents' ends.
Positions = npt.NDArray[np.int64]
#: Stable 64-bit hashes.
Hashes = npt.NDArray[np.uint64]
#: One small code for each token.
Codes = npt.NDArray[np.uint8]

#: Kinds of tokens: it has a letter; it has digits but no letter; any other sign.
WORD, NUMBER, PUNCTUATION = 1, 2, 3


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """Half-open stretches of the texts of a batch, in text order and document by document.

    Attributes:
        starts: First code point of each stretch, counted within its document.
        ends: First code point after it.
        offsets: Documents + 1 positions: those of document ``i`` are ``offsets[i]:offsets[i + 1]``.
    """

    starts: Places
    ends: Places
    offsets: Positions

    def __len__(self) -> int:
        """Return the number of stretches in all documents."""
        return len(self.starts)

    @property
    def counts(self) -> Positions:
        """The number of stretches of each document."""
        return np.diff(self.offsets)

    @property
    def documents(self) -> Positions:
        """The position of the document that each stretch belongs to."""
        return np.repeat(np.arange(len(self.offsets) - 1), self.counts)

    def of(self, document: int) -> Iterator[tuple[int, int]]:
        """Yield start and end of each stretch of the document at this position."""
        chosen = slice(self.offsets[document], self.offsets[document + 1])
        return zip(self.starts[chosen].tolist(), self.ends[chosen].tolist(), strict=True)


@dataclass(frozen=True, slots=True, eq=False)
class Tokens(Stretches):
    """The tokens of a batch.

    Attributes:
        hashes: A hash of the case-folded token, the same on every machine and in every process.
        kinds: ``WORD``, ``NUMBER`` or ``PUNCTUATION``.
        byte_starts: First byte of each token in the buffer of the whole batch, `Buffer.data`.
        byte_ends: First byte after it.
    """

    hashes: Hashes
    kinds: Codes
    byte_starts: Bytes
    byte_ends: Bytes
