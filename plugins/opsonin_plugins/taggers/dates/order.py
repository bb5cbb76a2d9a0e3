"""Whether a document writes the day or the month first: 03/04/2020."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from opsonin_plugins.taggers.dates.expression import Expression, calendar_value

_FIGURES = re.compile(r"(?P<one>\d{1,2})[-/.](?P<other>\d{1,2})[-/.](?P<year>\d{4})")
_N_MONTHS = 12


def in_order(text: str, found: Sequence[Expression]) -> list[Expression]:
    """Return the dates of a document with day and month told apart where it shows which is which.

    A date in figures whose one part is greater than 12 shows it, unless another shows the
    opposite.
    """
    if not any(one.value.endswith("-XX-XX") and one.value[0].isdigit() for one in found):
        return list(found)
    figures = [_FIGURES.fullmatch(text, one.start, one.end) for one in found]
    known = [(int(hit["one"]), int(hit["other"])) for hit in figures if hit]
    is_day_first = any(one > _N_MONTHS for one, _ in known)
    is_month_first = any(other > _N_MONTHS for _, other in known)
    if is_day_first == is_month_first:
        return list(found)
    return [
        _told(one, hit, is_day_first=is_day_first) if hit else one
        for one, hit in zip(found, figures, strict=True)
    ]


def _told(one: Expression, hit: re.Match[str], *, is_day_first: bool) -> Expression:
    if not one.value.endswith("-XX-XX"):
        return one
    day, month = (hit["one"], hit["other"]) if is_day_first else (hit["other"], hit["one"])
    value = calendar_value(int(hit["year"]), int(month), int(day))
    return replace(one, value=value) if value else one
