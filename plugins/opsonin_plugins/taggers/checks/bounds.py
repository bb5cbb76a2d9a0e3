"""Whether "most" can be true of a count, and what two counts of one sentence imply."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence

from opsonin_plugins.taggers.checks.figures import Check, Figure
from opsonin_plugins.taggers.quantities.people import PEOPLE

_MOST = re.compile(
    r"[MmTt](?:(?<=\b[Mm])ost|(?<=\b[Tt])he (?:vast )?majority)(?: of)?(?: the| these| those)?"
    r" (?:\w+ )?(cases|patients|people|participants|subjects|individuals|women|men|children)\b"
)
#: One of them stands in each such text; to look for them takes no time.
_MOST_WORDS = ("most", "Most", "majority")
_CONTRAST = re.compile(r"\b(?:[Bb]ut|[Hh]owever|[Aa]lthough|[Ee]xcept)\b")
#: How far behind "most" the exception stands. Source: ours.
_REACH = 220
_HALF = 0.5
#: Two counts this far apart in one sentence are compared by who wrote it. Source: ours.
_APART = 1_000.0
_STOP = re.compile(r"[.!?]\s|\n")
_AND = re.compile(r",? (?:and|but|while|only|yet)\b")


def check_bounds(text: str, figures: Sequence[Figure]) -> Iterator[Check]:
    """Yield checks of exceptions from "most" against the number of all.

    "Fewer than five cases ... In most cases it was mild. But in at least 3 patients it was not":
    three of at most four are no minority.
    """
    counts = [one for one in figures if _counts_people(one)]
    is_said = any(word in text for word in _MOST_WORDS)
    if len(counts) < 2 or not is_said:  # noqa: PLR2004 - all, and the exceptions
        return
    for most in _MOST.finditer(text):
        exception = next(
            (one for one in counts if most.end() < one.start <= most.end() + _REACH), None
        )
        if exception is None or not _CONTRAST.search(text, most.end(), exception.start):
            continue
        if exception.comparator not in ("=", ">=", ">"):
            continue
        whole = _nearest_before(counts, most.start(), exception)
        if whole is None:
            continue
        largest = _largest(whole)
        share = exception.value / largest
        if share >= _HALF:
            rule = (
                f"at least {exception.value:g} of at most {largest:g} is {100 * share:.3g} %, "
                f"against '{most[0].lower()}'"
            )
            yield Check("bound", (whole, exception), _HALF * 100, 100 * share, "suspicious", rule)


def derive_shares(text: str, figures: Sequence[Figure]) -> Iterator[Check]:
    """Yield the share that two counts of people in one sentence imply, far apart as they are.

    "More than 38 million people are infected, and fewer than five cases are confirmed".
    """
    counts = [one for one in figures if _counts_people(one) and one.group is None]
    for whole, part in itertools.pairwise(counts):
        between = text[whole.end : part.start]
        if part.value <= 0 or whole.value < _APART * part.value or _STOP.search(between):
            continue
        if not _AND.search(between):
            continue
        computed = 100 * part.value / whole.value
        sign = _sign(part, whole)
        if sign is None:
            rule = "both numbers are bounds, and they do not bound the share"
            yield Check("implied", (part, whole), None, computed, "undecidable", rule)
            continue
        rule = (
            f"{part.comparator} {part.value:g} of {whole.comparator} {whole.value:g} is "
            f"{sign}{computed:.3g} %, which is not stated"
        )
        yield Check("implied", (part, whole), None, computed, "derived", rule)


def _counts_people(one: Figure) -> bool:
    return (
        one.kind == "count"
        and one.high is None
        and one.noun in PEOPLE
        and one.is_stated
        and one.value > 0
    )


def _nearest_before(counts: Sequence[Figure], place: int, exception: Figure) -> Figure | None:
    """Return the count of all that stands last before a place and bounds it from above."""
    for one in reversed(counts):
        if one.end <= place and math.isfinite(one.bounds[1]):
            return (
                one
                if one.comparator in ("=", "<", "<=") and _largest(one) >= exception.value
                else None
            )
    return None


def _largest(whole: Figure) -> float:
    return whole.value - 1 if whole.comparator == "<" else whole.value


def _sign(part: Figure, whole: Figure) -> str | None:
    """Return how the share of two bounded counts compares with its computed value."""
    upper = part.comparator in ("<", "<=") or whole.comparator in (">", ">=")
    lower = part.comparator in (">", ">=") or whole.comparator in ("<", "<=")
    if upper and lower:
        return None
    return "< " if upper else "> " if lower else ""
