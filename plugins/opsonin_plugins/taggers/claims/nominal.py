"""Claims whose noun says what its verb does not: associations, effects, causes, differences."""

from __future__ import annotations

from opsonin_plugins.taggers.claims.claim import Claim
from opsonin_plugins.taggers.claims.making import made, stated
from opsonin_plugins.taggers.claims.senses import Direction, Sense
from opsonin_plugins.taggers.claims.sentence import Sentence, Slot
from opsonin_plugins.taggers.claims.slots import (
    head_of,
    object_after,
    subject_before,
    weight,
)
from opsonin_plugins.taggers.claims.subjects import copular, subject_of, taken
from opsonin_plugins.taggers.claims.verb_groups import verb_group
from opsonin_plugins.taggers.claims.words import BE, CLAUSE, LESS, MORE, NOT, REPORTS

_ASSOCIATED = Sense("associated_with")
#: Nouns that join two things. Source: the associative relations of the UMLS Semantic Network.
ASSOCIATIONS = frozenset(
    {"association", "associations", "correlation", "correlations", "relationship", "link", "links"}
)
DIFFERENCES = frozenset({"difference", "differences"})
EFFECTS = frozenset({"effect", "effects", "impact", "influence"})
ESSENTIAL = frozenset(
    {"essential", "critical", "crucial", "indispensable", "important", "necessary"}
)
#: Adjectives of how something takes what follows "to" or "on".
RESPONDING = frozenset(
    {"resistant", "sensitive", "hypersensitive", "susceptible", "refractory", "dependent"}
)
#: What something is called by what it does -> what it does.
BEARERS: dict[str, Sense] = {
    **dict.fromkeys(
        ("cause", "causes", "driver", "drivers", "trigger", "triggers"), Sense("causes", "increase")
    ),
    **dict.fromkeys(("inhibitor", "inhibitors", "antagonist"), Sense("impairs", "decrease")),
    **dict.fromkeys(("activator", "inducer", "stimulator"), Sense("increases", "increase")),
    **dict.fromkeys(
        (
            "predictor", "predictors", "marker", "markers", "biomarker", "biomarkers",
            "determinant", "determinants", "indicator", "hallmark", "mediator", "mediators",
            "regulator", "regulators", "contributor", "contributors", "complication",
        ),
        _ASSOCIATED,
    ),
}  # fmt: skip
_FINDING = frozenset(
    {
        "find", "found", "observed",
        "showed", "shows", "show", "shown", "demonstrated", "demonstrates",
        "revealed", "reveals", "identified", "detected", "reported", "report", "indicated",
        "confirmed", "noted", "seen", "suggest", "suggests", "suggested", "indicate", "indicates",
        "had", "has", "have", "exhibited", "exerted", "exerts", "produced", "failed", "provide",
    }
)  # fmt: skip
_BEARING = _FINDING | {"carry", "carries", "carried", "pose", "poses", "posed", "faced", "face"}
#: Verbs one of which stands beside each noun of an association, a difference or an effect.
_TELLING = _BEARING | {"there", "There"}
#: Adjectives of an effect that say which.
_KINDS = {
    "protective": Sense("prevents", "decrease"),
    "inhibitory": Sense("impairs", "decrease"),
    "therapeutic": Sense("treats"),
    "beneficial": Sense("treats"),
}
#: Words one of which stands beside each noun of an association, a difference or an effect.
SAYING = _TELLING | frozenset(_KINDS)
#: What something is to care.
USEFUL = frozenset({"used", "effective", "useful", "approved", "indicated", "beneficial"})
#: What is done to a disease.
CARE = frozenset({"treatment", "management", "alleviation", "therapy"})
_NEEDED, _RESPONDED = (["for"], ["in"], ["to"]), (["to"], ["on"], ["upon"])
_NONE = frozenset({"no", "little", "neither", "without"}) | NOT
_DEGREES = MORE | LESS
#: What stands between a noun and a verb that is not its own.
_APART = frozenset({",", ";", "of", "in", "with", "between", "to", "by", "from", "for"})
#: Words at most between a noun and the verb before it: "had no statistically significant".
#: Source: ours.
_REACH = 6


