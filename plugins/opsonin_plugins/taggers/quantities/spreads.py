"""What joins a mean and its spread, and the members of a list."""

from __future__ import annotations

import re

_SPREAD = re.compile(r"\s?(?:\u00b1|\+/-|\+/\u2212|\+\u2212)\s?")
#: "Mean (SD) age was 57.4 (8.1)": what the bracket holds is said before.
_NAMED = re.compile(
    r"\b[Mm]eans?\s?(?:[(\[,]\s?|\u00b1\s?)(?:\u00b1\s?)?(?:SD|s\.d\.|S\.D\.|sd|SE|SEM|"
    r"standard deviation|standard error)s?[)\],]?[^.;=<>()\n]{0,60}\Z"
)
_BRACKET = re.compile(r"(?:\s[a-z]{1,8})?\s?\(")
_LIST = re.compile(r",\s|,?\s(?:and|or|to|vs\.?|versus)\s")
#: The longest joint, ", versus ".
_LONGEST = 9


def is_spread(text: str, start: int, end: int) -> bool:
    """Tell whether a plus-minus and nothing else stands between two places."""
    return 0 < end - start < _LONGEST and _SPREAD.fullmatch(text, start, end) is not None


def is_named_spread(text: str, last_start: int, last_end: int, start: int, end: int) -> bool:
    """Tell whether a number in brackets behind a mean is the spread that was named before.

    >>> text = "Mean (SD) age was 57.4 (8.1) years"
    >>> is_named_spread(text, 18, 22, 24, 27)
    True
    """
    if not 0 < start - last_end < _LONGEST or text[end : end + 1] != ")":
        return False
    if _BRACKET.fullmatch(text, last_end, start) is None:
        return False
    return _NAMED.search(text, max(0, last_start - 90), last_start) is not None


def is_list(text: str, start: int, end: int) -> bool:
    """Tell whether a comma, "and" or the like and nothing else stands between two places."""
    return 0 < end - start <= _LONGEST and _LIST.fullmatch(text, start, end) is not None
