"""Claims that a verb of the list makes, in active, passive and relative clauses."""

from __future__ import annotations

from collections.abc import Collection

from opsonin_plugins.taggers.claims.claim import Claim
from opsonin_plugins.taggers.claims.making import is_aimed, made
from opsonin_plugins.taggers.claims.senses import (
    PARTICLES,
    STATES,
    TRIGGERS,
    Sense,
    Trigger,
)
from opsonin_plugins.taggers.claims.sentence import Sentence, Slot
from opsonin_plugins.taggers.claims.slots import (
    NAMED,
    head_of,
    object_after,
    subject_before,
    weight,
)
from opsonin_plugins.taggers.claims.verb_groups import Group, group_before, is_active
from opsonin_plugins.taggers.claims.words import (
    BE,
    CLAUSE,
    CONTEXT,
    DETERMINERS,
    FALLS,
    FINITE,
    NOT,
    PREPOSITIONS,
    RELATIONS,
    RISES,
    is_adverb,
)

_MEANS = frozenset(
    {"way", "ways", "method", "strategy", "drug", "therapy", "treatment", "vaccine", "treatments"}
)
_ENABLING = frozenset(
    {"allow", "allows", "allowed", "enable", "enables", "enabled", "prompt", "prompts", "prompted"}
)
#: What follows a verb without an object.
_NO_OBJECT = CONTEXT | {",", ".", ";", "and", "as"}
#: Words at most of what "there are ... that". Source: ours.
_MAX_EXISTING = 8
#: Words at most of who is protected. Source: ours.
_MAX_PROTECTED = 6


def verbal_claim(sentence: Sentence, place: int) -> Claim | None:
    """Return the claim that a verb makes, if it makes one.

    Args:
        sentence: The sentence.
        place: The verb, one of the list.
    """
    words = sentence.words
    return _claim(sentence, place, TRIGGERS[words[place]], group_before(words, place))


def _claim(sentence: Sentence, place: int, trigger: Trigger, group: Group) -> Claim | None:
    words, sense = sentence.words, trigger.sense
    if is_aimed(words, place):
        return None
    if group.is_open:
        return _after_to(sentence, place, trigger, group)
    is_participle = "past" in trigger.forms and group.last in BE
    if sense.is_passive:
        return _related(sentence, place, sense, group) if is_participle else None
    if is_participle:
        return _passive(sentence, place, sense, group)
    if not is_active(words, place, trigger, group):
        return None
    return _active(sentence, place, trigger, group, _subject(sentence, group.first))


def _subject(sentence: Sentence, first: int) -> Slot | None:
    """Return the subject of a verb group, in relative clauses what they belong to."""
    words = sentence.words
    if first == 0:
        return None
    before = words[first - 1]
    if before in {"and", "or", "but"}:
        return None
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


def _phrase_at(sentence: Sentence, end: int) -> Slot | None:
    """Return the words around the concept that ends at, or one word before, a place."""
    for one in reversed(sentence.concepts):
        first, stop = sentence.word_from(one.start), sentence.word_from(end)
        if one.end <= end and stop - sentence.word_from(one.end) <= 1:
            while first > 0 and (
                sentence.words[first - 1] not in PREPOSITIONS | DETERMINERS | FINITE | {","}
            ):
                first -= 1
            # Only behind a verb it is sure to be what the clause belongs to.
            verb = first - 1
            while verb > 0 and sentence.words[verb] in DETERMINERS:
                verb -= 1
            is_object = verb > 0 and sentence.words[verb] in FINITE
            return Slot(first, stop) if first < stop and is_object else None
    return None


def _active(
    sentence: Sentence, place: int, trigger: Trigger, group: Group, subject: Slot | None
) -> Claim | None:
    words, sense = sentence.words, trigger.sense
    if subject is None:
        return None
    following = place + 1
    while following < len(words) and (is_adverb(words[following]) or words[following] == "up"):
        following += 1
    target = None
    if sense.particle:
        allowed = PARTICLES.get(sense.predicate, {sense.particle})
        if words[place].startswith("protect"):
            following = _past_protected(words, following, allowed)
        if following >= len(words) or words[following] not in allowed:
            # "prevent X" and "protect against X" share a predicate, not a preposition.
            return None
        following += 1
    if (
        not trigger.is_bare
        and words[following : following + 1]
        and words[following] not in _NO_OBJECT
    ):
        target = object_after(sentence, following)
    if target is None:
        return _change(sentence, place, sense, group, subject)
    if sense.predicate == "part_of":
        if head_of(sentence, subject) is None or head_of(sentence, target) is None:
            return None
        subject, target = target, subject
    return made(sentence, sense, (group.first, place), subject, target)


