"""Tell names of concepts from the titles of journals and institutions that they are part of."""

from __future__ import annotations

import re

#: How far titles are looked at on either side.
_MAX_BEFORE = 80
_MAX_AFTER = 40
_LONGEST_WORD = 24
_SMALL_WORDS = frozenset(("and", "of", "for", "the", "in", "on", "&"))
_WORDS = r"(?:[ \t]+(?:[A-Z][\w'-]*|and|of|for|the|in|on|&),?){0,6}[ \t]+"
#: Words that begin the titles of journals and institutions.
#: Source: ours, from affiliations and references of papers and from news.
_BEGINS = re.compile(
    r"\b(?:Lancet|Journals?|Annals|Archives|Nature Reviews|Frontiers in|Institutes?|Departments?"
    r"|Divisions?|Sections?|Units?|Schools?|Colleges?|Facult(?:y|ies)|Academ(?:y|ies)"
    r"|Societ(?:y|ies)|Associations?|Foundations?|Federations?|Alliances?|Leagues?|Councils?"
    r"|Cent(?:er|re)s?|Hospitals?|Clinics?|Laborator(?:y|ies)|Committees?|Ministr(?:y|ies)"
    r"|Bureaus?|Agenc(?:y|ies)|Director|Professor)" + _WORDS + r"\Z"
)
#: Words that end them.
_ENDS = re.compile(
    r"(?:[ \t]+(?:[A-Z][\w'-]*|and|of|&)){0,4}[ \t]+(?:Institutes?|Departments?|Divisions?|Schools?"
    r"|Colleges?|Academy|Society|Association|Foundation|Federation|Alliance|League|Council"
    r"|Cent(?:er|re)s?|Hospitals?|Clinics?|Laborator(?:y|ies)|Committee|Ministry|Agency|Journal)\b"
)


def is_in_title(text: str, start: int, end: int) -> bool:
    """Whether a capitalised name is a part of the title of a journal or an institution.

    >>> text = "published in The Lancet Infectious Diseases."
    >>> is_in_title(text, 24, 43)
    True
    >>> is_in_title("Patients at the centre had Diabetes.", 27, 35)
    False
    """
    # Most names stand between small words: looking at one word on either side is cheap.
    before = text[max(0, start - _LONGEST_WORD) : start].rsplit(maxsplit=1)[-1:]
    behind = text[end : end + _LONGEST_WORD].split(maxsplit=1)[:1]
    may_follow = bool(before) and _may_be_in_title(before[0])
    may_lead = bool(behind) and _may_be_in_title(behind[0])
    if not (may_follow or may_lead) or not all(map(_may_be_in_title, text[start:end].split())):
        return False
    earliest = max(0, start - _MAX_BEFORE)
    may_follow = may_follow and _follows_capital(text[earliest:start])
    if may_follow and _BEGINS.search(text, earliest, start):
        return True
    return may_lead and bool(_ENDS.match(text, end, end + _MAX_AFTER))


def _may_be_in_title(word: str) -> bool:
    return word[0].isupper() or word in _SMALL_WORDS


def _follows_capital(before: str) -> bool:
    """Whether a capital stands in the row of capitalised and small words that ends here."""
    for word in reversed(before.replace(",", " ").split()):
        if word not in _SMALL_WORDS:
            return word != word.lower()
    return False
