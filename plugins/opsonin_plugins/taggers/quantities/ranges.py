"""Two numbers that are one quantity: ranges, intervals, "one in 50"; and results of games."""

from __future__ import annotations

import re

from opsonin_plugins.taggers.quantities.comparing import compare
from opsonin_plugins.taggers.quantities.counted import counted_after
from opsonin_plugins.taggers.quantities.labels import Label, interval_before, is_age
from opsonin_plugins.taggers.quantities.lookalikes import lookalike_end
from opsonin_plugins.taggers.quantities.numbers import Number, is_whole
from opsonin_plugins.taggers.quantities.quantity import Quantity
from opsonin_plugins.taggers.quantities.units import Unit, money_of, unit_after

JOINT = re.compile(r"\s?[-\u2013\u2212\u2010]\s?|\sto\s|\s(?:and|or)\s|,\s?|;\s?|\sthrough\s")
_ONE_IN = re.compile(r"\s(?:in|in every|out of every)\s")
#: "three out of ten" in words, and "1 out of 5"; in figures, more than one are counts.
_OUT_OF = re.compile(r"\sout of\s")
#: What may follow a result of a game, and not a range of something: "won 3-2."
_AFTER_SCORE = re.compile(
    r"\s?(?:[.,;!?)]|\Z|\n"
    r"|\s(?:in|on|at|to|with|over|against|win|victory|loss|lead|defeat|vote)\b|\s[A-Z])"
)
_AGES = re.compile(r"\b(?:between\s(?:the\s)?)?age[sd]?\s(?:of\s|between\s|from\s)?\Z")
_BETWEEN = re.compile(r"\b[Bb]etween\s\Z")
_HYPHENS = ("-", "\u2013", "\u2010", "\u2212")
#: The longest of what joins two numbers, " out of every ".
LONGEST_JOINT = 14
#: "one in 50" and "1 in 5", but "12 in 50" are two counts. Source: ours.
_MOST_OF = 9
#: The largest result of a game. Source: ours; that of basketball is 186.
_LARGEST_SCORE = 200


def pair_of(text: str, one: Number, unit: Unit | None, other: Number) -> Quantity | None:  # noqa: PLR0911 - one question after the other
    """Return the range or share that two neighbouring numbers make, if they do.

    Args:
        text: The text.
        one: A number.
        unit: Its unit.
        other: The next number.
    """
    gap_start = unit.end if unit else one.end
    if other.start - gap_start > LONGEST_JOINT or one.value is None or other.value is None:
        return None
    if unit is None and one.value <= _MOST_OF and _is_one_in(text, one, other):
        return _one_in(text, one, other)
    if not JOINT.fullmatch(text, gap_start, other.start):
        return None
    unit_high = unit_after(text, other.end)
    label = interval_before(text, one.start)
    joint = text[gap_start : other.start].strip()
    low = one.value * _shared_scale(one, other, joint)
    if low >= other.value or not _agree(one, unit, other, unit_high):
        return None
    is_ages = is_age(text, one.start)
    if label is None and not _joins(text, one, joint, is_ages=is_ages):
        return None
    if joint == "or" and (unit is not None or other.value - low > 1):
        return None
    if label is None and unit_high is None and is_score(text, one, unit, other):
        return None
    found = _range(text, one, unit_high or unit, other, label, is_ages=is_ages)
    found.value = low
    return found


def is_score(text: str, one: Number, unit: Unit | None, other: Number) -> bool:
    """Tell whether two numbers are the result of a game: a hyphen between, nothing behind.

    >>> numbers = [Number(4, 5, 3.0), Number(6, 7, 2.0)]
    >>> is_score("won 3-2.", numbers[0], None, numbers[1])
    True
    """
    if unit or text[one.end : other.start] not in _HYPHENS or one.decimals or other.decimals:
        return False
    if one.currency or is_age(text, one.start) or unit_after(text, other.end):
        return False
    if max(one.value or 0.0, other.value or 0.0) > _LARGEST_SCORE:
        # Telephone numbers and keys go on after the second number.
        return text[other.end : other.end + 1] in _HYPHENS
    before = text[max(0, one.start - 2) : one.start].strip()
    return before[-1:] not in set("=:,;([") and _AFTER_SCORE.match(text, other.end) is not None


def _is_one_in(text: str, one: Number, other: Number) -> bool:
    if _ONE_IN.fullmatch(text, one.end, other.start):
        return True
    is_rough = one.value == 1 or (one.is_word and other.is_word)
    return is_rough and _OUT_OF.fullmatch(text, one.end, other.start) is not None


def _one_in(text: str, one: Number, other: Number) -> Quantity | None:
    if one.value is None or not other.value or one.value >= other.value:
        return None
    if unit_after(text, other.end) or lookalike_end(text, other, None, one.end):
        return None
    share = one.value / other.value
    comparison = compare(text, one.start, one.end)
    return Quantity(
        comparison.start, other.end, one.start, other.end, "proportion", share,
        comparator=comparison.sign,
    )  # fmt: skip


def _shared_scale(one: Number, other: Number, joint: str) -> float:
    """Return the scale that "1 to 2 million" has for its lower end too."""
    is_shared = other.scale > 1 and one.scale == 1 and (one.value or 0.0) < 1e3  # noqa: PLR2004 - a scale is left out of small numbers
    return other.scale if is_shared and (joint not in ("and", "or") or one.currency) else 1.0


def _scaled(one: Number, other: Number) -> Number:
    """Return the lower end of "1.3 to 3.9 million" as it is meant."""
    scale = _shared_scale(one, other, "to")
    return (
        one
        if scale == 1 or one.value is None
        else one._replace(value=one.value * scale, scale=scale)
    )


def _agree(one: Number, unit: Unit | None, other: Number, unit_high: Unit | None) -> bool:
    """Tell whether units and currencies of two numbers let them be the ends of one range."""
    if unit is not None:
        return unit_high is not None and unit.code == unit_high.code
    if other.currency:
        return one.currency == other.currency
    return not (one.currency and unit_high)


def _joins(text: str, one: Number, joint: str, *, is_ages: bool) -> bool:
    """Tell whether what stands between two numbers makes a range that nothing else names."""
    if joint in (",", ";"):
        return False
    if joint == "and":
        return is_ages or _BETWEEN.search(text, max(0, one.start - 9), one.start) is not None
    return True


def _range(
    text: str, one: Number, unit: Unit | None, other: Number, label: Label | None, *, is_ages: bool
) -> Quantity:
    end = unit.end if unit and unit.end > other.end else other.end
    comparison = compare(text, one.start, one.end)
    found = Quantity(
        comparison.start, end, one.start, other.end, "count", one.value, other.value,
        unit.code if unit else None, comparison.sign,
    )  # fmt: skip
    currency = one.currency or other.currency
    if currency:
        found.kind, found.unit = "money", money_of(currency)
    elif unit:
        found.kind = "age" if is_ages and unit.kind == "duration" else unit.kind
    elif is_ages:
        found.kind, found.unit = "age", "a"
        words = _AGES.search(text, max(0, one.start - 32), one.start)
        found.start = words.start() if words else found.start
    elif not (is_whole(_scaled(one, other)) and is_whole(other)):
        found.kind = "number"
    if label is not None:
        found.start, found.comparator, found.role = label.start, "=", label.role
        if label.role == "confidence_interval" or found.kind in ("count", "number"):
            found.kind = "interval"
    elif found.kind == "count":
        counted = counted_after(text, end, None)
        if counted:
            found.quantified, found.end = counted.words, counted.end
    return found
