"""Words of the main text, and the hashes of their 5-grams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from opsonin import PUNCTUATION, Documents

UnsignedInts = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.int64]

#: Words in a shingle. Source: Lee et al. 2022, Deduplicating Training Data, use 5-grams of words.
SHINGLE_WORDS = 5
# One for each place in a shingle, odd, so that no bit of a word is lost. Source: Steele and Vigna
# 2021, Computationally easy, spectrally good multipliers, table of 64-bit multipliers.
_MULTIPLIERS = (
    np.uint64(0xD1342543DE82EF95),
    np.uint64(0xAF251AF3B0F025B5),
    np.uint64(0xF1357AEA2E62A9C5),
    np.uint64(0xDB36357734E34ABB),
    np.uint64(0xB5AD4ECEDA1CE2A9),
)
# Words that are treated at once: their arrays fit into a processor's cache.
_SLICE = 1 << 15
#: What is asked of table ``segments``, so that no text of it is read.
BLOCK_COLUMNS = ("doc_id", "kind", "is_main", "clean_start", "clean_end")


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of the main text of some documents, in text order.

    Attributes:
        hashes: A hash of each case-folded word.
        offsets: Documents + 1 positions: the words of document ``i`` are
            ``offsets[i]:offsets[i + 1]``.
    """

    hashes: UnsignedInts
    offsets: Positions


@dataclass(frozen=True, slots=True, eq=False)
class PlacedWords:
    """The words of the main text of one document, in text order.

    Attributes:
        hashes: A hash of each case-folded word.
        starts: First code point of each word.
        ends: First code point after it.
        gaps: Number of tokens outside the main text before the word. Where it differs between
            two words, something else stands between them.
    """

    hashes: UnsignedInts
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    gaps: npt.NDArray[np.int32]

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.hashes)

    def first(self, n_words: int) -> PlacedWords:
        """Return the first words."""
        if len(self) <= n_words:
            return self
        return PlacedWords(
            self.hashes[:n_words], self.starts[:n_words], self.ends[:n_words], self.gaps[:n_words]
        )


def main_words(documents: Documents) -> Words:
    """Return the words of the main text of each document of a batch.

    A word is a token with a letter or digit. A text that nothing has cut into segments is main
    text as a whole.

    Args:
        documents: A batch that has table ``segments``.
    """
    tokens = documents.analysis.tokens
    is_word = tokens.kinds != PUNCTUATION
    is_word &= _is_main(documents)
    words = np.flatnonzero(is_word)
    return Words(tokens.hashes.take(words), np.searchsorted(words, tokens.offsets))


def placed_words(documents: Documents) -> Iterator[PlacedWords]:
    """Yield the words of the main text of each document of a batch, with their places.

    Args:
        documents: A batch that has table ``segments``.
    """
    if not len(documents):
        return
    tokens = documents.analysis.tokens
    is_main = _is_main(documents)
    words = np.flatnonzero(is_main & (tokens.kinds != PUNCTUATION))
    gaps = np.cumsum(~is_main, dtype=np.int32)
    for mine in np.split(words, np.searchsorted(words, tokens.offsets[1:-1])):
        columns = (tokens.starts, tokens.ends, gaps)
        yield PlacedWords(tokens.hashes.take(mine), *(column.take(mine) for column in columns))


def shingle_sets(words: Words) -> Iterator[UnsignedInts]:
    """Yield the shingles of each document as `shingle_set` gives them."""
    sums = np.empty(len(words.hashes), np.uint64)
    for first in range(0, len(sums), _SLICE):
        reach = words.hashes[first : first + _SLICE + SHINGLE_WORDS - 1]
        sums[first : first + _SLICE] = _sums(reach)[:_SLICE]
    for start, end in pairwise(words.offsets.tolist()):
        if end - start < SHINGLE_WORDS:
            yield shingle_set(words.hashes[start:end])
        else:
            yield _different(sums[start : end - SHINGLE_WORDS + 1])


def shingle_set(hashes: UnsignedInts) -> UnsignedInts:
    """Return the sorted, different 64-bit hashes of the shingles of one document.

    A document of fewer words than a shingle has is one shingle; one without words has none. That
    two shingles of a pair of documents of 10,000 words have one hash by accident has a
    probability of about 10^-11.

    Args:
        hashes: Those of its words, in text order.
    """
    sums = _sums(hashes)
    if len(hashes) < SHINGLE_WORDS:
        return sums[:1]
    return _different(sums[: len(hashes) - SHINGLE_WORDS + 1])


def shingle_hashes(hashes: UnsignedInts) -> UnsignedInts:
    """Return the hash of every shingle of one document, in text order; none for fewer words.

    Args:
        hashes: Those of its words, in text order.
    """
    return _sums(hashes)[: max(0, len(hashes) - SHINGLE_WORDS + 1)]


def _sums(hashes: UnsignedInts) -> UnsignedInts:
    """Return the hash of the window that begins with each word; at the end there are fewer."""
    sums = np.zeros(len(hashes), np.uint64)
    for place, multiplier in enumerate(_MULTIPLIERS):
        count = len(hashes) - place
        if count > 0:
            sums[:count] += hashes[place:] * multiplier
    return _mixed(sums)


def _different(hashes: UnsignedInts) -> UnsignedInts:
    ordered = np.sort(hashes)
    is_new = np.empty(len(ordered), bool)
    is_new[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:])
    return ordered[is_new]


def _mixed(values: UnsignedInts) -> UnsignedInts:
    """Spread the bits. Source: the finaliser of MurmurHash3, Appleby 2011."""
    shift = np.uint64(33)
    values ^= values >> shift
    values *= np.uint64(0xFF51AFD7ED558CCD)
    values ^= values >> shift
    values *= np.uint64(0xC4CEB9FE1A85EC53)
    values ^= values >> shift
    return values


def _is_main(documents: Documents) -> npt.NDArray[np.bool_]:
    """Tell which tokens begin in a segment of main text."""
    tokens = documents.analysis.tokens
    segments = documents.table("segments", BLOCK_COLUMNS)
    blocks = segments.filter(pc.not_equal(segments["kind"], "sentence"))
    owners = pc.index_in(blocks["doc_id"], value_set=documents.arrow.column("doc_id"))
    owner = owners.to_numpy()
    is_cut = np.zeros(len(documents), bool)
    is_cut[owner] = True
    main = blocks["is_main"].to_numpy()
    # One line for all documents, on which the places of each follow those of the one before: no
    # text has more code points than bytes, and those of a batch count in 31 bits.
    base = documents.analysis.buffer.offsets[:-1].astype(np.int32)
    line = np.repeat(base, tokens.counts)
    line += tokens.starts
    # In each place of main text, more stretches have begun than ended.
    depth = np.zeros(len(line) + 1, np.int32)
    for name, change in (("clean_start", 1), ("clean_end", -1)):
        places = base.take(owner[main]) + blocks[name].to_numpy()[main]
        np.add.at(depth, np.searchsorted(line, places), change)
    whole = tokens.offsets[:-1][~is_cut], tokens.offsets[1:][~is_cut]
    np.add.at(depth, whole[0], 1)
    np.add.at(depth, whole[1], -1)
    is_main: npt.NDArray[np.bool_] = np.cumsum(depth[:-1], dtype=np.int32) > 0
    return is_main
