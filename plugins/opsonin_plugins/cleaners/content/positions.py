"""Where the tokens of an outline stand in the markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import attrgetter

import numpy as np
import turbohtml
from numpy.typing import NDArray

_LINE_FEED = 10
_LINE, _COLUMN = attrgetter("line"), attrgetter("col")


class Positions:
    """Offsets of tokens in the markup; the tokenizer counts lines, and CRLF as one character."""

    def __init__(self, markup: str, noscripts: Sequence[turbohtml.Token] = ()) -> None:
        """Take the markup, and the texts in it whose tokens were read on their own."""
        lines, self._dropped = _line_starts(markup)
        self._lines = [lines]
        for token in noscripts:
            # The token's text has the normalised line ends that its own tokens are counted in.
            start = lines[token.line - 1] + token.col
            self._lines.append(_line_starts(token.data or "")[0] + start)

    def starts(
        self, tokens: Sequence[turbohtml.Token], noscripts: Sequence[int]
    ) -> NDArray[np.int64]:
        """Return where tokens start.

        Args:
            tokens: Tokens of the page or of ``noscript`` elements.
            noscripts: For each token the number of that element, 0 for the page.
        """
        return self._raw(self._normalised(tokens, noscripts))

    def spans(
        self,
        tokens: Sequence[turbohtml.Token],
        noscripts: Sequence[int],
        lengths: Sequence[int],
    ) -> tuple[list[int], list[int]]:
        """Return where tokens start and end that have these lengths once line ends are normalised.

        Args:
            tokens: Tokens of the page or of ``noscript`` elements.
            noscripts: For each token the number of that element, 0 for the page.
            lengths: Code points of each token.
        """
        starts = self._normalised(tokens, noscripts)
        ends = starts + np.array(lengths, dtype=np.int64)
        return self._raw(starts).tolist(), self._raw(ends).tolist()

    def _normalised(
        self, tokens: Sequence[turbohtml.Token], noscripts: Sequence[int]
    ) -> NDArray[np.int64]:
        numbers = _integers(map(_LINE, tokens)) - 1
        columns = _integers(map(_COLUMN, tokens))
        if not any(noscripts):
            found: NDArray[np.int64] = self._lines[0][numbers] + columns
            return found
        lines = (
            self._lines[noscript][number]
            for noscript, number in zip(noscripts, numbers.tolist(), strict=True)
        )
        return _integers(lines) + columns

    def _raw(self, normalised: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return offsets in the markup for offsets in the text with normalised line ends."""
        if not len(self._dropped):
            return normalised
        return normalised + np.searchsorted(self._dropped, normalised)


def _integers(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, dtype=np.int64)


def _line_starts(markup: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where lines start once CRLF is one character, and where such a pair stands there."""
    dropped: list[int] = []
    if "\r" in markup:
        dropped = [match.start() - n for n, match in enumerate(re.finditer("\r\n", markup))]
        markup = markup.replace("\r\n", "\n").replace("\r", "\n")
    points: NDArray[np.unsignedinteger]
    if markup.isascii():
        points = np.frombuffer(markup.encode("ascii"), dtype=np.uint8)
    else:
        points = np.frombuffer(markup.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    starts = np.concatenate(([0], np.flatnonzero(points == _LINE_FEED) + 1))
    return starts, np.array(dropped, dtype=np.int64)
