"""Rows of ``statistics`` as the checks see them, and what they find."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

_DIGITS = re.compile(r"[0-9](?:[0-9.,·\u22c5]*[0-9])?")


#: What is read of a statistic.
COLUMNS = [
    "doc_id", "statistic_id", "clean_start", "clean_end", "kind", "value", "value_high", "unit",
    "comparator", "role", "group_id", "quantified", "text", "negated", "hypothetical",
]  # fmt: skip


#: Kinds of statistics that are looked at even outside of groups.
_ALONE = pa.array(["count", "age"])


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


def figures_of(rows: pa.Table) -> dict[str, list[Figure]]:
    """Return the statistics that have a value and that some check asks for, by ``doc_id``.

    Those are the members of groups, counts and ages, each document's in text order.

    Args:
        rows: Rows x the `COLUMNS` of table ``statistics``.
    """
    is_asked_for = pc.or_(pc.is_valid(rows["group_id"]), pc.is_in(rows["kind"], value_set=_ALONE))
    rows = rows.filter(pc.and_(is_asked_for, pc.fill_null(pc.is_finite(rows["value"]), False)))  # noqa: FBT003 - what null becomes
    found: dict[str, list[Figure]] = {}
    columns = [rows[name].to_pylist() for name in COLUMNS]
    for (
        doc_id, number, start, end, kind, value, high, unit, comparator, role, group, quantified,
        text, is_negated, is_hypothetical,
    ) in zip(*columns, strict=True):  # fmt: skip
        noun = quantified.lower().rsplit(" ", 1)[-1] if quantified else ""
        decimals = 0 if group is None else decimals_of(text)
        figure = Figure(
            number, start, end, kind, value, high, unit, comparator, role, group, noun, decimals,
            not (is_negated or is_hypothetical),
        )  # fmt: skip
        found.setdefault(doc_id, []).append(figure)
    for figures in found.values():
        figures.sort(key=itemgetter(1, 2))
    return found


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
    whole, mark, rest = found[-1].replace("·", ".").replace("\u22c5", ".").rpartition(".")
    return len(rest) if mark and "." not in whole else 0
