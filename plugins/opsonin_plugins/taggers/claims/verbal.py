"""Claims that a verb of the list makes, in active, passive and relative clauses."""

from __future__ import annotations

from collections.abc import Collection

from opsonin_plugins.taggers.claims.claim import Claim
from opsonin_plugins.taggers.claims.making import is_aimed, made
from opsonin_plugins.taggers.claims.passive import found_in, passive_claim, related_claim
from opsonin_plugins.taggers.claims.senses import (
    PARTICLES,
    TRIGGERS,
    Sense,
    Trigger,
)
from opsonin_plugins.taggers.claims.sentence import Sentence, Slot
from opsonin_plugins.taggers.claims.slots import (
    NAMED,
    head_of,
    object_after,
    weight,
)
from opsonin_plugins.taggers.claims.subjects import copular, shared_subject, subject_of
from opsonin_plugins.taggers.claims.verb_groups import (
    Group,
    group_before,
    is_active,
)
from opsonin_plugins.taggers.claims.words import (
    BE,
    CLAUSE,
    CONTEXT,
    DETERMINERS,
    FINITE,
    PEOPLE,
    PHRASE_BREAKS,
    RELATIONS,
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
#: What a trailing participle tells of the whole clause.
_CONSEQUENCES = frozenset({"causes", "increases", "decreases", "impairs", "prevents"})
#: What affects people and parts of them, and says no more than that.
_ILLS = frozenset({"condition", "disease", "disorder", "syndrome", "infection", "illness"})
#: Words at most of who is protected. Source: ours.
_MAX_PROTECTED = 6
#: Words at most between "is a" and the participle of a definition. Source: ours.
_MAX_DEFINED = 12
#: Words at most between a verb and "induced" in what it is done to. Source: ours.
_MAX_COMPOUND = 8


def verbal_claim(sentence: Sentence, place: int) -> Claim | None:
    """Return the claim that a verb makes, if it makes one.

    Args:
        sentence: The sentence.
        place: The verb, one of the list.
    """
    words = sentence.words
    return _claim(sentence, place, TRIGGERS[words[place]], group_before(words, place))


def _claim(sentence: Sentence, place: int, trigger: Trigger, group: Group) -> Claim | None:
    if is_aimed(sentence.words, place):
        return None
    if group.is_open:
        return _after_to(sentence, place, trigger, group)
    if "past" in trigger.forms and group.last in BE:
        return _participle(sentence, place, trigger.sense, group)
    if "past" in trigger.forms and not group.last:
        defined = _defined(sentence, place, trigger.sense)
        if defined is not None:
            return defined
    return _of_verb(sentence, place, trigger, group)


def _participle(sentence: Sentence, place: int, sense: Sense, group: Group) -> Claim | None:
    if sense.is_active and not _is_thing(sentence, group.first):
        return None
    relate = related_claim if sense.is_passive else passive_claim
    return relate(sentence, place, sense, group)


def _defined(sentence: Sentence, place: int, sense: Sense) -> Claim | None:
    """Return what a definition says: "X is a disorder of muscle caused by Y"."""
    words = sentence.words
    joint = sense.particle if sense.is_passive else "by"
    is_joined = words[place + 1 : place + 2] == [joint]
    if not is_joined or sense.predicate not in {"causes", "associated_with", "detected_in"}:
        return None
    for n in range(place - 1, max(0, place - _MAX_DEFINED), -1):
        if words[n] in BE and words[n + 1] in {"a", "an", "the", "one"}:
            found, target = copular(sentence, n + 1), object_after(sentence, place + 2)
            if found is None or target is None or not weight(sentence, found[0]):
                return None
            pair = (found[0], target) if sense.is_passive else (target, found[0])
            return made(sentence, sense, (found[1], place), *pair)
        if words[n] in CLAUSE or words[n] in FINITE or words[n] in {",", ";", ":", "."}:
            return None
    return None


def _of_verb(sentence: Sentence, place: int, trigger: Trigger, group: Group) -> Claim | None:
    words, sense = sentence.words, trigger.sense
    if sense.predicate == "detected_in" and words[group.first - 1 : group.first] == ["we"]:
        return _observed(sentence, place)
    if sense.is_passive and (sense.particle != "with" or not trigger.forms & {"base", "finite"}):
        # "X associates with Y", but "mutations associated with Y" are only told apart.
        return None
    if "ing" in trigger.forms and words[group.first - 1 : group.first] == [","]:
        return _following(sentence, place, trigger, group)
    is_said = is_active(words, place, trigger, group) and not _is_compound(sentence, place)
    return (
        _active(sentence, place, trigger, group, subject_of(sentence, group.first))
        if is_said
        else None
    )


def _is_thing(sentence: Sentence, first: int) -> bool:
    """Tell whether the subject of "affected by" is no person, whom a disease affects."""
    subject = subject_of(sentence, first)
    if subject is None:
        return False
    return PEOPLE.isdisjoint(sentence.words[subject.first : subject.stop])


def _is_affected(sentence: Sentence, place: int, subject: Slot, target: Slot) -> bool:
    """Tell whether "affects" says what depends on what, not who has a disease."""
    words = sentence.words
    is_adjective = words[place] == "affected" and words[place + 1] not in DETERMINERS
    is_of_people = not PEOPLE.isdisjoint(words[target.first : target.stop])
    is_ill = not _ILLS.isdisjoint(words[subject.first : subject.stop])
    return not (is_adjective or is_of_people or is_ill or _is_illness(sentence, subject))


def _observed(sentence: Sentence, place: int) -> Claim | None:
    """Return what somebody found in what: "we detected mutations in five tumours"."""
    words = sentence.words
    what = object_after(sentence, place + 1)
    if what is None or words[what.stop : what.stop + 1] != ["in"] or not weight(sentence, what):
        return None
    where = object_after(sentence, what.stop + 1)
    if where is None or not (
        head_of(sentence, where) or not PEOPLE.isdisjoint(words[where.first : where.stop])
    ):
        return None
    if not RELATIONS.isdisjoint(words[what.first : what.first + 5]):
        return None
    return made(sentence, Sense("detected_in"), (what.first, what.first), what, where)


def _is_compound(sentence: Sentence, place: int) -> bool:
    """Tell whether "induced" only says by what: "attenuated X induced Y", "in X induced Y"."""
    words = sentence.words
    if words[place] not in {"induced", "mediated", "impaired"}:
        return False
    for n in range(place - 1, max(-1, place - _MAX_COMPOUND), -1):
        if words[n] in FINITE or words[n] in CLAUSE or words[n] in {",", ":", ";", "."}:
            return False
        known = TRIGGERS.get(words[n])
        if known is not None and known.forms & {"past", "finite"}:
            return True
        if words[n] in {"in", "on", "against"}:
            named = sentence.named_in(Slot(n + 1, place))
            return any(one.kind == "chemical" for one in named)
    return False


def _following(sentence: Sentence, place: int, trigger: Trigger, group: Group) -> Claim | None:
    """Return what a clause leads to: "X impairs Y, leading to Z"."""
    subject = shared_subject(sentence, group.first - 1)
    if subject is None or not weight(sentence, subject):
        return None
    if trigger.sense.predicate not in _CONSEQUENCES:
        return None
    claim = _active(sentence, place, trigger._replace(is_bare=False), group, subject)
    return claim if claim is not None and claim.object is not None else None


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
        allowed = PARTICLES.get(sense.predicate, frozenset()) | {sense.particle}
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
    return _of_object(sentence, (group.first, place), sense, subject, target)


def _of_object(
    sentence: Sentence, verb: tuple[int, int], sense: Sense, subject: Slot, target: Slot
) -> Claim | None:
    words = sentence.words
    if sense.predicate == "detected_in":
        where = words[target.first : target.stop]
        is_place = head_of(sentence, target) is not None or not PEOPLE.isdisjoint(where)
        return found_in(sentence, sense, verb, subject, target) if is_place else None
    if sense.is_active and not _is_affected(sentence, verb[1], subject, target):
        return None
    if sense.predicate == "part_of":
        if head_of(sentence, subject) is None or head_of(sentence, target) is None:
            return None
        subject, target = target, subject
    return made(sentence, sense, verb, subject, target)


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
        while first > 0 and words[first - 1] not in PHRASE_BREAKS:
            first -= 1
        is_new = first > 0 and words[first - 1] in {"a", "an"}
        subject = Slot(first, group.first)
        return (
            made(sentence, trigger.sense, (group.first, place), subject, target) if is_new else None
        )
    for before in range(group.first - 1, max(0, group.first - 7), -1):
        if words[before] in _ENABLING:
            outer = group_before(words, before)
            enabler = subject_of(sentence, outer.first)
            sense = Sense("causes", "increase")
            group_span = (outer.first, before)
            return made(sentence, sense, group_span, enabler, target) if enabler else None
    return None
