"""What a text says of a time, before anybody knows which day that was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A date or duration.

    Attributes:
        start: First code point.
        end: First code point after it.
        type: ``date``, ``duration`` or ``set``.
        value: TIMEX3 value; ``X`` stands for a digit that is not stated.
        precision: ``day``, ``week``, ``month``, ``season``, ``quarter``, ``half``, ``year``,
            ``decade`` or ``century``; None if it is vague or no date.
        unit: What is counted from the day of the text: ``day``, ``week``, ``month``, ``year``,
            ``decade`` or ``weekday``; None if nothing is.
        offset: How many of ``unit`` later than the text; of weekdays the side, -1, 0 or 1.
        weekday: Day of the week, Monday is 0.
    """

    start: int
    end: int
    type: str = "date"
    value: str
    precision: str | None = None
    unit: str | None = None
    offset: int = 0
    weekday: int | None = None

    @property
    def is_partial(self) -> bool:
        """Whether it names a month or day of a year that it does not state."""
        return self.value.startswith("XXXX-") and self.value[5:7].isdigit() and self.unit is None

    def within(self, year: int) -> Expression:
        """Return it with its year."""
        return replace(self, value=self.value.replace("XXXX", f"{year:04}"))


def calendar_value(year: int | None, month: int | None = None, day: int | None = None) -> str:
    """Return a date with what is known of it, or "" if there is no such day.

    >>> calendar_value(None, 9, 28), calendar_value(2021, 2, 29)
    ('XXXX-09-28', '')
    """
    if day is not None and month is not None:
        try:
            # Without a year every day may be one of a leap year.
            date(2000 if year is None else year, month, day)
        except ValueError:
            return ""
    parts = ["XXXX" if year is None else f"{year:04}"]
    parts += [f"{part:02}" for part in (month, day) if part is not None]
    return "-".join(parts)
