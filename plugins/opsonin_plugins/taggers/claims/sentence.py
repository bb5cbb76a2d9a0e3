"""A sentence in words, with the concepts that it names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:[-'\u2019./+\u2010\u2011][^\W_]+)*|[^\w\s]|_")


def _words(said: str) -> list[str]:
    """Return words in lower case, as many as the text has."""
    lower = said.lower().replace("\u2019", "'")
    if len(lower) == len(said):
        return _WORD.findall(lower)
    # Some letters are two in lower case, of which one may be no letter.
    return [word.lower().replace("\u2019", "'") for word in _WORD.findall(said)]


class Concept(NamedTuple):
    """A mention of a concept.

    Attributes:
        start: First code point in the clean text.
        end: First code point after it.
        mention_id: Its id.
        kind: Its type.
        curie: Id of the concept.
    """

    start: int
    end: int
    mention_id: int
    kind: str
    curie: str | None


class Slot(NamedTuple):
    """Words of a sentence that fill a place in a claim: first and last but one."""

    first: int
    stop: int


class Sentence:
    """A sentence in words.

    Args:
        text: The text of the document.
        start: First code point of the sentence.
        end: First code point after it.
        concepts: What it names, in text order, the longer of two that begin together first.
    """

    def __init__(self, text: str, start: int, end: int, concepts: Sequence[Concept]) -> None:
        self.text = text
        self.concepts = concepts
        self._range = start, end
        #: Its words in lower case, and punctuation.
        self.words = _words(text[start:end])

    @cached_property
    def starts(self) -> list[int]:
        """Where its words begin."""
        return [first for first, _ in self._places]

    @cached_property
    def ends(self) -> list[int]:
        """Where its words end."""
        return [last for _, last in self._places]

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        return [one.span() for one in _WORD.finditer(self.text, *self._range)]

    def is_symbol(self, place: int) -> bool:
        """Tell whether a word is written in capitals alone: NO is nitric oxide."""
        start, end = self.starts[place], self.ends[place]
        return end - start > 1 and self.text[start:end].isupper()

    def span(self, slot: Slot) -> tuple[int, int]:
        """Return the code points of a slot."""
        return self.starts[slot.first], self.ends[slot.stop - 1]

    def said(self, slot: Slot) -> str:
        """Return the words of a slot as they stand in the text."""
        start, end = self.span(slot)
        return " ".join(self.text[start:end].split())

    def named_in(self, slot: Slot) -> list[Concept]:
        """Return the concepts that a slot names."""
        if slot.first >= slot.stop:
            return []
        start, end = self.span(slot)
        return [one for one in self.concepts if one.start >= start and one.end <= end]

    def word_at(self, place: int) -> int:
        """Return the first word that ends behind a code point."""
        return bisect_right(self.ends, place)

    def word_from(self, place: int) -> int:
        """Return the first word that begins at or behind a code point."""
        return bisect_left(self.starts, place)
