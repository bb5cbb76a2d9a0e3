"""Finds the noun phrases beside a verb: what it is said of, and what it is done to."""

from __future__ import annotations

from opsonin_plugins.taggers.claims.insertions import noun_end
from opsonin_plugins.taggers.claims.senses import TRIGGERS
from opsonin_plugins.taggers.claims.sentence import Concept, Sentence, Slot
from opsonin_plugins.taggers.claims.words import (
    AIMS,
    BE,
    CLAUSE,
    CONTEXT,
    DETERMINERS,
    DO,
    FALLS,
    FINITE,
    HAVE,
    MEDICAL,
    META,
    MODALS,
    NOT,
    PEOPLE,
    PREPOSITIONS,
    PRONOUNS,
    RELATIONS,
    REPORTS,
    RISES,
    is_adverb,
)

#: Weight of a phrase that names a concept.
NAMED = 2
_STOPS = frozenset(';:()[]{}"\u201c\u201d\u2014\u2013?!=<>|')
#: Words at most in a phrase. Source: ours; longer ones were two clauses in news and abstracts.
_MAX_WORDS = 22
#: What lists and degrees put after a comma.
_LISTING = frozenset({"and", "or", "such", "including", "as", "especially", "particularly"})
#: Words of medicine but for those who have it done to them.
_TELLING = MEDICAL - PEOPLE
_ANAPHORS = frozenset({"this", "these", "such", "that", "those"})
#: Pronouns that are a subject: what follows them is a verb.
_SUBJECTS = frozenset({"it", "they", "we", "he", "she", "you"})
#: Adjectives before "increased X", which is no clause.
_DEGREES = frozenset({"significant", "marked", "substantial", "slight", "statistical"})
#: Participles that open what is cut off.
_TRAILING = frozenset({"seen", "found", "observed", "sufficient", "used", "associated", "caused"})
#: What no phrase ends in, adverbs aside.
_NO_ENDS = PREPOSITIONS | DETERMINERS | _TRAILING | {",", ".", "'", "-"}
_NO_NOUNS = PRONOUNS | _DEGREES
#: How much of something, before the thing.
_AT_LEAST = frozenset(
    {"up", "to", "at", "least", "most", "more", "less", "fewer", "than", "about", "around",
     "nearly", "almost", "roughly", "approximately", "over", "as", "many", "much", "some"}
)  # fmt: skip
_SHARES = frozenset({"half", "most", "all", "third", "quarter", "majority", "many", "hundreds"})
_PERCENT = frozenset({"%", "percent", "per", "cent"})
_CHANGES = RISES | FALLS | RELATIONS
_DENYING = NOT - {"neither"}


def subject_before(sentence: Sentence, stop: int) -> Slot | None:
    """Return the noun phrase that ends before a word, if there is one that can be a subject.

    Args:
        sentence: The sentence.
        stop: The first word of the verb group.
    """
    words = sentence.words
    is_finite = stop < len(words) and words[stop] in FINITE
    first = stop = noun_end(words, stop)
    while first > 0 and stop - first <= _MAX_WORDS:
        word = words[first - 1]
        if word in _STOPS or word in CLAUSE or (word in REPORTS and first < stop):
            if word == "as" and first > 1 and words[first - 2] == "such":
                first -= 2
                continue
            break
        if word in {",", "."} and not _is_in_list(words, first - 1, stop):
            break
        if word in {"this", "these"} and first > 1 and words[first - 2] == "and":
            first -= 1
            break
        if is_finite and word in FINITE and words[max(0, first - 2)] in {"who", "that"}:
            # "carriers who have X": the clause tells which carriers.
            first -= 2
            continue
        if word in FINITE or word in _SUBJECTS:
            first = _after_conjunction(words, first, stop)
            break
        first -= 1
    slot = _trimmed(sentence, first, stop)
    if slot is None or slot.stop - slot.first > _MAX_WORDS:
        return None
    return slot if _can_be_subject(words, slot) else None


