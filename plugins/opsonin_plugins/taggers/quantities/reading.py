"""Reads the quantities of a text: each number with its unit, comparator, name and what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from opsonin_plugins.taggers.quantities.comparing import compare, direction_of
from opsonin_plugins.taggers.quantities.counted import counted_after, share_of
from opsonin_plugins.taggers.quantities.labels import (
    average_before,
    interval_before,
    is_age,
    is_level,
    label_before,
)
from opsonin_plugins.taggers.quantities.lookalikes import lookalike_end
from opsonin_plugins.taggers.quantities.numbers import Number, find_numbers
from opsonin_plugins.taggers.quantities.quantity import Quantity
from opsonin_plugins.taggers.quantities.stance import (
    is_hypothetical,
    is_negated,
    sentence_start,
)
from opsonin_plugins.taggers.quantities.units import MONEY, Unit, rate_after, unit_after

_RANGE = re.compile(r"\s?[-\u2013\u2212\u2010]\s?|\sto\s|\s(?:and|or)\s|,\s?|;\s?|\sthrough\s")
_SPREAD = re.compile(r"\s?(?:\u00b1|\+/-|\+/\u2212|\+\u2212)\s?")
_ONE_IN = re.compile(r"\s(?:in|in every|out of every)\s")
#: What may follow a result of a game, and not a range of something: "won 3-2."
_AFTER_SCORE = re.compile(r"\s?(?:[.,;!?)]|\Z|\n|\s(?:in|on|at|to|with|over|against|win|victory|loss|lead|defeat|vote)\b|\s[A-Z])")
_TOTAL = re.compile(
    r"(?:\b[Tt]otal of|\b(?:[Ee]nrolled|[Rr]ecruited|[Ii]ncluded|[Rr]andomi[sz]ed|[Aa]naly[sz]ed|[Ss]tudied|[Ii]njected|[Tt]reated|"
    r"[Ee]xamined|[Ee]valuated|[Aa]ssessed|[Ss]urveyed|[Ii]nterviewed|[Vv]accinated|[Ii]nvolved|[Ii]nvolving|[Cc]omprised|[Ff]ollowed|"
    r"(?:analysis|analyses|research|study|trial|studies|tests|data) (?:on|of|with|in|from|among)))\s\Z"
)
_DENOMINATOR = re.compile(
    r"(?:\b(?:group|cohort|sample|series|set|subset|population|total|pool|collection|panel)s? of (?:the |these |all )?"
    r"|\b(?:[Oo]f|[Aa]mong|[Aa]mongst|[Oo]ut of|[Ff]rom) (?:the |these |those |all |our |a total of )?)\Z"
)
_FOLLOW_UP = re.compile(r"\b(?:[Aa]fter|follow(?:ed)?[- ]?up (?:of|for|was|period of|period was)|followed for)\s\Z")
_VAGUE_TIME = re.compile(
    r"\b(?:(?:[Aa] few|[Ss]everal|[Mm]any|[Aa] couple of|[Ss]ome) (?:more )?(seconds|minutes|hours|days|weeks|months|years|decades|centuries)"
    r"|(seconds|minutes|hours|days|weeks|months|years|decades) (?:or|to) (seconds|minutes|hours|days|weeks|months|years|decades))\b(?! ago)"
)
_TIME_CODES = {"seconds": "s", "minutes": "min", "hours": "h", "days": "d", "weeks": "wk", "months": "mo", "years": "a", "decades": "10.a", "centuries": "100.a"}


def read_quantities(
    text: str, covered: bytes | bytearray | None = None, *, has_comma_decimals: bool = False
) -> list[Quantity]:
    """Return the quantities of a text in order of their numbers.

    Args:
        text: The text.
        covered: One byte a code point: whether nothing is counted there, because a citation, a
            date, an identifier or a name covers it.
        has_comma_decimals: Whether a comma stands before decimals, as in German.
    """
    numbers = find_numbers(text, has_comma_decimals=has_comma_decimals)
    found = list(_Reader(text, numbers, covered).read())
    found.extend(_vague_times(text, covered))
    found.sort(key=lambda one: one.number_start)
    _share_units(text, found)
    _take_stances(text, found)
    return found


class _Reader:
    """Goes through the numbers of a text, and remembers where the last quantity ended."""

    def __init__(
        self, text: str, numbers: Sequence[Number], covered: bytes | bytearray | None
    ) -> None:
        self.text = text
        self.numbers = numbers
        self.covered = covered
        self.last: Quantity | None = None
        self.last_label = -1

    def read(self) -> Iterator[Quantity]:
        """Yield the quantities in order."""
        skip_to = place = 0
        text, numbers = self.text, self.numbers
        while place < len(numbers):
            one = numbers[place]
            place += 1
            if one.start < skip_to or (self.covered and self.covered[one.start]):
                continue
            unit = unit_after(text, one.end)
            if unit is None and text[one.end : one.end + 1] in "/ " and (one.decimals or text.startswith(" per ", one.end)):
                unit = rate_after(text, one.end)
            last_end = self.last.end if self.last else -1
            idle = lookalike_end(text, one, unit, last_end)
            if not idle and unit and unit.kind == "percentage" and is_level(text, unit.end):
                idle = unit.end
            if not idle and one.start - self.last_label <= 5 and _RANGE.fullmatch(text, self.last_label, one.start):  # noqa: PLR2004 - " and "
                idle = one.end if unit is None else 0
            if idle:
                skip_to = idle
                self.last_label = idle
                continue
            found, used = self._one(one, unit, numbers[place] if place < len(numbers) else None)
            if found is None:
                place += used
                continue
            place += used
            self.last = found
            # A unit can hold numbers: "mL/min/1.73 m2".
            skip_to = max(skip_to, unit.end if unit else 0)
            yield found

    def _one(
        self, one: Number, unit: Unit | None, other: Number | None
    ) -> tuple[Quantity | None, int]:
        """Return the quantity of a number, and how many further numbers it takes in."""
        text = self.text
        if other is not None and not (self.covered and self.covered[other.start]):
            pair = self._pair(one, unit, other)
            if pair is not None:
                return pair, 1
            if self._is_score(one, unit, other):
                return None, 1
        label = label_before(text, one.start)
        unit_end = unit.end if unit else one.end
        comparison = compare(text, one.start, unit_end, is_time=unit is not None and unit.kind == "duration")
        start = min(comparison.start, label.start if label else one.start)
        found = Quantity(
            start, max(unit_end, comparison.end), one.start, one.end, "count", one.value,
            unit=unit.code if unit else None,
            comparator=comparison.sign if not one.is_vague or comparison.sign != "=" else ">=" if one.value else "~",
            is_vague=one.is_vague,
        )  # fmt: skip
        self._classify(found, one, unit)
        if label:
            found.kind, found.role = label.kind, label.role
        elif found.role is None:
            is_same = self.last is not None and text[self.last.end : start] in (", or ", " or ", " (")
            found.role = direction_of(text, one.start, one.end)
            if self.last and is_same and self.last.role in ("increase", "decrease"):
                found.role = self.last.role
        return found, 0

    def _classify(self, found: Quantity, one: Number, unit: Unit | None) -> None:
        text, start = self.text, found.start
        if self.last and _SPREAD.fullmatch(text, self.last.end, one.start):
            found.kind, found.role = "spread", "spread"
            self.last.kind = "mean" if self.last.kind in ("count", "number") else self.last.kind
            self.last.role = self.last.role or "mean"
            self.last.unit = self.last.unit or found.unit
            return
        if one.currency:
            found.kind, found.unit = "money", MONEY.get(one.currency, one.currency.strip())
        elif unit is not None:
            found.kind = unit.kind
        self._name_counted(found, one, unit)
        average = average_before(text, start)
        if average:
            found.role = average
            if found.kind in ("count", "number") and found.quantified is None:
                found.kind = average
        elif found.kind == "count":
            before = text[max(0, start - 32) : start]
            if _DENOMINATOR.search(before):
                found.role = "denominator"
            elif _TOTAL.search(before):
                found.role = "total"
        elif found.kind == "duration" and _FOLLOW_UP.search(text[max(0, start - 24) : start]):
            found.role = "follow_up"

    def _name_counted(self, found: Quantity, one: Number, unit: Unit | None) -> None:
        """Say what is counted, and let the span of a count go on to there."""
        text = self.text
        if one.is_word and one.value is not None and one.value < 1 and unit is None:
            found.kind = "proportion"
        if found.kind in ("percentage", "proportion"):
            counted = share_of(text, found.end)
            found.quantified = counted.words if counted else None
        elif found.kind == "age":
            counted = counted_after(text, found.end, 1.0)
            if counted:
                found.quantified, found.end = counted.words, counted.end
        elif unit is None and not one.currency:
            if found.kind == "count" and not _is_whole(one):
                found.kind = "number"
            counted = counted_after(text, found.end, one.value)
            if counted:
                found.quantified, found.end = counted.words, counted.end
            if is_age(text, one.start) and not counted:
                found.kind, found.unit = "age", "a"
        elif unit is not None and unit.kind == "duration" and is_age(text, one.start):
            found.kind = "age"

    def _pair(self, one: Number, unit: Unit | None, other: Number) -> Quantity | None:
        """Return the range or "one in 50" that two neighbouring numbers make."""
        text = self.text
        gap_start = unit.end if unit else one.end
        gap = text[gap_start : other.start]
        if len(gap) > 14 or one.value is None or other.value is None:  # noqa: PLR2004 - " out of every "
            return None
        if unit is None and one.value < other.value and one.value <= 9 and _ONE_IN.fullmatch(gap):  # noqa: PLR2004 - "one in 50", not "12 in 50"
            if unit_after(text, other.end) or lookalike_end(text, other, None, one.end):
                return None
            return Quantity(one.start, other.end, one.start, other.end, "proportion", one.value / other.value)
        if not _RANGE.fullmatch(gap):
            return None
        return self._range(one, unit, other, gap)

    def _range(self, one: Number, unit: Unit | None, other: Number, gap: str) -> Quantity | None:
        text = self.text
        low, high = one.value or 0.0, other.value or 0.0
        unit_high = unit_after(text, other.end)
        label = interval_before(text, one.start)
        word = gap.strip()
        if other.scale > 1 and one.scale == 1 and low < 1e3:  # noqa: PLR2004 - "1 to 2 million"
            if word in ("and", "or") and not one.currency:
                return None
            low *= other.scale
        if low >= high or not _agree(one, unit, other, unit_high):
            return None
        if word in (",", ";") and label is None:
            return None
        is_ages = is_age(text, one.start)
        if word == "and" and label is None and not is_ages and not text[max(0, one.start - 9) : one.start].lower().endswith("between "):
            return None
        if word == "or" and (unit is not None or high - low > 1):
            return None
        if label is None and word in "-\u2013\u2010" and not unit_high and self._is_score(one, unit, other):
            return None
        return self._made(one, unit_high or unit, other, (low, high), label is not None and label or None, is_ages=is_ages)

    def _made(self, one: Number, unit: Unit | None, other: Number, ends: tuple[float, float], label, *, is_ages: bool) -> Quantity:  # type: ignore[no-untyped-def]
        text = self.text
        end = unit.end if unit and unit.end > other.end else other.end
        comparison = compare(text, one.start, one.end)
        start = min(comparison.start, label.start if label else one.start)
        sign = comparison.sign if label is None else "="
        found = Quantity(start, end, one.start, other.end, "count", ends[0], ends[1], unit.code if unit else None, sign)
        currency = one.currency or other.currency
        if currency:
            found.kind, found.unit = "money", MONEY.get(currency, currency.strip())
        elif unit:
            found.kind = "age" if is_ages and unit.kind == "duration" else unit.kind
        elif is_ages:
            found.kind, found.unit = "age", "a"
            words = re.search(r"\b(?:between\s(?:the\s)?)?(?:age[sd]?)\s(?:of\s|between\s|from\s)?\Z", text[:start][-32:])
            if words:
                found.start = start - (len(words[0]))
        if label is not None:
            is_ci = label.role == "confidence_interval"
            found.kind = "interval" if is_ci or found.kind == "count" else found.kind
            found.role = label.role
            if not is_ci and found.kind == "interval" and unit:
                found.kind = unit.kind
        elif unit is None and not currency:
            if not (_is_whole(one) and _is_whole(other)):
                found.kind = "number" if found.kind == "count" else found.kind
            counted = counted_after(text, end, None)
            if counted and found.kind == "count":
                found.quantified, found.end = counted.words, counted.end
        return found

    def _is_score(self, one: Number, unit: Unit | None, other: Number) -> bool:
        """Tell whether two numbers are the result of a game: a hyphen between, nothing behind."""
        text = self.text
        gap = text[one.end : other.start]
        if unit or gap not in ("-", "\u2013") or one.decimals or other.decimals or one.currency or unit_after(text, other.end):
            return False
        if (one.value or 0) > 200 or (other.value or 0) > 200:  # noqa: PLR2004 - more points are rare
            return text[other.end : other.end + 1] in "-\u2013"
        before = text[max(0, one.start - 2) : one.start].strip()
        if before and before[-1] in "=:,;([":
            return False
        return _AFTER_SCORE.match(text, other.end) is not None and not is_age(text, one.start)


def _agree(one: Number, unit: Unit | None, other: Number, unit_high: Unit | None) -> bool:
    """Tell whether units and currencies of two numbers let them be the ends of one range."""
    if unit is not None:
        return unit_high is not None and unit.code == unit_high.code
    if other.currency:
        return one.currency == other.currency
    return not (one.currency and unit_high)


def _is_whole(one: Number) -> bool:
    return one.value is None or (one.value >= 0 and one.value == int(one.value) and (one.decimals == 0 or one.scale > 1))


_LIST = re.compile(r",\s|,?\s(?:and|or|to|vs\.?|versus)\s")
_SHARED = frozenset({"measure", "duration", "percentage", "age"})


def _share_units(text: str, found: Sequence[Quantity]) -> None:
    """Give the members of a list the unit that stands at its end: "3, 6 and 12 months"."""
    for one, other in reversed(list(pairwise(found))):
        is_bare = one.kind in ("count", "number") and one.unit is None and one.quantified is None
        if is_bare and one.role != "sample" and other.kind in _SHARED and _LIST.fullmatch(text, one.end, other.start):
            one.kind, one.unit = other.kind, other.unit


def _vague_times(text: str, covered: bytes | bytearray | None) -> Iterator[Quantity]:
    """Yield durations without a number: "a few weeks", "weeks or months"."""
    for hit in _VAGUE_TIME.finditer(text):
        if covered and covered[hit.start()]:
            continue
        unit = _TIME_CODES[hit[1]] if hit[1] else None
        yield Quantity(*hit.span(), *hit.span(), "duration", None, unit=unit, comparator="~" if unit else "=", is_vague=True)


def _take_stances(text: str, found: Sequence[Quantity]) -> None:
    """Say of each quantity whether it is denied or hypothetical."""
    start = end = -1
    for one in found:
        if one.start > end:
            start = sentence_start(text, one.start)
            end = start
        if end <= one.start:
            # Quantities up to the next stop share the beginning of their sentence.
            stop = text.find(". ", one.start)
            end = stop if stop >= 0 else len(text)
            start = sentence_start(text, one.start)
        one.hypothetical = is_hypothetical(text, start, one.start)
        one.negated = is_negated(text, one.start)