def association_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "an association between A and B was found", "A showed a correlation with B"."""
    words = sentence.words
    joint = words[place + 1] if place + 1 < len(words) else ""
    at = _found_between(words, place)
    if joint in {"between", "of"} or at:
        is_title = place == 0 and words[-1] != "."
        if not at and not is_title and not _is_told(words, place):
            return None
        pair = object_after(sentence, at or place + 2)
        parts = None if pair is None else _divided(sentence, pair, "and with")
        if parts is None:
            return None
        claim = made(sentence, _ASSOCIATED, (place, place), *parts)
    elif joint in {"with", "to"}:
        found = _bearer(sentence, place)
        target = object_after(sentence, place + 2)
        if found is None or target is None:
            return None
        claim = made(sentence, _ASSOCIATED, (found[1], place), found[0], target)
    else:
        return None
    return _denied(sentence, claim, place)


def _found_between(words: list[str], place: int) -> int:
    """Return the word behind "between" in "no association was found between A and B"; else 0."""
    if place + 1 >= len(words) or words[place + 1] not in BE:
        return 0
    for n in range(place + 2, min(place + 6, len(words))):
        if words[n] == "between":
            return n + 1 if not _FINDING.isdisjoint(words[place + 2 : n]) else 0
    return 0


def difference_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "no difference in X was observed between A and B", "X showed no difference"."""
    words = sentence.words
    sense = Sense("compared_with")
    found = _bearer(sentence, place)
    if found is not None and weight(sentence, found[0]):
        group = found[1], place
        claim = stated(sentence, sense, group, (found[0], None), place + 1)
        return _denied(sentence, claim, place)
    if not _is_told(words, place):
        return None
    at = next((n for n in range(place + 1, min(place + 3, len(words))) if words[n] == "in"), None)
    what = object_after(sentence, at + 1) if at is not None else None
    between = next((n for n in range(place + 1, len(words)) if words[n] == "between"), None)
    groups = object_after(sentence, between + 1) if between is not None else None
    if what is None or groups is None or not weight(sentence, what):
        return None
    claim = stated(sentence, sense, (place, place), (what, groups), groups.stop)
    return _denied(sentence, claim, place)


def effect_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "X had no effect on Y", "X has a protective effect against Y"."""
    words = sentence.words
    if words[place + 1 : place + 2] == ["of"]:
        return _effect_of(sentence, place)
    found = _bearer(sentence, place)
    if found is None or words[place + 1 : place + 2] not in (["on"], ["upon"], ["against"]):
        return None
    target = object_after(sentence, place + 2)
    if target is None:
        return None
    sense = _KINDS.get(words[place - 1], _ASSOCIATED)
    claim = made(sentence, sense, (found[1], place), found[0], target)
    return _denied(sentence, claim, place)


def _effect_of(sentence: Sentence, place: int) -> Claim | None:
    """Find "we found an effect of X on Y"."""
    pair = object_after(sentence, place + 2)
    sense = _KINDS.get(sentence.words[place - 1], _ASSOCIATED) if place else _ASSOCIATED
    if pair is None or (sense is _ASSOCIATED and not _is_told(sentence.words, place)):
        return None
    parts = _divided(sentence, pair, "on upon")
    claim = made(sentence, sense, (place, place), *parts) if parts else None
    return _denied(sentence, claim, place)


def used_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "X is used in the treatment of D", "X is effective in the treatment of D"."""
    words = sentence.words
    start = place - 1 if words[place - 1 : place] == ["the"] else place
    is_used = start > 1 and words[start - 1] in {"in", "for"} and words[start - 2] in USEFUL
    if not is_used or words[place + 1 : place + 2] != ["of"]:
        return None
    found = copular(sentence, start - 2)
    target = object_after(sentence, place + 2)
    if found is None or target is None or head_of(sentence, target) is None:
        return None
    return made(sentence, Sense("treats"), (found[1], start - 2), found[0], target)


