"""Days that are named without their month: "on the 3rd", as news from Asia has them."""

from __future__ import annotations

import re
from datetime import date

from opsonin_plugins.taggers.dates.expression import Expression

_LAST_DAY = 31
_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
#: 1st to 31st -> day of the month.
_DAYS = {f"{day}{_ENDINGS.get(day, 'th')}": day for day in range(1, _LAST_DAY + 1)}
DAY_ORDINALS = tuple(_DAYS)
_BEFORE = re.compile(
    r"\b(?:on|as of|until|since|by|from|(?:morning|afternoon|evening|night|noon) of)\s+the\s+\Z",
    re.IGNORECASE,
)
#: Words that cannot be what is numbered; of a month only this one and the last.
_AFTER = re.compile(
    r"(?P<month>\s+of\s+(?P<way>this|last)\s+month\b)|\s*(?:[.,;:)]|$)|"
    r"\s+(?:that|to|and|by|at|in|for|with|it|he|she|they|the|a|an|local)\b(?!\s+(?:century|floor))"
)
_REACH = 40


def month_day_date(text: str, start: int, end: int) -> Expression | None:
    """Return the date that an ordinal stands for, with what belongs to it.

    >>> month_day_date("He said on the 3rd that", 15, 18).value
    'XXXX-XX-03'
    >>> month_day_date("on the 3rd floor", 7, 10)
    """
    day = _DAYS.get(text[start:end].lower())
    before = _BEFORE.search(text[max(0, start - _REACH) : start])
    after = _AFTER.match(text, end)
    if day is None or before is None or after is None:
        return None
    has_month = after["month"] is not None
    return Expression(
        start=start - len(before[0]),
        end=after.end() if has_month else end,
        value=f"XXXX-XX-{day:02}",
        precision="day",
        unit="month_day",
        offset=-1 if after["way"] == "last" else 0,
    )


def month_day(one: Expression, published: date) -> date | None:
    """Return the last such day up to the day of publication; None if there is none so near.

    Args:
        one: An expression of unit ``month_day``.
        published: When its document was published.
    """
    day = int(one.value[-2:])
    back = -one.offset or int(day > published.day)
    year, month = divmod(published.year * 12 + published.month - 1 - back, 12)
    try:
        return date(year, month + 1, day)
    except ValueError:
        return None
