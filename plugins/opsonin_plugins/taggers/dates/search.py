"""Finds all dates and durations of a text."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import pyarrow as pa

from opsonin import Analysis
from opsonin_plugins.taggers.dates.durations import close_duration, unit_duration
from opsonin_plugins.taggers.dates.expression import Expression
from opsonin_plugins.taggers.dates.month_days import DAY_ORDINALS, month_day_date
from opsonin_plugins.taggers.dates.months import month_date
from opsonin_plugins.taggers.dates.relative import season_date, unit_date, weekday_date, word_date
from opsonin_plugins.taggers.dates.triggers import find_triggers
from opsonin_plugins.taggers.dates.words import DEICTIC, MONTHS, SEASONS, UNITS, VAGUE, WEEKDAYS
from opsonin_plugins.taggers.dates.years import chained_year, decade_date, year_date

Read = Callable[[str, int, int], Expression | None]


def _unit(text: str, start: int, end: int) -> Expression | None:
    return unit_duration(text, start, end) or unit_date(text, start, end)


_READERS: dict[str, Read] = {
    **dict.fromkeys(UNITS, _unit),
    **dict.fromkeys(SEASONS, season_date),
    **dict.fromkeys(WEEKDAYS, weekday_date),
    **dict.fromkeys((*DEICTIC, *VAGUE), word_date),
    **dict.fromkeys(MONTHS, month_date),
    **dict.fromkeys(DAY_ORDINALS, month_day_date),
}
_YEAR_LENGTH = 4
#: Between two dates of one stretch of time, and between a weekday and its day.
_TO = re.compile(r",?\s?(?:to|and|or|through|until|till|-|\u2013|\u2014|/|,)\s?(?:the\s)?")
_IN_WEEK = re.compile(r",?\s(?:the\s)?")
_IN_URL = re.compile(r"(?:https?://|www\.|@)\S*\Z")
_MAX_URL_CHARS = 100


def find_expressions(text: str) -> list[Expression]:
    """Return the dates and durations of a text in order; none overlaps another.

    >>> [(one.type, one.value) for one in find_expressions("On 3 May 2020, after 17 months.")]
    [('date', '2020-05-03'), ('duration', 'P17M')]
    """
    (triggers,) = find_triggers(Analysis(pa.array([text], pa.string())))
    return expressions_at(text, triggers)


def expressions_at(
    text: str,
    triggers: Iterable[tuple[int, int]],
    left_out: Sequence[tuple[int, int]] = (),
    metadata: Sequence[tuple[int, int]] = (),
) -> list[Expression]:
    """Return the dates and durations around some words, in order; none overlaps another.

    Args:
        text: The text.
        triggers: Start and end of each word, in order.
        left_out: Stretches in which no date is looked for, in order.
        metadata: Stretches in which the document cites itself, in order.
    """
    found = sorted(
        _readings(text, triggers, left_out, metadata), key=lambda one: (one.start, -one.end)
    )
    kept: list[Expression] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return _completed(text, kept)


def _readings(
    text: str,
    triggers: Iterable[tuple[int, int]],
    left_out: Sequence[tuple[int, int]],
    metadata: Sequence[tuple[int, int]],
) -> Iterator[Expression]:
    year_end = -1
    for start, end in triggers:
        if left_out and _lies_in(start, left_out):
            continue
        word = text[start:end].lower()
        reader = _READERS.get(word)
        if reader is not None:
            one = reader(text, start, end)
        elif not word[0].isdigit():
            continue
        elif len(word) == _YEAR_LENGTH and word.isdigit():
            one = year_date(text, start, end, in_metadata=_lies_in(start, metadata))
            if one is None and start - year_end <= len(" through ") + 1:
                one = chained_year(text, start, end)
        else:
            one = (
                decade_date(text, start, end)
                if word[-1] == "s"
                else close_duration(text, start, end)
            )
        if one is not None and not _is_in_url(text, one.start):
            if one.precision == "year":
                year_end = one.end
            yield one


def _is_in_url(text: str, place: int) -> bool:
    if text[place - 1 : place].isspace():
        return False
    return _IN_URL.search(text[max(0, place - _MAX_URL_CHARS) : place]) is not None


def _lies_in(place: int, stretches: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(stretches, (place, sys.maxsize))
    return at > 0 and place < stretches[at - 1][1]


def _completed(text: str, found: Sequence[Expression]) -> list[Expression]:
    """Join weekdays with their days, and give the parts of a stretch of time their year."""
    joined: list[Expression] = []
    for one in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.weekday is not None
            and one.precision == "day"
            and one.unit is None
        ):
            gap = _IN_WEEK.fullmatch(text, last.end, one.start)
            if gap is not None:
                on = re.match(r"(?:on|as\s+of)\s+", text[last.start : last.end], re.IGNORECASE)
                joined[-1] = replace(one, start=last.start + (on.end() if on else 0))
                continue
        joined.append(one)
    return _with_years(text, joined)


def _with_years(text: str, found: list[Expression]) -> list[Expression]:
    """Give "5 March" of "5 March to 3 April 2020" its year."""
    for at in range(len(found) - 2, -1, -1):
        one, following = found[at], found[at + 1]
        year = following.value[:4]
        if not one.is_partial or not year.isdigit() or following.precision not in ("day", "month"):
            continue
        if _TO.fullmatch(text, one.end, following.start) is None:
            continue
        # A stretch from December to March begins in the year before.
        is_earlier = one.value[5:7] > following.value[5:7]
        found[at] = one.within(int(year) - is_earlier)
    return found
