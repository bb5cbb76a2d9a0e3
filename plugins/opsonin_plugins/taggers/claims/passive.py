"""Claims of participles: what is done by something, related to it, or found in it."""

from __future__ import annotations

from opsonin_plugins.taggers.claims.claim import Claim
from opsonin_plugins.taggers.claims.making import made
from opsonin_plugins.taggers.claims.senses import PARTICLES, STATES, Sense
from opsonin_plugins.taggers.claims.sentence import Sentence, Slot
from opsonin_plugins.taggers.claims.slots import NAMED, head_of, object_after, weight
from opsonin_plugins.taggers.claims.subjects import subject_of
from opsonin_plugins.taggers.claims.verb_groups import Group
from opsonin_plugins.taggers.claims.words import CHANGES, FALLS, NOT, RELATIONS, RISES, is_adverb

#: What stands behind a participle that nothing else is said to have done.
_STATED = frozenset(
    {".", ",", ";", "after", "following", "during", "until", "throughout", "compared", "at", "and"}
)
_VAGUE = frozenset({"this", "these", "such", "that", "those"})
_COUNTED = frozenset({"case", "cases", "deaths"})
#: What somebody increases or reduces on purpose.
_GIVEN = frozenset({"dose", "doses", "dosage", "treatment", "therapy", "medication", "temperature"})


def passive_claim(  # noqa: PLR0911 - one question after the other
    sentence: Sentence, place: int, sense: Sense, group: Group
) -> Claim | None:
    """Return what a participle behind a form of "be" claims.

    Args:
        sentence: The sentence.
        place: The participle.
        sense: What its verb says.
        group: The words before it that belong to it.
    """
    words = sentence.words
    left = subject_of(sentence, group.first)
    following = place + 1
    while following < len(words) and is_adverb(words[following]):
        following += 1
    if left is None or following >= len(words):
        return None
    is_time = words[following + 1 : following + 2] in (["day"], ["week"], ["month"], ["year"])
    if words[following] == "by" and is_time and sense.predicate in STATES:
        return _state(sentence, sense, (group.first, place), left, ".")
    if words[following] == "by":
        is_means = words[following + 1 : following + 3] == ["means", "of"]
        agent = object_after(sentence, following + (3 if is_means else 1))
        if agent is None or words[agent.first].endswith("ing") or words[agent.first].isdigit():
            return None
        return made(sentence, sense, (group.first, place), agent, left)
    if sense.predicate not in STATES:
        return None
    if words[following] != "in":
        return _state(sentence, sense, (group.first, place), left, words[following])
    target = object_after(sentence, following + 1)
    if target is None or head_of(sentence, target) is None:
        return _state(sentence, sense, (group.first, place), left, ".")
    if weight(sentence, left) < NAMED:
        return None
    state = Sense("associated_with", sense.direction)
    return made(sentence, state, (group.first, place), left, target)


def _state(
    sentence: Sentence, sense: Sense, group: tuple[int, int], left: Slot, following: str
) -> Claim | None:
    """Return that something was increased or impaired, by whatever: "apoptosis was reduced"."""
    words = sentence.words[left.first : left.stop]
    is_given = not _GIVEN.isdisjoint(words)
    if following not in _STATED or weight(sentence, left) < NAMED or is_given:
        return None
    way = sense.direction or "decrease"
    changed = Sense("increases" if way == "increase" else "decreases", way)
    return made(sentence, changed, group, left, None)


def related_claim(sentence: Sentence, place: int, sense: Sense, group: Group) -> Claim | None:
    """Return what a participle claims whose object follows a preposition: "linked to".

    Args:
        sentence: The sentence.
        place: The participle.
        sense: What its verb says.
        group: The words before it that belong to it.
    """
    words = sentence.words
    following = place + 1
    while following < len(words) and is_adverb(words[following]):
        following += 1
    subject = subject_of(sentence, group.first)
    if subject is None:
        return None
    verb = group.first, place
    if words[following : following + 1] == [] or words[following] not in _prepositions(sense):
        is_over = words[following : following + 1] in ([], ["."], [","])
        is_denied = not NOT.isdisjoint(words[group.first : place])
        if sense.predicate == "detected_in" and is_over and is_denied:
            return made(sentence, sense, verb, subject, None)
        return None
    target = object_after(sentence, following + 1)
    if target is None:
        return None
    if sense.predicate == "detected_in":
        return found_in(sentence, sense, verb, subject, target)
    return made(sentence, sense, verb, subject, target)


def _prepositions(sense: Sense) -> frozenset[str]:
    return PARTICLES.get(sense.predicate, frozenset()) | {sense.particle}


def found_in(
    sentence: Sentence, sense: Sense, verb: tuple[int, int], subject: Slot, target: Slot
) -> Claim | None:
    """Return that something is found in something, or the change that was found.

    Args:
        sentence: The sentence.
        sense: What the verb says.
        verb: The verb group.
        subject: What is found.
        target: Where.
    """
    nominal = _nominal(sentence, verb, subject)
    if nominal is not None or _is_relation(sentence, subject):
        return nominal
    said = sentence.words[subject.first : subject.stop]
    # "this variation" is named before, and "cases of D" are counted, not found.
    is_vague = said[0] in _VAGUE or head_of(sentence, target) is None
    if weight(sentence, subject) < (NAMED if is_vague else 1) or said[0] in _COUNTED:
        return None
    return made(sentence, sense, verb, subject, target)


def _is_relation(sentence: Sentence, slot: Slot) -> bool:
    """Tell whether a phrase is about a difference or an effect, or about a change."""
    return any(
        word in RELATIONS or word in RISES or word in FALLS
        for word in sentence.words[slot.first : slot.first + 4]
    )


def _nominal(sentence: Sentence, group: tuple[int, int], subject: Slot) -> Claim | None:
    """Return the change that a noun tells: "an increase in X was observed"."""
    words = sentence.words
    for place in range(subject.first, min(subject.first + 4, subject.stop - 2)):
        if words[place] not in CHANGES or words[place + 1] not in {"in", "of"}:
            continue
        what = object_after(sentence, place + 2)
        if what is None or weight(sentence, what) < NAMED:
            return None
        is_more = words[place] in RISES
        changed = Sense("increases", "increase") if is_more else Sense("decreases", "decrease")
        return made(sentence, changed, group, Slot(what.first, min(what.stop, subject.stop)), None)
    return None
