"""Claims that something is there, is not there, or may be."""

from __future__ import annotations

from opsonin_plugins.taggers.claims.claim import Claim
from opsonin_plugins.taggers.claims.making import made, stated
from opsonin_plugins.taggers.claims.senses import Sense
from opsonin_plugins.taggers.claims.sentence import Sentence, Slot
from opsonin_plugins.taggers.claims.slots import head_of, object_after, subject_before, weight
from opsonin_plugins.taggers.claims.subjects import copular
from opsonin_plugins.taggers.claims.verb_groups import verb_group
from opsonin_plugins.taggers.claims.words import BE, PEOPLE

_STAYING = BE | {"remained", "remains", "remain"}
#: What did not change.
UNCHANGED = frozenset({"unaffected", "unaltered", "unchanged"})
_CURES = frozenset({"cure", "treatment", "vaccine", "therapy", "antidote", "drug"})


def absent_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "there is no cure for D", "there seems to be almost no D"."""
    words = sentence.words
    there = next((n for n in range(place - 1, max(-1, place - 8), -1) if words[n] == "there"), None)
    if there is None or BE.isdisjoint(words[there:place]):
        return None
    target = object_after(sentence, place + 1)
    if target is None:
        return None
    group = (there, place)
    if words[target.first] in _CURES:
        ill = Slot(target.first + 2, target.stop)
        if words[target.first + 1 : target.first + 2] != ["for"] or ill.first >= ill.stop:
            return None
        claim = stated(sentence, Sense("treats"), group, (None, ill), ill.stop)
    elif _is_plain(sentence, target):
        claim = stated(sentence, None, group, (target, None), target.stop)
    else:
        return None
    start = sentence.starts[there]
    cue = claim.cue or (sentence.starts[place], sentence.ends[place])
    return claim._replace(negated=True, start=start, cue=cue)


def _is_plain(sentence: Sentence, slot: Slot) -> bool:
    """Tell whether a concept is all that is said not to be there."""
    head = head_of(sentence, slot)
    if not PEOPLE.isdisjoint(sentence.words[slot.first : slot.stop]):
        return False
    return head is not None and sentence.word_at(head.end - 1) - slot.first < 3  # noqa: PLR2004 - an adjective or two


def possible_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "reinfection is possible"."""
    words = sentence.words
    found = copular(sentence, place)
    if found is None or words[place + 1 : place + 2] not in ([], ["."], [","], ["in"], [";"]):
        return None
    if head_of(sentence, found[0]) is None or words[found[0].first] == "it":
        return None
    if len(sentence.named_in(found[0])) == 0 or found[0].stop - found[0].first > 4:  # noqa: PLR2004 - a name
        return None
    claim = stated(sentence, None, (found[1], place + 1), (found[0], None), place + 1)
    if words[place] == "possible":
        cue = sentence.starts[place], sentence.ends[place]
        return claim._replace(certainty="hedged", cue=cue)
    return claim._replace(negated=True)


def present_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "X is present in Y", "X was absent from Y"."""
    words = sentence.words
    found = copular(sentence, place)
    joints = (["in"], ["from"]) if words[place] == "absent" else (["in"],)
    if found is None or words[place + 1 : place + 2] not in joints:
        return None
    target = object_after(sentence, place + 2)
    if target is None or head_of(sentence, target) is None or not weight(sentence, found[0]):
        return None
    claim = made(sentence, Sense("detected_in"), (found[1], place), found[0], target)
    return _denied(sentence, claim, place) if words[place] == "absent" else claim


def unchanged_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "X remained unaltered", "X is unaffected by Y"."""
    words = sentence.words
    verb = next((n for n in range(place - 1, max(-1, place - 3), -1) if words[n] in _STAYING), None)
    if verb is None:
        return None
    first = verb_group(words, verb + 1) if words[verb] in BE else verb_group(words, verb)
    subject = subject_before(sentence, first)
    if subject is None or weight(sentence, subject) < 1:
        return None
    cause = object_after(sentence, place + 2) if words[place + 1 : place + 2] == ["by"] else None
    if cause is None:
        claim = stated(sentence, None, (first, place), (subject, None), place + 1)
    else:
        made_ = made(sentence, Sense("associated_with"), (first, place), cause, subject)
        if made_ is None:
            return None
        claim = made_
    return _denied(sentence, claim, place)


def _denied(sentence: Sentence, claim: Claim | None, place: int) -> Claim | None:
    """Return a claim as its adjective denies it."""
    if claim is None:
        return None
    return claim._replace(
        negated=True,
        end=max(claim.end, sentence.ends[place]),
        cue=(sentence.starts[place], sentence.ends[place]),
    )


def unlikely_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "these cases are unlikely to be D"."""
    words = sentence.words
    found = copular(sentence, place)
    if found is None or words[place + 1 : place + 3] != ["to", "be"]:
        return None
    target = object_after(sentence, place + 3)
    if target is None or head_of(sentence, target) is None:
        return None
    return stated(sentence, None, (found[1], place + 1), (found[0], target), target.stop)
