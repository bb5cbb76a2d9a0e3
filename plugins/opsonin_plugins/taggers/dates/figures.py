"""Dates in figures."""

from __future__ import annotations

import re

from opsonin_plugins.taggers.dates.expression import Expression, calendar_value
from opsonin_plugins.taggers.dates.words import DAY, YEAR

_MONTH = r"(?:0?[1-9]|1[0-2])"
#: ``2020-10-05``, ``2020/10/05``, ``2020.10.05``, with or without a time. Source: ISO 8601-1.
_YEAR_FIRST = re.compile(
    rf"(?P<year>{YEAR})(?P<sign>[-/.])(?P<month>{_MONTH})(?P=sign)(?P<day>{DAY})"
    r"(?:T\d\d:\d\d[\d:.]{0,10}(?:Z|[+-]\d\d:?\d\d)?)?(?![\w/-]|\.\d)"
)
#: ``03/04/2020``, ``3.4.2020``: which is the day depends on the country.
_YEAR_LAST = re.compile(rf"(?<![\w/.:$-])(?P<one>{DAY})(?P<sign>[-/.])(?P<other>{DAY})(?P=sign)\Z")
_GOES_ON = re.compile(r"[\w/%-]|[.,]\d")
_N_MONTHS = 12


def figures_date(text: str, start: int, end: int, before: str) -> Expression | None:
    """Return the date in figures around a year.

    Args:
        text: The text.
        start: First code point of the year.
        end: First code point after it.
        before: What stands before the year, at least six characters of it.
    """
    hit = None if before[-1:] and before[-1] in "/.-_:$=" else _YEAR_FIRST.match(text, start)
    if hit is not None and not before[-1:].isalnum():
        value = calendar_value(int(hit["year"]), int(hit["month"]), int(hit["day"]))
        return _day(start, hit.end(), value)
    ahead = _YEAR_LAST.search(before) if before[-1:] in ("/", ".", "-") else None
    if ahead is None or _GOES_ON.match(text, end):
        return None
    return _day(
        start - len(ahead[0]),
        end,
        _ordered(int(text[start:end]), int(ahead["one"]), int(ahead["other"])),
    )


def _ordered(year: int, one: int, other: int) -> str:
    """Return a date whose day and month are told apart by their size; else ``XX`` for both."""
    if one == other or (one > _N_MONTHS >= other):
        return calendar_value(year, other, one)
    if other > _N_MONTHS >= one:
        return calendar_value(year, one, other)
    return f"{year}-XX-XX" if max(one, other) <= _N_MONTHS else ""


def _day(start: int, end: int, value: str) -> Expression | None:
    return Expression(start=start, end=end, value=value, precision="day") if value else None
