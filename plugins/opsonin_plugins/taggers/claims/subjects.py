"""Finds what a verb or a copula is said of, in relative and joined clauses too."""

from __future__ import annotations

from opsonin_plugins.taggers.claims.senses import TRIGGERS
from opsonin_plugins.taggers.claims.sentence import Sentence, Slot
from opsonin_plugins.taggers.claims.slots import subject_before
from opsonin_plugins.taggers.claims.verb_groups import group_before, is_active, verb_group
from opsonin_plugins.taggers.claims.words import (
    BE,
    CLAUSE,
    DETERMINERS,
    FINITE,
    NOT,
    PHRASE_BREAKS,
    RAISING,
    is_adverb,
)

#: Words at most of what "there are ... that". Source: ours.
_MAX_EXISTING = 8
#: Words at most between the verbs of one subject. Source: ours.
_MAX_SHARED = 20
#: Those that stand for a thing which was named before, and what may stand before them.
_RESUMED = frozenset({"it", "they"})
_OPENING = frozenset({",", ";", "and", "but", "that", "because", "since"})


def copular(sentence: Sentence, place: int) -> tuple[Slot, int] | None:
    """Return the subject of the copula before a word, and where the verb group begins."""
    words = sentence.words
    first = _group(words, place)
    if BE.isdisjoint(words[first:place]):
        return None
    subject = subject_before(sentence, first)
    return None if subject is None else (subject, first)


def _group(words: list[str], place: int) -> int:
    """Return where the verb group before a word begins."""
    first = place
    while first > 0 and (
        words[first - 1] in FINITE
        or words[first - 1] in NOT
        or is_adverb(words[first - 1])
        or words[first - 1] in {"to", "a", "an", "the"}
        or (words[first - 1] in RAISING and first < place)
    ):
        first -= 1
    return first


def subject_of(sentence: Sentence, first: int) -> Slot | None:  # noqa: PLR0911 - one question after the other
    """Return the subject of a verb group, in relative clauses what they belong to.

    Args:
        sentence: The sentence.
        first: The first word of the verb group.
    """
    words = sentence.words
    if first == 0:
        return None
    before = words[first - 1]
    if before in {"and", "or", "but"}:
        return shared_subject(sentence, first - 1)
    if before in _RESUMED and (first == 1 or words[first - 2] in _OPENING):
        return Slot(first - 1, first)
    if before not in {"that", "which", "who"}:
        return subject_before(sentence, first)
    if before == "which" and first > 1 and words[first - 2] == ",":
        behind = sentence.ends[first - 3] if first > 2 else -1  # noqa: PLR2004 - a word before it
        return _phrase_at(sentence, behind)
    there = next((n for n in range(first - 1, -1, -1) if words[n] == "there"), None)
    if there is None or there + 1 >= len(words) or words[there + 1] not in BE:
        # What a relative clause tells apart is known, not claimed.
        return None
    what = words[there + 2 : first - 1]
    is_phrase = 0 < len(what) <= _MAX_EXISTING and CLAUSE.isdisjoint(what) and "," not in what
    return Slot(there + 2, first - 1) if is_phrase else None


def taken(sentence: Sentence, slot: Slot) -> Slot:
    """Return what people are told apart by: "tea" of "those who drank tea"."""
    words = sentence.words
    is_relative = slot.first > 0 and words[slot.first - 1] in {"who", "that"}
    is_verb = words[slot.first] in _TAKING and slot.stop - slot.first > 1
    return Slot(slot.first + 1, slot.stop) if is_relative and is_verb else slot


#: What people do with what they are told apart by.
_TAKING = frozenset(
    {"took", "take", "taking", "drank", "drink", "ate", "eat", "used", "use", "received", "receive",
     "consumed", "consume", "got", "get", "smoked", "smoke", "wore", "wear", "had", "have", "did",
     "practiced", "practised", "underwent", "began", "started"}
)  # fmt: skip


def shared_subject(sentence: Sentence, stop: int) -> Slot | None:
    """Return the subject of the verb before a conjunction or a comma, which a second verb shares.

    Args:
        sentence: The sentence.
        stop: The conjunction or the comma.
    """
    words = sentence.words
    for place in range(stop - 1, max(0, stop - _MAX_SHARED), -1):
        word = words[place]
        if word in CLAUSE or word in {";", ":"}:
            return None
        trigger = TRIGGERS.get(word)
        if word in FINITE:
            return subject_before(sentence, verb_group(words, place))
        if trigger is not None and "ing" not in trigger.forms:
            group = group_before(words, place)
            if is_active(words, place, trigger, group):
                return subject_before(sentence, group.first)
    return None


def _phrase_at(sentence: Sentence, end: int) -> Slot | None:
    """Return the words around the concept that ends at, or one word before, a place."""
    for one in reversed(sentence.concepts):
        first, stop = sentence.word_from(one.start), sentence.word_from(end)
        if one.end <= end and stop - sentence.word_from(one.end) <= 1:
            while first > 0 and (sentence.words[first - 1] not in PHRASE_BREAKS):
                first -= 1
            # Only behind a verb it is sure to be what the clause belongs to.
            verb = first - 1
            while verb > 0 and sentence.words[verb] in DETERMINERS:
                verb -= 1
            is_object = verb > 0 and sentence.words[verb] in FINITE
            return Slot(first, stop) if first < stop and is_object else None
    return None
