"""Questions about many tokens at once: first and last letters, and what stands next to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from opsonin.analysis.abbreviations import hashes_of
from opsonin.analysis.buffer import Buffer
from opsonin.analysis.stretches import Positions, Tokens

Mask = npt.NDArray[np.bool_]

_LINE_FEED = 0x0A


@dataclass(frozen=True, slots=True)
class TokenView:
    """What can be asked about tokens by position.

    Out of range nothing is glued; other answers there are those of the nearest token and must be
    asked together with `is_glued` or `has_next`.

    Attributes:
        buffer: The texts.
        tokens: Their tokens.
        line_feeds: Positions of line feeds in the buffer.
    """

    buffer: Buffer
    tokens: Tokens
    line_feeds: Positions

    @classmethod
    def over(cls, buffer: Buffer, tokens: Tokens) -> TokenView:
        """Return a view of the tokens of these texts."""
        return cls(buffer, tokens, np.flatnonzero(buffer.data == _LINE_FEED))

    def has_next(self, at: Positions) -> Mask:
        """Tell which tokens are not the last of their document."""
        stops = self.tokens.offsets
        found: Mask = stops[np.searchsorted(stops, at, side="right")] > at + 1
        return found

    def is_glued(self, at: Positions) -> Mask:
        """Tell which tokens follow the one before them without white space."""
        exists = (at >= 0) & (at < len(self.tokens))
        at = self._valid(at)
        before = np.maximum(at - 1, 0)
        is_close = self.tokens.byte_starts[at] == self.tokens.byte_ends[before]
        first = self.tokens.offsets[np.searchsorted(self.tokens.offsets, at, side="right") - 1]
        found: Mask = exists & is_close & (first < at)
        return found

    def within(self, at: Positions, words: str) -> Mask:
        """Tell which tokens are words or signs of a list, whatever their case."""
        known = hashes_of(words)
        hashes = self.tokens.hashes[self._valid(at)]
        found: Mask = known[np.searchsorted(known, hashes).clip(max=len(known) - 1)] == hashes
        return found

    def is_kind(self, at: Positions, kind: int) -> Mask:
        """Tell which tokens are of this kind."""
        found: Mask = self.tokens.kinds[self._valid(at)] == kind
        return found

    def size(self, at: Positions) -> npt.NDArray[np.int32]:
        """Return the bytes of each token."""
        at = self._valid(at)
        found: npt.NDArray[np.int32] = self.tokens.byte_ends[at] - self.tokens.byte_starts[at]
        return found

    def is_capital(self, at: Positions) -> Mask:
        """Tell which tokens begin with an ASCII capital."""
        return _between(self._bytes(at, 0), "A", "Z")

    def is_lower(self, at: Positions, place: int = 0) -> Mask:
        """Tell which tokens have an ASCII letter in lower case there; from their end if < 0."""
        return _between(self._bytes(at, place), "a", "z")

    def begins_line(self, at: Positions) -> Mask:
        """Tell which tokens are the first of their line."""
        at = self._valid(at)
        before = np.where(at > 0, self.tokens.byte_ends[np.maximum(at - 1, 0)], 0)
        here = np.searchsorted(self.line_feeds, self.tokens.byte_starts[at])
        found: Mask = (here > np.searchsorted(self.line_feeds, before)) | np.isin(
            at, self.tokens.offsets
        )
        return found

    def absorbed(self, at: Positions, words: str, most: int) -> Positions:
        """Return the last of the tokens of a list that follow each token without white space.

        Args:
            at: Positions of tokens.
            words: The list.
            most: No more tokens than this are absorbed.
        """
        found = at.copy()
        open_ = np.arange(len(at))
        for _ in range(most):
            after = found[open_] + 1
            open_ = open_[self.is_glued(after) & self.within(after, words)]
            found[open_] += 1
        return found

    def _bytes(self, at: Positions, place: int) -> npt.NDArray[np.uint8]:
        at = self._valid(at)
        edges = self.tokens.byte_ends if place < 0 else self.tokens.byte_starts
        inside = np.clip(edges[at] + place, 0, len(self.buffer.data) - 1)
        found = self.buffer.data[inside]
        return np.where(self.size(at) >= abs(place) + (place >= 0), found, np.uint8(0))

    def _valid(self, at: Positions) -> Positions:
        return np.clip(at, 0, len(self.tokens) - 1)


def _between(found: npt.NDArray[np.uint8], first: str, last: str) -> Mask:
    return (found >= ord(first)) & (found <= ord(last))
