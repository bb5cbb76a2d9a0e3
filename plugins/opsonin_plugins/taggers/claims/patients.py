"""Claims about what patients have and need."""

from __future__ import annotations

from opsonin_plugins.taggers.claims.claim import Claim
from opsonin_plugins.taggers.claims.making import made, stated
from opsonin_plugins.taggers.claims.senses import Direction, Sense
from opsonin_plugins.taggers.claims.sentence import Sentence, Slot
from opsonin_plugins.taggers.claims.slots import head_of, object_after, subject_before
from opsonin_plugins.taggers.claims.verb_groups import verb_group
from opsonin_plugins.taggers.claims.words import (
    FINITE,
    LESS,
    MORE,
    NOT,
    PEOPLE,
    PREPOSITIONS,
)

#: Verbs of what patients have.
SHOWING = frozenset({"had", "have", "has", "showed", "exhibited", "displayed", "developed"})
#: Verbs of what they need.
NEEDING = frozenset({"need", "needs", "require", "requires", "needed", "required"})
_CARE = frozenset({"treatment", "therapy", "medication", "treatments", "drugs", "surgery"})
_LESIONS = frozenset(
    {"mutation", "mutations", "variant", "variants", "antibodies", "autoantibodies", "deletion"}
)


def has_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "patients (with D) have (an impaired) X"."""
    words = sentence.words
    first = verb_group(words, place)
    subject = subject_before(sentence, first)
    target = object_after(sentence, place + 1)
    if subject is None or target is None or words[target.first] in FINITE:
        return None
    is_of_people = not PEOPLE.isdisjoint(words[subject.first : subject.stop])
    if not is_of_people or head_of(sentence, target) is None:
        return None
    if "risk" in words[target.first : target.first + 4]:
        # The object is what they risk.
        return None
    direction = _degree(words, target)
    disease = head_of(sentence, subject)
    is_ill = disease is not None and disease.kind in {"disease", "phenotype"}
    is_denied = words[place + 1 : place + 2] == ["no"]
    if direction is None and not (is_denied and is_ill):
        return None if is_denied else _carried(sentence, (first, place), subject, target)
    sense = Sense("associated_with", direction)
    return made(sentence, sense, (first, place + 1), subject, target)


def _carried(
    sentence: Sentence, group: tuple[int, int], subject: Slot, target: Slot
) -> Claim | None:
    """Return that patients had mutations or antibodies; not what else they had."""
    named = head_of(sentence, target)
    words = sentence.words
    is_found = named is not None and (
        named.kind in {"variant", "protein"}
        or not _LESIONS.isdisjoint(words[target.first : target.stop])
    )
    if not is_found or words[group[1]] not in {"had", "have", "has"}:
        return None
    return made(sentence, Sense("detected_in"), (group[0], group[1] + 1), target, subject)


def _degree(words: list[str], slot: Slot) -> Direction | None:
    for word in words[slot.first : slot.first + 4]:
        if word in PREPOSITIONS:
            return None
        if word in MORE:
            return "increase"
        if word in LESS:
            return "decrease"
    return None


def needs_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "patients do not need further treatment"."""
    words = sentence.words
    first = verb_group(words, place)
    subject = subject_before(sentence, first)
    target = object_after(sentence, place + 1)
    if subject is None or target is None or NOT.isdisjoint(words[first:place]):
        return None
    if PEOPLE.isdisjoint(words[subject.first : subject.stop]):
        return None
    if _CARE.isdisjoint(words[target.first : target.stop]):
        return None
    return stated(sentence, Sense("treats"), (first, place), (target, subject), target.stop)
