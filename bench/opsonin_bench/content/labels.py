"""What share of each block of a page is main content, by comparison with the reference text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

_WORD = re.compile(r"\w+")
#: Rounds of comparison: later ones find what the reference has in another order than the page.
_ROUNDS = 4
#: Share of a block's words that must be found; chance matches of later rounds are more likely.
_SHARE, _LATER_SHARE = 0.5, 0.8
#: Bits of the comparison's table, which is what it takes in memory.
_MAX_CELLS = 8_000_000_000


def labels_by_text(texts: Sequence[str], reference: str) -> NDArray[np.float32]:
    """Return the share of each block's words that the reference text has; NaN without words.

    Args:
        texts: Texts of the blocks, in order.
        reference: The main content, by a person.
    """
    blocks = [_words(text) for text in texts]
    lines = [words for words in map(_words, reference.splitlines()) if words]
    shares = np.zeros(len(blocks), dtype=np.float32)
    left = list(range(len(blocks)))
    for n in range(_ROUNDS):
        found, in_lines = _matched([blocks[k] for k in left], lines)
        share = found / np.maximum([len(blocks[k]) for k in left], 1)
        is_found = share >= (_LATER_SHARE if n else _SHARE)
        for k, value, is_enough in zip(left, share.tolist(), is_found.tolist(), strict=True):
            if is_enough or not n:
                shares[k] = value
        left = [k for k, is_enough in zip(left, is_found.tolist(), strict=True) if not is_enough]
        lines = [
            line for line, got in zip(lines, in_lines, strict=True) if got < _SHARE * len(line)
        ]
        if not left or not lines or (n and not is_found.any()):
            break
    shares[[not words for words in blocks]] = np.nan
    return shares


def labels_by_pieces(
    texts: Sequence[str], wanted: Sequence[str], unwanted: Sequence[str]
) -> NDArray[np.float32]:
    """Return 1 for blocks with a wanted piece of text, 0 for those with an unwanted one, or NaN."""
    labels = np.full(len(texts), np.nan, dtype=np.float32)
    for pieces, label in ((unwanted, 0.0), (wanted, 1.0)):
        for piece in filter(None, (" ".join(one.split()) for one in pieces)):
            labels[[piece in text for text in texts]] = label
    return labels


def _matched(
    blocks: Sequence[Sequence[str]], lines: Sequence[Sequence[str]]
) -> tuple[NDArray[np.float64], list[int]]:
    """Return how many words of each block and of each line the longest common sequence has."""
    numbers: dict[str, int] = {}
    left = [numbers.setdefault(word, len(numbers)) for block in blocks for word in block]
    right = [numbers.setdefault(word, len(numbers)) for line in lines for word in line]
    left = left[: _MAX_CELLS // max(1, len(right))]
    block_of = np.repeat(np.arange(len(blocks)), [len(block) for block in blocks])
    line_of = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    in_blocks, in_lines = np.zeros(len(blocks)), np.zeros(len(lines))
    for part in LCSseq.opcodes(left, right):
        if part.tag == "equal":
            np.add.at(in_blocks, block_of[part.src_start : part.src_end], 1)
            np.add.at(in_lines, line_of[part.dest_start : part.dest_end], 1)
    return in_blocks, [int(n) for n in in_lines]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
