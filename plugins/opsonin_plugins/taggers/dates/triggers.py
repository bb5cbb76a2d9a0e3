"""Finds the words that a date can be built around, in all texts of a batch at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from opsonin import Analysis, hash_words
from opsonin_plugins.taggers.dates.words import (
    DEICTIC,
    MONTHS,
    SEASONS,
    UNITS,
    VAGUE,
    WEEKDAYS,
)

#: Years of which texts speak.
YEARS = range(1500, 2100)
DECADES = range(1700, 2100, 10)
#: Numbers of hours and minutes that are written without a space: 24h, 30min.
_CLOSE = range(1, 400)
_BITS = 20


@cache
def _table() -> npt.NDArray[np.bool_]:
    """Return which low bits of a hash a trigger has: one look-up spares most tokens."""
    words = [*MONTHS, *WEEKDAYS, *UNITS, *SEASONS, *DEICTIC, *VAGUE]
    words += [str(year) for year in YEARS]
    words += [f"{year}s" for year in DECADES]
    words += [f"{n}{unit}" for n in _CLOSE for unit in ("h", "hr", "hrs", "min")]
    table = np.zeros(1 << _BITS, np.bool_)
    table[hash_words(words) & np.uint64((1 << _BITS) - 1)] = True
    return table


def find_triggers(analysis: Analysis) -> Iterator[list[tuple[int, int]]]:
    """Yield for each document start and end of the tokens that may be triggers, in order.

    A few other tokens are among them.
    """
    tokens = analysis.tokens
    low = (tokens.hashes & np.uint64((1 << _BITS) - 1)).astype(np.intp)
    chosen = np.flatnonzero(_table()[low])
    cuts = np.searchsorted(chosen, tokens.offsets)
    starts, ends = tokens.starts[chosen].tolist(), tokens.ends[chosen].tolist()
    for first, last in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        yield list(zip(starts[first:last], ends[first:last], strict=True))
