"""The analysis of a batch of texts, computed on first use and then kept."""

from __future__ import annotations

from functools import cached_property

import pyarrow as pa

from opsonin.analysis.buffer import Buffer
from opsonin.analysis.lines import find_lines
from opsonin.analysis.ngrams import hash_ngrams, ngram_offsets
from opsonin.analysis.sentences import cut_at, find_paragraphs
from opsonin.analysis.stops import find_stops
from opsonin.analysis.stretches import Hashes, Positions, Stretches, Tokens
from opsonin.analysis.tokens import find_tokens


class Analysis:
    """What many components want to know of a batch of texts.

    Each property is computed when it is first asked for. All arrays are shared: do not write to
    them.

    Args:
        texts: Strings, none of them null.

    >>> analysis = Analysis(pa.array(["A virus.", "", "The virus"]))
    >>> list(analysis.tokens.of(0))
    [(0, 1), (2, 7), (7, 8)]
    >>> bool(analysis.tokens.hashes[1] == analysis.tokens.hashes[4])
    True
    """

    def __init__(self, texts: pa.Array | pa.ChunkedArray) -> None:
        self._texts = texts
        self._ngrams: dict[int, Hashes] = {}

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self._texts)

    @cached_property
    def buffer(self) -> Buffer:
        """The texts as one UTF-8 buffer.

        Raises:
            ValueError: A text is null or no UTF-8.
        """
        return Buffer(self._texts)

    @cached_property
    def tokens(self) -> Tokens:
        """Runs of letters and digits, and single other signs; see `opsonin.analysis.tokens`."""
        return find_tokens(self.buffer)

    @cached_property
    def lines(self) -> Stretches:
        r"""The lines, without ``\n``, ``\r\n`` or ``\r``; an empty text has none."""
        return find_lines(self.buffer)

    @cached_property
    def sentences(self) -> Stretches:
        """The sentences, without white space around them.

        They end at stops and at line ends, unless the text goes on in lower case on the next line.
        Where the blocks of a text are known, `sentences_within` does better.
        """
        paragraphs = find_paragraphs(self.buffer, self.tokens, self.lines)
        found = self.sentences_within(paragraphs)
        return Stretches(found.starts, found.ends, found.offsets[paragraphs.offsets])

    def sentences_within(self, blocks: Stretches) -> Stretches:
        """Return the sentences of blocks; line ends inside a block are mere white space.

        Args:
            blocks: Stretches in text order that do not overlap, document by document.

        Returns:
            Sentences, with an entry in ``offsets`` for each block, not for each document: those of
            block ``k`` are ``offsets[k]:offsets[k + 1]``.
        """
        return cut_at(blocks, self.tokens, self._stops)

    @cached_property
    def _stops(self) -> Positions:
        return find_stops(self.buffer, self.tokens)

    def ngrams(self, n: int) -> Hashes:
        """Return a hash for every run of ``n`` tokens within a document, in text order.

        Raises:
            ValueError: ``n`` is less than 1.
        """
        if n not in self._ngrams:
            self._ngrams[n] = hash_ngrams(self.tokens, n)
        return self._ngrams[n]

    def ngram_offsets(self, n: int) -> Positions:
        """Return positions: the n-grams of document ``i`` are ``offsets[i]:offsets[i + 1]``."""
        return ngram_offsets(self.tokens, n)
