"""Finds the words that a date can be built around, in all texts of a batch at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from opsonin import Analysis
from opsonin_plugins.taggers.dates.month_days import DAY_ORDINALS
from opsonin_plugins.taggers.dates.words import (
    DEICTIC,
    MONTHS,
    SEASONS,
    UNITS,
    VAGUE,
    WEEKDAYS,
)
from opsonin_plugins.taggers.word_search import WordTable, find_words, word_table

#: Years of which texts speak.
YEARS = range(1500, 2100)
DECADES = range(1700, 2100, 10)
#: Numbers of hours and minutes that are written without a space: 24h, 30min.
_CLOSE = range(1, 400)


@cache
def _table() -> WordTable:
    words = [*MONTHS, *WEEKDAYS, *UNITS, *SEASONS, *DEICTIC, *VAGUE]
    words += [str(year) for year in YEARS]
    words += [f"{year}s" for year in DECADES]
    words += [*DAY_ORDINALS]
    words += [f"{n}{unit}" for n in _CLOSE for unit in ("h", "hr", "hrs", "min")]
    return word_table(words)


def find_triggers(analysis: Analysis) -> Iterator[list[tuple[int, int]]]:
    """Yield for each document start and end of the tokens that may be triggers, in order.

    A few other tokens are among them.
    """
    return find_words(analysis, _table())
