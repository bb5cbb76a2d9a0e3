"""Runs of words with capital letters: what names are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from opsonin_plugins.taggers.people.given_names import GIVEN_NAMES
from opsonin_plugins.taggers.people.words import FUNCTION_WORDS

#: First code point, and first one after it.
Range = tuple[int, int]

_CAPITAL = "A-Z\u00c0-\u00d6\u00d8-\u00de\u010c\u0110\u0141\u015a\u015e\u0160\u017b\u017d"
#: How a word goes on after its first letter. That stands before the choices: a search for one set
#: of signs is four times as fast as one for a choice between words.
_ABBREVIATED = (
    r"(?:(?<=D)rs?|(?<=P)rofs?|(?<=M)(?:rs?|s)|(?<=S)(?:t|en|gt|r)|(?<=R)e[pv]|(?<=G)(?:ov|en)|"
    r"(?<=C)(?:ol|apt)|(?<=L)t|(?<=J)r)\."
)
_INITIALS = rf"\.(?:-?[{_CAPITAL}]\.)*"
_PLAIN = r"[^\W_]*(?:[\u2019'\u2010-](?!s\b)[^\W_]+)*"
_REST = rf"(?:{_ABBREVIATED}|{_INITIALS}|{_PLAIN})"
#: Small words inside names of people. Source: nobiliary and patronymic particles of European and
#: Arabic names.
_PARTICLES = "de|del|della|di|da|dos|du|la|le|van|von|der|den|ter|bin|bint|ibn|al|el|af|zu|y"
_RUN = re.compile(
    rf"[{_CAPITAL}](?<![^\W_].){_REST}"
    rf"([ \u00a0](?:(?:{_PARTICLES})[ \u00a0]){{0,2}}[{_CAPITAL}]{_REST})*"
)
_GIVEN = frozenset({"Jan", "Sun"})
_WORDS = re.compile(r"[^ \u00a0]+")


class Run(NamedTuple):
    """Words with capital letters, one space apart, and particles between them.

    Attributes:
        start: First code point.
        end: First code point after it.
        words: Where each word stands.
        texts: The words.
    """

    start: int
    end: int
    words: tuple[Range, ...]
    texts: tuple[str, ...]

    def part(self, first: int, behind: int) -> Run:
        """Return some words of the run, by place."""
        words = self.words[first:behind]
        return Run(words[0][0], words[-1][1], words, self.texts[first:behind])


def find_runs(text: str) -> Iterator[Run]:
    """Yield the runs of a text in order, cut at words that are part of no name.

    >>> [" ".join(run.texts) for run in find_runs("In June Dr. Jane van der Doe met J. Roe.")]
    ['Dr. Jane van der Doe', 'J. Roe']
    """
    for found in _RUN.finditer(text):
        start, end = span = found.span()
        if found.lastindex is None:
            word = text[start:end]
            if word not in FUNCTION_WORDS:
                yield Run(start, end, (span,), (word,))
            continue
        words = [one.span() for one in _WORDS.finditer(text, start, end)]
        texts = [text[first:end] for first, end in words]
        first = 0
        for place, one in enumerate([*texts, "The"]):
            # "Jan" is a month before a figure, and a name before a word: "Sun Yat-sen University".
            is_given = one in _GIVEN and place + 1 < len(texts)
            is_given = is_given and texts[place + 1] not in FUNCTION_WORDS
            # "Jane A Doe": an initial, not an article.
            is_given = is_given or (
                one == "A"
                and place > first
                and place + 1 < len(texts)
                and texts[place - 1] in GIVEN_NAMES
                and texts[place + 1] not in FUNCTION_WORDS
            )
            if one in FUNCTION_WORDS and not is_given:
                if place > first:
                    yield _run(words[first:place], texts[first:place])
                first = place + 1


def _run(words: list[Range], texts: list[str]) -> Run:
    return Run(words[0][0], words[-1][1], tuple(words), tuple(texts))
