"""Finds the claims of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from opsonin_plugins.taggers.claims.caveats import CAVEAT_WORDS, find_caveat
from opsonin_plugins.taggers.claims.claim import Claim
from opsonin_plugins.taggers.claims.comparing import COMPARATIVES
from opsonin_plugins.taggers.claims.nominal import (
    ASSOCIATIONS,
    CARE,
    DIFFERENCES,
    EFFECTS,
    SAYING,
    USEFUL,
)
from opsonin_plugins.taggers.claims.patients import SHOWING
from opsonin_plugins.taggers.claims.senses import TRIGGERS
from opsonin_plugins.taggers.claims.sentence import Concept, Sentence
from opsonin_plugins.taggers.claims.statements import (
    APPROVED,
    ARISING,
    STATEMENT_WORDS,
    statement_claim,
)
from opsonin_plugins.taggers.claims.verbal import verbal_claim
from opsonin_plugins.taggers.claims.words import MEDICAL, PEOPLE
from opsonin_plugins.taggers.word_search import WordTable, word_table

#: Sentences longer than this are tables or lists, in code points. Source: ours.
_LONGEST = 900
_WORDS = frozenset(TRIGGERS) | STATEMENT_WORDS


def _cued(words: frozenset[str]) -> frozenset[str]:
    """Return words as they may stand in a text that is cut at white space."""
    return words | {word + sign for word in words for sign in ".,;:)"}


_CAVEAT_CUES, _MEDICAL, _PEOPLE = _cued(CAVEAT_WORDS), _cued(MEDICAL), _cued(PEOPLE)
#: Frequent words that claim something only beside one of others.
_HAVING, _COMPARING = SHOWING - {"developed"}, COMPARATIVES
#: "Likely" stands behind "more" or "less", which compare.
#: Nouns that claim something only behind one of some verbs or adjectives.
_NOMINAL, _CARE = ASSOCIATIONS | DIFFERENCES | EFFECTS, CARE
_LIKELY, _APPROVED, _FOR = frozenset({"likely"}), APPROVED, frozenset({"for", "against", "in"})
_SURE = _cued(_WORDS - _HAVING - _COMPARING - _NOMINAL - _CARE - _LIKELY - _APPROVED - ARISING)
_NOUNS, _CARES, _TOLD, _USEFUL = _cued(_NOMINAL), _cued(_CARE), _cued(SAYING), _cued(USEFUL)
_STANDARDS = _cued(frozenset({"than", "compared", "to", "with", "in", "among", "likely"}))


@cache
def claim_words() -> WordTable:
    """Return the first tokens of all words of which a claim or a caveat holds one."""
    return word_table(re.split(r"[\W_]", word, maxsplit=1)[0] for word in _WORDS | CAVEAT_WORDS)


def find_claims(text: str, start: int, end: int, concepts: Sequence[Concept]) -> list[Claim]:
    """Return the claims of a sentence, in text order.

    Args:
        text: The text of the document.
        start: First code point of the sentence.
        end: First code point after it.
        concepts: The concepts that it names, in text order.

    >>> text = "Interferon may impair growth in mice."
    >>> [claim] = find_claims(text, 0, len(text), [Concept(0, 10, 0, "gene", None)])
    >>> claim.subject.said, claim.predicate, claim.object.said, claim.certainty
    ('Interferon', 'impairs', 'growth', 'hedged')
    """
    if end - start > _LONGEST or text[end - 1] == "?":
        return []
    said = text[start:end].split()
    found: list[Claim] = []
    if (concepts or not _MEDICAL.isdisjoint(said)) and _may_claim(said):
        found = _claims(Sentence(text, start, end, concepts))
    if not _CAVEAT_CUES.isdisjoint(said):
        caveat = find_caveat(text, start, end)
        if caveat is not None:
            found = _merged(found, caveat)
    return _distinct(found) if len(found) > 1 else found


def _may_claim(said: list[str]) -> bool:
    """Tell whether a sentence holds the words of a claim."""
    if not _SURE.isdisjoint(said):
        return True
    if not _HAVING.isdisjoint(said) and not _PEOPLE.isdisjoint(map(str.lower, said)):
        return True
    if not _NOUNS.isdisjoint(said) and not _TOLD.isdisjoint(said):
        return True
    is_arising = "from" in said and not ARISING.isdisjoint(said)
    if is_arising or (not _APPROVED.isdisjoint(said) and not _FOR.isdisjoint(said)):
        return True
    if not _CARES.isdisjoint(said) and not _USEFUL.isdisjoint(said):
        return True
    return not _COMPARING.isdisjoint(said) and not _STANDARDS.isdisjoint(said)


def _claims(sentence: Sentence) -> list[Claim]:
    found: list[Claim | None] = []
    for place, word in enumerate(sentence.words):
        if word in _WORDS:
            if word in TRIGGERS:
                found.append(verbal_claim(sentence, place))
            if word in STATEMENT_WORDS:
                found.append(statement_claim(sentence, place))
    return [one for one in found if one is not None]


def _merged(found: list[Claim], caveat: Claim) -> list[Claim]:
    """Return claims and a caveat; what is said to be unknown becomes the caveat's own."""
    inside = [one for one in found if one.start >= caveat.start and one.end <= caveat.end]
    rest = [one for one in found if one not in inside and not _overlap(one, caveat)]
    if inside:
        one = inside[0]
        caveat = one._replace(
            start=caveat.start, end=caveat.end, kind="caveat", certainty="unknown", cue=caveat.cue
        )
    return [*rest, caveat]


def _overlap(one: Claim, other: Claim) -> bool:
    return one.start < other.end and other.start < one.end


def _distinct(found: list[Claim]) -> list[Claim]:
    """Return claims without those that say the same of the same words."""
    kept: dict[tuple[object, ...], Claim] = {}
    for one in sorted(found, key=lambda claim: (claim.start, -claim.end)):
        key = one.predicate, one.subject and one.subject.said, one.object and one.object.said
        kept.setdefault(key, one)
    return list(kept.values())
