"""The words that belong to a verb, and whether it is one in the active."""

from __future__ import annotations

from typing import NamedTuple

from opsonin_plugins.taggers.claims.insertions import noun_end
from opsonin_plugins.taggers.claims.senses import TRIGGERS, Trigger
from opsonin_plugins.taggers.claims.words import (
    ABILITY,
    BE,
    DETERMINERS,
    DO,
    FINITE,
    HAVE,
    LESS,
    MODALS,
    MORE,
    NOT,
    PEOPLE,
    PREPOSITIONS,
    RAISING,
    TAKING,
    is_adverb,
)

_HAVING, _DEGREES = HAVE | BE, MORE | LESS
#: Letters at least of a plural, words at most of a phrase. Source: ours.
_SHORT, _LONGEST = 4, 14
#: What no noun phrase goes beyond.
_NO_PHRASE = FINITE | {",", ";", ":", ".", "(", ")", "that", "which", "who"}
_KINDS_OF_CAUSE = frozenset(
    {
        "common", "major", "main", "leading", "possible", "rare", "important", "frequent", "root",
        "likely", "known", "underlying", "direct", "principal", "primary", "genetic", "potential",
    }
)  # fmt: skip
_HELPING = frozenset({"help", "helps", "helped"})


class Group(NamedTuple):
    """The words before a verb that belong to it.

    Attributes:
        first: The first of them.
        last: The last one that is no adverb; empty if there is none.
        is_open: Whether a verb with "to" hangs on a word that does not tell what is so.
    """

    first: int
    last: str
    is_open: bool


def group_before(words: list[str], place: int) -> Group:
    """Return the words before a verb that belong to it.

    >>> words = "it may not have been shown to cause harm".split()
    >>> words[group_before(words, 7).first]
    'may'
    """
    first = place
    last = ""
    while first > 0:
        word = words[first - 1]
        if word in FINITE or word == "to":
            last = last or word
        elif word in NOT:
            pass
        elif word in ABILITY and words[first] == "to":
            first = _before_ability(words, first)
            continue
        elif word in RAISING and (words[first] == "to" or word in _HELPING):
            last = last or word
        elif word in {"and", "or"} and first > 1 and _is_base(words[first - 2]):
            # "to treat and possibly cure".
            first -= 2
            continue
        elif not is_adverb(word):
            break
        first -= 1
    is_open = last == "to" and first < place and words[first] == "to"
    return Group(first, last, is_open)


def _is_base(word: str) -> bool:
    trigger = TRIGGERS.get(word)
    return trigger is not None and "base" in trigger.forms


def _before_ability(words: list[str], first: int) -> int:
    """Return where "have the ability" begins; "ability" itself if it is no verb's object."""
    first -= 1
    before = first
    while before > 0 and before > first - 3 and words[before - 1] not in _HAVING:
        before -= 1
    return before if before > 0 and words[before - 1] in HAVE else first


def is_active(words: list[str], place: int, trigger: Trigger, group: Group) -> bool:
    """Tell whether a word of the list is a verb in the active.

    Args:
        words: The words of the sentence.
        place: The word.
        trigger: What the list has for it.
        group: What belongs to it.
    """
    following = words[place + 1] if place + 1 < len(words) else ""
    if "ing" in trigger.forms:
        return group.last in BE
    if "base" in trigger.forms and (group.last in MODALS or group.last in DO or group.last == "to"):
        return True
    if group.last in _HELPING:
        return "base" in trigger.forms
    if "past" in trigger.forms and group.last in HAVE:
        return not _is_adjective(words, place, following)
    if group.last or words[place] == "treated":
        return False
    if trigger.sense.particle:
        is_joined = following == trigger.sense.particle
    elif trigger.is_bare:
        is_joined = True
    else:
        is_joined = following not in PREPOSITIONS and following not in {"", ",", ".", ")", ";", ":"}
        # What rose or fell needs no object: "mortality decreased in both groups".
        is_joined = is_joined or (trigger.sense.is_change and "past" in trigger.forms)
    return is_joined and _has_noun_before(words, group.first, trigger, following)


