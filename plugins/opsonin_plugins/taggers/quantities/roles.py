"""What part a quantity plays by the words before it: total, denominator, average, follow-up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from opsonin_plugins.taggers.quantities.comparing import direction_of
from opsonin_plugins.taggers.quantities.labels import average_before
from opsonin_plugins.taggers.quantities.quantity import Quantity
from opsonin_plugins.taggers.quantities.word_list import word_set

_TOTAL = re.compile(
    r"(?:\b[Tt]otal of|\b[Ii]n total,?|"
    r"\b(?:[Ee]nrolled|[Rr]ecruited|[Ii]ncluded|[Rr]andomi[sz]ed|[Aa]naly[sz]ed|"
    r"[Ss]tudied|[Ii]njected|[Tt]reated|[Ee]xamined|[Ee]valuated|[Aa]ssessed|[Ss]urveyed|"
    r"[Ii]nterviewed|[Vv]accinated|[Ii]nvolved|[Ii]nvolving|[Cc]omprised|[Ff]ollowed|"
    r"(?:analysis|analyses|research|study|trial|studies|tests|data) (?:on|of|with|in|from|among)))"
    r"\s\Z"
)
_DENOMINATOR = re.compile(
    r"(?:\b(?:group|cohort|sample|series|set|subset|population|pool|collection|panel)s? of "
    r"(?:the |these |all )?"
    r"|(?<!otal )\b(?:[Oo]f|[Aa]mong|[Aa]mongst|[Oo]ut of|[Ff]rom) "
    r"(?:the |these |those |all |our |a total of )?)\Z"
)
_ENROLLED = re.compile(
    r" (?:were|was|have been|had been) (?:enrolled|recruited|included|randomi[sz]ed|screened)\b"
)
_FOLLOW_UP = re.compile(
    r"\b(?:[Aa]fter|follow(?:ed)?[- ]?up (?:of|for|was|period of|period was)|followed for)\s\Z"
)
#: The last words of what stands before a denominator, a total or a follow-up, in lower case.
STUDY_WORDS = word_set(
    "of the these those all our among amongst from total enrolled recruited included randomised",
    "randomized analysed analyzed studied injected treated examined evaluated assessed surveyed",
    "interviewed vaccinated involved involving comprised followed on with in after for was up",
)
_SAME_WAY = (", or ", " or ", " (")
_BY_HOW_MUCH = (" by ", " of ", " an additional ", " by about ", " by an average of ")
_WAYS = ("increase", "decrease")
#: How far back the words stand, in code points.
_REACH = 32


def take_role(
    text: str, found: Quantity, last: Quantity | None, moves: Sequence[int], *, is_plain: bool
) -> None:
    """Set the role of a quantity that has none yet.

    Args:
        text: The text.
        found: The quantity; changed in place.
        last: The one before it.
        moves: Where `MOVES` stand in the text, in order.
        is_plain: Whether what stands right before it tells nothing.
    """
    start = found.start
    average = average_before(text, start)
    if average:
        found.role = average
        if found.kind in ("count", "number") and found.quantified is None:
            found.kind = average
        return
    if found.kind == "count" and found.quantified is not None:
        found.role = None if is_plain else _part_of_study(text, start)
        if found.role is None and _is_enrolled(text, found.end):
            found.role = "total"
    elif found.kind == "duration" and not is_plain:
        is_after = _FOLLOW_UP.search(text, max(0, start - _REACH), start)
        found.role = "follow_up" if is_after else None
    if found.role is None and _may_be_change(text, found):
        found.role = direction_of(text, found.number_start, found.number_end, moves)
        if last and last.role in _WAYS and text[last.end : start] in _SAME_WAY:
            found.role = last.role


def _may_be_change(text: str, found: Quantity) -> bool:
    """Tell whether a quantity can be by how much something changed.

    A time is mostly in how long it did: "fell over 16 weeks", but "rose by 16 weeks".
    """
    if found.kind != "duration":
        return True
    return text.endswith(_BY_HOW_MUCH, 0, found.start)


def _part_of_study(text: str, start: int) -> str | None:
    # Every word that is looked for ends in a letter and a space.
    if start < 3 or text[start - 1] != " ":  # noqa: PLR2004 - "of " is the shortest
        return None
    first = max(0, start - _REACH)
    if _DENOMINATOR.search(text, first, start):
        return "denominator"
    return "total" if _TOTAL.search(text, first, start) else None


def _is_enrolled(text: str, end: int) -> bool:
    return text[end : end + 1] == " " and _ENROLLED.match(text, end) is not None
