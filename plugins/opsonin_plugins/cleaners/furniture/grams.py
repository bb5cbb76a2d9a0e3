"""What the words of a line, alone and in pairs, say about whether it is furniture."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

#: Word, or pair of words with a blank between -> log odds of standing in text, times 100.
Weights: TypeAlias = Mapping[str, int]

_WORD = re.compile(r"\w+")
#: Of longer lines the first and the last words are looked up.
_MOST_WORDS: Final = 40
#: What stands before the first and after the last word, and in place of figures.
_FIRST, _LAST, _FIGURE = "^", "$", "0"
_N_LOWEST = 3


def grams_of(content: str) -> list[str]:
    """Return the words of a line and the pairs of them, its two ends included.

    >>> grams_of("Page 2")
    ['page', '0', '^ page', 'page 0', '0 $']
    """
    words = [_FIGURE if word.isdigit() else word for word in _WORD.findall(content.lower())]
    if len(words) > _MOST_WORDS:
        words = words[: _MOST_WORDS // 2] + words[-_MOST_WORDS // 2 :]
    ends = [_FIRST, *words, _LAST]
    return words + [f"{one} {other}" for one, other in pairwise(ends)]


def gram_values(content: str, weights: Weights) -> Sequence[float]:
    """Return the mean, sum, least and greatest weight, that of the three least, share of unknown.

    All but the mean and the share are whole numbers, so that no order of adding changes them.

    >>> gram_values("Page 2", {"page": -50, "^ page": -30})
    (-16.0, -80.0, -50.0, 0.0, -80.0, 0.6)
    """
    found = sorted(weights.get(gram, 0) for gram in grams_of(content))
    total = sum(found)
    return (
        total / len(found),
        float(total),
        float(found[0]),
        float(found[-1]),
        float(sum(found[:_N_LOWEST])),
        found.count(0) / len(found),
    )
