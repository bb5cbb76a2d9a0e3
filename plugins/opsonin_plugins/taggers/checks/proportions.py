"""Whether n of N is the percentage that is stated for it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence

from opsonin_plugins.taggers.checks.figures import Check, Figure, grouped
from opsonin_plugins.taggers.quantities.counted import counted_after

_PERCENT = 100.0
_SUBGROUP = re.compile(
    r"\b(?:groups?|arms?|cohort|in the|from the|received|assigned|treated with)\b"
)
#: Share of a unit of the last decimal by which rounding moves a value, and float arithmetic's own.
_ROUNDING, _EPSILON = 0.5, 1e-9


def check_proportions(text: str, figures: Sequence[Figure]) -> Iterator[Check]:
    """Yield a check for each group of numerator, denominator and percentage.

    Without a percentage the share is derived; a share of all or none in words is checked too.
    """
    for group in grouped(figures):
        part, whole, share = (
            group.get(role) for role in ("numerator", "denominator", "percentage")
        )
        if part and whole and share:
            yield against_share(text, part, whole, share)
        elif part and whole:
            yield _derived(part, whole)
        elif share and share.kind == "proportion" and share.value in (0.0, 1.0):
            yield from _everyone(group, share)


def against_share(text: str, part: Figure, whole: Figure, share: Figure) -> Check:
    """Return the check of a part and its share against the whole."""
    stated = share.value * _PERCENT if share.kind == "proportion" else share.value
    figures = (part, whole, share)
    if whole.value <= 0 or whole.comparator not in ("=", "~"):
        rule = "The whole is not stated exactly."
        return Check("proportion", figures, stated, None, "undecidable", rule)
    computed = _PERCENT * part.value / whole.value
    if stated > _PERCENT:
        rule = "A part has no share above 100 %; the number is damaged or not a share."
        return Check("proportion", figures, stated, computed, "undecidable", rule)
    result = _compare(part, share, stated, computed)
    if result == "inconsistent" and "~" in (part.comparator, whole.comparator):
        result = "undecidable"
    if result == "inconsistent" and _may_be_nested(text, part, whole, share):
        result = "suspicious"
    rule = _words(part, whole, share, stated, computed)
    return Check("proportion", figures, stated, computed, result, rule)


def _may_be_nested(text: str, part: Figure, whole: Figure, share: Figure) -> bool:
    """Tell whether a percentage may be of a smaller whole than the one that stands before it.

    "Of 50 patients, 13 (50%) patients in group A" are half of those in group A.
    """
    if whole.start > part.start or text[whole.end : part.start].strip(" (") in ("", ",", ":"):
        is_far = False
    else:
        is_far = True
    after = text[share.end : share.end + 70].lstrip(")] ")
    names_group = _SUBGROUP.search(after.split(".")[0]) is not None
    is_named = counted_after(" " + after, 0, None) is not None
    return whole.start < part.start and (names_group or is_named) and (is_far or not part.noun)


def _compare(part: Figure, share: Figure, stated: float, computed: float) -> str:  # noqa: PLR0911 - one question after the other
    unit = 10.0**-share.decimals if share.kind == "percentage" else 5.0
    tolerance = _tolerance(share, stated, unit)
    if share.comparator in (">", ">="):
        is_open = part.comparator in (">", ">=")
        return "consistent" if is_open else _within(stated - computed, tolerance)
    if share.comparator in ("<", "<="):
        is_open = part.comparator in ("<", "<=")
        return "consistent" if is_open else _within(computed - stated, tolerance)
    difference = computed - stated
    if abs(difference) <= tolerance:
        return "consistent"
    if part.comparator in (">", ">=") and difference < 0:
        return "undecidable"
    if part.comparator in ("<", "<=") and difference > 0:
        return "undecidable"
    if 0 < difference < unit:
        # Digits cut off instead of rounded are a habit, not an error.
        return "consistent"
    return "suspicious" if abs(difference) <= unit + _EPSILON else "inconsistent"


def _within(excess: float, tolerance: float) -> str:
    """Judge by how much a share lies beyond a bound."""
    if excess <= _EPSILON:
        return "consistent"
    return "suspicious" if excess <= tolerance else "inconsistent"


def _tolerance(share: Figure, stated: float, unit: float) -> float:
    """Return by how much a share may differ, from its decimals and from "about"."""
    if share.comparator != "~":
        return _ROUNDING * unit + _EPSILON
    if share.decimals == 0 and stated % 10 == 0:
        return 5.0
    if share.decimals == 0 and stated % 5 == 0:
        return 2.5
    return unit + _EPSILON


def _words(part: Figure, whole: Figure, share: Figure, stated: float, computed: float) -> str:
    signs = ["" if one.comparator == "=" else one.comparator + " " for one in (part, whole, share)]
    return (
        f"{signs[0]}{part.value:g} of {signs[1]}{whole.value:g} is {signs[0]}{computed:.4g} %; "
        f"stated: {signs[2]}{stated:.{share.decimals}f} %"
    )


def _derived(part: Figure, whole: Figure) -> Check:
    if whole.value <= 0:
        return Check("implied", (part, whole), None, None, "undecidable", "The whole is nothing.")
    computed = _PERCENT * part.value / whole.value
    sign = "" if part.comparator == "=" else part.comparator + " "
    rule = f"{sign}{part.value:g} of {whole.value:g} is {sign}{computed:.4g} %, which is not stated"
    return Check("implied", (part, whole), None, computed, "derived", rule)


def _everyone(group: Mapping[str, Figure], share: Figure) -> Iterator[Check]:
    """Check "all" and "none" of a count: they imply how many that are."""
    whole = next((one for one in group.values() if one.kind == "count"), None)
    if whole is None or not math.isfinite(whole.value):
        return
    computed = whole.value * share.value
    word = "All" if share.value else "None"
    rule = f"{word} of {whole.value:g} are {computed:g}"
    yield Check("implied", (whole, share), share.value, computed, "consistent", rule)
