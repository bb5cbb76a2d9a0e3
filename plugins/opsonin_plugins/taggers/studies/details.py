"""What is said of a study beside its design: population, treatment, outcome, follow-up."""

from __future__ import annotations

import re

from opsonin_plugins.taggers.ranges import starting_in
from opsonin_plugins.taggers.studies.study import Count, Page, Range

_PEOPLE = (
    r"(?:patients|women|men|children|adults|people|participants|individuals|subjects|volunteers|"
    r"infants|neonates|adolescents|residents|mice|rats|students|survivors|cases|reports|workers|"
    r"households|families|athletes|smokers|veterans|donors|nurses|americans|mothers|samples)"
)
#: Words that end what is said of people.
_VERBS = (
    r"were|was|with|in a|using|had|has|have|received|will|may|can|could|is|are|would|should|"
    r"randomi[sz]ed|either|to (?!\d)\w+|(?:versus|vs) (?:placebo|standard|usual)|"
    r"and (?:exclude|found|compared)"
)
_TAIL = (
    r"(?:\s(?:with|who|aged|undergoing|having|suffering from|receiving|at risk of|on|of)\s"
    rf"(?:(?!\b(?:{_VERBS})\b|\s[\u2013\u2014-]\s)[^.,;:()\n]){{1,90}})?"
)
_OF_WHOM = re.compile(
    r"\b(?:in|among|of|on|for|from)\s"
    rf"((?:(?!and\b|in\b|of\b|for\b|the\b|to\b|with\b)[\w-]+\s){{0,4}}?{_PEOPLE}\b{_TAIL})",
    re.IGNORECASE,
)
_BEHIND = re.compile(_TAIL.removesuffix("?"))
_STOP = r"\b(?:or|versus|vs|in|for|at|and were|on|compared|than|among|plus)\b"
_RECEIVE = re.compile(
    r"\b(?:to receive|treated with|were injected with)\s(?:either\s)?"
    rf"((?:(?!{_STOP})[^.,;:()\n]){{3,80}})"
)
#: "randomly assigned 109 adults to colchicine 0.5 mg daily (n = 54) or placebo".
_ASSIGNED = re.compile(
    r"\b(?:assigned|allocated|randomi[sz]ed)\b[^.;\n]{0,90}?\sto\s(?:either\s)?"
    r"(?!(?:the|one|two|three|four|an?|each|receive|groups?|this|their|be|undergo)\b)"
    rf"((?:(?!{_STOP})[^,;:()\n]){{3,80}}?)(?=\s?[,;:()]|\s(?:or|versus|vs|for|and)\b|\.\s|\.?\Z)"
)
#: "gave 70 people either two capsules of turmeric a day or a placebo".
_GAVE = re.compile(r"\bgave\s[^.;\n]{3,120}?\seither\s(?:an?\s)?([^.,;:()\n]{3,80}?)\sor\b")
#: "One group took acarbose, and the other group took glipizide."
_TOOK = r"(?:took|received|was given|were given|got|used|had)"
_ONE_AND_OTHER = re.compile(
    rf"\b[Oo]ne (?:group|arm|half)(?: of [^.,;:()\n]{{3,40}})? {_TOOK}\s([^.,;:()\n]{{3,80}}?),? "
    rf"(?:and|while|whereas) the other(?: group| arm| half)?(?: {_TOOK})?\s"
    r"([^.,;:()\n]{3,60})(?=[.,;:(\n]|\Z)"
)
_WITH = re.compile(
    r"\b(?:injected|treated)\b[^.;\n]{0,80}\swith\s(?:the\s)?([^.,;:()\n]{3,60})(?=[.,;:\n]|\Z)"
)
_EFFECT = re.compile(
    r"\b(?:effects?|efficacy|effectiveness|safety|impact)\sof\s(?:an?\s|the\s)?"
    rf"((?:(?!{_STOP})[^.,;:()\n]){{3,80}}?)\s(?:on|in|for|versus|vs|compared|among)\b",
    re.IGNORECASE,
)
_ON = re.compile(
    r"\b(?:effects?|impact|influence)\sof\s[^.;\n]{3,90}?\son\s(?:the\s)?"
    r"((?:(?!\b(?:in|among|of patients|using|during|after)\b)[^.,;:()\n]){3,80})",
    re.IGNORECASE,
)
#: What a treatment is compared with. Source: the comparators of PICO in Cochrane's handbook.
_AGAINST = re.compile(
    r"\b(?:(?:versus|vs\.?|compared (?:with|to)|or|and)\s(?:the\s|a\s)?"
    r"((?:(?!or\b|and\b|to\b|for\b|that\b|by\b)[\w-]+\s){0,2}"
    r"(?:placebo|sham(?:\s[\w-]+)?|usual care|standard care|"
    r"(?:standard|conventional) (?:treatment|therapy)|no treatment|control group|controls|"
    r"waiting list|best supportive care)\b)|(placebo|sham)[- ]controlled\b|"
    r"\bon (?:a |the )?(placebo|sham)\b)",
    re.IGNORECASE,
)
_VERSUS = re.compile(
    r"\b(?:versus|vs\.?)\s((?:(?!\b(?:in|for|on|among|during|as|after)\b)[^.,;:()\n]){3,60})"
)
_OUTCOME = re.compile(
    r"\b(?:primary|main|principal)\s(?:efficacy\s)?(?:outcomes?|end-?\s?points?)(?:\s(?:measures?|"
    r"variables?))?\s(?:was|were|is|are|included?)\s(?:the\s)?([^.;()\n]{3,240})",
    re.IGNORECASE,
)
_FOLLOWED = re.compile(
    r"\b(?:follow(?:ed)?[- ]?up(?:\s(?:period|time|duration))?\s(?:of|was|for|at|:)\s|"
    r"followed\s(?:[\w-]+\s){0,3}for\s)(?:a\s)?(?:(?:median|mean|average|total)\s(?:of\s)?)?"
    r"([^.;:()\n]{0,12}?\d[\d.\u2013-]*[\s-](?:days?|weeks?|months?|years?))",
    re.IGNORECASE,
)
_LONG = re.compile(r"\b(\d+[\s-](?:day|week|month|year)s?)[\s-]follow[- ]?up", re.IGNORECASE)
#: What goes on with the people, and tells no outcome.
_NO_CLAUSE = re.compile(
    r"(?:with|of|who|whom|in|from|and|aged|on|to|worldwide|at|by|during|over|between|across|within|"
    r"through|as|for|that|which)\b|(?:were|was)\s(?:\w+ly\s)?(?:assigned|randomi[sz]ed|allocated|"
    r"designated|enrolled|recruited|included|divided|split|given|studied|followed)\b"
)
_BRACKET = re.compile(r"\s?\([^()\n]{1,40}\)")
#: How far around a study its follow-up stands in a text that is no paper, in code points.
_REACH = 500
#: No journal's name is longer, in code points.
_NAME = 300
#: How far around "follow" its duration stands.
_NEAR = 40


