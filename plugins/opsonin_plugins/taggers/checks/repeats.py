"""Whether a figure that is stated twice is the same both times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsonin_plugins.taggers.checks.figures import Check, Figure
from opsonin_plugins.taggers.quantities.word_list import word_set

_PERSON = word_set("man woman boy girl patient male female child infant")
_THE = re.compile(r"\b[Tt]he\s\Z")
_TOTAL = re.compile(r"\b(?:[Aa] total of|[Ii]n total,?)\s\Z")
_VERB = re.compile(
    r"\s(?:were|was|had been|have been)\s(enrolled|included|recruited|randomi[sz]ed|screened|"
    r"analy[sz]ed)\b"
)


def check_repeats(text: str, figures: Sequence[Figure]) -> Iterator[Check]:
    """Yield checks of the age of a person, and of a total with its verb, that come twice."""
    yield from _ages(text, figures)
    yield from _totals(text, figures)


def _ages(text: str, figures: Sequence[Figure]) -> Iterator[Check]:
    ages = [
        one
        for one in figures
        if one.kind == "age" and one.high is None and one.noun in _PERSON and one.comparator == "="
    ]
    told: dict[tuple[str, str | None], dict[float, Figure]] = {}
    for one in ages:
        # Ages of such people so far; of each the last place that states it.
        earlier = told.setdefault((one.noun, one.unit), {})
        same = earlier.get(one.value)
        if same:
            rule = f"{one.noun} of {one.value:g}, stated twice"
            yield Check("repeat", (same, one), same.value, one.value, "consistent", rule)
        elif len(earlier) == 1 and _THE.search(text, max(0, one.start - 5), one.start):
            other = next(iter(earlier.values()))
            rule = f"the {one.noun} is {one.value:g} here and {other.value:g} before"
            yield Check("repeat", (other, one), other.value, one.value, "suspicious", rule)
        earlier[one.value] = one


def _totals(text: str, figures: Sequence[Figure]) -> Iterator[Check]:
    seen: dict[tuple[str, str], Figure] = {}
    for one in figures:
        if one.kind != "count" or one.comparator != "=" or not one.noun:
            continue
        verb = _VERB.match(text, one.end)
        if verb is None or not _TOTAL.search(text, max(0, one.start - 12), one.start):
            continue
        key = (one.noun, verb[1].replace("z", "s"))
        other = seen.setdefault(key, one)
        if other is one:
            continue
        rule = f"total of {one.noun} that were {verb[1]}: {other.value:g} and {one.value:g}"
        # Two groups may have been enrolled one after the other.
        result = "consistent" if other.value == one.value else "suspicious"
        yield Check("repeat", (other, one), other.value, one.value, result, rule)
