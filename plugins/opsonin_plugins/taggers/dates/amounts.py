"""Numbers right before a unit of time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opsonin_plugins.taggers.dates.words import NUMBER, NUMBER_WORDS, number_of


@dataclass(frozen=True, slots=True)
class Amount:
    """How many of a unit there are.

    Attributes:
        length: Characters from its first one to the unit.
        number: The number, or the upper end of a range.
        low: The lower end of a range.
        is_in_digits: Whether digits state it.
    """

    length: int
    number: float
    low: float | None
    is_in_digits: bool


_DASH = r"\s?[-\u2013\u2014]\s?"
_BACKWARDS = r"(?:(?:\d{3},){1,2}\d{1,3}|(?:\d{1,2}\.)?\d{1,4})"
#: Read from the unit back to the number, as that is a match at one place and not a search:
#: "3 to 5 years", "57.7 +/- 12.6 months", "6-week". Not part of another number, name or price.
_DIGITS = re.compile(
    rf"[\s\u2010\u2011\u2013-]\s?(?P<number>{_BACKWARDS})"
    rf"(?:(?:{_DASH}|\s+(?:ot|ro)\s+)(?P<low>{_BACKWARDS})"
    rf"|\s?(?:\u00b1|-/\+)\s?(?P<mean>{_BACKWARDS}))?"
    r"(?![\w$\u20ac\u00a3\u2013-]|[.,:/]\w)"
)
_WORDS = re.compile(
    rf"\b(?:(?P<low>{NUMBER})(?:{_DASH}|\s+(?:to|or)\s+))??"
    rf"(?P<number>{NUMBER})(?P<half>\s+and\s+a\s+half)?[\s\u2010\u2011-]\s?\Z",
    re.IGNORECASE,
)


def amount_before(before: str, last: str) -> Amount | None:
    """Return the number that a text ends with; None if it ends with none.

    Args:
        before: What stands before a unit, not much more than fifty characters.
        last: Its last word.

    >>> amount_before("a median of 3.5-12 ", "12")
    Amount(length=7, number=12.0, low=3.5, is_in_digits=True)
    """
    if last[-1:].isdigit():
        hit = _DIGITS.match(before[::-1])
        return _in_digits(hit) if hit else None
    if last.rpartition("-")[2] in NUMBER_WORDS or last == "half":
        words = _WORDS.search(before)
        return _in_words(words) if words else None
    return None


def _in_digits(hit: re.Match[str]) -> Amount:
    number = hit["mean"] or hit["number"]
    low = number_of(hit["low"][::-1]) if hit["low"] else None
    return Amount(hit.end(), number_of(number[::-1]), low, is_in_digits=True)


def _in_words(words: re.Match[str]) -> Amount:
    number = number_of(words["number"]) + (0.5 if words["half"] else 0)
    low = number_of(words["low"]) if words["low"] else None
    length = words.end() - words.start()
    return Amount(length, number, low, is_in_digits=words["number"][0].isdigit())
