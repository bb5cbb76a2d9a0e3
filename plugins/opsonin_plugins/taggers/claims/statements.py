"""Claims without a verb of the list: what is higher than what, what works, what there is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from opsonin_plugins.taggers.claims.claim import Claim
from opsonin_plugins.taggers.claims.comparing import COMPARATIVES, compared_claim
from opsonin_plugins.taggers.claims.existence import (
    UNCHANGED,
    absent_claim,
    possible_claim,
    present_claim,
    unchanged_claim,
    unlikely_claim,
)
from opsonin_plugins.taggers.claims.making import is_aimed, made, stated
from opsonin_plugins.taggers.claims.nominal import (
    ASSOCIATIONS,
    BEARERS,
    CARE,
    DIFFERENCES,
    EFFECTS,
    ESSENTIAL,
    RESPONDING,
    association_claim,
    bearer_claim,
    borne_risk,
    difference_claim,
    effect_claim,
    essential_claim,
    used_claim,
)
from opsonin_plugins.taggers.claims.patients import NEEDING, SHOWING, has_claim, needs_claim
from opsonin_plugins.taggers.claims.senses import TRIGGERS, Sense
from opsonin_plugins.taggers.claims.sentence import Sentence, Slot
from opsonin_plugins.taggers.claims.slots import (
    NAMED,
    head_of,
    object_after,
    subject_before,
    weight,
)
from opsonin_plugins.taggers.claims.subjects import copular, taken
from opsonin_plugins.taggers.claims.verb_groups import verb_group
from opsonin_plugins.taggers.claims.words import (
    BE,
    HAVE,
    PEOPLE,
    PRONOUNS,
)

_ASSOCIATED: Final = Sense("associated_with")
_EFFECTIVE = frozenset({"effective", "ineffective", "efficacious", "beneficial"})
_DEGREES = frozenset({"%", "percent", "per", "cent", "about", "around", "roughly", "nearly"})
_PROVING = frozenset({"showed", "shows", "shown", "demonstrated", "achieved", "reached"})
_EFFICACY = frozenset({"effectiveness", "efficacy"})
_EXISTING = frozenset({"no", "little"})
_IMPAIRED_EASE = frozenset({"difficult", "harder", "impossible", "hard"})
_MAKE = frozenset({"make", "makes", "made"})
_PARTS = frozenset({"part", "component", "subunit", "constituent", "member"})
_OUTLOOK = frozenset({"outlook", "prognosis", "course"})

#: What a drug is for a disease, and what something does out of its cause.
APPROVED = frozenset({"approved", "authorized", "authorised", "licensed", "indicated"})
#: What may become a drug for a disease.
CANDIDATES = frozenset({"candidate", "option", "cure"})
ARISING = frozenset({"results", "resulted", "arises", "arose", "stems", "stemmed"})

Rule = Callable[[Sentence, int], Claim | None]


def statement_claim(sentence: Sentence, place: int) -> Claim | None:
    """Return the claim that a sentence makes by a word that is no verb of the list.

    Args:
        sentence: The sentence.
        place: The word, one of ``STATEMENT_WORDS``.
    """
    words = sentence.words
    if "whether" in words[:place] or is_aimed(words, place):
        return None
    return _RULES[words[place]](sentence, place)


def _effective(sentence: Sentence, place: int) -> Claim | None:
    """Find "X is effective against Y", "is as effective as Y", "is effective at preventing Y"."""
    words = sentence.words
    if words[place - 1 : place] == ["as"] and words[place + 1 : place + 2] == ["as"]:
        return _as_effective(sentence, place)
    # "is 97 % effective", "is about 97 % effective"
    start = place
    while start > 0 and (words[start - 1] in _DEGREES or words[start - 1][0].isdigit()):
        start -= 1
    found = copular(sentence, start)
    if found is None or weight(sentence, found[0]) < 1:
        return None
    target = None
    if words[place + 1 : place + 2] in (["at"], ["in"]) and place + 2 < len(words):
        act = TRIGGERS.get(words[place + 2])
        target = object_after(sentence, place + 3) if act and "ing" in act.forms else None
        if act and target and not act.sense.particle and words[place] != "ineffective":
            return made(sentence, act.sense, (found[1], place), found[0], target)
        target = None
    if place + 1 < len(words) and words[place + 1] in {"in", "against", "for"}:
        target = object_after(sentence, place + 2)
    if target is None or words[target.first].endswith("ing") or head_of(sentence, target) is None:
        return None
    made_ = made(sentence, Sense("treats"), (found[1], place), found[0], target)
    if made_ and words[place] == "ineffective":
        return made_._replace(negated=True)
    return made_


def _as_effective(sentence: Sentence, place: int) -> Claim | None:
    found = copular(sentence, place - 1)
    target = object_after(sentence, place + 2)
    if found is None or target is None or not weight(sentence, found[0]):
        return None
    return made(sentence, Sense("compared_with"), (found[1], place), found[0], target)


def _has_efficacy(sentence: Sentence, place: int) -> Claim | None:
    """Find "X have limited effectiveness"."""
    words = sentence.words
    verb = next(
        (n for n in range(place - 1, max(-1, place - 6), -1) if words[n] in HAVE | _PROVING), None
    )
    if verb is None or verb == 0 or any(word in TRIGGERS for word in words[verb + 1 : place]):
        return None
    first = verb_group(words, verb if words[verb] in _PROVING else verb + 1)
    subject = subject_before(sentence, first)
    if subject is None or not weight(sentence, subject):
        return None
    act = TRIGGERS.get(words[place + 2]) if place + 2 < len(words) else None
    if act and "ing" in act.forms and words[place + 1] in {"at", "in"} and not act.sense.particle:
        done = object_after(sentence, place + 3)
        return made(sentence, act.sense, (verb, place), subject, done) if done else None
    target = None
    if place + 1 < len(words) and words[place + 1] in {"in", "against", "for"}:
        target = object_after(sentence, place + 2)
    if target is not None and words[target.first].endswith("ing"):
        target = None
    stop = target.stop if target else place + 1
    claim = stated(sentence, Sense("treats"), (verb, place), (subject, target), stop)
    return claim._replace(negated=True) if "no" in words[verb:place] else claim


def _risk(sentence: Sentence, place: int) -> Claim | None:
    """Find "X is a risk factor for Y", "X carries a higher risk of Y"."""
    words = sentence.words
    if words[place + 1 : place + 2] not in (["factor"], ["factors"]):
        return borne_risk(sentence, place)
    if words[place + 2 : place + 3] not in (["for"], ["of"]):
        return None
    start = place
    while start > 0 and words[start - 1] not in BE and place - start < 4:  # noqa: PLR2004 - "an independent"
        start -= 1
    found = copular(sentence, start)
    target = object_after(sentence, place + 3)
    if found is None or target is None:
        return None
    sense = Sense("associated_with", "increase")
    return made(sentence, sense, (found[1], place), found[0], target)


def _role(sentence: Sentence, place: int) -> Claim | None:
    """Find "X plays a role (in Y)"."""
    words = sentence.words
    verb = next((n for n in range(place - 1, max(-1, place - 6), -1) if words[n] in _PLAYING), None)
    if verb is None:
        return None
    first = verb_group(words, verb)
    subject = subject_before(sentence, first)
    if subject is None:
        return None
    target = None
    if words[place + 1 : place + 2] == ["in"]:
        target = object_after(sentence, place + 2)
    if target is not None:
        return made(sentence, _ASSOCIATED, (first, verb), subject, target)
    if weight(sentence, subject) < NAMED:
        return None
    return stated(sentence, _ASSOCIATED, (first, verb), (subject, None), place + 1)


_PLAYING = frozenset({"play", "plays", "played", "playing"})


def _responsible(sentence: Sentence, place: int) -> Claim | None:
    """Find "X is responsible for Y"."""
    found = copular(sentence, place)
    if found is None or sentence.words[place + 1 : place + 2] != ["for"]:
        return None
    target = object_after(sentence, place + 2)
    if target is None:
        return None
    return made(sentence, Sense("causes", "increase"), (found[1], place), found[0], target)


def _due(sentence: Sentence, place: int) -> Claim | None:
    """Find "X is due to Y", "X can be attributed to Y"."""
    found = copular(sentence, place)
    if found is None or sentence.words[place + 1 : place + 2] != ["to"]:
        return None
    cause = object_after(sentence, place + 2)
    if cause is None or not weight(sentence, found[0]):
        return None
    return made(sentence, Sense("causes", "increase"), (found[1], place), cause, found[0])


_OUTCOMES = frozenset({"consequence", "result"})


def _outcome_of(sentence: Sentence, place: int) -> Claim | None:
    """Find "X is a consequence of Y"."""
    words = sentence.words
    is_copular = words[place - 1 : place] in (["a"], ["the"])
    found = copular(sentence, place - 1) if is_copular and place > 1 else None
    cause = object_after(sentence, place + 2)
    if found is None or cause is None or words[place + 1 : place + 2] != ["of"]:
        return None
    return made(sentence, Sense("causes", "increase"), (found[1], place), cause, found[0])


def _needed(sentence: Sentence, place: int) -> Claim | None:
    """Find "X is required for Y", "patients do not need Y"."""
    is_for = sentence.words[place + 1 : place + 2] == ["for"]
    return essential_claim(sentence, place) if is_for else needs_claim(sentence, place)


def _approved(sentence: Sentence, place: int) -> Claim | None:
    """Find "X was approved for D", "X is indicated in D"."""
    words = sentence.words
    if words[place + 1 : place + 2] not in (["for"], ["against"], ["in"]):
        return None
    found = copular(sentence, place)
    target = object_after(sentence, place + 2)
    head = head_of(sentence, target)
    if found is None or target is None or head is None or head.kind not in _ILLS:
        return None
    is_name = sentence.text[sentence.starts[found[0].first]].isupper()
    is_thing = weight(sentence, found[0]) > 0 or (is_name and words[found[0].first] not in PRONOUNS)
    if not is_thing or not PEOPLE.isdisjoint(words[target.first : target.stop]):
        return None
    return made(sentence, Sense("treats"), (found[1], place), found[0], target)


_ILLS = frozenset({"disease", "phenotype"})


def _candidate(sentence: Sentence, place: int) -> Claim | None:
    """Find "X is a promising candidate against D", "X is a therapeutic target for D"."""
    words = sentence.words
    if words[place + 1 : place + 2] not in (["for"], ["against"], ["in"]):
        return None
    start = next((n for n in range(place, max(-1, place - 6), -1) if words[n] in _A), None)
    found = None if start is None else copular(sentence, start)
    target = object_after(sentence, place + 2)
    head = head_of(sentence, target)
    if found is None or target is None or head is None or head.kind not in _ILLS:
        return None
    if not PEOPLE.isdisjoint(words[target.first : target.stop]):
        return None
    return made(sentence, Sense("treats"), (found[1], place), found[0], target)


_A = frozenset({"a", "an", "the"})


def _from(sentence: Sentence, place: int) -> Claim | None:
    """Find "X results from Y", "X stems from Y"."""
    words = sentence.words
    if words[place + 1 : place + 2] != ["from"]:
        return None
    first = verb_group(words, place)
    subject, cause = subject_before(sentence, first), object_after(sentence, place + 2)
    if subject is None or cause is None or not weight(sentence, subject):
        return None
    return made(sentence, Sense("causes", "increase"), (first, place), cause, subject)


def _likely(sentence: Sentence, place: int) -> Claim | None:
    """Find "those who drank tea were 21 % less likely to develop D"."""
    words = sentence.words
    if words[place - 1 : place] not in (["more"], ["less"]) or words[place + 1 : place + 2] != [
        "to"
    ]:
        return None
    verb = place + 2
    while verb < len(words) and words[verb] in {"be", "have", "later", "eventually"}:
        verb += 1
    if verb >= len(words) or words[verb] not in _FALLING_ILL:
        return None
    following = verb + 1
    while following < len(words) and words[following] in {"from", "of", "with", "by", "for"}:
        following += 1
    target = object_after(sentence, following)
    start = place - 1
    while start > 0 and (words[start - 1] in _DEGREES or words[start - 1][0].isdigit()):
        start -= 1
    found = copular(sentence, start)
    if found is None or target is None or not weight(sentence, target):
        return None
    sense = Sense("associated_with", "increase" if words[place - 1] == "more" else "decrease")
    claim = made(sentence, sense, (found[1], place), taken(sentence, found[0]), target)
    # "Less likely" is what was counted, and leaves nothing open.
    is_own = claim is not None and claim.cue == (sentence.starts[place], sentence.ends[place])
    return claim._replace(certainty="asserted", cue=None) if claim and is_own else claim


_FALLING_ILL = frozenset(
    {"develop", "get", "have", "suffer", "contract", "die", "experience", "report", "diagnosed",
     "hospitalized", "hospitalised", "infected", "catch", "relapse", "show", "need", "require"}
)  # fmt: skip


def _part(sentence: Sentence, place: int) -> Claim | None:
    """Find "X is (a) part of Y"."""
    found = copular(sentence, place)
    if found is None or sentence.words[place + 1 : place + 2] != ["of"]:
        return None
    target = object_after(sentence, place + 2)
    if target is None or head_of(sentence, found[0]) is None or head_of(sentence, target) is None:
        return None
    return made(sentence, Sense("part_of"), (found[1], place), found[0], target)


def _difficult(sentence: Sentence, place: int) -> Claim | None:
    """Find "X makes it difficult for Y to"."""
    words = sentence.words
    verb = next((n for n in range(place - 1, max(-1, place - 5), -1) if words[n] in _MAKE), None)
    if verb is None or "it" not in words[verb:place]:
        return None
    if words[place + 1 : place + 2] != ["for"]:
        return None
    stop = next((n for n in range(place + 2, len(words)) if words[n] == "to"), place + 2)
    target = Slot(place + 2, stop)
    first = verb_group(words, verb)
    subject = subject_before(sentence, first)
    if subject is None or target.first >= target.stop:
        return None
    return made(sentence, Sense("impairs", "decrease"), (first, verb), subject, target)


def _outlook(sentence: Sentence, place: int) -> Claim | None:
    """Find "X could change the outlook for D"."""
    words = sentence.words
    verb = next((n for n in range(place - 1, max(-1, place - 3), -1) if words[n] in _TURNS), None)
    if verb is None or words[place + 1 : place + 2] not in (["for"], ["of"]):
        return None
    first = verb_group(words, verb)
    subject, target = subject_before(sentence, first), object_after(sentence, place + 2)
    if subject is None or target is None:
        return None
    return made(sentence, Sense("treats"), (first, verb), subject, target)


_TURNS = frozenset({"change", "changes", "changed", "transform", "transforms", "improves"})


def _by_word() -> dict[str, Rule]:
    rules: tuple[tuple[frozenset[str], Rule], ...] = (
        (COMPARATIVES, compared_claim),
        (_EFFECTIVE, _effective),
        (_EFFICACY, _has_efficacy),
        (frozenset({"risk"}), _risk),
        (ASSOCIATIONS, association_claim),
        (DIFFERENCES, difference_claim),
        (EFFECTS, effect_claim),
        (frozenset(BEARERS), bearer_claim),
        (ESSENTIAL | RESPONDING, essential_claim),
        (frozenset({"due", "attributable", "attributed", "secondary"}), _due),
        (_OUTCOMES, _outcome_of),
        (CARE, used_claim),
        (frozenset({"role", "roles"}), _role),
        (frozenset({"responsible"}), _responsible),
        (_PARTS, _part),
        (_IMPAIRED_EASE - {"impossible"}, _difficult),
        (SHOWING, has_claim),
        (_EXISTING, absent_claim),
        (frozenset({"possible", "impossible"}), possible_claim),
        (frozenset({"unlikely"}), unlikely_claim),
        (frozenset({"present", "absent"}), present_claim),
        (UNCHANGED, unchanged_claim),
        (NEEDING, _needed),
        (APPROVED, _approved),
        (ARISING, _from),
        (CANDIDATES, _candidate),
        (frozenset({"likely"}), _likely),
        (_OUTLOOK, _outlook),
    )
    return {word: rule for words, rule in rules for word in words}


_RULES = _by_word()
#: Words that a claim of this module needs.
STATEMENT_WORDS = frozenset(_RULES)
