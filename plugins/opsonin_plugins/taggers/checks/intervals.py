"""Whether intervals contain the estimate that they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opsonin_plugins.taggers.checks.figures import Check, Figure
from opsonin_plugins.taggers.quantities.word_list import word_set

_ESTIMATES = word_set(
    "ratio mean median coefficient percentage proportion measure duration age count number",
)
#: Values this many times as large are of another quantity. Source: ours, from 1,000 papers.
_FAR = 10.0
_INTERVALS = word_set(
    "confidence_interval interquartile_range range",
)


def check_intervals(figures: Sequence[Figure]) -> Iterator[Check]:
    """Yield a check for each estimate and the interval in its group."""
    groups: dict[int, list[Figure]] = {}
    for one in figures:
        if one.group is not None:
            groups.setdefault(one.group, []).append(one)
    for members in groups.values():
        interval = next(
            (one for one in members if one.role in _INTERVALS and one.high is not None), None
        )
        if interval is None:
            continue
        estimates = [
            one
            for one in members
            if not (one.kind == "count" and one.noun)
            and one.kind in _ESTIMATES
            and one.high is None
            and one.start < interval.start
        ]
        if len(estimates) == 1:
            has_spread = any(one.kind == "spread" for one in members)
            yield _contains(estimates[0], interval, has_spread=has_spread)


def _contains(estimate: Figure, interval: Figure, *, has_spread: bool) -> Check:
    low, high = interval.value, interval.high if interval.high is not None else interval.value
    is_same_unit = estimate.unit == interval.unit or interval.unit is None or estimate.unit is None
    unit = 10.0 ** -min(estimate.decimals, interval.decimals)
    name = (interval.role or "interval").replace("_", " ")
    rule = f"{estimate.value:g} and its {name} {low:g} to {high:g}"
    figures = (estimate, interval)
    if not is_same_unit or estimate.comparator != "=":
        return Check("range", figures, estimate.value, None, "undecidable", rule)
    # "A lowering of 32 % (-40 to -22)": the sign is in the words.
    is_turned = estimate.value * low < 0 and low * high > 0
    value = -estimate.value if is_turned else estimate.value
    if low - unit <= value <= high + unit:
        return Check("range", figures, estimate.value, None, "consistent", rule)
    nearest = low if value < low else high
    # Behind a mean with its spread stands the interval of a difference too.
    if has_spread or abs(value) > _FAR * abs(nearest) or abs(nearest) > _FAR * abs(value):
        return Check(
            "range", figures, estimate.value, nearest, "undecidable", rule + ": of other things"
        )
    result = "inconsistent" if interval.role == "confidence_interval" else "suspicious"
    return Check("range", figures, estimate.value, nearest, result, rule + ": it lies outside")