def object_after(sentence: Sentence, first: int) -> Slot | None:
    """Return the noun phrase that begins at a word, up to what opens its context.

    Args:
        sentence: The sentence.
        first: The word after the verb and its preposition.
    """
    words = sentence.words
    stop = first = _past_degree(words, first)
    while stop < len(words) and stop - first < _MAX_WORDS:
        word = words[stop]
        if word == "as" and words[stop - 1] == "such":
            stop += 1
            continue
        if word in _STOPS or word in CLAUSE or word in FINITE:
            break
        if word in CONTEXT and stop > first and not _is_of_change(words, stop):
            break
        if word in {",", "."} and not _goes_on(sentence, first, stop):
            break
        if word in {"and", "or"} and (
            _is_new_clause(words, stop + 1) or _has_verb(words, stop + 1)
        ):
            break
        if word == "to" and words[stop - 1] not in {"resistance", "response", "exposure"}:
            following = words[stop + 1] if stop + 1 < len(words) else ""
            if following in TRIGGERS and "base" in TRIGGERS[following].forms:
                break
        stop += 1
    slot = _trimmed(sentence, first, stop)
    if slot is None or words[slot.first] in PREPOSITIONS:
        return None
    return slot


def _past_degree(words: list[str], first: int) -> int:
    """Return where a phrase begins behind how much of it: "up to 60 % of early cases"."""
    place = first
    while place < len(words) and words[place] in _AT_LEAST:
        place += 1
    number = place
    if place < len(words) and (words[place][0].isdigit() or words[place] in _SHARES):
        place += 1
    if place == number:
        return first
    while place < len(words) and words[place] in _PERCENT:
        place += 1
    if words[place : place + 1] == ["of"]:
        place += 1 + (words[place + 1 : place + 2] in (["the"], ["all"], ["these"]))
        return place
    return number


def head_of(sentence: Sentence, slot: Slot | None) -> Concept | None:
    """Return the concept that a phrase is about: that of its head, else of what follows it."""
    if slot is None:
        return None
    named = sentence.named_in(slot)
    if not named:
        return None
    words = sentence.words
    core = slot.first
    while core < slot.stop and (words[core] not in PREPOSITIONS and words[core] != ","):
        core += 1
    end = sentence.ends[core - 1] if core > slot.first else sentence.starts[slot.first]
    inside = [one for one in named if one.end <= end]
    if inside:
        return max(inside, key=lambda one: (one.end, one.end - one.start))
    return min(named, key=lambda one: (one.start, -one.end))


def weight(sentence: Sentence, slot: Slot | None) -> int:
    """Return how sure it is that a phrase is about medicine: 2 by a concept, 1 by a word."""
    if slot is None or slot.first >= slot.stop:
        return 0
    if sentence.named_in(slot):
        return NAMED
    words = sentence.words[slot.first : slot.stop]
    if not _TELLING.isdisjoint(words) or any("immun" in word for word in words):
        return 1
    return int(words[0] in _ANAPHORS and len(words) > 1)


def clause_end(sentence: Sentence, stop: int) -> int:
    """Return the word after the clause that goes on at a word."""
    words = sentence.words
    start = stop
    while stop < len(words) and stop - start < _MAX_WORDS:
        word = words[stop]
        if word in _STOPS or word in {",", "."} or (word in CLAUSE and word not in {"when", "if"}):
            break
        if word in FINITE or (word in {"and", "or"} and _is_new_clause(words, stop + 1)):
            break
        stop += 1
    return stop


def _is_in_list(words: list[str], comma: int, stop: int) -> bool:
    """Tell whether a comma before a verb divides items of one subject."""
    if words[comma] == "." or stop - comma < 2:  # noqa: PLR2004 - something stands behind it
        return False
    after = words[comma + 1 : stop]
    if after[0] not in {"and", "or"} or len(after) == 1:
        return False
    # "A, B, and C": without a second comma "and" opens a clause.
    return "," in words[max(0, comma - 6) : comma]


