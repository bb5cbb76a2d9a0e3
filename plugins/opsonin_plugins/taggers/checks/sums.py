"""Whether parts make up the whole that is stated with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from opsonin_plugins.taggers.checks.figures import Check, Figure
from opsonin_plugins.taggers.quantities.people import PEOPLE
from opsonin_plugins.taggers.quantities.word_list import word_set

_MALE = word_set("men man males male boys")
_FEMALE = word_set("women woman females female girls")
_SUBGROUP = re.compile(r"\b(?:group|cohort|sample|subset|series)s? of\s\Z")
_OPENS = re.compile(
    r"\s?[(:,]\s?(?:of whom |of which |of these,? |including |comprising |consisting of |with )?"
)
_JOINS = re.compile(r"(?:\s?\([^()]{1,16}\))?,?\s(?:and\s)?")
#: How far apart subgroups of one study are spoken of. Source: ours.
_REACH = 400


def check_sums(text: str, figures: Sequence[Figure]) -> Iterator[Check]:
    """Yield checks of subgroups against their total, and of men and women against all."""
    counts = [one for one in figures if one.kind == "count" and one.high is None]
    yield from _subgroups(text, counts)
    yield from _sexes(text, counts)


def _subgroups(text: str, counts: Sequence[Figure]) -> Iterator[Check]:
    parts = [one for one in counts if _SUBGROUP.search(text, max(0, one.start - 24), one.start)]
    run: list[Figure] = []
    for one, other in pairwise([*parts, None]):
        if one is None:
            break
        run.append(one)
        is_end = other is None or other.start - one.end > _REACH or other.noun != one.noun
        if is_end:
            total = _total_before(run[0], counts)
            if len(run) > 1 and total is not None:
                yield _against_total(run, total)
            run = []


def _total_before(part: Figure, counts: Sequence[Figure]) -> Figure | None:
    """Return the total of the same kind that is stated last before the parts."""
    for one in reversed(counts):
        is_before = one.end <= part.start
        if is_before and one.role == "total" and one.noun == part.noun and one.value > part.value:
            return one
    return None


def _against_total(parts: Sequence[Figure], total: Figure) -> Check:
    computed = sum(one.value for one in parts)
    high = total.bounds[1]
    sign = "" if total.comparator == "=" else total.comparator + " "
    rule = (
        f"{' + '.join(f'{one.value:g}' for one in parts)} = {computed:g} of {sign}{total.value:g}"
    )
    # Groups may share members: more than the total is odd, not impossible.
    result = "consistent" if computed <= high else "suspicious"
    return Check("sum", (total, *parts), total.value, computed, result, rule)


def _sexes(text: str, counts: Sequence[Figure]) -> Iterator[Check]:
    for place in range(len(counts) - 2):
        total, one, other = counts[place : place + 3]
        nouns = {one.noun, other.noun}
        if total.noun not in PEOPLE or not (nouns & _MALE and nouns & _FEMALE):
            continue
        if total.noun in _MALE | _FEMALE or {
            total.comparator,
            one.comparator,
            other.comparator,
        } != {"="}:
            continue
        if not (
            _OPENS.fullmatch(text, total.end, one.start)
            and _JOINS.fullmatch(text, one.end, other.start)
        ):
            continue
        computed = one.value + other.value
        rule = (
            f"{one.value:g} {one.noun} + {other.value:g} {other.noun} = {computed:g} of "
            f"{total.value:g} {total.noun}"
        )
        result = "consistent" if computed == total.value else "inconsistent"
        yield Check("sum", (total, one, other), total.value, computed, result, rule)