def population_of(page: Page, group: Count, end: int) -> str:
    """Return who was studied: a number with what is said of those people."""
    tail = _BEHIND.match(page.text, group.end, end)
    return _joined(page.text[group.start : tail.end() if tail else group.end])


def population(page: Page, start: int, end: int) -> str | None:
    """Return who was studied, in the words of a sentence."""
    found = _OF_WHOM.search(page.text, start, end)
    return _joined(found[1]) if found else None


def intervention_of(page: Page, start: int, end: int) -> str | None:
    """Return what was done, in the words of a sentence."""
    for pattern in (_ONE_AND_OTHER, _WITH, _RECEIVE, _ASSIGNED, _GAVE, _EFFECT):
        found = pattern.search(page.text, start, end)
        if found:
            return _joined(found[1])
    return None


def comparison_of(page: Page, start: int, end: int) -> str | None:
    """Return what it was compared with, in the words of a sentence."""
    split = _ONE_AND_OTHER.search(page.text, start, end)
    if split:
        return _joined(split[2])
    found = _AGAINST.search(page.text, start, end) or _VERSUS.search(page.text, start, end)
    return _joined(next(one for one in found.groups() if one)) if found else None


def measured(page: Page, start: int, end: int) -> str | None:
    """Return the primary outcome that a stretch names."""
    if page.text.find(" outcome", start, end) < 0 and page.text.find(" end", start, end) < 0:
        return None
    found = _OUTCOME.search(page.text, start, end)
    if found is None or found[1].split()[0].endswith("ed"):
        return None
    return _joined(found[1])


def affected(page: Page, start: int, end: int) -> str | None:
    """Return what the effect of something is looked for on."""
    found = _ON.search(page.text, start, end)
    return _joined(found[1]) if found else None


def result_after(page: Page, at: int, end: int) -> str | None:
    """Return the rest of a sentence that says how many of a group did what."""
    bracket = _BRACKET.match(page.text, at, end)
    at = bracket.end() if bracket else at
    while at < end and not page.text[at].isalnum():
        at += 1
    rest = page.text[at:end]
    for stop in (";", ".\n", "\n"):
        rest = rest.partition(stop)[0]
    rest = rest.rstrip(" .")
    if _NO_CLAUSE.match(rest):
        return None
    return _joined(rest) if len(rest.split()) > 2 else None  # noqa: PLR2004 - a clause


def follow_up_of(page: Page, start: int, end: int) -> str | None:
    """Return for how long a study followed people; near it, in a text that is no paper."""
    if not page.is_paper:
        start, end = max(0, start - _REACH), min(len(page.text), end + _REACH)
        for one in starting_in(page.counts, start, end):
            if one.role == "follow_up":
                return _joined(page.text[one.start : one.end])
    else:
        start, end = 0, len(page.text)
    at = page.text.find("ollow", start, end)
    while at >= 0:
        first, last = max(start, at - _NEAR), min(end, at + 2 * _NEAR)
        found = _FOLLOWED.search(page.text, first, last) or _LONG.search(page.text, first, last)
        if found:
            return _joined(found[1])
        at = page.text.find("ollow", at + 1, end)
    return None


def publication_of(page: Page, start: int, end: int) -> str | None:
    """Return where a study was published: the journal nearest to it, if the text names one."""
    if page.is_paper or not page.publications:
        return page.journal if page.is_paper else None

    def distance(one: Range) -> int:
        return max(start - one[1], one[0] - end, 0)

    near = starting_in(page.publications, start - _REACH - _NAME, end + _REACH)
    nearest = min(near, key=distance, default=None)
    if nearest is None or distance(nearest) > _REACH:
        return None
    return _joined(page.text[slice(*nearest)])


def statistics_of(page: Page, start: int, end: int) -> tuple[int, ...]:
    """Return the statistics that stand in a stretch."""
    return tuple(one.statistic_id for one in starting_in(page.counts, start, end))


def _joined(text: str) -> str:
    return " ".join(text.split()).rstrip(" ,")
