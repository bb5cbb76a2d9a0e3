"""Reads the quantities of a text: numbers with unit, comparator, name, and what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from opsonin_plugins.taggers.quantities.before import is_plain_before
from opsonin_plugins.taggers.quantities.comparing import Comparison, compare, compare_after
from opsonin_plugins.taggers.quantities.counted import counted_after, share_of
from opsonin_plugins.taggers.quantities.labels import (
    is_age,
    is_age_by_its_place,
    is_level,
    label_before,
)
from opsonin_plugins.taggers.quantities.landmarks import Landmarks, landmarks_of
from opsonin_plugins.taggers.quantities.lookalikes import lookalike_end
from opsonin_plugins.taggers.quantities.numbers import Number, find_numbers, is_whole
from opsonin_plugins.taggers.quantities.quantity import Quantity
from opsonin_plugins.taggers.quantities.ranges import JOINT, LONGEST_JOINT, is_score, pair_of
from opsonin_plugins.taggers.quantities.roles import take_role
from opsonin_plugins.taggers.quantities.spreads import is_list, is_named_spread, is_spread
from opsonin_plugins.taggers.quantities.stances import take_stances
from opsonin_plugins.taggers.quantities.units import Unit, money_of, rate_after, unit_after
from opsonin_plugins.taggers.quantities.vague_times import find_vague_times

#: "Figures 2 and 3": the joint between two labels is no longer than this.
_LABEL_JOINT = 5
#: How " per 1,000" and "/1,000" begin.
_MAY_BE_RATE = frozenset({" p", "/1", "/m", "/ ", "/\u00a0", "/\u2009"})
_WEIGHT = re.compile(r"\b(?:weigh|lost|los[es]|losing|gain|heav|pounds?|lbs?|kg|overweight)")
#: Units of pressures and of combined drugs, which are written in pairs.
_PAIRED = frozenset({"mm[Hg]", "mg", "ug"})
_SHARED = frozenset({"measure", "duration", "percentage", "age"})


def read_quantities(
    text: str,
    landmarks: Landmarks | None = None,
    covered: bytes | bytearray = b"",
    *,
    has_comma_decimals: bool = False,
) -> list[Quantity]:
    """Return the quantities of a text in order of their numbers.

    Args:
        text: The text.
        landmarks: What `find_landmarks` gives for it, if the caller has it.
        covered: One byte a code point: whether nothing is counted there, because a citation, a
            date, an identifier or a name covers it. Empty if nothing is covered.
        has_comma_decimals: Whether a comma stands before decimals, as in German.
    """
    known = landmarks or landmarks_of(text)
    numbers = find_numbers(text, known, has_comma_decimals=has_comma_decimals)
    if covered:
        numbers = [one for one in numbers if not covered[one.start]]
    found = list(_read(text, numbers, known.moves))
    times = find_vague_times(text, known.times)
    found.extend(one for one in times if not (covered and covered[one.start]))
    found.sort(key=lambda one: one.number_start)
    _share_units(text, found)
    take_stances(text, found, known)
    return found


def _read(text: str, numbers: Sequence[Number], moves: Sequence[int]) -> Iterator[Quantity]:
    """Yield the quantities of the numbers of a text."""
    last: Quantity | None = None
    skip_to = 0
    label_end = -1
    for place, one in enumerate(numbers):
        if one.start < skip_to:
            continue
        unit = _unit(text, one)
        is_plain = is_plain_before(text, one.start)
        idle = lookalike_end(text, one, unit, last.end if last else -1, is_plain=is_plain)
        idle = idle or _label_end(text, one, unit, label_end)
        if idle:
            skip_to = label_end = idle
            continue
        other = numbers[place + 1] if place + 1 < len(numbers) else None
        found = None
        if other is not None and other.start - (unit.end if unit else one.end) <= LONGEST_JOINT:
            found = pair_of(text, one, unit, other)
            if found is None and is_score(text, one, unit, other):
                skip_to = other.end
                continue
        if found is not None:
            skip_to = max(found.number_end, found.end)
        else:
            found = _single(text, one, unit, last, moves, is_plain=is_plain)
            # A unit can hold numbers: "mL/min/1.73 m2".
            skip_to = unit.end if unit else one.end
        last = found
        yield found


def _unit(text: str, one: Number) -> Unit | None:
    end = one.end
    unit = unit_after(text, end)
    if unit is not None and unit.code == "[stone_av]" and not _weighs(text, one.start, unit.end):
        return None
    if unit is not None or text[end : end + 2] not in _MAY_BE_RATE:
        return unit
    is_rate = text.startswith(" per ", end) or (one.decimals and text.startswith("/", end))
    return rate_after(text, end) if is_rate else None


def _weighs(text: str, start: int, end: int) -> bool:
    """Tell whether "stone" is a weight, and not one of a kidney."""
    return _WEIGHT.search(text, max(0, start - 60), end + 30) is not None


def _label_end(text: str, one: Number, unit: Unit | None, label_end: int) -> int:
    """Return where a number ends that is a level, or a label like the one before it; else 0."""
    if unit is not None:
        return unit.end if unit.kind == "percentage" and is_level(text, unit.end) else 0
    is_near = one.start - label_end <= _LABEL_JOINT
    return one.end if is_near and JOINT.fullmatch(text, label_end, one.start) else 0


def _single(
    text: str,
    one: Number,
    unit: Unit | None,
    last: Quantity | None,
    moves: Sequence[int],
    *,
    is_plain: bool,
) -> Quantity:
    """Return the quantity of one number; in a plain place only what follows it matters."""
    start, unit_end = one.start, unit.end if unit else one.end
    label = None if is_plain else label_before(text, start)
    if is_plain:
        comparison = compare_after(text, start, unit_end) or Comparison("=", start, unit_end)
    else:
        is_time = unit is not None and unit.kind == "duration"
        comparison = compare(text, start, unit_end, is_time=is_time)
    found = Quantity(
        comparison.start, max(unit_end, comparison.end), start, one.end,
        unit.kind if unit else "count", one.value, None, unit.code if unit else None,
        comparison.sign,
    )  # fmt: skip
    if one.is_vague and comparison.sign == "=":
        found.comparator = ">=" if one.value else "~"
        found.is_vague = True
    if one.currency:
        found.kind, found.unit = "money", money_of(one.currency)
    if last is not None and not is_plain and _is_spread_of(text, last, one):
        _make_spread(found, last)
        return found
    _name_counted(text, found, one, unit, is_plain=is_plain)
    if label is not None:
        found.start = min(found.start, label.start)
        found.kind, found.role = label.kind, label.role
    else:
        take_role(text, found, last, moves, is_plain=is_plain)
    return found


def _is_spread_of(text: str, last: Quantity, one: Number) -> bool:
    if is_spread(text, last.end, one.start):
        return True
    return is_named_spread(text, last.number_start, last.end, one.start, one.end)


def _make_spread(found: Quantity, last: Quantity) -> None:
    """Make a number behind a plus-minus the spread of the mean before it."""
    found.kind = found.role = "spread"
    last.kind = "mean" if last.kind in ("count", "number") else last.kind
    last.role = last.role or "mean"
    last.unit = last.unit or found.unit


def _name_counted(
    text: str, found: Quantity, one: Number, unit: Unit | None, *, is_plain: bool
) -> None:
    """Say what is counted, and let the span of a count go on to there."""
    if one.is_word and unit is None and one.value is not None and 0 < one.value < 1:
        found.kind = "proportion"
    counted = None
    if found.kind in ("percentage", "proportion"):
        share = share_of(text, found.end)
        found.quantified = share.words if share else None
    elif found.kind == "age":
        counted = counted_after(text, found.end, 1.0)
    elif found.kind == "count":
        found.kind = "count" if is_whole(one) else "number"
        counted = counted_after(text, found.end, one.value)
        if counted is None and not is_plain and _is_age(text, one):
            found.kind, found.unit = "age", "a"
    elif found.kind == "duration" and not is_plain and is_age(text, one.start):
        found.kind = "age"
    if counted:
        found.quantified, found.end = counted.words, counted.end


def _shares_unit(text: str, one: Quantity, other: Quantity) -> bool:
    """Tell whether two numbers have one unit: items of a list, "120/80 mmHg", "250/25 mg"."""
    if is_list(text, one.end, other.start):
        return True
    return other.unit in _PAIRED and text[one.end : other.start] in ("/", " / ", " over ")


def _is_age(text: str, one: Number) -> bool:
    is_named = is_age_by_its_place(text, one.start, one.end, one.value)
    return is_named or is_age(text, one.start)


def _share_units(text: str, found: Sequence[Quantity]) -> None:
    """Give the members of a list the unit that stands at its end: "3, 6 and 12 months"."""
    for one, other in reversed(list(pairwise(found))):
        is_bare = one.unit is None and one.quantified is None and one.kind in ("count", "number")
        if (
            is_bare
            and one.role is None
            and other.kind in _SHARED
            and _shares_unit(text, one, other)
        ):
            one.kind, one.unit = other.kind, other.unit
