"""Claims that something is more, less or as much as something else."""

from __future__ import annotations

from opsonin_plugins.taggers.claims.claim import Claim
from opsonin_plugins.taggers.claims.making import made
from opsonin_plugins.taggers.claims.senses import Direction, Sense
from opsonin_plugins.taggers.claims.sentence import Sentence, Slot
from opsonin_plugins.taggers.claims.slots import NAMED, head_of, object_after, weight
from opsonin_plugins.taggers.claims.subjects import copular
from opsonin_plugins.taggers.claims.words import FINITE, META, PEOPLE, PRONOUNS

_HIGHER = frozenset(
    {"higher", "greater", "more", "better", "longer", "stronger", "larger", "faster", "superior"}
)
_LOWER = frozenset(
    {"lower", "less", "fewer", "worse", "shorter", "weaker", "smaller", "slower", "inferior"}
)
_EQUAL = frozenset({"similar", "comparable", "equivalent", "non-inferior", "noninferior"})
_FREQUENT = frozenset({"frequent", "common", "prevalent", "severe", "abundant", "likely"})
#: Adjectives that compare.
COMPARATIVES = _HIGHER | _LOWER | _EQUAL


def compared_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "A was higher (in B) than (in) C", "A is superior to C"."""
    words = sentence.words
    found = copular(sentence, place)
    if found is None:
        return None
    mark = _standard(words, place)
    if mark is None:
        return _frequent_in(sentence, place, *found)
    following = mark + 1
    while following < len(words) and words[following] in {
        "with",
        "to",
        "in",
        "that",
        "of",
        "those",
    }:
        following += 1
    target = object_after(sentence, following)
    if target is not None and not META.isdisjoint(words[target.first : target.stop]):
        return None
    if (
        target is None
        or words[target.first][0].isdigit()
        or words[target.first] in PRONOUNS - {"those", "that"}
        or weight(sentence, found[0]) + weight(sentence, target) < NAMED
    ):
        return None
    sense = Sense("compared_with", _direction(words[place]))
    return made(sentence, sense, (found[1], place), found[0], target)


def _frequent_in(sentence: Sentence, place: int, subject: Slot, first: int) -> Claim | None:
    """Find "A was higher in B", "A is more common among B", without a standard."""
    words = sentence.words
    following = place + 1
    while following < len(words) and words[following] in _FREQUENT:
        following += 1
    if words[place] in _EQUAL or words[following : following + 1] not in (["in"], ["among"]):
        return None
    target = object_after(sentence, following + 1)
    if target is None or weight(sentence, subject) < 1:
        return None
    is_people = not PEOPLE.isdisjoint(words[target.first : target.stop])
    is_risk = "risk" in words[subject.first : subject.stop] and weight(sentence, subject) >= NAMED
    if head_of(sentence, target) is None and not (is_people and is_risk):
        return None
    sense = Sense("associated_with", _direction(words[place]))
    return made(sentence, sense, (first, place), subject, target)


def _standard(words: list[str], place: int) -> int | None:
    """Return the word that opens what something is compared with."""
    if words[place] in _EQUAL | {"superior", "inferior"}:
        is_next = place + 1 < len(words) and words[place + 1] in {"to", "with"}
        return place if is_next else None
    for n in range(place + 1, min(place + 14, len(words))):
        if words[n] == "than" or (words[n] == "compared" and words[n + 1 : n + 2] != [","]):
            return n
        if words[n] in {".", ";"} or words[n] in FINITE:
            return None
    return None


def _direction(word: str) -> Direction | None:
    if word in _HIGHER:
        return "increase"
    return "decrease" if word in _LOWER else None