def _after_conjunction(words: list[str], first: int, stop: int) -> int:
    """Return where a subject begins after "and" in a stretch behind another verb."""
    for place in range(stop - 1, first - 1, -1):
        if words[place] in {"and", "but"}:
            return place + 1
    return stop


def _trimmed(sentence: Sentence, first: int, stop: int) -> Slot | None:
    words = sentence.words
    while (
        first < stop
        and words[first + 1 : first + 2] != ["of"]
        and (
            words[first] in {",", ".", "and", "or", "but", "'", "-", "*", "#", "the", "a", "an"}
            or is_adverb(words[first])
        )
    ):
        first += 1
    while stop > first and (words[stop - 1] in _NO_ENDS or is_adverb(words[stop - 1])):
        stop -= 1
    return Slot(first, stop) if stop > first else None


def _can_be_subject(words: list[str], slot: Slot) -> bool:
    phrase = words[slot.first : slot.stop]
    if phrase[:2] in (["at", "least"], ["at", "most"]):
        return True
    opening = phrase[0]
    is_alone = len(phrase) == 1 and (opening in _NO_NOUNS or opening.isdigit())
    is_counted = opening.isdigit() and MEDICAL.isdisjoint(phrase)
    # "infused at a high dose": the noun stands before.
    is_cut = opening.endswith("ed") and len(phrase) > 1 and phrase[1] in PREPOSITIONS
    if is_alone or is_counted or is_cut or opening in PREPOSITIONS:
        return False
    if opening in {"we", "i", "you", "to"}:
        return False
    head = 0
    while head < len(phrase) and phrase[head] not in PREPOSITIONS and phrase[head] != ",":
        head += 1
    if any(word in META for word in phrase[max(0, head - 2) : head]):
        return False
    return not any(word in AIMS for word in phrase) and phrase[0] not in _DENYING


def _goes_on(sentence: Sentence, first: int, comma: int) -> bool:
    """Tell whether a comma stands within the object: before its noun or in a list."""
    words = sentence.words
    if words[comma] == "." or comma + 1 >= len(words):
        return False
    if words[comma + 1] in _LISTING and words[comma + 1] not in {"and", "or"}:
        return True
    is_named = bool(sentence.named_in(Slot(first, comma)))
    if not is_named and words[comma - 1].endswith("ed"):
        return True
    # "A, B and C": within five words a conjunction with no verb before it.
    for place in range(comma + 1, min(comma + 7, len(words))):
        word = words[place]
        if word in {"and", "or"}:
            is_clause = _is_new_clause(words, place + 1)
            # ", and a positive test could": behind a comma the verb may stand further on.
            is_clause = is_clause or (place == comma + 1 and _has_verb(words, place + 1))
            return not is_clause
        if word in _STOPS or word in CLAUSE or word in FINITE or word in CONTEXT or word == ".":
            return False
    return False


def _has_verb(words: list[str], first: int) -> bool:
    """Tell whether a finite verb follows before the next comma or clause."""
    for word in words[first : first + 7]:
        if word in FINITE:
            return True
        if word in CLAUSE or word in CONTEXT or word in {",", ".", ";", ":", "and", "or"}:
            return False
    return False


def _is_of_change(words: list[str], place: int) -> bool:
    """Tell whether "in" says what changes: "a decline in the level of"."""
    return words[place] == "in" and words[place - 1] in _CHANGES


def _is_new_clause(words: list[str], place: int) -> bool:
    """Tell whether what follows "and" has a verb of its own."""
    for word in words[place : place + 2]:
        if word in FINITE or word in CLAUSE or word in {"it", "they", "we", "there", "he", "she"}:
            return True
        known = TRIGGERS.get(word)
        if known and "finite" in known.forms and not known.sense.is_noun:
            return True
        if not is_adverb(word):
            known = TRIGGERS.get(word)
            return bool(known and known.forms & {"past", "base"}) and not word.endswith("ed")
    for word in words[place : place + 8]:
        if word in BE or word in HAVE or word in DO or word in MODALS:
            return True
        if word in {",", ".", ";"} or word in CLAUSE:
            return False
    return False
