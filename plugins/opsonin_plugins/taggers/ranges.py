"""Rows that begin in a stretch of text, found without looking at every row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter
from typing import Any, TypeVar

from opsonin_plugins.taggers.row_groups import Deferred

#: A row: a tuple that begins with the code point where it begins in the text.
Row = TypeVar("Row", bound=tuple[Any, ...])
_BEGINNING = itemgetter(0)


def starting_in(rows: Sequence[Row], start: int, end: int) -> Sequence[Row]:
    """Return the rows that begin in a stretch.

    Args:
        rows: Rows in text order, each a tuple whose first member is where it begins.
        start: First code point of the stretch.
        end: First code point after it.
    """
    if isinstance(rows, Deferred):
        rows = rows.listed()
    first = bisect_left(rows, start, key=_BEGINNING)
    return rows[first : bisect_left(rows, end, first, key=_BEGINNING)]
