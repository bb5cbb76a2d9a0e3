"""Brings estimates together with their spread, interval and p-value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count

from opsonin_plugins.taggers.quantities.quantity import Quantity
from opsonin_plugins.taggers.quantities.word_list import word_set

#: What may stand between an estimate and what belongs to it: "1.5 (95% CI 1.1 to 2.0; p = .01)".
_JOINT = re.compile(r"[\s,;:()\[\]=\u00b1+/-]*(?:(?:with|and|at|the|a|an)\s)*[\s,;:()\[\]=]*")
_OPEN = re.compile(r"\s?[(\[,;]\s?")
#: The longest joint. Source: ours.
_LONGEST = 24
_ESTIMATES = word_set(
    "ratio mean median coefficient count number percentage proportion measure duration age money "
    "rate"
)
_INTERVALS = frozenset({"confidence_interval", "interquartile_range", "range"})


def group_estimates(text: str, found: Sequence[Quantity], numbers: count[int]) -> None:
    """Number the groups of estimates and what belongs to them.

    Args:
        text: The text.
        found: Its quantities, in order; changed in place.
        numbers: Gives the numbers of new groups.
    """
    head: Quantity | None = None
    last: Quantity | None = None
    for one in found:
        if head and last and _belongs(text, one, head, last):
            if head.group is None:
                head.group = next(numbers)
            one.group = head.group if one.group is None else one.group
            last = one
        elif head and text.endswith("per ", 0, one.start):
            # "OR 1.00 per 10 ng/mL (0.97 to 1.03)": the ratio stays the estimate.
            last = one
        elif one.kind in _ESTIMATES:
            head = last = one if _is_alone(text, one) else None
        elif one.group is None:
            head = None


def _is_alone(text: str, one: Quantity) -> bool:
    """Tell whether an interval behind a quantity is its own.

    "34.8 % vs. 33.3 %; 95 % CI" is of the difference, "-11.3/-3.8 mmHg; 95 % CI" of two.
    """
    return not text.endswith(("/", "vs. ", "vs ", "versus ", "than "), 0, one.start)


def _belongs(text: str, one: Quantity, head: Quantity, last: Quantity) -> bool:
    """Tell whether a quantity belongs to the estimate before it."""
    if not 0 <= one.start - last.end <= _LONGEST:
        return False
    if one.kind in ("spread", "p_value") or one.role in _INTERVALS:
        return _JOINT.fullmatch(text, last.end, one.start) is not None
    is_bare = one.high is not None and one.unit is None and head.kind == "ratio" and last is head
    if is_bare and _OPEN.fullmatch(text, last.end, one.start):
        # "OR 1.5 (1.1-2.0)"
        one.kind, one.role = "interval", "confidence_interval"
        return True
    return False
