"""Whether a quantity is denied, or only spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from opsonin_plugins.taggers.quantities.word_list import word_set

#: How far back the beginning of a sentence is looked for, in code points. Source: ours.
SENTENCE_REACH = 240
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
_BARE_CONDITIONS = word_set(
    "would wouldn if unless suppose assuming imagine hypothetical hypothetically"
)
#: The words in them, and in `_CONDITION`, in lower case, also right behind the mark of a footnote.
CONDITION_WORDS = frozenset(
    f"{mark}{word}" for mark in ("", *range(1, 10)) for word in _BARE_CONDITIONS
)
_CONDITION = re.compile(r"\W*(?:If|Unless|Suppose|Assuming|Imagine)\b")
#: The words in `_NO`; of "isn't" the last letter is one.
NEGATION_WORDS = frozenset({"not", "t", "never", "neither", "nor"})
#: "neither just " is the longest of what denies a number right behind it.
NEGATION_REACH = 14
_NO = re.compile(
    r"(?:\bnot|n[\u2019']t|\bnever|\bneither|\bnor) (?:in\s|by\s|for\s|the\s|just\s)?\Z"
)


def sentence_start(text: str, at: int) -> int:
    """Return about where the sentence begins that a place lies in."""
    floor = max(0, at - SENTENCE_REACH)
    return max(floor, *(text.rfind(stop, floor, at) + 1 for stop in (". ", "\n", "? ", "! ")))


def sentence_end(text: str, at: int) -> int:
    """Return about where the sentence ends that a place lies in."""
    stop = text.find(". ", at, at + SENTENCE_REACH)
    stop = stop if stop >= 0 else min(at + SENTENCE_REACH, len(text))
    line_end = text.find("\n", at, stop)
    return max(at, line_end if line_end >= 0 else stop) + 1


def cues_of(text: str) -> tuple[str, ...]:
    """Return the cues of conditions that a text holds."""
    return tuple(cue for cue in _CUES if cue in text)


def condition_start(text: str, start: int, end: int, cues: Iterable[str] = _CUES) -> int:
    """Return from where on what a sentence says is conditional; its end if nothing is.

    Args:
        text: The text.
        start: Where the sentence begins.
        end: Where it ends.
        cues: Those that may stand in it.
    """
    if _CONDITION.match(text, start, end):
        return start
    places = [text.find(cue, start, end) for cue in cues]
    return min((place for place in places if place >= 0), default=end)


def is_negated(text: str, start: int) -> bool:
    """Tell whether "not" stands right before a quantity.

    >>> is_negated("in not 5 patients", 7), is_negated("in not only 5 patients", 12)
    (True, False)
    """
    return _NO.search(text, max(0, start - NEGATION_REACH), start) is not None
