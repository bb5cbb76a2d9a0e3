"""What words, and names of classes and ids, say about whether a block is main content."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import repeat
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

#: What separates the blocks when their words are looked up all at once.
SEPARATOR: Final = "\0"
_WORD = re.compile(rf"\w+|{SEPARATOR}")
#: ``navBar-item2`` has the names nav, bar, item and 2.
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]{2,}|\d+")
#: Function words are frequent in sentences and rare in menus. Source: the most frequent words of
#: English, German, French and Spanish.
_FUNCTION_WORDS = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "is",
    "that",
    "for",
    "it",
    "as",
    "was",
    "with",
    "be",
    "by",
    "on",
    "not",
    "he",
    "his",
    "but",
    "at",
    "are",
    "this",
    "have",
    "from",
    "or",
    "had",
    "an",
    "they",
    "which",
    "one",
    "you",
    "were",
    "all",
    "her",
    "she",
    "there",
    "would",
    "their",
    "we",
    "him",
    "been",
    "has",
    "when",
    "who",
    "will",
    "no",
    "more",
    "if",
    "out",
    "so",
    "up",
    "said",
    "what",
    "its",
    "about",
    "than",
    "into",
    "them",
    "can",
    "only",
    "other",
    "some",
    "could",
    "these",
    "my",
    "our",
    "your",
    "how",
    "der",
    "die",
    "das",
    "und",
    "ist",
    "nicht",
    "mit",
    "den",
    "von",
    "zu",
    "im",
    "ein",
    "eine",
    "auch",
    "sich",
    "des",
    "dem",
    "auf",
    "für",
    "sie",
    "es",
    "er",
    "wir",
    "ich",
    "werden",
    "wird",
    "bei",
    "aus",
    "le",
    "la",
    "les",
    "et",
    "est",
    "en",
    "un",
    "une",
    "du",
    "que",
    "dans",
    "pour",
    "sur",
    "pas",
    "qui",
    "plus",
    "par",
    "el",
    "los",
    "las",
    "y",
    "por",
    "con",
    "para",
    "una",
    "del",
    "se",
    "al",
]
_MAX_REMEMBERED = 50_000
#: Weights are whole numbers of hundredths: their sums are exact in any order.
PARTS: Final = 100


class NameWeights(NamedTuple):
    """Log odds of the names of an element in hundredths: their sum, the highest, the lowest."""

    total: int
    highest: int
    lowest: int


_NO_NAMES = NameWeights(0, 0, 0)


class Lexicon:
    """Weights of words and of names, as log odds against the mean.

    Attributes:
        weights: Weight of each word by its number, in hundredths; unknown words have number 0, the
            separator 1.
        is_function_word: Whether each word is one.
    """

    def __init__(self, words: Mapping[str, float], names: Mapping[str, float]) -> None:
        """Take the weights by word and by name, both in lower case."""
        known = dict.fromkeys(_FUNCTION_WORDS, 0.0) | dict(words)
        self._numbers = {word: number for number, word in enumerate(known, start=2)}
        self._numbers[SEPARATOR] = 1
        self.weights = np.rint(np.array([0.0, 0.0, *known.values()]) * PARTS)
        self.is_function_word = np.zeros(len(self.weights))
        self.is_function_word[[self._numbers[word] for word in _FUNCTION_WORDS]] = 1.0
        self._names = {name: round(weight * PARTS) for name, weight in names.items()}
        self._remembered: dict[str, NameWeights] = {}
        self._parts: dict[str, dict[str, int]] = {}

    def numbers(self, words: list[str]) -> NDArray[np.int64]:
        """Return the number of each word."""
        found = map(self._numbers.get, words, repeat(0))
        return np.fromiter(found, dtype=np.int64, count=len(words))

    def of_names(self, names: str) -> NameWeights:
        """Return the weights of what an element's attributes say."""
        if not names:
            return _NO_NAMES
        known = self._remembered.get(names)
        if known is None:
            weights: dict[str, int] = {}
            for one in names.split():
                parts = self._parts.get(one)
                weights |= self._of_one(one) if parts is None else parts
            known = _NO_NAMES
            if weights:
                values = weights.values()
                known = NameWeights(sum(values), max(0, *values), min(0, *values))
            if len(self._remembered) >= _MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[names] = known
        return known

    def _of_one(self, name: str) -> dict[str, int]:
        """Return the weights of the parts of one class or id; the same come again."""
        known = self._names
        weights = {
            part: known[part] for part in map(str.lower, _NAME.findall(name)) if part in known
        }
        if len(self._parts) >= _MAX_REMEMBERED:
            self._parts.clear()
        self._parts[name] = weights
        return weights


def words_in(text: str) -> list[str]:
    """Return the words of a text in lower case; a separator is a word as well."""
    return _WORD.findall(text.lower())


def names_in(names: str) -> list[str]:
    """Return the parts of the names of an element in lower case.

    >>> names_in("postBody role-main")
    ['post', 'body', 'role', 'main']
    """
    return [one.lower() for one in _NAME.findall(names)] if names else []
