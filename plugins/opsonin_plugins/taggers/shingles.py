"""Words of the main text, their 5-grams, and MinHash signatures of those."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Span = tuple[int, int]
_UnsignedInts = npt.NDArray[np.uint64]

#: Words in a shingle. Source: Lee et al. 2022, Deduplicating Training Data, use 5-grams of words.
SHINGLE_WORDS = 5
#: 24 bands of 5 rows propose a pair of Jaccard similarity .8 with probability .9999 and one of
#: similarity .3 with .06. Source: Leskovec et al., Mining of Massive Datasets, section 3.4.
BANDS = 24
BAND_ROWS = 5
_SEED = 20_200_928
_CHUNK = 2048
_WORD = re.compile(r"\w+")

_random = np.random.Generator(np.random.PCG64(_SEED))
#: Multiply-shift hashing needs odd multipliers. Source: Dietzfelbinger et al. 1997.
_MULTIPLIERS, _SUMMANDS = (
    _random.integers(0, 2**64, (BANDS * BAND_ROWS, 1), dtype=np.uint64) | np.uint64(1)
    for _ in range(2)
)
_PLACES = _random.integers(0, 2**64, SHINGLE_WORDS, dtype=np.uint64) | np.uint64(1)


def main_spans(segments: pa.Table) -> dict[str, list[Span]]:
    """Return the stretches of main text of each document, sorted and apart.

    Args:
        segments: Rows x ``doc_id``, ``clean_start``, ``clean_end``, ``kind``, ``is_main`` of table
            ``segments``.

    Returns:
        A list for every document that has a segment; empty if none is main text.
    """
    blocks = segments.filter(pc.not_equal(segments["kind"], "sentence"))
    blocks = blocks.sort_by([("doc_id", "ascending"), ("clean_start", "ascending")])
    columns = (
        blocks[name].to_pylist() for name in ("doc_id", "clean_start", "clean_end", "is_main")
    )
    found: dict[str, list[Span]] = {}
    for doc_id, start, end, is_main in zip(*columns, strict=True):
        spans = found.setdefault(doc_id, [])
        if not is_main:
            continue
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return found


def words_of(text: str, spans: Iterable[Span]) -> list[str]:
    """Return the words in these stretches of a text, case folded.

    >>> words_of("Type I interferon.", [(0, 18)])
    ['type', 'i', 'interferon']
    """
    words = [word for start, end in spans for word in _WORD.findall(text, start, end)]
    return "\n".join(words).casefold().split("\n") if words else []


def word_places(text: str, spans: Iterable[Span]) -> list[list[tuple[str, int, int]]]:
    """Return for each stretch its words, case folded, with start and end in the text."""
    return [
        [(match[0].casefold(), *match.span()) for match in _WORD.finditer(text, start, end)]
        for start, end in spans
    ]


def shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    """Return the different 5-grams of words; a shorter text is one shingle."""
    if 0 < len(words) < SHINGLE_WORDS:
        return {tuple(words)}
    return set(zip(*(words[n:] for n in range(SHINGLE_WORDS)), strict=False))


def shingle_hashes(words: Sequence[str]) -> _UnsignedInts:
    """Return the sorted, different 64-bit hashes of the shingles; the same on every machine."""
    codes = np.fromiter(map(zlib.crc32, map(str.encode, words)), dtype=np.uint64, count=len(words))
    if not words:
        return codes
    size = min(len(words), SHINGLE_WORDS)
    count = len(words) - size + 1
    sums = np.zeros(count, dtype=np.uint64)
    for place, multiplier in enumerate(_PLACES[:size]):
        sums += codes[place : place + count] * multiplier
    return np.unique(_mixed(sums))


def minhash(hashes: _UnsignedInts) -> npt.NDArray[np.int32]:
    """Return the MinHash signature, one value a permutation; empty if there is no shingle.

    Source: Broder 1997, On the resemblance and containment of documents.
    """
    if not len(hashes):
        return np.empty(0, dtype=np.int32)
    lowest = np.full(len(_MULTIPLIERS), np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(hashes), _CHUNK):
        chunk = hashes[None, start : start + _CHUNK]
        np.minimum(lowest, (chunk * _MULTIPLIERS + _SUMMANDS).min(axis=1), out=lowest)
    high: Any = (lowest >> np.uint64(32)).astype(np.uint32)
    return np.asarray(high.view(np.int32), dtype=np.int32)


def _mixed(values: _UnsignedInts) -> _UnsignedInts:
    """Spread the bits. Source: the finaliser of MurmurHash3, Appleby 2011."""
    shift = np.uint64(33)
    values = (values ^ (values >> shift)) * np.uint64(0xFF51AFD7ED558CCD)
    values = (values ^ (values >> shift)) * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> shift)
