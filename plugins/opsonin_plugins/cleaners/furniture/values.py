"""What is known of each line of a text: its words and shape, its place, the lines around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.cleaners.furniture.grams import Weights, gram_values
from opsonin_plugins.cleaners.lines import ends_sentence

_WORD = re.compile(r"\w+")
#: Function words are frequent in sentences and rare in menus. Source: the most frequent words of
#: English.
_FUNCTION_WORDS: Final = frozenset(
    ("the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "as", "was", "with", "be",
     "by", "on", "not", "he", "his", "but", "at", "are", "this", "have", "from", "or", "had", "an",
     "they", "which", "one", "you", "were", "all", "her", "she", "there", "would", "their", "we",
     "him", "been", "has", "when", "who", "will", "no", "more", "if", "out", "so", "up", "said",
     "what", "its", "about", "than", "into", "them", "can", "only", "other", "some", "could",
     "these", "my", "our", "your", "how")
)  # fmt: skip
_BULLETS, _SEPARATORS, _QUOTES = "-*\u2022\u00b7\u25cf\u25e6", "|\u00bb\u203a>/\u00b7\u2022", '"“”'
_ENDS = " .:|\u00bb\u203a>\u2192\u2026!?\u25b6\u25bc\u25be+[]()-\u2013\u2014\u00b7\u2022*"
#: A line of so many characters that ends as a sentence does is prose.
PROSE_CHARS: Final = 100
_FAR, _OUTSIDE = 99, -9.0
_SIDES, _WINDOW = (2, 5), 10
_BESIDE = (-2, -1, 1, 2)

Floats = NDArray[np.float64]


def is_prose(content: str) -> bool:
    """Return whether a line is prose: long, and closed as a sentence is."""
    return len(content) >= PROSE_CHARS and ends_sentence(content)


def line_values(contents: Sequence[str], weights: Weights) -> NDArray[np.float32]:
    """Return the features of the lines of a text: lines x features.

    Args:
        contents: The lines without white space around them; none is empty.
        weights: What words and pairs of words say.
    """
    shapes = np.array([_shape(content) for content in contents], np.float64)
    grams = np.array([gram_values(content, weights) for content in contents], np.float64)
    places = _places(contents)
    around = _around(grams[:, 0])
    told = np.stack((grams[:, 0], grams[:, 2], shapes[:, 1], shapes[:, 2], shapes[:, 4]), axis=1)
    beside = [_shifted(told, by) for by in _BESIDE]
    return np.concatenate((shapes, grams, places, around, *beside), axis=1).astype(np.float32)


def _shape(content: str) -> Sequence[float]:
    words = content.split()
    n_words, n_chars = len(words), len(content)
    lowered = _WORD.findall(content.lower())
    return (
        n_chars,
        n_words,
        float(ends_sentence(content)),
        content.count(",") / n_words,
        sum(word[:1].isupper() for word in words) / n_words,
        float(content.isupper()),
        sum(map(str.isdigit, content)) / n_chars,
        float(content[0] in _BULLETS),
        float(any(quote in content for quote in _QUOTES)),
        float("http" in content or "@" in content or "www." in content),
        sum(word in _FUNCTION_WORDS for word in lowered) / n_words,
        float(content.endswith("?")),
        float(content[0].islower()),
        float(content.endswith(":")),
        sum(content.count(sign) for sign in _SEPARATORS),
        sum(map(len, lowered)) / max(len(lowered), 1),
    )


def _places(contents: Sequence[str]) -> Floats:
    """Return how often a line comes, and where it stands between the text's prose."""
    n = len(contents)
    keys = [content.lower().strip(_ENDS) for content in contents]
    counts = Counter(keys)
    is_long = np.array([is_prose(content) for content in contents], np.bool_)
    sizes = np.where(is_long, [len(content) for content in contents], 0)
    upto = np.cumsum(sizes)
    total = float(upto[-1])
    before = upto - sizes
    index = np.arange(n)
    since = _since(is_long)
    until = _since(is_long[::-1])[::-1]
    columns = (
        [counts[key] for key in keys],
        np.log1p(before),
        np.log1p(total - upto),
        before / max(total, 1.0),
        since,
        until,
        np.log1p(index),
        np.log1p(n - 1 - index),
        np.full(n, np.log1p(total)),
        np.full(n, np.log1p(n)),
    )
    return np.stack([np.asarray(column, np.float64) for column in columns], axis=1)


def _since(is_marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each line how many lines above the last marked one stands, at most 99."""
    index = np.arange(len(is_marked))
    last = np.maximum.accumulate(np.where(is_marked, index, -_FAR - 1))
    above = np.concatenate(([-_FAR - 1], last[:-1]))
    return np.minimum(index - above, _FAR)


def _around(means: Floats) -> Floats:
    """Return the mean weight of the lines above, below and around each line, and of all."""
    n = len(means)
    # Hundredths as whole numbers: no order of adding changes their sum.
    sums = np.concatenate(([0], np.cumsum(np.rint(means * 100).astype(np.int64))))
    index = np.arange(n)

    def mean(start: NDArray[np.int64], end: NDArray[np.int64]) -> Floats:
        start, end = np.clip(start, 0, n), np.clip(end, 0, n)
        found: Floats = (sums[end] - sums[start]) / (100 * np.maximum(end - start, 1))
        return found

    columns = []
    for size in _SIDES:
        columns += [mean(index - size, index), mean(index + 1, index + 1 + size)]
    columns += [mean(index - _WINDOW, index + _WINDOW + 1), np.full(n, sums[-1] / (100 * n))]
    return np.stack(columns, axis=1)


def _shifted(values: Floats, by: int) -> Floats:
    """Return for each line what is known of the line so far below it."""
    found = np.full_like(values, _OUTSIDE)
    if by < 0:
        found[-by:] = values[:by]
    else:
        found[:-by] = values[by:]
    return found
