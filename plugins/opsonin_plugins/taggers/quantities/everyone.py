"""Shares in words without a number: "they've all made a recovery", "none of them"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsonin_plugins.taggers.quantities.people import PEOPLE
from opsonin_plugins.taggers.quantities.quantity import Quantity

_WHO = "(?:patients|participants|subjects|cases|volunteers|women|men|children)"

#: Each begins with letters of its own, not with a choice: the search for those is fast.
_FORMS = (
    (
        re.compile(r"hey(?:[\u2019'](?:ve|re|d)| have| had| were| are| did)? (?P<word>all|none)\b"),
        "Tt",
    ),
    (re.compile(r"(?P<word>ll) of (?:them|the PEOPLE)\b".replace("PEOPLE", _WHO)), "Aa"),
    (re.compile(r"(?P<word>one) of (?:them|the PEOPLE)\b".replace("PEOPLE", _WHO)), "Nn"),
)
#: How far back the count stands that "they" or "them" are. Source: ours.
_REACH = 300


def find_everyone(text: str, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """Yield shares of one and of nothing that a text states of people it has counted before.

    Args:
        text: The text.
        found: Its quantities, in order; the count that is meant joins the group.
    """
    if not any(map(_counts_people, found)):
        return
    groups = [one.group for one in found if one.group is not None]
    following = max(groups, default=-1) + 1
    hits = [hit for form, first in _FORMS for hit in form.finditer(text) if _begins(hit, first)]
    for hit in sorted(hits, key=lambda one: one.start()):
        near = range(hit.start() - _REACH, hit.start())
        meant = [one for one in found if one.start in near and _counts_people(one)]
        if not meant:
            continue
        whole = meant[-1]
        if whole.group is not None:
            # Whether part or whole is meant is open.
            continue
        whole.group, following = following, following + 1
        whole.role = whole.role or "denominator"
        start, end = hit.start() - 1, hit.end()
        yield Quantity(
            start, end, start, end, "proportion", 1.0 if hit["word"] in ("all", "ll") else 0.0,
            role="percentage", group=whole.group, quantified=whole.quantified,
        )  # fmt: skip


def _begins(hit: re.Match[str], first: str) -> bool:
    """Tell whether the letter before a hit begins its word."""
    start = hit.start() - 1
    if start < 0 or hit.string[start] not in first:
        return False
    return start == 0 or not hit.string[start - 1].isalpha()


def _counts_people(one: Quantity) -> bool:
    is_exact = one.kind == "count" and one.comparator == "=" and one.high is None
    return is_exact and one.quantified is not None and one.quantified.split()[-1] in PEOPLE
