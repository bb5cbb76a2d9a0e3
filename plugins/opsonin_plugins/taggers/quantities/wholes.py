"""Brings parts, wholes and percentages of one statement together: "23 of 659 patients (3.5%)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count

from opsonin_plugins.taggers.quantities.people import PEOPLE
from opsonin_plugins.taggers.quantities.quantity import Quantity

_OF = re.compile(
    r"\s(?:out of|of|from among|among|from|in)(?: (?:a|the|these|those|all|our|its|their|total|of|"
    r"a total of|whole|overall|first|last|other|remaining|included|enrolled|study))*\s?"
)
_SLASH = re.compile(r"\s?/\s?")
_PAREN = re.compile(
    r"(?:\s?[(\[,]\s?|\s?[\u2014\u2013]\s?|\s--?\s)(?:that is,? |i\.?e\.?,? |or |about |"
    r"equal to |representing |corresponding to |"
    r"accounting for |=\s?)?"
)
_PAREN_N = re.compile(r"\s?[(\[,]\s?(?:[nN]\s?=\s?)?")
_AFTER_PAREN = re.compile(
    r"[)\]],?\s?(?:of|out of|among|in) (?:(?:the|these|those|all|our|a total of)\s)*"
)
#: "104 of 1,155 people on the drug (9 percent)": who they are stands before their share.
_GROUP_BEFORE = re.compile(
    r"\s(?:on|in|given|taking|receiving|treated with|assigned to)\s(?:[\w-]+\s){1,4}\("
)
#: "94% of infants with proven infection (62 of 66)": so many words that name no other figure.
_NAMED_BETWEEN = re.compile(
    r"\s(?:of|in|among)\s(?:[^\s.;:,()\[\]\d%]+\s){1,8}?[(\[]\s?(?:[nN]\s?=\s?)?"
)
_BEFORE_SHARE = re.compile(r"[,:;]?\s?(?:=\s?|\[|\()?")
#: Longer than any joint above.
_LONGEST_JOINT = 90
#: "score = 0/1" and "grade 3/4" are no shares. Source: ours.
_SMALLEST_WHOLE = 5
#: How far a whole stands before a part that does not name it. Source: ours.
_REACH = 120
#: What makes a count a part of the people before it, and its longest form.
_WHOM_AFTER = re.compile(r"\s(?:\w+\s)?of\s(?:whom|which|them)\b")
_WHOM_BEFORE = re.compile(r"\b(?:of|among)\s(?:whom|which|them),?\s\Z")
_WHOM, _WHOM_AHEAD = 16, 64
_BREAK = re.compile(
    r";(?! of (?:whom|which|them|these|those)\b)|\n|\.\s|\b(?:while|whereas|compared|versus|vs)\b"
)

Member = tuple[str, Quantity]


def group_wholes(text: str, found: Sequence[Quantity], numbers: count[int]) -> None:
    """Number the groups of parts, wholes and shares, and name the part of each member.

    Args:
        text: The text.
        found: Its quantities, in order; changed in place.
        numbers: Gives the numbers of new groups.
    """
    place = 0
    while place < len(found):
        members = _members(text, found[place], found[place + 1 : place + 3])
        if members:
            group = next(numbers)
            for role, member in members:
                member.role, member.group = role, group
        place += max(1, len(members))
    _take_whom(text, found, numbers)
    _take_wholes_before(text, found)
    for one in found:
        if one.role == "denominator" and one.group is None:
            one.role = None


def _take_whom(text: str, found: Sequence[Quantity], numbers: count[int]) -> None:
    """Group "2,563 people were tested, 18 of whom" and "74 patients, of whom 41"."""
    for place, one in enumerate(found):
        if one.group is not None or not _is_count(one) or one.role == "denominator":
            continue
        if not _is_of_whom(text, one):
            continue
        whole = next(
            (other for other in reversed(found[:place]) if one.start - other.end <= _REACH), None
        )
        if whole is None:
            continue
        is_free = whole.group is None and _is_count(whole) and whole.quantified is not None
        is_one_clause = not _BREAK.search(text, whole.end, one.start)
        if is_free and is_one_clause and _is_part(one, whole):
            group = next(numbers)
            one.role, one.group = "numerator", group
            whole.role, whole.group = "denominator", group


def _is_of_whom(text: str, one: Quantity) -> bool:
    """Tell whether "of whom" stands behind a count or right before it; it rarely does."""
    end = one.number_end
    if text.find("of", end, end + _WHOM_AHEAD) >= 0 and _WHOM_AFTER.match(text, end):
        return True
    first = max(0, one.start - _WHOM)
    if text.find("wh", first, one.start) < 0 and text.find("them", first, one.start) < 0:
        return False
    return _WHOM_BEFORE.search(text, first, one.start) is not None


def _members(text: str, one: Quantity, after: Sequence[Quantity]) -> list[Member]:
    """Return the members of a group that begins with a quantity, each with its role."""
    if not after or one.high is not None or after[0].start - one.end > _LONGEST_JOINT:
        return []
    third = after[1] if len(after) > 1 else None
    if _is_share(one) and _is_count(after[0]):
        return _from_share(text, one, after[0], third)
    # "all but one of 74 samples (98.6%)"
    if not _is_count(one) or text.endswith("but ", 0, one.start):
        return []
    if _is_share(after[0]):
        return _count_and_share(text, one, after[0], third)
    return _count_and_whole(text, one, after[0], third)


def _from_share(text: str, one: Quantity, other: Quantity, third: Quantity | None) -> list[Member]:
    """Read "3.5% (23/659)", "3.5% (n = 23)" and "3.5% of 659 patients"."""
    gap = text[one.end : other.start]
    if _PAREN_N.fullmatch(gap):
        if third and _is_part(other, third) and _joins_whole(text, other, third):
            return [("percentage", one), ("numerator", other), ("denominator", third)]
        closes = other.quantified is None or text[other.end : other.end + 1] in (")", "]")
        is_bare = gap.strip()[:1] in ("(", "[") and closes
        return [("percentage", one), ("numerator", other)] if is_bare else []
    if _NAMED_BETWEEN.fullmatch(gap) and third and _is_part(other, third):
        whole = _joins_whole(text, other, third)
        members = [("percentage", one), ("numerator", other), ("denominator", third)]
        return members if whole else []
    if one.kind == "percentage" and other.quantified and _OF.fullmatch(gap) and " in" not in gap:
        return [("percentage", one), ("denominator", other)]
    return []


def _count_and_share(
    text: str, one: Quantity, other: Quantity, third: Quantity | None
) -> list[Member]:
    """Read "23 patients (3.5%)" and "23 (3.5%) of 659 patients"."""
    gap = text[one.end : other.start]
    if other.quantified or gap.strip() == "," or not _PAREN.fullmatch(gap):
        return []
    members = [("numerator", one), ("percentage", other)]
    if third and _is_part(one, third) and _AFTER_PAREN.fullmatch(text, other.end, third.start):
        members.append(("denominator", third))
    return members


def _count_and_whole(
    text: str, one: Quantity, other: Quantity, third: Quantity | None
) -> list[Member]:
    """Read "23 of 659 patients (3.5%)" and "23/659 (3.5%)"."""
    if not _is_part(one, other) or not _joins_whole(text, one, other):
        return []
    members = [("numerator", one), ("denominator", other)]
    is_share = third is not None and _is_share(third) and not third.quantified
    if third and is_share and _joins_share(text[other.end : third.start]):
        members.append(("percentage", third))
    return members


def _joins_share(gap: str) -> bool:
    return bool(
        _PAREN.fullmatch(gap) or _BEFORE_SHARE.fullmatch(gap) or _GROUP_BEFORE.fullmatch(gap)
    )


def _joins_whole(text: str, one: Quantity, whole: Quantity) -> bool:
    """Tell whether a slash or "of" between two counts makes the second the whole of the first."""
    if _SLASH.fullmatch(text, one.end, whole.start):
        is_score = text[one.start - 1 : one.start] in ("=", " ")
        return not (is_score and (whole.value or 0.0) < _SMALLEST_WHOLE)
    if not _OF.fullmatch(text, one.end, whole.start):
        return False
    gap = text[one.end : whole.start].split()
    if one.quantified is not None and whole.quantified is None and gap != ["of", "the"]:
        return False
    if "from" in gap and _last(whole) not in PEOPLE:
        return False
    # "5 genes in 20 patients" is no share.
    return "in" not in gap or one.quantified is None or _last(whole) == _last(one)


def _is_count(one: Quantity) -> bool:
    return one.kind == "count" and one.high is None


def _is_share(one: Quantity) -> bool:
    return one.kind in ("percentage", "proportion") and one.high is None


def _last(one: Quantity) -> str:
    return (one.quantified or "").lower().rsplit(" ", 1)[-1]


def _is_part(one: Quantity, whole: Quantity) -> bool:
    if not _is_count(whole) or one.value is None or whole.value is None:
        return False
    return 0 <= one.value <= whole.value > 0


def _take_wholes_before(text: str, found: Sequence[Quantity]) -> None:
    """Give "23 patients (3.5%)" its whole where "in a group of 659 patients," stands before.

    Only within a clause, and only where no other group with a whole lies between.
    """
    with_whole = {one.group for one in found if one.role == "denominator"} - {None}
    whole: Quantity | None = None
    for one in found:
        if one.role == "denominator":
            whole = one if one.group is None and one.quantified else None
        elif one.role == "numerator" and one.group not in with_whole and whole:
            whole.group = one.group if _is_whole_of(text, whole, one) else whole.group


def _is_whole_of(text: str, whole: Quantity, one: Quantity) -> bool:
    if whole.group is not None or not _is_part(one, whole):
        return False
    is_same = one.quantified is None or _last(one) == _last(whole)
    is_near = one.start - whole.end <= _REACH
    return is_same and is_near and not _BREAK.search(text, whole.end, one.start)
