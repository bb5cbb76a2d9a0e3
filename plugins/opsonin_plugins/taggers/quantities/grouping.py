"""Brings quantities of one statement together: n of N and their percentage, ratio, interval, p."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count

from opsonin_plugins.taggers.quantities.quantity import Quantity

_OPEN = r"\s?[(\[,]\s?(?:that is,? |i\.?e\.?,? |or |about |equal to |representing |corresponding to |accounting for |=\s?)?"
_OF = re.compile(
    r"\s(?:out of|of|from among|among|from|in)(?: (?:a|the|these|those|all|our|its|their|total|of|a total of|whole|overall|first|last|other|remaining|included|enrolled|study))*\s?"
)
_SLASH = re.compile(r"\s?/\s?")
_PAREN = re.compile(_OPEN)
_PAREN_N = re.compile(r"\s?[(\[,;]\s?(?:[nN]\s?=\s?)?")
_AFTER_PAREN = re.compile(r"[)\]],?\s?(?:of|out of|among|in) (?:(?:the|these|those|all|our|a total of)\s)*")
_BETWEEN_RATIO = re.compile(r"[\s,;:()\[\]=]*(?:(?:with|and|at|the|a|an)\s)*[\s,;:()\[\]=]*")
_COUNTS = frozenset({"count", "number"})
_HAS_INTERVAL = frozenset({"ratio", "mean", "median", "coefficient", "count", "number", "percentage", "proportion", "measure", "duration", "age", "money"})
#: How far a denominator stands before a numerator that does not name it. Source: ours.
_REACH = 120
_BREAK = re.compile(r"[;\n]|\.\s|\bwhile\b|\bwhereas\b|\bcompared\b|\bversus\b|\bvs\b")
_PERSONS = frozenset(
    "patients people participants cases women men children subjects individuals adults persons "
    "males females girls boys volunteers controls infants neonates babies students".split()  # noqa: SIM905 - a list of words
)


def group_quantities(text: str, found: Sequence[Quantity]) -> None:
    """Number the groups of a document's quantities, and name the part of each member.

    Args:
        text: The text.
        found: Its quantities, in order; changed in place.
    """
    numbers = count()
    _parts_of_whole(text, found, numbers)
    _estimates(text, found, numbers)
    _shares_with_whole_before(text, found)
    for one in found:
        if one.role == "denominator" and one.group is None:
            one.role = None


def _parts_of_whole(text: str, found: Sequence[Quantity], numbers: count[int]) -> None:
    place = 0
    while place < len(found):
        one = found[place]
        after = found[place + 1 : place + 3]
        members = _members(text, one, after)
        if members:
            group = next(numbers)
            for role, member in members:
                member.role, member.group = role, group
        place += max(1, len(members))


def _members(text: str, one: Quantity, after: Sequence[Quantity]) -> list[tuple[str, Quantity]]:
    """Return the members of a group that begins with a quantity, each with its role."""
    if not after:
        return []
    other = after[0]
    gap = text[one.end : other.start]
    if len(gap) > 60:  # noqa: PLR2004 - longer than any joint below
        return []
    third = after[1] if len(after) > 1 else None
    if one.kind == "count" and one.high is None:
        if text.endswith("but ", 0, one.start):
            # "all but one of 74 samples (98.6%)"
            return []
        return _from_count(text, one, other, third, gap)
    if one.kind in ("percentage", "proportion") and one.high is None and other.kind == "count" and other.high is None:
        joint = _PAREN_N.fullmatch(gap)
        if joint and third and third.kind == "count" and _SLASH.fullmatch(text, other.end, third.start) and _is_part(other, third):
            return [("percentage", one), ("numerator", other), ("denominator", third)]
        if joint and third and third.kind == "count" and _OF.fullmatch(text, other.end, third.start) and _is_part(other, third):
            return [("percentage", one), ("numerator", other), ("denominator", third)]
        if joint and gap.strip()[:1] in ("(", "[") and other.quantified is None and other.value is not None:
            return [("percentage", one), ("numerator", other)]
        if _OF.fullmatch(gap) and " in" not in gap and one.kind == "percentage" and other.quantified:
            return [("percentage", one), ("denominator", other)]
    return []


def _from_count(
    text: str, one: Quantity, other: Quantity, third: Quantity | None, gap: str
) -> list[tuple[str, Quantity]]:
    if other.kind in ("percentage", "proportion") and not other.quantified and _PAREN.fullmatch(gap) and gap.strip() != ",":
        members = [("numerator", one), ("percentage", other)]
        if third and third.kind == "count" and _AFTER_PAREN.fullmatch(text, other.end, third.start) and _is_part(one, third):
            members.append(("denominator", third))
        return members if other.high is None else []
    joint = _SLASH.fullmatch(gap) or _OF.fullmatch(gap)
    if other.kind != "count" or other.high is not None or not joint or not _is_part(one, other):
        return []
    if "/" in gap and other.value is not None and other.value < 5 and text[one.start - 1 : one.start] in "= ":  # noqa: PLR2004 - "score = 0/1", "grade 3/4"
        return []
    if "/" not in gap and not (one.quantified is None or other.quantified) :
        return []
    if gap.strip() == "in" and one.quantified is not None and other.quantified is None:
        return []
    if gap.strip() == "from" and other.quantified not in _PERSONS:
        return []
    if "in" in gap.split() and _last(other) != _last(one):
        # "5 genes in 20 patients" is no share.
        return []
    members = [("numerator", one), ("denominator", other)]
    if third and third.kind in ("percentage", "proportion") and third.high is None and not third.quantified:
        between = text[other.end : third.start]
        if _PAREN.fullmatch(between) or re.fullmatch(r"[,:;]?\s?(?:=\s?|\[|\()?", between):
            members.append(("percentage", third))
    return members


def _last(one: Quantity) -> str:
    return (one.quantified or "").lower().rsplit(" ", 1)[-1]


def _is_part(one: Quantity, whole: Quantity) -> bool:
    return one.value is not None and whole.value is not None and 0 <= one.value <= whole.value > 0


def _estimates(text: str, found: Sequence[Quantity], numbers: count[int]) -> None:
    """Group estimates with the spread, interval and p-value right behind them."""
    head: Quantity | None = None
    last: Quantity | None = None
    for one in found:
        follows = head is not None and last is not None and one.start - last.end <= 40 and one.start >= last.end  # noqa: PLR2004 - "; 95% CI for the difference "
        gap = text[last.end : one.start] if last and follows else ""
        is_near = follows and not re.search(r"\.\s|\n", gap)
        if is_near and head and last and (
            one.kind in ("spread",)
            or (one.kind == "interval" and _BETWEEN_RATIO.fullmatch(gap))
            or (one.kind == "p_value" and head.kind != "p_value" and _BETWEEN_RATIO.fullmatch(gap))
            or (one.role in ("interquartile_range", "range") and _BETWEEN_RATIO.fullmatch(gap))
        ):  # fmt: skip
            if head.group is None:
                head.group = next(numbers)
            one.group = head.group if one.group is None else one.group
            last = one
            continue
        if is_near and head and head.kind == "ratio" and one.high is not None and one.unit is None and last is head and re.fullmatch(r"\s?[(\[,;]\s?", gap):
            one.kind, one.role = "interval", "confidence_interval"
            head.group = next(numbers) if head.group is None else head.group
            one.group = head.group
            last = one
            continue
        if one.kind in _HAS_INTERVAL:
            head = last = one
        elif one.group is None:
            head = None


def _shares_with_whole_before(text: str, found: Sequence[Quantity]) -> None:
    """Give "23 patients (3.5%)" its denominator where "in a group of 659 patients," stands before.

    Only within a clause, and only where no other count of the same kind lies between.
    """
    groups: dict[int, list[Quantity]] = {}
    for one in found:
        if one.group is not None:
            groups.setdefault(one.group, []).append(one)
    whole: Quantity | None = None
    for one in found:
        if one.role == "denominator" and one.group is None:
            whole = one if one.quantified else None
            continue
        if one.role != "numerator" or whole is None or one.group is None:
            continue
        members = groups[one.group]
        if any(member.role == "denominator" for member in members):
            whole = None
            continue
        is_same = one.quantified is None or _last(one) == _last(whole)
        between = text[whole.end : one.start]
        if is_same and len(between) <= _REACH and not _BREAK.search(between) and _is_part(one, whole):
            if whole.group is None:
                whole.group = one.group
