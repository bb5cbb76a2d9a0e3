"""Durations without a number: "a few weeks", "weeks or months"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from opsonin_plugins.taggers.quantities.quantity import Quantity

_UNITS = {
    "second": "s", "minute": "min", "hour": "h", "day": "d", "week": "wk", "month": "mo",
    "year": "a", "decade": "10.a",
}  # fmt: skip
#: The units as they stand behind "a few".
PLURALS = frozenset(f"{unit}s" for unit in _UNITS)
#: Begins with the unit, which is rarer than the words before it.
_UNIT = re.compile(r"(second|minute|hour|day|week|month|year|decade)s\b(?! ago)")
_MANY = re.compile(r"\b(?:[Aa] few|[Ss]everal|[Mm]any|[Aa] couple of|[Ss]ome) (?:more )?\Z")
_OTHER = re.compile(r" (?:or|to) (?:second|minute|hour|day|week|month|year|decade)s\b")


def find_vague_times(text: str, plurals: Iterable[int]) -> Iterator[Quantity]:
    """Yield durations of which only the unit is known; two units leave that open too.

    Args:
        text: The text.
        plurals: Where `PLURALS` stand in it, in order.

    >>> [(one.start, one.end, one.unit) for one in find_vague_times("after a few weeks", [12])]
    [(6, 17, 'wk')]
    """
    done = 0
    for place in plurals:
        hit = _UNIT.match(text, place) if place >= done else None
        if hit is None:
            continue
        start, end = hit.span()
        many = _MANY.search(text, max(0, start - 18), start)
        other = None if many else _OTHER.match(text, end)
        if many:
            start, unit = many.start(), _UNITS[hit[1]]
        elif other and text[start - 1 : start] == " " and not text[start - 2 : start - 1].isdigit():
            end, unit = other.end(), None
        else:
            continue
        done = end
        yield Quantity(start, end, start, end, "duration", None, unit=unit, is_vague=True)
