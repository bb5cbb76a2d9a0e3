"""Where the letters of an opaque extractor's text come from, found out by experiment.

An extractor that returns only a string does not say which copy of a repeated word it took. But its
text follows its input: the words of a page are numbered, and in one run for each binary digit those
whose number has the digit get the other case. The letters that changed in the output tell the
number of each word in it. Only pages whose output is the same in all runs, case aside, are judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from opsonin import Edit
from opsonin.spans.alignment import Alignment
from opsonin_plugins.cleaners.page import read_page

#: Words of ASCII letters: their other case has the same length and leads back.
_WORD = re.compile(r"[A-Za-z]+")

Extract = Callable[[str], str]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Traced:
    """Letters of extracted texts, counted by what an alignment says of them.

    Attributes:
        letters: Letters that stand in the visible text of the page.
        covered: Those that the alignment leads back to some place of the page.
        right: Those that it leads back to their own word.
        pages: Pages that were judged.
        left_out: Pages whose text depends on the case of words, or is empty.
    """

    letters: int = 0
    covered: int = 0
    right: int = 0
    pages: int = 0
    left_out: int = 0

    def __add__(self, other: Traced) -> Traced:
        """Return the sums of both."""
        return Traced(
            self.letters + other.letters,
            self.covered + other.covered,
            self.right + other.right,
            self.pages + other.pages,
            self.left_out + other.left_out,
        )


def visible_words(markup: str) -> list[tuple[int, int]]:
    """Return the spans of the words of ASCII letters in the visible text of a page, in order."""
    return [
        word.span()
        for block in read_page(markup).blocks
        for piece in block.pieces
        if not piece.text
        for word in _WORD.finditer(markup, piece.start, piece.end)
    ]


def words_behind(markup: str, words: Sequence[tuple[int, int]], extract: Extract) -> Ints | None:
    """Return for each character of the extracted text the number of the word it comes from.

    Args:
        markup: The page.
        words: Spans of its words.
        extract: The extractor.

    Returns:
        Numbers from 1; 0 for what is no letter or stands in no word. None where the text depends
        on the case of words, or there is none.
    """
    plain = extract(markup)
    numbers = np.zeros(len(plain), np.int64)
    for digit in range(len(words).bit_length()):
        marked = extract(_marked(markup, words, digit))
        if len(marked) != len(plain) or marked.casefold() != plain.casefold():
            return None
        changed = [one != other for one, other in zip(plain, marked, strict=True)]
        numbers += np.array(changed, np.int64) << digit
    return numbers if plain else None


def _marked(markup: str, words: Sequence[tuple[int, int]], digit: int) -> str:
    parts, at = [], 0
    for number, (start, end) in enumerate(words, start=1):
        if number >> digit & 1:
            parts += [markup[at:start], markup[start:end].swapcase()]
            at = end
    return "".join([*parts, markup[at:]])


def traced(markup: str, extract: Extract, compare: Callable[[str, str], Sequence[Edit]]) -> Traced:
    """Judge the alignment of an extractor's text with the page.

    Args:
        markup: The page.
        extract: Gives the text of a page.
        compare: Gives the edits that lead from the page to the text.
    """
    words = visible_words(markup)
    numbers = words_behind(markup, words, extract)
    if numbers is None or numbers.max() > len(words):
        return Traced(left_out=1)
    places = raw_places(Alignment.from_edits(compare(markup, extract(markup)), len(markup)))
    at = np.flatnonzero(numbers)
    spans = np.array([(0, 0), *words], np.int64)[numbers[at]]
    start, end = places[at, 0], places[at, 1]
    covered = end > start
    # A replaced stretch covers its word; a kept letter lies in it.
    is_right = covered & (start < spans[:, 1]) & (end > spans[:, 0])
    return Traced(len(at), int(covered.sum()), int(is_right.sum()), pages=1)


def raw_places(alignment: Alignment) -> Ints:
    """Return raw start and end of each clean character; equal for what was inserted."""
    places = np.zeros((alignment.clean_length, 2), np.int64)
    for piece in alignment.pieces:
        size = piece.clean_end - piece.clean_start
        if piece.op == "keep":
            steps = np.arange(size)
            places[piece.clean_start : piece.clean_end, 0] = piece.raw_start + steps
            places[piece.clean_start : piece.clean_end, 1] = piece.raw_start + steps + 1
        else:
            places[piece.clean_start : piece.clean_end] = piece.raw_start, piece.raw_end
    return places
