"""How sure a clause is, and whether it is denied."""

from __future__ import annotations

from typing import NamedTuple

from opsonin_plugins.taggers.claims.claim import Certainty
from opsonin_plugins.taggers.claims.sentence import Sentence
from opsonin_plugins.taggers.claims.words import (
    CLAUSE,
    HEDGES,
    MODALS,
    NOT,
    OPEN_REPORTS,
    SPECULATIVE,
)

_CONDITIONS = frozenset({"if", "unless", "provided", "assuming"})
#: What makes of "if" no condition of the claim: "especially if".
_LOOSE = frozenset({"as", "even", "especially", "particularly", "only", "mainly"})
_OPEN = (HEDGES - MODALS) | OPEN_REPORTS | {"possible", "possibility", "believe", "suspect"}
_ADVERBS = frozenset({"possibly", "probably", "perhaps", "potentially", "likely"})
_NONE = frozenset({"no", "neither", "none", "nobody", "nor"})
_DENYING = NOT | {"fail", "fails", "failed", "unlikely"}
_QUESTIONING = frozenset(
    {"unclear", "unknown", "uncertain", "clear", "known", "understood", "certain", "determined"}
)


class Stance(NamedTuple):
    """How sure a clause is.

    Attributes:
        certainty: How sure.
        negated: Whether it is denied.
        cue: Code points of the word that says so.
    """

    certainty: Certainty = "asserted"
    negated: bool = False
    cue: tuple[int, int] | None = None


def stance_of(sentence: Sentence, first: int, group: tuple[int, int], stop: int) -> Stance:
    """Return how sure the clause of a verb is.

    Args:
        sentence: The sentence.
        first: Where the clause begins.
        group: The words of its verb: "may not have been".
        stop: Where the object ends.
    """
    words = sentence.words
    denied = [place for place in range(*group) if words[place] in _DENYING]
    if not denied:
        denied = [first] if _opens_with_none(words, first) and not sentence.is_symbol(first) else []
    follows = group[1] + 1
    is_none = follows < stop and words[follows] in {"no", "neither"}
    if not denied and is_none and not sentence.is_symbol(follows):
        denied = [follows]
    certainty, cue = _certainty(sentence, first, group, stop)
    place = cue if cue is not None else (denied[0] if denied else None)
    span = None if place is None else (sentence.starts[place], sentence.ends[place])
    return Stance(certainty, bool(denied), span)


def is_asked(words: list[str], first: int) -> bool:
    """Tell whether a clause before a word opens with "whether" but says that nobody knows."""
    return any(word in _QUESTIONING for word in words[:first])


def _opens_with_none(words: list[str], first: int) -> bool:
    return words[first] in _NONE or (first > 0 and words[first - 1] in _NONE)


def _certainty(
    sentence: Sentence, first: int, group: tuple[int, int], stop: int
) -> tuple[Certainty, int | None]:
    words = sentence.words
    condition = _condition(words, first, stop)
    if condition is not None:
        return ("unknown" if _is_question(words, condition) else "conditional"), condition
    whether = next((n for n in range(first) if words[n] == "whether"), None)
    if whether is not None and is_asked(words, whether):
        return "unknown", whether
    guess = next((n for n in range(group[1]) if words[n] in SPECULATIVE), None)
    if guess is not None:
        return "speculative", guess
    hedge = _hedge(words, first, group, stop)
    return ("asserted", None) if hedge is None else ("hedged", hedge)


def _condition(words: list[str], first: int, stop: int) -> int | None:
    """Return the "if" that a claim hangs on."""
    for place, word in enumerate(words):
        is_outside = place < first or place >= stop
        if word in _CONDITIONS and is_outside and not (place and words[place - 1] in _LOOSE):
            return place
    return None


def _hedge(words: list[str], first: int, group: tuple[int, int], stop: int) -> int | None:
    """Return the word that leaves a claim open: of its verb, before it, or soon behind."""
    for place in range(*group):
        if words[place] in HEDGES:
            return place
    for place in range(first - 1, -1, -1):
        if words[place] in {";", ":"}:
            break
        if words[place] in _OPEN and _governs(words, place, first):
            return place
    for place in range(group[1], min(stop, group[1] + 4)):
        if words[place] in _ADVERBS:
            return place
    return None


def _is_question(words: list[str], place: int) -> bool:
    return words[place] == "if" and place > 0 and words[place - 1] in _QUESTIONING


def _governs(words: list[str], place: int, first: int) -> bool:
    """Tell whether a word before a clause is said of it: "suggest that", not of another."""
    between = words[place + 1 : first]
    return not between or "that" in between[:4] or not (CLAUSE & set(between) or "," in between)
