"""Where the tokens of an outline stand in the markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import turbohtml
from numpy.typing import NDArray

_LINE_END = re.compile("\n")


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
        self, tokens: Sequence[turbohtml.Token], noscript: int | Sequence[int] = 0
    ) -> NDArray[np.int64]:
        """Return where tokens start.

        Args:
            tokens: Tokens of the page, or of a ``noscript`` element.
            noscript: Number of that element, 0 for the page; for all tokens or for each.
        """
        if isinstance(noscript, int):
            lines = self._lines[noscript][_integers(token.line - 1 for token in tokens)]
        else:
            lines = _integers(
                self._lines[number][token.line - 1]
                for token, number in zip(tokens, noscript, strict=True)
            )
        return self._raw(lines + _integers(token.col for token in tokens))

    def ends(
        self, tokens: Sequence[turbohtml.Token], lengths: Sequence[int], noscript: int = 0
    ) -> NDArray[np.int64]:
        """Return where tokens end that have these lengths once line ends are normalised."""
        lines = self._lines[noscript][_integers(token.line - 1 for token in tokens)]
        columns = _integers(token.col for token in tokens)
        return self._raw(lines + columns + np.array(lengths, dtype=np.int64))

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
    starts = [0]
    starts.extend(match.end() for match in _LINE_END.finditer(markup))
    return np.array(starts, dtype=np.int64), np.array(dropped, dtype=np.int64)
