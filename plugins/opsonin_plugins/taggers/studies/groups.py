"""Groups of people that were studied: "in a group of 659 patients", "enrolled 40 women"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsonin_plugins.taggers.quantities.people import PEOPLE
from opsonin_plugins.taggers.ranges import starting_in
from opsonin_plugins.taggers.studies.study import Count, Page
from opsonin_plugins.taggers.word_lists import word_set

#: What is studied beside people.
_NOUNS = PEOPLE | word_set(
    "reports samples records mice rats families twins births pregnancies residents workers "
    "athletes veterans users smokers donors survivors recipients couples households animals "
    "employees americans nurses physicians mothers teenagers adolescents seniors sheep pigs "
    "monkeys dogs rabbits hamsters professionals toddlers babies infants newborns kids "
    "boys girls folks grownups clinics practices"
)
_ABOUT = (
    r"(?:about|around|nearly|almost|over|more than|at least|some|approximately|only|just|the)?"
    r"\s*\Z"
)
_BEFORE = re.compile(
    r"(?:\b(?:group|cohort|sample|series|population|total)\sof\s|"
    r"\b(?:samples|specimens|scans|biopsies|records|swabs|blood|sera|tissues?)\s(?:of|from)\s|"
    r"\b(?:study|studies|trials?|research|analys[ei]s|survey|investigation|experiments?|data|tests?)\s"
    r"(?:[\w-]+\s){0,3}(?:of|on|in|with|involving|among|including|from)\s|"
    r"\b(?:injected|treated|enrolled|recruited|randomi[sz]ed|examined|studied|followed|analy[sz]ed|"
    r"investigated?|interviewed|surveyed|tested|assigned|evaluated|monitored|assessed|vaccinated|"
    r"included|tracked|involved|involving|looked at|checked out|gave|compared|scanned|to scan|"
    r"to study|to follow|to examine|to test)\s"
    r"(?:(?:data|knowledge|information|records) (?:from|on|about|of)\s)?|"
    r"\b(?:transplanted|implanted|infused|injected|administered|given|grafted)\s(?:in)?to\s|"
    r"\bmeasured\s[^.;:()\n]{2,40}\s(?:in|among)\s|"
    r"\b(?:tested|tried|examined)\s(?:it\s)?(?:on|in)\s|"
    r"\b(?:trial|study|cohort|survey)\b[^.;()\n]{0,30}\(\s?)" + _ABOUT
)
_AFTER = re.compile(
    r"(?:\s[\w-]+){0,7}?\s(?:(?:were|was)\s(?:randomly\s|arbitrarily\s|initially\s|finally\s)?"
    r"(?:randomi[sz]ed|designated|assigned|allocated|enrolled|recruited|included|treated|given|injected|studied|followed|"
    r"analy[sz]ed|examined|interviewed|surveyed|vaccinated|evaluated)|underwent|participated|"
    r"took part|completed)\b"
)
_PART = re.compile(r"\d\s(?:out of|of)\s(?:the\s|all\s|those\s)?\Z")
_REACH = 70


def groups_in(page: Page, start: int, end: int) -> Iterator[Count]:
    """Yield the numbers of a sentence that say how many were studied.

    Args:
        page: The document.
        start: Where the sentence begins.
        end: Where it ends.
    """
    for one in starting_in(page.counts, start, end):
        if one.kind != "count" or one.value is None or one.value < 2:  # noqa: PLR2004 - one is a case
            continue
        if not one.is_stated or one.role == "numerator" or not _is_studied(one.noun):
            continue
        before = page.text[max(start, one.start - _REACH) : one.start]
        if _PART.search(before):
            # "identified 73 of 97 women" is what came out of it.
            continue
        if _BEFORE.search(before) or _AFTER.match(
            page.text, one.end, min(end, one.end + 2 * _REACH)
        ):
            yield one


def _is_studied(noun: str) -> bool:
    return not _NOUNS.isdisjoint(noun.split()[-1:])
