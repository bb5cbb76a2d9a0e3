"""Measures of the text of each block of a page, taken for all blocks at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.cleaners.content.lexicon import SEPARATOR, Lexicon, words_in
from opsonin_plugins.cleaners.content.outline import Block

Floats: TypeAlias = NDArray[np.float64]

_STOP, _COMMA, _DIGIT, _CAPITAL, _SYMBOL, _LETTER = range(1, 7)
_N_CLASSES = 7
_IS_WORD = np.array([False, False, False, True, True, False, True])
#: Characters of a block whose words are looked up; more of a long paragraph tells nothing new.
_LOOKED_UP = 200
_CLOSING = frozenset('.?!:"\u201d\u2026\u00bb)\u3002\uff01\uff1f')
_STOPS, _COMMAS = ".!?\u3002\uff01\uff1f", ",;:\uff0c\u3001\uff1b\uff1a"
_PARAGRAPHS = frozenset({"p", "blockquote", "pre"})
#: Words from which on a block counts as a paragraph whatever its element.
_LONG = 25
#: Share of links from which on a paragraph is none. Both numbers only shape features; what
#: follows from them is learned.
_LINKED = 0.6


def _class_of(character: str) -> int:
    if character in _STOPS:
        return _STOP
    if character in _COMMAS:
        return _COMMA
    if character.isdigit():
        return _DIGIT
    if character.isupper():
        return _CAPITAL
    if character.isalnum():
        return _LETTER
    return 0 if character.isspace() else _SYMBOL


#: What lies beyond, such as ideographs, counts as the last one does: as a letter.
_CLASSES = np.fromiter((_class_of(chr(point)) for point in range(0x3100)), dtype=np.uint8)
_LAST_CLASS = len(_CLASSES) - 1


@dataclass(frozen=True, slots=True)
class Measures:
    """One value a block.

    Attributes:
        chars: Length of its text.
        words: Number of its words.
        function_words: Number of function words among them.
        link: Share of its characters that stand in links.
        prose: Its words if it looks like a paragraph, else 0.
        weight: Sum of the weights of its words.
        title: Share of the words of the page's title that it has, counted with repetition.
        rows: Further features, by name.
    """

    chars: Floats
    words: Floats
    function_words: Floats
    link: Floats
    prose: Floats
    weight: Floats
    title: Floats
    rows: dict[str, Floats]


def sums_before(values: NDArray[np.generic]) -> Floats:
    """Return the sums of the first 0, 1, ... n values."""
    sums = np.zeros(len(values) + 1)
    np.cumsum(values, out=sums[1:], dtype=np.float64)
    return sums


def measure(blocks: Sequence[Block], title: str, lexicon: Lexicon) -> Measures:
    """Measure the blocks of a page; there must be at least one."""
    n = len(blocks)
    texts = [block.text.replace(SEPARATOR, " ") for block in blocks]
    joined = SEPARATOR.join(texts) + SEPARATOR
    encoded = joined.encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(encoded, dtype=np.uint32)
    ends = np.flatnonzero(points == 0)
    starts = np.concatenate(([0], ends[:-1] + 1))
    chars = np.maximum(ends - starts, 1).astype(np.float64)
    classes = _CLASSES.take(np.minimum(points, _LAST_CLASS))
    # The separator after each block counts with it; it is no character of any class asked for.
    classes[ends] = 0
    block_of = np.repeat(np.arange(n) * _N_CLASSES, ends - starts + 1)
    counts = np.bincount(block_of + classes, minlength=n * _N_CLASSES).reshape(n, _N_CLASSES).T

    is_word = _IS_WORD.take(classes)
    is_word[1:] &= ~_IS_WORD.take(classes[:-1])
    words = _count(is_word, starts, ends)
    some = np.maximum(words, 1)
    found = words_in(SEPARATOR.join([text[:_LOOKED_UP] for text in texts]) + SEPARATOR)
    numbers = lexicon.numbers(found)
    last = np.flatnonzero(numbers == 1)
    first = np.concatenate(([0], last[:-1] + 1))
    looked_up = np.maximum(last - first, 1)
    weights = lexicon.weights.take(numbers)
    weight = _count(weights, first, last)
    function_share = _count(lexicon.is_function_word.take(numbers), first, last) / looked_up
    function_words = function_share * words
    in_title = set(words_in(title))
    is_titled = np.fromiter(map(in_title.__contains__, found), dtype=bool, count=len(found))
    n_titled = _count(is_titled, first, last)

    link = np.minimum(1.0, np.array([block.link_chars for block in blocks]) / chars)
    is_paragraph = np.array([block.tag in _PARAGRAPHS for block in blocks]) | (words > _LONG)
    rows = {
        "words": words,
        "chars": chars,
        "word_length": chars / some,
        "link": link,
        "links": np.array([block.n_links for block in blocks], dtype=np.float64),
        "function_share": function_share,
        "function_words": function_words,
        "stops": counts[_STOP].astype(np.float64),
        "commas": counts[_COMMA].astype(np.float64),
        "digit_share": counts[_DIGIT] / chars,
        "capital_share": counts[_CAPITAL] / chars,
        "symbol_share": counts[_SYMBOL] / chars,
        "is_closed": np.array([text[-1] in _CLOSING for text in texts], dtype=np.float64),
        "starts_low": np.array([text[0].islower() for text in texts], dtype=np.float64),
        "starts_alphanumeric": np.array([text[0].isalnum() for text in texts], dtype=np.float64),
        "weight": weight,
        "weight_mean": weight / looked_up,
        "weight_lowest": np.minimum.reduceat(weights, first),
        "weight_highest": np.maximum.reduceat(weights, first),
        "title_share": n_titled / max(1, len(in_title)),
        "titled_share": n_titled / looked_up,
        "bar": np.array(["|" in text for text in texts], dtype=np.float64),
        "copyright": np.array(["\u00a9" in text for text in texts], dtype=np.float64),
    }
    return Measures(
        chars=chars,
        words=words,
        function_words=function_words,
        link=link,
        prose=np.where(is_paragraph & (link < _LINKED), words, 0.0),
        weight=weight,
        title=rows["title_share"],
        rows=rows,
    )


def _count(
    values: NDArray[np.generic], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> Floats:
    sums = sums_before(values)
    return sums[ends] - sums[starts]
