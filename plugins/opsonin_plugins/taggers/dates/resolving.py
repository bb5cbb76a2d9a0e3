"""Calendar dates of expressions, where the document gives what they are counted from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from opsonin_plugins.taggers.dates.expression import Expression
from opsonin_plugins.taggers.dates.month_days import month_day


@dataclass(frozen=True, slots=True)
class Anchor:
    """When a document was published.

    Attributes:
        day: The first day of that time.
        precision: ``day``, ``month`` or ``year``.
        is_news: Whether the document tells what happened of late.
        has_year: Whether the year is known; if not, that of ``day`` means nothing.
    """

    day: date
    precision: str
    is_news: bool = False
    has_year: bool = True


class Resolved(NamedTuple):
    """What an expression means.

    Attributes:
        value: TIMEX3 value, as far as it is known now.
        day: The first day of that time; None if it is not known.
        basis: ``stated`` if the text states all of it, ``publication`` if it is counted from the
            day of publication, ``context`` if from a date before it in the text; None without a
            day.
    """

    value: str
    day: date | None = None
    basis: str | None = None


_SEASON_MONTHS = frozenset({"SP", "SU", "FA", "WI"})
#: Months of a quarter and of a half.
_PART_MONTHS = {"Q": 3, "H": 6}
#: What a value may have after its first day.
_TIME_OR_END = re.compile("[/T].*")
_WEEK, _YEAR_MONTHS = 7, 12
#: A day without a year in the news lies at most this far ahead; else it was last year's.
_AHEAD = timedelta(days=90)
#: A date counts as context up to here after it.
_CONTEXT_CHARS = 400


def resolve_all(
    text: str, found: Sequence[Expression], anchor: Anchor | None
) -> Iterator[Resolved]:
    """Yield the meaning of each expression of a document, in order.

    Args:
        text: The text.
        found: Its dates and durations, in order.
        anchor: When it was published; None if the document does not tell.
    """
    last: tuple[int, date] | None = None
    for one in found:
        resolved = resolve(one, anchor)
        if resolved.day is None and one.is_partial and last is not None:
            resolved = _in_context(text, one, *last) or resolved
        if resolved.day is not None and one.precision in ("day", "month") and one.type == "date":
            last = one.end, resolved.day
        yield resolved


def resolve(one: Expression, anchor: Anchor | None) -> Resolved:
    """Return what an expression means by itself and the day of publication."""
    if one.type != "date" or one.precision is None:
        return Resolved(one.value)
    if "XX" not in one.value:
        day = first_day(one.value)
        return Resolved(one.value, day, "stated" if day else None)
    if anchor is None or not anchor.has_year:
        return Resolved((anchor and _without_year(one, anchor.day)) or one.value)
    if one.is_partial:
        return _nearest(one, anchor)
    try:
        day = _counted(one, anchor)
    except OverflowError:
        # No calendar has a day "9,999 years ago".
        day = None
    if day is None:
        return Resolved(one.value)
    return Resolved(_written(one, day), day, "publication")


def first_day(value: str) -> date | None:
    """Return the first day of a value that is known as a whole.

    >>> first_day("2020-Q3"), first_day("199X"), first_day("2010/2015")
    (datetime.date(2020, 7, 1), datetime.date(1990, 1, 1), datetime.date(2010, 1, 1))
    """
    year, _, rest = _TIME_OR_END.sub("", value).partition("-")
    if rest in _SEASON_MONTHS:
        # Seasons begin on different days in different countries.
        return None
    if rest[:1] in _PART_MONTHS and rest[1:].isdecimal():
        rest = f"{(int(rest[1:]) - 1) * _PART_MONTHS[rest[0]] + 1}"
    month, _, day = rest.partition("-")
    try:
        return date(int(year.replace("X", "0")), int(month or 1), int(day or 1))
    except ValueError:
        return None


def _nearest(one: Expression, anchor: Anchor) -> Resolved:
    """Put a day without its year near the day of publication, in the news."""
    if not anchor.is_news or anchor.precision == "year":
        return Resolved(one.value)
    for year in (anchor.day.year + 1, anchor.day.year, anchor.day.year - 1):
        known = one.within(year).value
        day = first_day(known)
        if day is not None and day <= anchor.day + _AHEAD:
            return Resolved(known, day, "publication")
    return Resolved(one.value)


def _in_context(text: str, one: Expression, end: int, last: date) -> Resolved | None:
    """Give a date the year of one shortly before it in the paragraph, if it goes on from it."""
    gap = text[end : one.start]
    if len(gap) > _CONTEXT_CHARS or "\n\n" in gap:
        return None
    known = one.within(last.year).value
    day = first_day(known)
    if day is None or (day.month, day.day) < (
        last.month,
        last.day if one.precision == "day" else 1,
    ):
        return None
    return Resolved(known, day, "context")


def _without_year(one: Expression, published: date) -> str | None:
    """Return the month and day of what is counted from a day whose year is not known."""
    if one.unit == "month_day":
        day = month_day(one, published)
    elif one.unit == "day":
        day = published + timedelta(days=one.offset)
    else:
        return None
    if day is None:
        return None
    # How long February was nobody knows without the year.
    crosses = {day.month, published.month} == {2, 3} and one.unit == "day"
    return None if crosses else f"XXXX-{day.month:02}-{day.day:02}"


def _counted(one: Expression, anchor: Anchor) -> date | None:
    """Return the first day of what is counted from the day of publication."""
    if one.unit == "month_day":
        return month_day(one, anchor.day) if anchor.precision == "day" else None
    if one.unit in ("weekday", "day", "week"):
        return _by_days(one, anchor.day) if anchor.precision == "day" else None
    if one.unit in ("named_month", "month"):
        return _by_months(one, anchor.day) if anchor.precision != "year" else None
    if one.unit == "year" and 0 < anchor.day.year + one.offset <= date.max.year:
        month = one.value[5:7]
        return date(anchor.day.year + one.offset, int(month) if month else 1, 1)
    return None


def _by_days(one: Expression, published: date) -> date | None:
    if one.unit == "weekday":
        return _weekday(one, published)
    if one.unit == "day":
        return published + timedelta(days=one.offset)
    monday = published - timedelta(days=published.weekday())
    return monday + timedelta(weeks=one.offset)


def _by_months(one: Expression, published: date) -> date | None:
    if one.unit == "named_month":
        # "Last March" is the one before the month of publication.
        month = int(one.value[5:7])
        is_other = month >= published.month if one.offset < 0 else month <= published.month
        return date(published.year + one.offset * is_other, month, 1)
    months = published.year * _YEAR_MONTHS + published.month - 1 + one.offset
    year, month = divmod(months, _YEAR_MONTHS)
    return date(year, month + 1, 1) if 0 < year <= date.max.year else None


def _weekday(one: Expression, published: date) -> date | None:
    """Return the day of a weekday: the last one up to the day of publication, or the next."""
    if one.weekday is None or one.offset == 0:
        # "This Friday" is before or after.
        return None
    back = (published.weekday() - one.weekday) % _WEEK
    if one.offset < 0:
        return published - timedelta(days=back or (_WEEK if one.offset < -1 else 0))
    return published + timedelta(days=_WEEK - back)


def _written(one: Expression, day: date) -> str:
    """Return the value of an expression whose first day is known now."""
    if one.precision == "week":
        return "{}-W{:02}".format(*day.isocalendar()[:2])
    return day.isoformat()[: {"day": 10, "month": 7}.get(one.precision or "", 4)]