def _past_protected(words: list[str], first: int, allowed: Collection[str]) -> int:
    """Return where the preposition stands behind who is protected: "protects mice against D"."""
    for place in range(first, min(first + _MAX_PROTECTED, len(words))):
        if words[place] in allowed:
            return place
        if words[place] in CLAUSE or words[place] in FINITE or not words[place][0].isalnum():
            break
    return first


def _change(
    sentence: Sentence, place: int, sense: Sense, group: Group, subject: Slot
) -> Claim | None:
    """Return how a subject changes of itself: "the autoantibodies disappeared"."""
    if not sense.is_change or (
        weight(sentence, subject) < NAMED and not _is_symptom(sentence, subject)
    ):
        return None
    is_more = sense.direction == "increase"
    if sentence.words[place].startswith("improv") and _is_illness(sentence, subject):
        is_more = False
    changed = Sense("increases", "increase") if is_more else Sense("decreases", "decrease")
    return made(sentence, changed, (group.first, place), subject, None)


def _is_illness(sentence: Sentence, slot: Slot) -> bool:
    head = head_of(sentence, slot)
    is_ill = head is not None and head.kind in {"disease", "phenotype"}
    return is_ill or not {"symptom", "symptoms"}.isdisjoint(sentence.words[slot.first : slot.stop])


def _is_symptom(sentence: Sentence, slot: Slot) -> bool:
    words = sentence.words[slot.first : slot.stop]
    return bool({"symptom", "symptoms", "survival", "mortality", "incidence"} & set(words))


def _passive(sentence: Sentence, place: int, sense: Sense, group: Group) -> Claim | None:
    words = sentence.words
    left = _subject(sentence, group.first)
    following = place + 1
    while following < len(words) and is_adverb(words[following]):
        following += 1
    if left is None or following >= len(words):
        return None
    if words[following] == "by":
        is_means = words[following + 1 : following + 3] == ["means", "of"]
        agent = object_after(sentence, following + (3 if is_means else 1))
        if agent is None or words[agent.first].endswith("ing") or words[agent.first].isdigit():
            return None
        return made(sentence, sense, (group.first, place), agent, left)
    if sense.predicate not in STATES or words[following] != "in":
        return None
    target = object_after(sentence, following + 1)
    if target is None or weight(sentence, left) < NAMED or head_of(sentence, target) is None:
        return None
    state = Sense("associated_with", sense.direction)
    return made(sentence, state, (group.first, place), left, target)


def _related(sentence: Sentence, place: int, sense: Sense, group: Group) -> Claim | None:
    words = sentence.words
    following = place + 1
    while following < len(words) and is_adverb(words[following]):
        following += 1
    subject = _subject(sentence, group.first)
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
        return _found_in(sentence, sense, verb, subject, target)
    return made(sentence, sense, verb, subject, target)


def _prepositions(sense: Sense) -> frozenset[str]:
    return PARTICLES.get(sense.predicate, frozenset({sense.particle}))


def _found_in(
    sentence: Sentence, sense: Sense, verb: tuple[int, int], subject: Slot, target: Slot
) -> Claim | None:
    nominal = _nominal(sentence, verb, subject)
    if nominal is not None or _is_relation(sentence, subject):
        return nominal
    if weight(sentence, subject) < NAMED:
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
        if words[place] not in RISES | FALLS or words[place + 1] not in {"in", "of"}:
            continue
        what = object_after(sentence, place + 2)
        if what is None or weight(sentence, what) < NAMED:
            return None
        is_more = words[place] in RISES
        changed = Sense("increases", "increase") if is_more else Sense("decreases", "decrease")
        return made(sentence, changed, group, Slot(what.first, min(what.stop, subject.stop)), None)
    return None


def _after_to(sentence: Sentence, place: int, trigger: Trigger, group: Group) -> Claim | None:
    """Return the claim of a verb with "to": "a way to treat X", "allows Y to produce X"."""
    words = sentence.words
    if "base" not in trigger.forms or group.first == 0:
        return None
    target = object_after(sentence, place + 1)
    if target is None:
        return None
    if words[group.first - 1] in _MEANS and trigger.sense.predicate in {"treats", "prevents"}:
        first = group.first - 1
        while first > 0 and words[first - 1] not in PREPOSITIONS | DETERMINERS | FINITE | {","}:
            first -= 1
        is_new = first > 0 and words[first - 1] in {"a", "an"}
        subject = Slot(first, group.first)
        return (
            made(sentence, trigger.sense, (group.first, place), subject, target) if is_new else None
        )
    for before in range(group.first - 1, max(0, group.first - 7), -1):
        if words[before] in _ENABLING:
            outer = group_before(words, before)
            enabler = _subject(sentence, outer.first)
            sense = Sense("causes", "increase")
            group_span = (outer.first, before)
            return made(sentence, sense, group_span, enabler, target) if enabler else None
    return None