def bearer_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "X is the leading cause of Y", "X is an independent predictor of Y"."""
    words = sentence.words
    if words[place + 1 : place + 2] not in (["of"], ["for"], ["to"]):
        return None
    start = _copula_end(words, place)
    found = None if start is None else copular(sentence, start)
    target = object_after(sentence, place + 2)
    if start is None or found is None or target is None:
        return None
    return made(sentence, BEARERS[words[place]], (found[1], place), found[0], target)


def essential_claim(sentence: Sentence, place: int) -> Claim | None:
    """Find "X is essential for Y", "X is required for Y", "X is resistant to Y"."""
    words = sentence.words
    found = copular(sentence, place)
    following = place + (words[place + 1 : place + 2] == ["both"])
    target = object_after(sentence, following + 2)
    joints = _RESPONDED if words[place] in RESPONDING else _NEEDED
    is_joined = words[following + 1 : following + 2] in joints
    if found is None or target is None or not is_joined:
        return None
    if weight(sentence, found[0]) < 1 or head_of(sentence, target) is None:
        return None
    return made(sentence, _ASSOCIATED, (found[1], place), found[0], target)


def borne_risk(sentence: Sentence, place: int) -> Claim | None:
    """Find "X has a higher risk of Y", "carriers were at increased risk of Y"."""
    words = sentence.words
    if words[place + 1 : place + 2] not in (["of"], ["for"]):
        return None
    degree = next((word for word in words[max(0, place - 3) : place] if word in _DEGREES), None)
    target = object_after(sentence, place + 2)
    if degree is None or target is None or not weight(sentence, target):
        return None
    found = _bearer(sentence, place) or _at_risk(sentence, place)
    if found is None:
        return None
    way: Direction = "increase" if degree in MORE else "decrease"
    subject = taken(sentence, found[0])
    if words[subject.first - 1 : subject.first] == ["than"]:
        # "Those who slept less than six hours" are no hours.
        return None
    claim = made(sentence, Sense("associated_with", way), (found[1], place), subject, target)
    return _denied(sentence, claim, place)


def _at_risk(sentence: Sentence, place: int) -> tuple[Slot, int] | None:
    words = sentence.words
    at = next((n for n in range(place - 1, max(0, place - 5), -1) if words[n] == "at"), None)
    return None if at is None else copular(sentence, at)


def _bearer(sentence: Sentence, place: int) -> tuple[Slot, int] | None:
    """Return the subject of a verb shortly before a noun, and where the verb group begins."""
    words = sentence.words
    for n in range(place - 1, max(0, place - 1 - _REACH), -1):
        if words[n] in _BEARING:
            first = verb_group(words, n)
            # What somebody found has a subject of its own.
            find = subject_before if words[n] in REPORTS else subject_of
            subject = find(sentence, first)
            if subject is None or words[subject.first][0].isdigit():
                return None
            return subject, first
        if words[n] in CLAUSE or words[n] in _APART:
            return None
    return None


def _is_told(words: list[str], place: int) -> bool:
    """Tell whether something is said to be there or to have been found."""
    before = words[max(0, place - _REACH) : place]
    if "there" in before and not BE.isdisjoint(before):
        return True
    if any(word in _FINDING for word in before):
        return True
    return any(
        words[n] in BE and not _FINDING.isdisjoint(words[n + 1 : n + 4])
        for n in range(place + 1, len(words))
    )


def _divided(sentence: Sentence, pair: Slot, joints: str) -> tuple[Slot, Slot] | None:
    """Return the two that an association joins, at the joint that leaves both of medicine."""
    for place in range(pair.first + 1, pair.stop - 1):
        one, other = Slot(pair.first, place), Slot(place + 1, pair.stop)
        is_joint = sentence.words[place] in joints.split()
        if is_joint and weight(sentence, one) and weight(sentence, other):
            return one, other
    return None


def _copula_end(words: list[str], place: int) -> int | None:
    """Return the word behind "is", where only an article and adjectives stand before a noun."""
    for n in range(place - 1, max(-1, place - 1 - _REACH), -1):
        if words[n] in BE:
            return n + 1
        if words[n] in CLAUSE or words[n] in {",", "of", "in", "with", "to", "for", ";", "by"}:
            return None
    return None


def _denied(sentence: Sentence, claim: Claim | None, place: int) -> Claim | None:
    """Return a claim denied if "no" stands before its noun."""
    if claim is None or claim.negated:
        return claim
    words = sentence.words
    near = range(place - 1, max(-1, place - 1 - _REACH), -1)
    no = next((n for n in near if words[n] in _NONE and not sentence.is_symbol(n)), None)
    if no is None:
        return claim
    start = min(claim.start, sentence.starts[no])
    cue = claim.cue or (sentence.starts[no], sentence.ends[no])
    return claim._replace(start=start, negated=True, cue=cue)
