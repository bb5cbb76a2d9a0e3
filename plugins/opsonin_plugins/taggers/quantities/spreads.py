"""What joins a mean and its spread, and the members of a list."""

from __future__ import annotations

import re

_SPREAD = re.compile(r"\s?(?:\u00b1|\+/-|\+/\u2212|\+\u2212)\s?")
_LIST = re.compile(r",\s|,?\s(?:and|or|to|vs\.?|versus)\s")
#: The longest joint, ", versus ".
_LONGEST = 9


def is_spread(text: str, start: int, end: int) -> bool:
    """Tell whether a plus-minus and nothing else stands between two places."""
    return 0 < end - start < _LONGEST and _SPREAD.fullmatch(text, start, end) is not None


def is_list(text: str, start: int, end: int) -> bool:
    """Tell whether a comma, "and" or the like and nothing else stands between two places."""
    return 0 < end - start <= _LONGEST and _LIST.fullmatch(text, start, end) is not None
