"""Words that say how a number compares with the fact, and which way a quantity goes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from opsonin_plugins.taggers.quantities.word_list import word_set

#: Words right before a number -> comparator; the longest run that fits counts. Source: ours, after
#: the comparators of CQE (Almasian et al. 2023) and the sentences of NewsQuant's dev part.
_PHRASES = {
    ">=": "at least|no fewer than|no less than|not less than|not fewer than|minimum of|upwards of|"
    "upward of|a minimum of|at the least|at minimum|min|from at least",
    "<=": "at most|no more than|not more than|up to|as many as|as much as|as high as|as little as|"
    "maximum of|a maximum of|within|not exceeding|no greater than|no later than|no higher than",
    ">": "more than|greater than|higher than|larger than|longer than|older than|better than|over|"
    "above|exceed|exceeds|exceeded|exceeding|in excess of|excess of|beyond|topped|topping|tops|top|"
    "surpassed|surpasses|surpassing|bigger than|later than|faster than|heavier than|"
    "over the age of|above the age of",
    "<": "less than|fewer than|lower than|smaller than|shorter than|younger than|under|below|"
    "just shy of|shy of|short of|sub|barely|not quite|earlier than|"
    "under the age of|below the age of",
    "~": "nearly|almost|about|around|approximately|approx|approx.|roughly|some|"
    "circa|ca.|ca|close to|estimated|"
    "near|region of|approximating|averaging about|an estimated|more or less|somewhere around|"
    "virtually|order of|or so",
}
_SIGN_OF = {phrase: sign for sign, words in _PHRASES.items() for phrase in words.split("|")}
#: The last words of comparators.
COMPARATOR_ENDS = frozenset(phrase.rsplit(" ", 1)[-1] for phrase in _SIGN_OF)
_SYMBOLS = {
    "<": "<", ">": ">", "\u2264": "<=", "\u2265": ">=", "\u2a7d": "<=", "\u2a7e": ">=",
    "\u2266": "<=", "\u2267": ">=", "~": "~", "\u2248": "~", "\u223c": "~", "\u2243": "~", "=": "=",
}  # fmt: skip
#: Words that may stand between a comparator and its number.
FILLERS = word_set(
    "the a an just only about around roughly approximately another",
)
#: Before a time "over" says during what, unless one of these stands before it.
_DURING = word_set(
    "over within under beyond top near some",
)
_OF_TIME = word_set(
    "for of is was are were took after lasted lasting takes well just aged to and or",
)
_AFTER = re.compile(
    r"(?P<ge>\+(?!\d)|\s?or (?:more|over|older|greater|higher|above|longer|better)\b|"
    r"\s?and (?:over|older|above|up|more)\b|[- ]plus\b)"
    r"|(?P<le>\s?or (?:less|fewer|younger|lower|under|below)\b|\s?and (?:under|younger|below)\b)"
    r"|(?P<about>\s?or so\b|-ish\b|\s?or thereabouts\b)"
)
#: How each of them begins, but for the plus.
_MAY_COMPARE = frozenset({" o", " a", " p", "-p", "-i"})
_AFTER_SIGN = {"ge": ">=", "le": "<=", "about": "~"}
#: White space that does not end a line.
_SPACES = " \u00a0\u2009\u202f"


#: How many spaces may stand before a number, and how far back its verb is looked for.
_FAR, _CLAUSE = 3, 36


#: How far back the words of a comparator stand, what may open them, and which are none before
#: an article: "near the 5".
_REACH, _OPENING = 32, "(\u201c\"'[\u2018"
_BARE = frozenset({"some", "near", "top"})


_MAY_BE_SHARE = frozenset("%p")
_MAY_FOLLOW = frozenset({" %", *(f" {first}" for first in "pirgjhdfl")})


class Comparison(NamedTuple):
    """How a number compares with the fact.

    Attributes:
        sign: ``=``, ``~``, ``<``, ``<=``, ``>`` or ``>=``.
        start: First code point of the words before the number that say so.
        end: First code point after those behind it.
    """

    sign: str
    start: int
    end: int


def compare(text: str, start: int, end: int, *, is_time: bool = False) -> Comparison:  # noqa: PLR0911 - one question after the other
    """Return how a number compares with the fact, by the words around it.

    Args:
        text: The text.
        start: First code point of the number.
        end: First code point after it and its unit.
        is_time: Whether it is a duration, before which "over" and "within" can mean during.

    >>> compare("seen in at least 101 patients", 17, 20)
    Comparison(sign='>=', start=8, end=20)
    """
    after = compare_after(text, start, end)
    if after is not None:
        return after
    if start > 1 and text[start - 1] == " " and text[start - 2].isalpha():
        return _worded(text, start, end, is_time=is_time)
    at = start - 1
    while at >= 0 and text[at] in _SPACES:
        at -= 1
    if at < 0:
        return Comparison("=", start, end)
    last = text[at]
    if last == "-" and text.endswith("sub-", 0, start):
        return Comparison("<", start - 4, end)
    if last in _SYMBOLS:
        sign = _SYMBOLS[last]
        first = at
        if sign == "=" and at and text[at - 1] in "<>":
            sign, first = text[at - 1] + "=", at - 1
        return Comparison(sign, start if sign == "=" else first, end)
    if not (last.isalpha() or last == ".") or start - at > _FAR:
        return Comparison("=", start, end)
    return _worded(text, start, end, is_time=is_time)


def compare_after(text: str, start: int, end: int) -> Comparison | None:
    """Do as `compare`, by the words behind the number alone; None if there are none."""
    follow = text[end : end + 2]
    if follow[:1] != "+" and follow not in _MAY_COMPARE:
        return None
    after = _AFTER.match(text, end)
    return after and Comparison(_AFTER_SIGN[after.lastgroup or "about"], start, after.end())


def _worded(text: str, start: int, end: int, *, is_time: bool) -> Comparison:
    floor = max(0, start - _REACH)
    last = text[text.rfind(" ", floor, start - 1) + 1 : start - 1].lower().lstrip(_OPENING)
    if last not in COMPARATOR_ENDS and last not in FILLERS and "\n" not in last:
        # Nearly all words; what follows costs ten times as much.
        return Comparison("=", start, end)
    line = text[floor:start].rsplit("\n", 1)[-1].lower()
    words = [word.lstrip(_OPENING) for word in line.split()[-5:]]
    n_words = len(words)
    while words and words[-1] in FILLERS and words[-1] not in _SIGN_OF:
        words.pop()
    found = _longest(words)
    if found is None:
        return Comparison("=", start, end)
    sign, size = found
    skipped = n_words - len(words)
    if size == 1 and is_time and words[-1] in _DURING and "".join(words[-2:-1]) not in _OF_TIME:
        return Comparison("=", start, end)
    if size == 1 and skipped and words[-1] in _BARE:
        return Comparison("=", start, end)
    is_during = is_time and len(words) > 1 and words[-2] in _DURING
    if size == 1 and sign == "~" and not is_during:
        # "more than about 5"
        sign, size = _outer(words[:-1]) or (sign, size)
    return Comparison(sign, _place(text, start, size + skipped), end)


def _longest(words: list[str]) -> tuple[str, int] | None:
    """Return the sign of the longest phrase that words end in, and how many words it has."""
    for size in (4, 3, 2, 1):
        sign = _SIGN_OF.get(" ".join(words[-size:])) if len(words) >= size else None
        if sign is not None:
            return sign, size
    return None


def _outer(words: list[str]) -> tuple[str, int] | None:
    """Return the sign of "more than" in "more than about 5", and the words of the whole."""
    for size in (2, 1):
        phrase = " ".join(words[-size:])
        sign = _SIGN_OF.get(phrase)
        if sign in (">", "<", ">=", "<=") and len(words) >= size:
            return sign, size + 1
    return None


def _place(text: str, start: int, count: int) -> int:
    """Return the first code point of so many words before a number."""
    at = start
    for _ in range(count):
        while at and text[at - 1] == " ":
            at -= 1
        while at and not text[at - 1].isspace() and text[at - 1] not in '(\u201c"[':
            at -= 1
    return at


_UP = word_set(
    "up rose rise rises risen rising gain gained gains gaining increase increased increases",
    "increasing climb climbed climbs climbing jump jumped jumps jumping surge surged surges",
    "surging grew grow grown grows growing growth soar soared soars soaring advance advanced",
    "advances higher add added adds adding rally rallied expand expanded expands improved",
    "improvement improves hike raise raised",
)
_DOWN = word_set(
    "down fell fall falls fallen falling drop dropped drops dropping decline declined",
    "declines declining decrease decreased decreases decreasing lost lose loses losing slip",
    "slipped slips slid slide slides plunge plunged plunges tumble tumbled tumbles shed sheds",
    "lower lowered lowers reduce reduced reduces reducing reduction cut cuts shrank shrunk",
    "dip dipped dips sank sunk ease eased eases",
)
#: Words that say that something went up or down.
MOVES = _UP | _DOWN
#: "rose to 5", "a drop of 5": the number is where it went, or what it is called.
_TARGETS = word_set(
    "to from at of between in for within during after until since",
)
_STOPS = word_set(
    "and but while which who that",
)
_FOLLOW = re.compile(
    r"\s?(?:%|percent|per\s?cent|points?)?\s?"
    r"(?:(increase|rise|gain|jump|growth|higher)|(decrease|drop|fall|decline|loss|reduction|"
    r"lower))\b"
)


def direction_of(text: str, start: int, end: int, moves: Sequence[int] | None = None) -> str | None:
    """Return ``increase`` or ``decrease`` if a number is by how much something went up or down.

    Args:
        text: The text.
        start: First code point of the number.
        end: First code point after it.
        moves: Where `MOVES` stand in the text, in order, if the caller knows.
    """
    may_follow = text[end : end + 2] in _MAY_FOLLOW or text[end : end + 1] in _MAY_BE_SHARE
    if moves is not None and not may_follow:
        place = bisect_left(moves, start - _CLAUSE)
        if place == len(moves) or moves[place] >= start:
            return None
    before = text[max(0, start - _CLAUSE) : start]
    words = before.split()
    if before[:1].isalpha() and start > _CLAUSE and not text[start - _CLAUSE - 1].isspace():
        words = words[1:]
    after = _FOLLOW.match(text, end) if may_follow else None
    if after is None and not _TARGETS.isdisjoint(words[-3:]):
        return None
    said = None if MOVES.isdisjoint(words) else _last_direction(words)
    return ("increase" if after[1] else "decrease") if after and said is None else said


_CLAUSE_ENDS, _CLOSING = (*",;:.!?()", ""), "\u201d\u2019\"'"


def _last_direction(words: Sequence[str]) -> str | None:
    """Return the direction that the last such word of a clause says."""
    for word in reversed(words):
        if word.rstrip(_CLOSING)[-1:] in _CLAUSE_ENDS or word in _STOPS:
            break
        if word in _UP:
            return "increase"
        if word in _DOWN:
            return "decrease"
    return None