def _has_noun_before(words: list[str], first: int, trigger: Trigger, following: str) -> bool:
    if first == 0:
        return False
    before = words[first - 1]
    if before in {"and", "but"}:
        is_base = "base" in trigger.forms and _is_second_base(words, first - 1, following)
        # "and reduces" is a verb, "and reduced" may be an adjective.
        return is_base or ("finite" in trigger.forms and not trigger.sense.is_noun)
    if (
        before in TAKING
        or before in DETERMINERS
        or before in FINITE
        or _is_verb(before)
        or before in NOT
    ):
        return before in {"this", "that", "these"} and "base" not in trigger.forms
    if before in PREPOSITIONS or (before == "," and first == 1):
        return False
    if "base" in trigger.forms and "past" not in trigger.forms:
        is_noun = trigger.sense.is_noun and following not in DETERMINERS
        return _has_plural_before(words, first, is_noun=is_noun)
    return True


def _is_second_base(words: list[str], conjunction: int, following: str) -> bool:
    """Tell whether a modal governs the verb behind "and": "can increase A and reduce the B"."""
    if following not in DETERMINERS and not following.isalpha():
        return False
    for place in range(conjunction - 1, max(0, conjunction - _LONGEST), -1):
        if words[place] in _NO_PHRASE - FINITE:
            return False
        if _is_base(words[place]):
            last = group_before(words, place).last
            if last in MODALS or last in DO or last == "to":
                return True
    return False


def _has_plural_before(words: list[str], first: int, *, is_noun: bool) -> bool:
    before = words[first - 1]
    if before in {"which", "that", "who"}:
        return not is_noun
    stop = noun_end(words, first)
    if not stop:
        return False
    # "mutations in X cause Y", but "a common cause".
    is_clear = stop < first or before not in _KINDS_OF_CAUSE
    is_headed = is_clear and _is_plural(_head(words, stop))
    # "Tea and coffee protect": two of them are a plural.
    is_pair = not is_noun and "and" in words[max(1, stop - 3) : stop - 1]
    return is_headed or is_pair or (not is_noun and _is_plural(words[stop - 1]))


def _is_plural(word: str) -> bool:
    is_singular = word.endswith(("ss", "us", "is")) or len(word) < _SHORT
    return word in PEOPLE or (word.endswith("s") and not is_singular)


def _head(words: list[str], stop: int) -> str:
    """Return the last word of a phrase before its first preposition."""
    first = stop
    while first > 0 and stop - first < _LONGEST and words[first - 1] not in _NO_PHRASE:
        first -= 1
    at = next((n for n in range(first, stop) if words[n] in PREPOSITIONS), stop)
    return words[at - 1] if at > first else ""


def _is_verb(word: str) -> bool:
    """Tell whether a word is of the list and no noun: "this delay causes"."""
    known = TRIGGERS.get(word)
    return known is not None and not (known.sense.is_noun and "base" in known.forms)


def verb_group(words: list[str], verb: int) -> int:
    """Return where the group of a verb begins that is not on the list."""
    first = verb
    while first > 0 and (
        words[first - 1] in FINITE
        or words[first - 1] in NOT
        or is_adverb(words[first - 1])
        or words[first - 1] in RAISING
        or words[first - 1] == "to"
    ):
        first -= 1
    return first


def _is_adjective(words: list[str], place: int, following: str) -> bool:
    """Tell whether "impaired" is what patients had, not what they had done."""
    is_degree = words[place] in _DEGREES and words[place - 1] in HAVE
    is_plain = following not in DETERMINERS and MODALS.isdisjoint(words[max(0, place - 3) : place])
    return is_degree and is_plain and not PEOPLE.isdisjoint(words[max(0, place - 8) : place])
