"""Measures of the text of each block, taken for all blocks at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.cleaners.content.lexicon import PARTS, SEPARATOR, Lexicon, words_in
from opsonin_plugins.cleaners.content.pages import Floats, Ints, Pages, sums_before

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


#: Names of the features in the order in which the model numbers them.
_ROWS = (
    *("words", "chars", "word_length", "link", "links", "function_share", "function_words"),
    *("stops", "commas", "digit_share", "capital_share", "symbol_share", "is_closed"),
    *("starts_low", "starts_alphanumeric", "weight", "weight_mean", "weight_lowest"),
    *("weight_highest", "title_share", "titled_share", "bar", "copyright"),
)


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
        linked: Characters of it that stand in links.
        link: Share of its characters that stand in links.
        prose: Its words if it looks like a paragraph, else 0.
        weight: Sum of the weights of its words.
        title: Share of the words of the page's title that it has, counted with repetition.
        rows: Further features, by name.
    """

    chars: Floats
    words: Floats
    function_words: Floats
    linked: Floats
    link: Floats
    prose: Floats
    weight: Floats
    title: Floats
    rows: dict[str, Floats]


def measure(pages: Pages, lexicon: Lexicon) -> Measures:
    """Measure the blocks of pages."""
    blocks = pages.blocks
    texts = [block.text for block in blocks]
    if any(SEPARATOR in text for text in texts):
        texts = [text.replace(SEPARATOR, " ") for text in texts]
    written = _written(texts)
    known = _known(texts, pages, lexicon)
    chars, words = written["chars"], written["words"]
    function_words = known["function_share"] * words
    linked = np.minimum(chars, np.array([block.link_chars for block in blocks]))
    link = linked / chars
    is_paragraph = np.array([block.tag in _PARAGRAPHS for block in blocks]) | (words > _LONG)
    links = np.array([block.n_links for block in blocks], dtype=np.float64)
    found = {**written, **known, "function_words": function_words, "link": link, "links": links}
    return Measures(
        chars=chars,
        words=words,
        function_words=function_words,
        linked=linked,
        link=link,
        prose=np.where(is_paragraph & (link < _LINKED), words, 0.0),
        weight=known["weight"],
        title=known["title_share"],
        rows={name: found[name] for name in _ROWS},
    )


def _written(texts: list[str]) -> dict[str, Floats]:
    """Return what the characters of texts without a separator tell."""
    n = len(texts)
    joined = SEPARATOR.join(texts) + SEPARATOR
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
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
    return {
        "words": words,
        "chars": chars,
        "word_length": chars / np.maximum(words, 1),
        "stops": counts[_STOP].astype(np.float64),
        "commas": counts[_COMMA].astype(np.float64),
        "digit_share": counts[_DIGIT] / chars,
        "capital_share": counts[_CAPITAL] / chars,
        "symbol_share": counts[_SYMBOL] / chars,
        "is_closed": _told(text[-1] in _CLOSING for text in texts),
        "starts_low": _told(text[0].islower() for text in texts),
        "starts_alphanumeric": _told(text[0].isalnum() for text in texts),
        "bar": _told("|" in text for text in texts),
        "copyright": _told("\u00a9" in text for text in texts),
    }


def _known(texts: list[str], pages: Pages, lexicon: Lexicon) -> dict[str, Floats]:
    """Return what the lexicon and the titles of the pages tell of the first words of texts."""
    found = words_in(SEPARATOR.join([text[:_LOOKED_UP] for text in texts]) + SEPARATOR)
    numbers = lexicon.numbers(found)
    last = np.flatnonzero(numbers == 1)
    first = np.concatenate(([0], last[:-1] + 1))
    n_words = np.maximum(last - first, 1)
    weights = lexicon.weights.take(numbers)
    weight = _count(weights, first, last) / PARTS
    is_titled, title_words = _titled(pages, found, last)
    n_titled = _count(is_titled, first, last)
    return {
        "function_share": _count(lexicon.is_function_word.take(numbers), first, last) / n_words,
        "weight": weight,
        "weight_mean": weight / n_words,
        "weight_lowest": np.minimum.reduceat(weights, first) / PARTS,
        "weight_highest": np.maximum.reduceat(weights, first) / PARTS,
        "title_share": n_titled / title_words[pages.of],
        "titled_share": n_titled / n_words,
    }


def _told(answers: Iterable[bool]) -> Floats:
    return np.fromiter(answers, dtype=np.float64)


def _titled(pages: Pages, words: list[str], ends: Ints) -> tuple[NDArray[np.bool_], Floats]:
    """Return which words stand in the title of their page, and how many words each title has."""
    titles = [set(words_in(outline.title)) for outline in pages.outlines]
    bounds = ends[pages.starts + pages.counts - 1].tolist()
    is_titled, start = np.zeros(len(words), dtype=np.bool_), 0
    for title, end in zip(titles, bounds, strict=True):
        if title:
            is_titled[start:end] = [word in title for word in words[start:end]]
        start = end
    return is_titled, np.maximum([len(title) for title in titles], 1.0)


def _count(values: NDArray[np.generic], starts: Ints, ends: Ints) -> Floats:
    sums = sums_before(values)
    return sums[ends] - sums[starts]
