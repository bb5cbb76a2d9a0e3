"""Whether a quantity is denied, or only spoken of."""

from __future__ import annotations

import re

#: How far back the beginning of a sentence is looked for, in code points. Source: ours.
_REACH = 240
#: Words that make what follows in a sentence a condition or its consequence. Source: ours, after
#: the speculation cues of BioScope (Vincze et al. 2008) without those of possibility: "could be
#: measured in 5 patients" is a fact.
_CUES = (
    "\u201cIf ",
    '"If ',
    "would ",
    "wouldn't ",
    "wouldn\u2019t ",
    " if ",
    "unless ",
    "suppose ",
    "assuming ",
    "imagine ",
    "hypothetical",
)
_CONDITION = re.compile(r"\W*(?:If|Unless|Suppose|Assuming|Imagine)\b")
_NO = re.compile(
    r"(?:\bnot|n[\u2019']t|\bnever|\bneither|\bnor)\s(?:in\s|by\s|for\s|the\s|just\s)?\Z"
)


def sentence_start(text: str, at: int) -> int:
    """Return about where the sentence begins that a place lies in."""
    floor = max(0, at - _REACH)
    return max(floor, *(text.rfind(stop, floor, at) + 1 for stop in (". ", "\n", "? ", "! ")))


def sentence_end(text: str, at: int) -> int:
    """Return about where the sentence ends that a place lies in."""
    stop = text.find(". ", at, at + _REACH)
    stop = stop if stop >= 0 else min(at + _REACH, len(text))
    line_end = text.find("\n", at, stop)
    return max(at, line_end if line_end >= 0 else stop) + 1


def is_hypothetical(text: str, start: int, at: int) -> bool:
    """Tell whether a quantity is part of a condition, or of what would follow from it.

    Args:
        text: The text.
        start: Where its sentence begins.
        at: First code point of the quantity.
    """
    before = text[start:at]
    return any(cue in before for cue in _CUES) or _CONDITION.match(before) is not None


def is_negated(text: str, start: int) -> bool:
    """Tell whether "not" stands right before a quantity.

    >>> is_negated("in not 5 patients", 7), is_negated("in not only 5 patients", 12)
    (True, False)
    """
    before = text[max(0, start - 14) : start]
    return ("n" in before) and _NO.search(before) is not None
