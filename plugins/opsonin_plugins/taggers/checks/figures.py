"""Rows of ``statistics`` as the checks see them, and what they find."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

_DIGITS = re.compile(r"[0-9](?:[0-9.,·\u22c5]*[0-9])?")


#: What is read of a statistic.
COLUMNS = [
    "doc_id", "statistic_id", "clean_start", "clean_end", "kind", "value", "value_high", "unit",
    "comparator", "role", "group_id", "quantified", "text", "negated", "hypothetical",
]  # fmt: skip


class Figure(NamedTuple):
    """A statistic of a document.

    Attributes:
        statistic_id: Its id.
        start: First code point in the clean text.
        end: First code point after it.
        kind: Its kind.
        value: Its value, or the lower end of an interval.
        high: Upper end of an interval.
        unit: Its unit.
        comparator: How value and fact compare.
        role: Its part in its group.
        group: Number of its group.
        noun: Last word of what it counts, in lower case.
        decimals: Digits after the decimal sign, of members of a group.
        is_stated: Whether it is neither denied nor hypothetical.
    """

    statistic_id: int
    start: int
    end: int
    kind: str
    value: float
    high: float | None
    unit: str | None
    comparator: str
    role: str | None
    group: int | None
    noun: str
    decimals: int
    is_stated: bool

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the largest value that the comparator allows for."""
        if self.comparator in (">", ">="):
            return self.value, math.inf
        if self.comparator in ("<", "<="):
            return -math.inf, self.value
        return self.value, self.value


class Check(NamedTuple):
    """A check and its outcome.

    Attributes:
        kind: proportion, sum, bound, repeat, range, implied or small_sample.
        figures: The statistics that were compared.
        stated: The value as stated.
        computed: The value as computed.
        result: consistent, inconsistent, suspicious, derived or undecidable.
        rule: The rule in words.
    """

    kind: str
    figures: tuple[Figure, ...]
    stated: float | None
    computed: float | None
    result: str
    rule: str


def figures_of(rows: Iterable[Mapping[str, Any]]) -> list[Figure]:
    """Return the statistics that have a value, in text order."""
    found = [
        Figure(
            row["statistic_id"], row["clean_start"], row["clean_end"], row["kind"], row["value"],
            row["value_high"], row["unit"], row["comparator"], row["role"], row["group_id"],
            (row["quantified"] or "").lower().rsplit(" ", 1)[-1],
            0 if row["group_id"] is None else decimals_of(row["text"]),
            not (row["negated"] or row["hypothetical"]),
        )
        for row in rows
        if row["value"] is not None and math.isfinite(row["value"])
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.start, one.end))


def grouped(figures: Iterable[Figure]) -> list[dict[str, Figure]]:
    """Return the groups, each as its members by role; the first of a role counts."""
    groups: dict[int, dict[str, Figure]] = {}
    for one in figures:
        if one.group is not None:
            groups.setdefault(one.group, {}).setdefault(one.role or one.kind, one)
    return [groups[number] for number in sorted(groups)]


def decimals_of(text: str) -> int:
    """Return how many digits stand after the decimal sign of the last number of a text.

    >>> [decimals_of(text) for text in ("about 3.5%", "3,000 patients", "0·05", "12")]
    [1, 0, 2, 0]
    """
    found = _DIGITS.findall(text)
    if not found:
        return 0
    whole, mark, rest = re.sub(r"[·\u22c5]", ".", found[-1]).rpartition(".")
    return len(rest) if mark and "." not in whole else 0
