"""Claims that something is there, is not there, or may be."""

from __future__ import annotations

from opsonin_plugins.taggers.claims.claim import Claim
from opsonin_plugins.taggers.claims.making import stated
from opsonin_plugins.taggers.claims.senses import Sense
from opsonin_plugins.taggers.claims.sentence import Sentence, Slot
from opsonin_plugins.taggers.claims.slots import head_of, object_after
from opsonin_plugins.taggers.claims.subjects import copular
from opsonin_plugins.taggers.claims.words import BE, PEOPLE

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
