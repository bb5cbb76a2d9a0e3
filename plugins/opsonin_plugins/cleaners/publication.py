"""The date of publication where two places say parts of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from opsonin import Row, Span

_NO_YEAR = re.compile(r"XXXX-(\d\d)-(\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: A story is put on a page on its day or soon after, in the clock of another zone the day before.
_BEFORE, _AFTER = timedelta(days=1), timedelta(days=31)


def with_years(rows: Sequence[Span], known: Iterable[object]) -> list[Span]:
    """Return rows of table ``fields`` with the year of datelines that state none.

    Args:
        rows: What the head of a text states.
        known: Dates of publication that its metadata state, in EDTF.

    >>> row = Span(0, 12, field="published_value", value="XXXX-09-28", basis="stated")
    >>> [row.columns["value"] for row in with_years([row], ["2020-09-29"])]
    ['2020-09-28']
    """
    days = [_day(str(value)) for value in known]
    return [_with_year(row, [day for day in days if day is not None]) for row in rows]


def _with_year(row: Span, days: Sequence[date]) -> Span:
    stated = _NO_YEAR.fullmatch(str(row.columns.get("value")))
    if stated is None or row.columns["field"] != "published_value":
        return row
    for day in days:
        for year in (day.year, day.year - 1, day.year + 1):
            own = _day(f"{year:04}-{stated[1]}-{stated[2]}")
            if own is not None and -_BEFORE <= day - own <= _AFTER:
                columns = {**row.columns, "value": own.isoformat()}
                return Span(row.start, row.end, **columns)
    return row


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        return None


def stated_dates(rows: Iterable[Row | Span]) -> list[object]:
    """Return the dates of publication among rows of table ``fields``."""
    return [row.columns["value"] for row in rows if row.columns["field"] == "published_value"]
