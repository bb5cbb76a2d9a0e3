"""Puts a claim together from the phrases that were found."""

from __future__ import annotations

from opsonin_plugins.taggers.claims.claim import Claim, Party
from opsonin_plugins.taggers.claims.senses import Sense
from opsonin_plugins.taggers.claims.sentence import Sentence, Slot
from opsonin_plugins.taggers.claims.slots import clause_end, head_of, weight
from opsonin_plugins.taggers.claims.stance import is_asked, stance_of
from opsonin_plugins.taggers.claims.words import (
    AIMS,
    CHANGES,
    KEPT_CONTEXT,
    PEOPLE,
    PREPOSITIONS,
    PRONOUNS,
    RISES,
)

#: Objects that no finding is about: "raised concerns", "produced results".
_IDLE = frozenset(
    {
        "concern", "concerns", "question", "questions", "awareness", "hope", "hopes", "fears",
        "result", "results", "data", "report", "reports", "number", "attention", "money", "cost",
        "costs", "time", "need", "knowledge", "interest", "debate", "study", "studies", "trial",
        "trials", "survey", "analysis", "programme", "program",
    }
)  # fmt: skip


def is_aimed(words: list[str], place: int) -> bool:
    """Tell whether a verb stands in what somebody wants to know."""
    before = words[:place]
    if "whether" in before:
        return not is_asked(words, before.index("whether"))
    if "how" in before[-8:] and "," not in before[-8:]:
        # "a marker of how treatment affects the skin" tells that it does, not what.
        return True
    if "if" in before:
        last = place - before[::-1].index("if")
        # What stands in a condition is not claimed.
        return "," not in before[last:] and "then" not in before[last:]
    return not AIMS.isdisjoint(before[-14:])


def made(
    sentence: Sentence, sense: Sense, group: tuple[int, int], subject: Slot, target: Slot | None
) -> Claim | None:
    """Return a claim if it is about medicine on both sides."""
    words = sentence.words
    if target is not None and sense.predicate in {"causes", "produces"}:
        sense, target = _changed(sentence, sense, target)
    is_joined = sense.predicate == "associated_with" and sense.particle in {"in", "by"}
    if is_joined and not PEOPLE.isdisjoint(words[subject.first : subject.stop]):
        # People take part in something, and are described by something.
        return None
    weights = weight(sentence, subject), weight(sentence, target)
    least = 2 if target is not None else 1
    if sum(weights) < least or (target is not None and _is_idle(words, target)):
        return None
    if words[group[1]].startswith("kill") and _is_of_people(sentence, target):
        return None
    slots = [one for one in (subject, target) if one is not None]
    first, stop = min(one.first for one in slots), max(one.stop for one in slots)
    stop = max(stop, group[1] + 1)
    context = context_of(sentence, first, stop)
    stance = stance_of(sentence, first, group, stop)
    end = clause_end(sentence, stop) if context and stop < len(words) else stop
    predicate = predicate_of(sentence, sense, target)
    return Claim(
        sentence.starts[first],
        sentence.ends[end - 1],
        "finding",
        party(sentence, subject),
        predicate,
        party(sentence, target),
        context,
        None if predicate == "treats" else sense.direction,
        *stance,
    )


def _is_of_people(sentence: Sentence, target: Slot | None) -> bool:
    """Tell whether people, not cells or germs, are what something killed."""
    if target is None:
        return False
    return not PEOPLE.isdisjoint(sentence.words[target.first : target.stop])


def _changed(sentence: Sentence, sense: Sense, target: Slot) -> tuple[Sense, Slot]:
    """Return what is done to X by what causes "a decline in X"."""
    words = sentence.words
    for place in range(target.first, min(target.first + 4, target.stop - 2)):
        if words[place] in CHANGES and words[place + 1] in {"in", "of"}:
            is_more = words[place] in RISES
            changed = Sense("increases", "increase") if is_more else Sense("decreases", "decrease")
            return changed, Slot(place + 2, target.stop)
    return sense, target


def predicate_of(sentence: Sentence, sense: Sense, target: Slot | None) -> str:
    """Return the predicate; who improves symptoms or a disease treats."""
    # Of the verbs that increase, only "improve" changes by itself and is no noun.
    if sense.predicate != "increases" or target is None or sense.is_noun or not sense.is_change:
        return sense.predicate
    words = sentence.words[target.first : target.stop]
    head = head_of(sentence, target)
    is_ill = head is not None and head.kind in {"disease", "phenotype"}
    is_named = not {"symptoms", "symptom", "outcomes", "outcome"}.isdisjoint(words)
    return "treats" if is_ill or (is_named and head is None) else sense.predicate


def party(sentence: Sentence, slot: Slot | None) -> Party | None:
    """Return a slot with what it is about."""
    return None if slot is None else Party(sentence.said(slot), head_of(sentence, slot))


def context_of(sentence: Sentence, first: int, stop: int) -> str | None:
    """Return what a claim holds for: what follows it, else what the sentence begins with."""
    words = sentence.words
    if stop < len(words) and words[stop] in KEPT_CONTEXT:
        end = clause_end(sentence, stop)
        return sentence.said(Slot(stop, end)) if end > stop + 1 else None
    if words[0] in KEPT_CONTEXT:
        comma = next((n for n in range(1, min(first, 16)) if words[n] == ","), 0)
        if comma > 1:
            return sentence.said(Slot(0, comma))
    return None


def _is_idle(words: list[str], target: Slot) -> bool:
    phrase = words[target.first : target.stop]
    if len(phrase) == 1 and (phrase[0] in PRONOUNS or phrase[0][0].isdigit()):
        return True
    if phrase[-1][0].isdigit():
        # What follows was cut off: "an estimated 107,500 people".
        return True
    head = next((n for n, word in enumerate(phrase) if word in PREPOSITIONS), len(phrase))
    # "The number of cells" is one of cells.
    is_counted = phrase[head - 1 : head + 1] == ["number", "of"]
    return bool(phrase[:head]) and phrase[head - 1] in _IDLE and not is_counted


def stated(
    sentence: Sentence,
    sense: Sense | None,
    group: tuple[int, int],
    slots: tuple[Slot | None, Slot | None],
    stop: int,
) -> Claim:
    """Return a claim that lacks a subject, an object or a predicate."""
    places = [one.first for one in slots if one is not None]
    first = min([*places, group[0]])
    stop = max([stop, *(one.stop for one in slots if one is not None)])
    stance = stance_of(sentence, first, group, stop)
    return Claim(
        sentence.starts[first],
        sentence.ends[stop - 1],
        "finding",
        party(sentence, slots[0]),
        None if sense is None else sense.predicate,
        party(sentence, slots[1]),
        context_of(sentence, first, stop),
        None if sense is None else sense.direction,
        *stance,
    )
