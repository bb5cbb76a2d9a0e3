"""Who can speak: people, those who speak for others, and bodies; not findings, nor molecules."""

from __future__ import annotations

import re

from opsonin_plugins.taggers.word_lists import word_set

#: Verbs that hardly anything but a voice has as its subject. Source: ours, from English news.
STRONG = word_set(
    """
    said says say told tells tell warned warns announced insisted insists according claimed wrote
    writes declared asked replied according
    """
)
#: Nouns of people and bodies. Source: the subjects of cues in PolNeAR's development part, and ours.
_VOICES = re.compile(
    r"\b(?:experts?|researchers?|scientists?|doctors?|officials?|authors?|investigators?|critics?|"
    r"analysts?|physicians?|lawyers?|attorneys?|prosecutors?|police|authorit(?:y|ies)|sources?|"
    r"opponents?|supporters?|advocates?|activists?|leaders?|lawmakers?|teachers?|nurses?|witness(?:es)?|"
    r"observers?|advis[eo]rs?|aides?|clinicians?|regulators?|campaigners?|engineers?|colleagues?|"
    r"professors?|directors?|presidents?|ministers?|secretar(?:y|ies)|spokes(?:man|woman|person|people)|"
    r"governors?|senators?|representatives?|chair(?:man|woman)?|chief|head|officer|founder|editor|"
    r"candidate|mother|father|wife|husband|son|daughter|brother|sister|man|woman|team|company|"
    r"government|ministry|department|agency|administration|university|institute|hospital|committee|"
    r"panel|council|court|organi[sz]ation|association|society|commission|campaign|party|"
    r"[a-z]+(?:ologists?|icians?|iatrists?))\b",
    re.IGNORECASE,
)
#: People who are studied: that they report something is a finding.
_STUDIED = re.compile(
    r"\b(?:patients?|participants?|subjects?|respondents?|women|men|people|parents|children|students|"
    r"users|groups?|controls?|cases?|volunteers)\b",
    re.IGNORECASE,
)
#: What reports findings, but says nothing. Source: ours, from biomedical articles.
_THINGS = re.compile(
    r"\b(?:stud(?:y|ies)|results?|findings?|data|evidence|analys[ei]s|models?|trials?|tables?|"
    r"figures?|tests?|observations?|experiments?|reviews?|meta-analysis|sections?|literature|work|"
    r"theory|hypothesis|history|examination|scans?|curves?|criteria|surveys?|polls?|numbers?|"
    r"research|reports?|statements?|releases?|articles?|papers?|evaluations?|investigations?|"
    r"effects?|methods?|levels?|codes?|tissues?|cells?|samples?|differences?)\b",
    re.IGNORECASE,
)
_HEAD_END = re.compile(r"\b(?:of|at|from|in|for|with|who|on)\b|,")
_PRONOUNS = frozenset({"he", "she", "they"})
_LINKS = frozenset(
    [
        "of",
        "the",
        "and",
        "for",
        "in",
        "at",
        "de",
        "la",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "al",
        "a",
        "an",
        "&",
    ]
)
#: What somebody is, in small letters, before his name: "lead writer Jane Doe".
_NAMED = re.compile(r"^[a-z][a-z -]{2,30} (?:[A-Z][a-z]{1,4}\.? )?[A-Z][^\W\d_]+ [A-Z][^\W\d_]+\Z")
_POSSESSIVE = re.compile(r"[\u2019']s?\Z")


def may_speak(who: str, verb: str) -> bool:
    """Tell whether a noun phrase names somebody who may have said something.

    Args:
        who: The noun phrase.
        verb: The word that tells so, in small letters.

    >>> may_speak("the study author", "added"), may_speak("CRP", "predicted")
    (True, False)
    """
    if who.lower() in _PRONOUNS:
        return True
    is_strong = verb.partition(" ")[0] in STRONG
    head = _HEAD_END.split(who, maxsplit=1)[0].strip() or who
    if is_thing(who):
        return verb in {"said", "says", "say"}
    if _VOICES.search(head):
        return True
    if _STUDIED.search(head):
        return verb in {"said", "says", "say", "told"}
    return is_name(head, may_be_one=is_strong) or bool(_NAMED.search(head))


def is_thing(who: str) -> bool:
    """Tell whether a noun phrase names what reports findings, such as a study."""
    head = _HEAD_END.split(who, maxsplit=1)[0]
    return bool(_THINGS.search(head)) and not _VOICES.search(head)


def may_quote(who: str) -> bool:
    """Tell whether somebody is named well enough that two words may be a quotation of him."""
    if who.lower() in _PRONOUNS or who.lower() == "who":
        return True
    head = _HEAD_END.split(who, maxsplit=1)[0].strip() or who
    return (
        not is_thing(who)
        and not _STUDIED.search(head)
        and (bool(_VOICES.search(head)) or any(word[:1].isupper() for word in head.split()[-2:]))
    )


def is_name(who: str, *, may_be_one: bool = True) -> bool:
    """Tell whether a phrase is made of words with capitals, such as names are.

    Args:
        who: The phrase.
        may_be_one: Whether one word is enough.
    """
    words = [word for word in _POSSESSIVE.sub("", who).split() if word.lower() not in _LINKS]
    if not words or any(sign.isdigit() for word in words for sign in word):
        return False
    if not all(word[0].isupper() or not word[0].isalpha() for word in words):
        return False
    return len(words) > 1 or (may_be_one and words[0][0].isupper())
