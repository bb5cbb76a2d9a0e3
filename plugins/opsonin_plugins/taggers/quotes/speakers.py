"""Finds the words that name whoever speaks: before a verb, or after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsonin_plugins.taggers.quotes.sentences import is_abbreviation
from opsonin_plugins.taggers.word_lists import word_set

#: First code point, and first one after it.
Range = tuple[int, int]

_WORD = re.compile(r"[^\W_]+(?:[\u2019'.&-][^\W_]+)*\.?|[^\s\w]")
PRONOUNS = word_set(
    """
    he she they it i we you who one others some many both everyone nobody somebody
    """
)
_DETERMINERS = word_set(
    """
    the a an this that these those his her their its our my another one some several many two
    three most other both each all
    """
)
#: What may stand between the subject and its verb.
_BETWEEN = word_set(
    """
    also later then recently once even further previously has have had did does do would will
    could can may might should never often always again just still not is was are were be been
    himself herself themselves first only too earlier now soon went on to didn't
    """
)
#: Words at which a noun phrase begins or ends: prepositions, conjunctions, auxiliaries.
_STOP = word_set(
    """
    in on at by to from with as after before during when while because since until if and or but
    so than that which whose where how what why about for into over under through against between
    among like yet is was are were be been being has have had not do does did will would can could
    may might should via per amid despite although though whether there then here also said says
    told
    """
)
#: Prepositions that join two noun phrases to one.
_INNER = word_set(
    """
    of for at from with in
    """
)
_ARTICLES = frozenset(["The", "A", "An", "His", "Her", "Their", "Our", "This", "Some", "Many"])
_CONJUNCTIONS = word_set(
    """
    and but or
    """
)
#: Plurals that speak without an article. Source: ours, from English news.
_PEOPLE = re.compile(
    r"\b(?:experts|researchers|scientists|doctors|officials|authors|investigators|critics|analysts|"
    r"physicians|lawyers|prosecutors|police|authorities|sources|opponents|supporters|advocates|"
    r"activists|leaders|lawmakers|parents|teachers|nurses|patients|residents|witnesses|observers|"
    r"advisers|advisors|aides|clinicians|reviewers|regulators|campaigners|locals|engineers|"
    r"[a-z]+(?:ologists|icians|iatrists))\b"
)
#: What begins another clause.
_CLAUSE = re.compile(
    r"[,;:\u2014()\u201c\u201d\"]|\b(?:that|when|if|because|and|but|as|while|which|who|whom|where|"
    r"whether|since|although|though|after|before|until|than|or|so|is|was|are|were|has|have|had|"
    r"will|would|said|says)\b"
)
#: A name of two words or more at the end of a phrase.
_NAMED = re.compile(r"(?<= )[A-Z][^\W\d_][\w.'\u2019-]*(?: [A-Z][\w.'\u2019-]*){1,3}\Z")
#: "Centers for Disease Control and" Prevention: "and" may join words of one name.
_BODY_AND = re.compile(
    r"(?:\b[Tt]he )?(?:\b[A-Z][\w.\u2019'-]* ){0,4}\b(?:Cent(?:er|re)s?|Ministry|"
    r"Departments?|Institutes?|Agency|Association|Office|Administration|Organi[sz]ation|"
    r"Council|School|Society|Division) "
    r"(?:for|of|on) (?:the )?[A-Z][\w\u2019'-]*(?: [A-Z][\w\u2019'-]*){0,3}"
    r"(?:, [A-Z][\w\u2019'-]*)? and \Z"
)
_BODY_REACH = 120
#: "said the head of the clinic, Professor Jane Doe": who it is stands behind what she is.
_NAME_BEHIND = re.compile(
    r",\s(?P<name>(?:(?:Professor|Prof\.|Doctor|Dr\.?|Mr\.?|Ms\.?|Mrs\.?|Sir|Dame)\s)?"
    r"[A-Z][\w\u2019'-]+(?:\s[A-Z]\.)?(?:\s[A-Z][\w\u2019'-]+){1,2})(?=[.,;:]|\Z)"
)
_DEGREE = re.compile(r"(?:M\.?D|Ph\.?D|R\.?N|MPH|MBA|MSc|FRCP|Jr|Sr)\.?")
_JOINED = re.compile(r"\b(?:of|at|for|in|from|with|to|by)\b")
#: Longer phrases are rarely subjects. Source: ours, over English news.
_MAX_WORDS = 12
#: Appositions that are looked through for the subject before them.
_MAX_APPOSITIONS = 4
#: Adverbs have at least so many letters.
_ADVERB = 5


def subject_before(text: str, start: int, cue: int) -> Range | None:
    """Return the subject of a verb: the noun phrase before it, past what stands between.

    Args:
        text: The text.
        start: Where the sentence or clause begins.
        cue: Where the verb begins.
    """
    words = _words(text, start, cue)
    last = _past_adverbs(text, words, len(words) - 1)
    if last < 0:
        return None
    word = text[slice(*words[last])]
    if word.lower() in _CONJUNCTIONS:
        # A second verb of the same subject.
        return _first_phrase(text, start, cue)
    if word == ",":
        # "Jane Doe, the lead author, said"; "Jane Doe, who led the study, said".
        found = _before_apposition(text, words, last)
        if found is not None:
            return _named_behind(text, found, cue)
        last = _past_adverbs(text, words, last - 1)
    last = _past_parenthesis(text, words, last)
    found = _phrase_ending(text, words, last)
    if found and text[found[0]].isupper():
        body = _BODY_AND.search(text[: found[0]], max(start, found[0] - _BODY_REACH))
        found = (body.start(), found[1]) if body else found
    return found and _widened(text, start, found)


def subject_after(text: str, start: int, end: int) -> Range | None:
    """Return the noun phrase with which a stretch begins, as in "said Jane Doe, a virologist".

    Args:
        text: The text.
        start: First code point of the stretch.
        end: First code point after it.
    """
    phrase: list[Range] = []
    for at, stop in _words(text, start, end):
        word = text[at:stop].lower()
        if not word[0].isalnum() or (word.rstrip(".") in _STOP and (not phrase or word != "of")):
            break
        if not phrase and word in PRONOUNS - _DETERMINERS:
            return at, stop
        ends_here = word.endswith(".") and not is_abbreviation(text, stop - 1, at)
        phrase.append((at, stop - ends_here))
        if ends_here or len(phrase) >= _MAX_WORDS:
            break
    found = (phrase[0][0], phrase[-1][1]) if phrase else None
    if not found or not _is_nominal(text[slice(*found)]):
        return None
    return _named_behind(text, found, end)


def _named_behind(text: str, found: Range, end: int) -> Range:
    """Return the name behind an office: "the first author of the paper, Dr. Jane Doe,"."""
    is_office = text[found[0] : found[1]].split(maxsplit=1)[0].lower() in {"the", "a", "an"}
    name = _NAME_BEHIND.match(text, found[1], end) if is_office else None
    return name.span("name") if name else found


def _words(text: str, start: int, end: int) -> list[Range]:
    return [word.span() for word in _WORD.finditer(text, start, end)]


def _first_phrase(text: str, start: int, end: int) -> Range | None:
    """Return the noun phrase with which a sentence begins, past an adverbial."""
    found = subject_after(text, start, end)
    comma = text.find(",", start, end)
    if found is None and comma >= 0:
        found = subject_after(text, comma + 1, end)
    return found and _to_name(text, found)


def _to_name(text: str, found: Range) -> Range:
    """Cut what follows a name at the beginning of a phrase: "Jane Doe returned late"."""
    words = _words(text, *found)
    capitals = 0
    while capitals < len(words) and text[words[capitals][0]].isupper():
        capitals += 1
    if not capitals or capitals == len(words) or text[slice(*words[capitals])] in _INNER:
        return found
    return (found[0], words[capitals - 1][1]) if text[slice(*words[0])] not in _ARTICLES else found


def _widened(text: str, start: int, found: Range) -> Range:
    """Let a subject begin with what the phrase only qualifies: "Protesters in the streets"."""
    before = text[start : found[0]]
    if not before.strip() or _CLAUSE.search(before):
        return found
    first = subject_after(text, start, found[0])
    return (first[0], found[1]) if first else found


def _is_nominal(phrase: str) -> bool:
    first = phrase.split(maxsplit=1)[0].lower()
    if first in _DETERMINERS or first in PRONOUNS or not phrase.islower():
        return True
    return bool(_PEOPLE.search(phrase))


def _past_adverbs(text: str, words: Sequence[Range], last: int) -> int:
    """Return the last word before auxiliaries and adverbs; -1 if there is none."""
    while last >= 0:
        word = text[slice(*words[last])].lower()
        if word not in _BETWEEN and not (word.endswith("ly") and len(word) >= _ADVERB):
            break
        last -= 1
    return last


def _past_parenthesis(text: str, words: Sequence[Range], last: int) -> int:
    if last >= 0 and text[words[last][0]] == ")":
        while last >= 0 and text[words[last][0]] != "(":
            last -= 1
        last -= 1
    return last


def _before_apposition(text: str, words: Sequence[Range], last: int) -> Range | None:
    """Return the phrase before an apposition or relative clause that ends with a comma."""
    commas = [at for at in range(last - 1, 0, -1) if text[words[at][0]] == ","]
    for comma in commas[:_MAX_APPOSITIONS]:
        found = _phrase_ending(text, words, _past_parenthesis(text, words, comma - 1))
        if found is None:
            continue
        before = text[words[0][0] : found[0]].strip().lower()
        leads = before.endswith(",") or before in {"", *_CONJUNCTIONS}
        phrase = text[slice(*found)]
        if _DEGREE.fullmatch(phrase):
            continue
        first = phrase.split(maxsplit=1)[0].lower()
        is_known = phrase[0].isupper() or first in _DETERMINERS or first in PRONOUNS
        # "study author Jane Doe, a virologist": what somebody is may come before the name.
        if leads and (is_known or (_NAMED.search(phrase) and not _JOINED.search(phrase))):
            return found
    return None


def _phrase_ending(text: str, words: Sequence[Range], last: int) -> Range | None:
    """Return the noun phrase that ends with a word."""
    if last < 0:
        return None
    word = text[slice(*words[last])].lower()
    if not word[0].isalnum() or word in _STOP:
        return None
    if word == "who" and last > 0:
        # "said Jane Doe, who called for": the clause is about her.
        before = last - 1 - (text[words[last - 1][0]] == ",")
        return _phrase_ending(text, words, before) or words[last]
    if word in PRONOUNS:
        return words[last]
    first = last
    for first in _leftwards(text, words, last):
        if last - first >= _MAX_WORDS:
            break
    phrase = words[first][0], words[last][1]
    return phrase if _is_nominal(text[slice(*phrase)]) else None


def _leftwards(text: str, words: Sequence[Range], last: int) -> Iterator[int]:
    """Yield the positions of words that a phrase may begin with, from its end to the left."""
    first = last
    while first > 0:
        before = text[slice(*words[first - 1])]
        lower = before.lower()
        if before == ")" and text[slice(*words[first])].lower() in _INNER:
            # "Professor Jane Doe (virology) of Yale University"
            first = _past_parenthesis(text, words, first - 1) + 1
            if first and text[words[first - 1][0]].isalnum():
                continue
            return
        if not before[0].isalnum() or (
            before.endswith(".")
            and not is_abbreviation(text, words[first - 1][1] - 1, words[first - 1][0])
        ):
            return
        joins = lower in _INNER and first > 1 and _may_be_joined(text, words[first - 2])
        if not joins and (lower in _STOP or lower in PRONOUNS - _DETERMINERS):
            return
        first -= 1
        if not joins:
            yield first
        is_joined = first > 0 and text[slice(*words[first - 1])].lower() in _INNER
        if lower in _DETERMINERS and not is_joined:
            return


def _may_be_joined(text: str, word: Range) -> bool:
    return text[word[0]].isalnum() and text[slice(*word)].lower() not in _STOP
