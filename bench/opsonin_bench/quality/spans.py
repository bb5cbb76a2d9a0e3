"""Half-open stretches of raw text: where lines are, and which stretches overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

Stretch = tuple[int, int]


def line_spans(text: str) -> list[Stretch]:
    r"""Return the stretch of each line without its ``\n``, as gold sets count lines."""
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    return [(start, start + len(line)) for start, line in zip(starts, lines, strict=False)]


def overlaps(one: Stretch, other: Stretch) -> bool:
    """Tell whether two stretches share a character."""
    return one[0] < other[1] and other[0] < one[1]


def touched(found: Iterable[Stretch], expected: Sequence[Stretch]) -> int:
    """Return how many of the found stretches overlap an expected one."""
    return sum(any(overlaps(one, other) for other in expected) for one in found)


def longest(spans: Iterable[Stretch]) -> set[Stretch]:
    """Return the stretches that do not lie within another one."""
    kept: set[Stretch] = set()
    end = -1
    for span in sorted(set(spans), key=lambda one: (one[0], -one[1])):
        if span[1] > end:
            kept.add(span)
            end = span[1]
    return kept


def squashed(text: str) -> tuple[str, list[int]]:
    """Return a text without white space, and the place that each of its characters had."""
    places = [found.start() for found in re.finditer(r"\S", text)]
    return "".join(text[place] for place in places), places


class RawPlaces:
    """Where stretches of the clean text stand in the raw text.

    Args:
        alignment: Rows of table ``alignment`` of one document.
    """

    def __init__(self, alignment: Iterable[Mapping[str, Any]]) -> None:
        self._pieces = sorted(
            (row["clean_start"], row["clean_end"], row["raw_start"], row["raw_end"], row["op"])
            for row in alignment
        )

    def of(self, start: int | None, end: int | None) -> Stretch | None:
        """Return the raw stretch that a clean one covers; None if it covers none."""
        if start is None or end is None:
            return None
        found = [
            (raw + max(start - first, 0), raw + min(end, last) - first)
            if op == "keep"
            else (raw, raw_end)
            for first, last, raw, raw_end, op in self._pieces
            if first < end and start < last and op != "insert"
        ]
        return (found[0][0], found[-1][1]) if found else None
