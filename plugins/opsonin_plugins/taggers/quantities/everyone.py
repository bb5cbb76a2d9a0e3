"""Shares in words without a number: "they've all made a recovery", "none of them"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsonin_plugins.taggers.quantities.people import PEOPLE
from opsonin_plugins.taggers.quantities.quantity import Quantity

_ALL = re.compile(
    r"\b[Tt]hey(?:[\u2019'](?:ve|re|d)| have| had| were| are| did)? (?P<floating>all|none)\b"
    r"|\b(?P<leading>[Aa]ll|[Nn]one) of (?:them|the (?:patients|participants|subjects|cases|"
    r"volunteers|women|men|children))\b"
)
#: One of these stands in whatever is searched for.
_SIGNS = ("ll of the", "one of the", "hey")
#: How far back the count stands that "they" or "them" are. Source: ours.
_REACH = 300


def find_everyone(text: str, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """Yield shares of one and of nothing that a text states of people it has counted before.

    Args:
        text: The text.
        found: Its quantities, in order; the count that is meant joins the group.
    """
    if not any(sign in text for sign in _SIGNS):
        return
    groups = [one.group for one in found if one.group is not None]
    following = max(groups, default=-1) + 1
    for hit in _ALL.finditer(text):
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
        is_all = (hit["floating"] or hit["leading"]).lower() == "all"
        yield Quantity(
            *hit.span(), *hit.span(), "proportion", 1.0 if is_all else 0.0,
            role="percentage", group=whole.group, quantified=whole.quantified,
        )  # fmt: skip


def _counts_people(one: Quantity) -> bool:
    is_exact = one.kind == "count" and one.comparator == "=" and one.high is None
    return is_exact and one.quantified is not None and one.quantified.split()[-1] in PEOPLE
