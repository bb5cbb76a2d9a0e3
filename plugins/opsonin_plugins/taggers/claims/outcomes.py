"""What became of people, where a text says that all are well and that one of them is not.

Who died or recovered is claimed by every second report; only where one sentence denies what
another says of all is it worth a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from opsonin_plugins.taggers.claims.claim import Claim, Party
from opsonin_plugins.taggers.quantities.people import PEOPLE

_NOUNS = "|".join(sorted(PEOPLE - {"control", "controls"}, key=lambda word: (-len(word), word)))
_WORDS = r"(?: [\w'\u2019-]{1,30}){0,4}?"
#: "All confirmed cases of reinfection appear to have recovered".
_ALL = re.compile(
    rf"\b(?P<who>(?:[Aa]ll|[Ee]very|[Ee]ach)(?: of)?(?: the| these| those| our)?(?P<what>{_WORDS}) "
    rf"(?:{_NOUNS})(?P<which>(?: (?:of|with|infected with|who had){_WORDS})?)) "
    r"(?P<hedge>(?:appears?|seems?|are believed|are thought) to )?(?:have |has |had |were |was )?"
    r"(?:(?:all|now|since|fully|completely|eventually) ){0,2}(?:recover(?:ed)?|survived?)\b"
)
#: "None of the infected patients died".
_NOBODY = re.compile(
    rf"\b(?P<who>(?:[Nn]o|[Nn]one of the|[Nn]one of these)(?P<what>{_WORDS}) (?:{_NOUNS})"
    rf"(?P<which>(?: (?:of|with|infected with|who had){_WORDS})?)) (?P<hedge>)"
    r"(?:have |has |had )?died\b"
)
#: "89 year old woman in the Netherlands died".
_DEATH = re.compile(
    rf"(?P<who>(?:(?:(?<![0-9])(?<![0-9],)[0-9][0-9,]*+|[Aa]n?|[Tt]he|[Oo]ne|[Tt]wo|[Tt]hree|"
    rf"[Ff]our|[Ff]ive|[Ss]ome)"
    rf"[ -](?:[\w-]{{1,20}} ){{0,4}})?\b(?:{_NOUNS})(?: (?:of|in|from|with|who){_WORDS})?)"
    r" (?:(?:has|have|had|later|also|subsequently) ){0,2}[Dd]ied\b"
)
#: One of them stands in every such sentence.
_SIGNS = ("died", "Died", "recover", "surviv")
_UNIVERSAL = (_ALL, _NOBODY)
_CLAUSE_END = re.compile(r"[,.;:!?\n]|\Z")
#: What makes the two sentences speak of different people, times or worlds.
_APART = re.compile(
    r"\b(?:groups?|arms?|cohorts?|placebo|controls?|within|until|before|perioperative|surgery|"
    r"operations?|procedures?|hospital|follow-?up|months?|days|weeks|rats?|mice|animals?|except|"
    r"but one|but two|other than|if|would|could|might|not|never|unrelated)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:[Nn]o|[Nn]one|[Nn]either|[Nn]or|[Nn]obody)\b")
#: Words of who is meant that tell nobody apart.
_GENERAL = PEOPLE | frozenset(
    {"confirmed", "known", "reported", "other", "with", "infected", "who"}
)
#: How far before a death its circumstances are told, and how long an opening is, in code points.
#: Source: ours.
_BEFORE, _OPENING = 600, 300
#: Words are compared by their first letters: "reinfection", "reinfected".
_STEM = 6


class Outcome(NamedTuple):
    """What became of somebody.

    Attributes:
        start: First code point in the clean text.
        end: First code point after it.
        who: The people, in words.
        hedge: Code points of what leaves it open.
        scope: First letters of the words that tell which people are meant.
        is_of_all: Whether it is said of all of them.
    """

    start: int
    end: int
    who: str
    hedge: tuple[int, int] | None
    scope: frozenset[str]
    is_of_all: bool


def find_outcomes(text: str, sentences: Iterable[tuple[int, int]]) -> list[Claim]:
    """Return claims about what became of all, and of who is an exception to it.

    Args:
        text: The text of the document.
        sentences: Where the sentences of its main text stand.
    """
    # Without a death there is no exception; to look for the word takes no time.
    if "died" not in text and "Died" not in text:
        return []
    found = [one for start, end in sentences for one in _outcomes(text, start, end)]
    pairs = opposed_outcomes(text, found)
    return [_claim(one) for one in sorted({one for pair in pairs for one in pair})]


def opposed_outcomes(text: str, found: Sequence[Outcome]) -> list[tuple[Outcome, Outcome]]:
    """Return what is said of all with the first exception to it.

    Args:
        text: The text of the document.
        found: What it says became of people.
    """
    deaths = [one for one in found if not one.is_of_all]
    pairs = []
    for whole in found:
        exceptions = (one for one in deaths if whole.is_of_all and _is_of(text, one, whole))
        first = next(exceptions, None)
        if first is not None:
            pairs.append((whole, first))
    return pairs


def outcome_in(text: str, start: int, end: int) -> Outcome | None:
    """Return the outcome that a claim tells of, if it is one of those found here."""
    return next(
        (one for one in _outcomes(text, start, end) if (one.start, one.end) == (start, end)), None
    )


def _outcomes(text: str, start: int, end: int) -> Iterator[Outcome]:
    said = text[start:end]
    if not any(word in said for word in _SIGNS):
        return
    for pattern in _UNIVERSAL:
        for match in pattern.finditer(said):
            hedge = None
            if match["hedge"]:
                hedge = (start + match.start("hedge"), start + match.end("hedge") - 1)
            scope = _stems(f"{match['what']} {match['which']}")
            at = _clause(text, start, end, match)
            if not _APART.search(text, start, at[1]):
                yield Outcome(*at, match["who"], hedge, scope, is_of_all=True)
    for match in _DEATH.finditer(said):
        at = _clause(text, start, end, match)
        if not (_DENIED.search(text, start, at[1]) or _APART.search(text, start, at[1])):
            yield Outcome(*at, match["who"], None, frozenset(), is_of_all=False)


def _clause(text: str, start: int, end: int, match: re.Match[str]) -> tuple[int, int]:
    stop = _CLAUSE_END.search(text, start + match.end(), end)
    return start + match.start(), stop.start() if stop else end


def _is_of(text: str, death: Outcome, whole: Outcome) -> bool:
    """Tell whether somebody who died is one of those who are said to be well."""
    if max(death.start, whole.start) < min(death.end, whole.end):
        return False
    told = text[: min(_OPENING, len(text))] + " " + text[max(0, death.start - _BEFORE) : death.end]
    return whole.scope <= _stems(told)


def _stems(words: str) -> frozenset[str]:
    plain = re.findall(r"\w{4,}", words.lower().replace("-", ""))
    return frozenset(word[:_STEM] for word in plain if word not in _GENERAL)


def _claim(one: Outcome) -> Claim:
    return Claim(
        one.start,
        one.end,
        "finding",
        Party(" ".join(one.who.split())),
        certainty="hedged" if one.hedge else "asserted",
        cue=one.hedge,
    )
