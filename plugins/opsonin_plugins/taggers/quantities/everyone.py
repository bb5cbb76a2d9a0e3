"""Shares in words without a number: "they've all made a recovery", "none of them"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsonin_plugins.taggers.quantities.quantity import Quantity

_ALL = re.compile(
    r"\b[Tt]hey(?:[\u2019'](?:ve|re|d)| have| had| were| are| did)? (?P<floating>all|none)\b"
    r"|\b(?P<leading>[Aa]ll|[Nn]one) of (?:them|the (?:patients|participants|subjects|cases|volunteers|women|men|children))\b"
)
#: How far back the count stands that "they" or "them" are. Source: ours.
_REACH = 300
_PERSONS = frozenset(
    "patients people participants cases women men children subjects individuals adults persons volunteers".split()  # noqa: SIM905 - a list of words
)


def find_everyone(text: str, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """Yield shares of one and of nothing that a text states of people it has counted before.

    Args:
        text: The text.
        found: Its quantities, in order; the count that is meant joins the group.
    """
    groups = [one.group for one in found if one.group is not None]
    following = max(groups, default=-1) + 1
    for hit in _ALL.finditer(text):
        meant = [
            one
            for one in found
            if one.kind == "count" and one.quantified and one.comparator == "=" and hit.start() - _REACH <= one.start < hit.start()
            and one.quantified.split()[-1] in _PERSONS
        ]  # fmt: skip
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
