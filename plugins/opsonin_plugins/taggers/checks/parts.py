"""Whether the parts of a group that is named before them fit it, and each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, takewhile

from opsonin_plugins.taggers.checks.figures import Check, Figure, grouped
from opsonin_plugins.taggers.checks.proportions import against_share

#: "Of those, 78% (384) drank tea": the group is the one that was counted last.
_OF_THOSE = re.compile(
    r"(?<![^.!?\s\u201d\"]\s)(?:Of|Among) (?:those|these|them|(?:this|that|the) (?:group|number|"
    r"total))(?: [a-z]{3,14}s| people| children)?,"
)
#: "scanned 32 people: 10 had it, 11 did not and 11 were new".
_LISTED = re.compile(r"(?:\s[^.;:,()\n]{1,40})?:\s(?:\w+\s)?\Z")
#: "100 people were assigned to tea (n = 50) or water (n = 50)".
_DIVIDED = re.compile(
    r"(?:\s[^.;:()\n]{0,60}?)?\b(?:randomi[sz]ed|assigned|allocated|divided|split|grouped)\b"
    r"[^.;:()\n]{0,40}?\b(?:to|into)\b[^.;()\n]{1,100}\(\s?(?:[nN]\s?=\s?)?\Z"
)
#: "Among the 51 people in that arm, 43 stayed and 8 left".
_AMONG = re.compile(r"\b(?:Of|Among|among|total of) (?:the |these |all )?\Z")
_AMONG_ENDS = ("f ", "ong ", " the ", " these ", " all ")
_AMONG_FIRST = re.compile(r"\b(?:Of|Among) (?:the |these |all )?\Z")
_LAST = re.compile(r"\s(?:and|or)\s(?:the (?:other|remaining) )?[^.;:\n]{0,60}\Z")
_END = re.compile(r"[.!?](?=\s+[A-Z\u201c\"]|\s*\Z)|\n")
_REACH, _SENTENCE, _MIN_PARTS = 250, 500, 2
#: How `_OF_THOSE` begins: to look for it takes no time, and few texts hold it.
_OPENINGS = ("Of th", "Among th")
#: Shares that are rounded to whole percents sum to a hundred within this.
_ALL, _SLACK, _ROUNDING = 100.0, 1.0, 0.5


def check_parts(text: str, figures: Sequence[Figure]) -> Iterator[Check]:
    """Yield checks of parts against the group that a sentence or the one before it names."""
    counts = [one for one in figures if one.kind == "count" and one.high is None and one.is_stated]
    yield from _of_those(text, figures, counts)
    yield from _among_all(text, figures, counts)
    yield from _partitions(text, counts)


def _of_those(text: str, figures: Sequence[Figure], counts: Sequence[Figure]) -> Iterator[Check]:
    if not any(opening in text for opening in _OPENINGS):
        return
    for opening in _OF_THOSE.finditer(text):
        start = opening.start()
        stop = _end(text, start)
        groups = grouped(one for one in figures if start <= one.start < stop)
        parts = [(one["numerator"], one["percentage"]) for one in groups if _is_open(one)]
        wholes = _wholes(text, counts, start, max((part.value for part, _ in parts), default=0.0))
        if not parts or not wholes:
            continue
        whole = next((one for one in wholes if _fits(text, parts[0], one)), None)
        if whole is None:
            # Which of several counts it is a part of nobody can tell then.
            if len(wholes) == 1:
                yield against_share(text, *_ordered(parts[0], wholes[0]))
            continue
        # What comes later in the sentence may be a part of the part before it.
        fitting = [one for one in parts if _fits(text, one, whole)]
        for one in fitting:
            yield against_share(text, *_ordered(one, whole))
        if len(fitting) == len(parts):
            yield from _all_of(whole, parts)


def _among_all(text: str, figures: Sequence[Figure], counts: Sequence[Figure]) -> Iterator[Check]:
    """Find "Among the 398 patients with (...), 334 (84%) came": shares of whom it begins with."""
    for whole in counts:
        is_opening = _AMONG_FIRST.search(text, max(0, whole.start - 12), whole.start) is not None
        if not is_opening or not whole.noun or whole.group is not None:
            continue
        stop = min(_end(text, whole.end), whole.end + _SENTENCE)
        groups = grouped(one for one in figures if whole.end <= one.start < stop)
        for one in groups:
            part = (one["numerator"], one["percentage"]) if _is_open(one) else None
            # What does not fit may be a share of others named since.
            if part is not None and part[0].value <= whole.value and _fits(text, part, whole):
                yield against_share(text, *_ordered(part, whole))


def _wholes(text: str, counts: Sequence[Figure], start: int, least: float) -> list[Figure]:
    """Return the counts right before a place that are large enough, the nearest first."""
    before = [one for one in counts if start - _REACH <= one.start and one.end <= start]
    near = [one for one in reversed(before) if "\n" not in text[one.end : start].rstrip(" ")]
    return [one for one in near if one.value >= least and (one.noun or one.role == "numerator")]


def _ordered(part: tuple[Figure, Figure], whole: Figure) -> tuple[Figure, Figure, Figure]:
    return part[0], whole, part[1]


def _fits(text: str, part: tuple[Figure, Figure], whole: Figure) -> bool:
    return against_share(text, *_ordered(part, whole)).result == "consistent"


def _all_of(whole: Figure, parts: Sequence[tuple[Figure, Figure]]) -> Iterator[Check]:
    """Yield the sum of parts whose shares make up the whole."""
    total = sum(share.value for _, share in parts)
    is_exact = all(part.comparator == "=" for part, _ in parts)
    if len(parts) < _MIN_PARTS or abs(total - _ALL) > _SLACK or not is_exact:
        return
    gap = abs(whole.value - sum(part.value for part, _ in parts))
    # A small group that rounding hides may be missing.
    is_hidden = gap <= len(parts) * _ROUNDING / _ALL * whole.value
    yield _summed(whole, [part for part, _ in parts], "suspicious" if is_hidden else "inconsistent")


def _is_open(group: dict[str, Figure]) -> bool:
    """Tell whether a group is a part with its share, of what it does not say."""
    if "numerator" not in group or "denominator" in group:
        return False
    return "percentage" in group and group["percentage"].kind == "percentage"


def _partitions(text: str, counts: Sequence[Figure]) -> Iterator[Check]:
    """Find a count and, in the same sentence, the counts that it is made up of."""
    place = 0
    while place < len(counts) - _MIN_PARTS:
        total = counts[place]
        place += 1
        if not _may_be_whole(text, total, counts[place]):
            continue
        stop = min(_end(text, total.end), total.end + _SENTENCE)
        parts = list(takewhile(lambda one: one.start < stop, islice(counts, place, None)))  # noqa: B023 - used at once
        if len(parts) < _MIN_PARTS:
            continue
        gap = text[total.end : parts[0].start]
        is_divided = _DIVIDED.fullmatch(gap) is not None
        is_among = _AMONG.search(text, max(0, total.start - 12), total.start) is not None
        if not (is_divided or is_among or _LISTED.fullmatch(gap)):
            continue
        found = _made_up(text, total, parts)
        if found:
            yield _summed(total, found, "suspicious")
            place += len(found)
        elif is_divided and _are_parts(text, total, parts):
            yield _summed(total, parts, "suspicious")


def _may_be_whole(text: str, total: Figure, following: Figure) -> bool:
    """Tell whether a count can be the whole of those behind it; nearly none can."""
    if total.comparator != "=" or not total.noun or following.start - total.end >= _SENTENCE:
        return False
    gap = text[total.end : following.start]
    # What `_LISTED`, `_DIVIDED` and `_AMONG` cannot do without.
    return ":" in gap or "(" in gap or text.endswith(_AMONG_ENDS, 0, total.start)


def _made_up(text: str, total: Figure, parts: Sequence[Figure]) -> Sequence[Figure]:
    """Return the first parts that make up a total; nothing if none do.

    Who is not listed may have been left out, and who is listed twice may be in two groups: only
    that they make it up shows that they were meant to.
    """
    for stop in range(_MIN_PARTS, len(parts) + 1):
        chosen = parts[:stop]
        if sum(one.value for one in chosen) == total.value and _are_parts(text, total, chosen):
            return chosen
    return ()


def _are_parts(text: str, total: Figure, parts: Sequence[Figure]) -> bool:
    is_bare = all(one.noun in ("", total.noun) and one.comparator == "=" for one in parts)
    is_free = all(one.role in (None, "numerator", "sample") for one in parts)
    if not is_bare or not is_free or _are_numbering([one.value for one in parts]):
        return False
    return _LAST.search(text[parts[-2].end : parts[-1].start]) is not None


def _are_numbering(values: Sequence[float]) -> bool:
    """Tell whether values are those of a list's items: 1), 2), 3)."""
    return values[0] in (0.0, 1.0) and all(b - a == 1 for a, b in pairwise(values))


def _summed(whole: Figure, parts: Sequence[Figure], otherwise: str) -> Check:
    computed = sum(one.value for one in parts)
    rule = f"{' + '.join(f'{one.value:g}' for one in parts)} = {computed:g} of {whole.value:g}"
    exact = whole.comparator == "="
    result = "consistent" if computed == whole.value else otherwise if exact else "undecidable"
    return Check("sum", (whole, *parts), whole.value, computed, result, rule)


def _end(text: str, start: int) -> int:
    end = _END.search(text, start, start + _SENTENCE)
    return end.start() if end else min(len(text), start + _SENTENCE)
