"""Dates and durations of the seeds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from opsonin_bench.folders import SEEDS
from opsonin_bench.quality.figures import Counts, Figure, counts_of, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WHOLE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?")
_MONTH = re.compile(r"relative: YYYY\(pub\)-(?P<month>\d\d)")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date or duration of the gold.

    Attributes:
        start: First code point in the raw text.
        end: First code point after it.
        type: date or duration.
        value: TIMEX3 value.
        resolved: Its first day if the document states all of it.
    """

    start: int
    end: int
    type: str
    value: str
    resolved: date | None


def load(path: Path, seeds: Path = SEEDS) -> Sequence[Case[tuple[Dated, ...]]]:
    """Read the dates of each seed."""
    entries = json.loads(path.read_text("utf-8"))["docs"]
    return [
        Case(
            Item(one["file"], (seeds / one["file"]).read_bytes(), ".txt"),
            tuple(map(_dated, one["dates"])),
        )
        for one in entries
    ]


def _dated(entry: Mapping[str, Any]) -> Dated:
    span = entry["span"]
    value = timex_value(entry["value"], span["text"])
    whole = _WHOLE.fullmatch(value)
    day = (
        date(int(whole["year"]), int(whole["month"] or 1), int(whole["day"] or 1))
        if whole
        else None
    )
    return Dated(span["start"], span["end"], entry["type"].lower(), value, day)


def timex_value(stated: str, text: str) -> str:
    """Return a value of the gold, which is partly prose, as TIMEX3.

    >>> timex_value("weekday before publication", "on Monday"), timex_value("P?W|P?M", "")
    ('XXXX-WXX-1', 'PXW|PXM')
    """
    month = _MONTH.fullmatch(stated)
    if month is not None:
        return f"XXXX-{month['month']}"
    if stated == "publication year":
        return "XXXX"
    if stated.startswith("weekday"):
        day = next(n for n, name in enumerate(_DAYS, start=1) if name in text.lower())
        return f"XXXX-WXX-{day}"
    return "PAST_REF" if "PAST" in stated else stated.replace("?", "X")


def score(
    gold: Mapping[str, tuple[Dated, ...]], predicted: Mapping[str, Predicted]
) -> list[Figure]:
    """Return precision, recall and F1 of (span, type), and the share of right values and days."""
    counts = Counts()
    values: list[bool] = []
    days: list[bool] = []
    for name, expected in gold.items():
        rows = predicted[name].rows["dates"] if name in predicted else []
        found = {(row["raw_start"], row["raw_end"], row["type"]): row for row in rows}
        known = {(one.start, one.end, one.type): one for one in expected}
        counts += counts_of(list(found), list(known))
        for key in found.keys() & known.keys():
            values.append(found[key]["value"] == known[key].value)
            days.append(found[key]["resolved"] == known[key].resolved)
    return [
        *f1_figures("span and type", counts),
        Figure("value right, of those found", _share(values), len(values)),
        Figure("calendar date right or rightly left out", _share(days), len(days)),
    ]


def _share(right: Sequence[bool]) -> float | None:
    return sum(right) / len(right) if right else None


GOLD_SETS = (
    GoldSet(
        name="seeds dates",
        path="seeds/evidence.json",
        tables=("dates",),
        load=load,
        score=score,
    ),
)
