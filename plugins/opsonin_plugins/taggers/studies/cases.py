"""Single patients whose case is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from opsonin_plugins.taggers.ranges import starting_in
from opsonin_plugins.taggers.studies.details import publication_of, result_after, statistics_of
from opsonin_plugins.taggers.studies.study import Page, Study

_ONE = re.compile(
    r"\b(?:(?:(?:an?|one|the)\s)?(?P<age>\d{1,3}[- ]?(?:years?|months?|days?|weeks?)[- ]old)[- ]?"
    r"(?:[\w-]+\s){0,3}?(?P<aged>man|woman|boy|girl|male|female|patient|infant|child|baby|neonate)|"
    r"(?P<article>an?|one|1|another)\s(?:[\w-]+\s){0,2}?(?P<sole>man|woman|boy|girl|patient|infant|baby))\b"
    r"(?!\sof\b|['\u2019]s)",
    re.IGNORECASE,
)
#: What happens to patients. Source: verbs of the abstracts of case reports, and the seeds.
_HAPPENED = re.compile(
    r"\b(?:was|were|had been|has been)\s(?:[\w-]+\s)?(?:diagnosed|infected|admitted|"
    r"hospitali[sz]ed|treated|tested|asymptomatic|referred|transferred|quarantined|intubated|"
    r"reinfected|found|given)\b|"
    r"\b(?:died|presented|developed|recovered|suffered|complained|underwent|contracted|relapsed|"
    r"became ill|fell ill|received a|survived)\b|\bcase (?:study|report)\b",
    re.IGNORECASE,
)
#: Words of illness that name none.
_CLINICAL = re.compile(
    r"\b(?:infected|reinfected|asymptomatic|hospitali[sz]ed|diagnosed|intubated)\b"
)
_WORDS = ("old", "man", "woman", "boy", "girl", "patient", "infant", "baby")
_MALE, _FEMALE = frozenset({"man", "boy", "male"}), frozenset({"woman", "girl", "female"})
_SOON = 40
#: So many of the cases before are looked at for the one that is told of again.
_REMEMBERED = 100


def cases_in(page: Page) -> Iterator[Study]:
    """Yield the cases of a document, each once, in text order."""
    found: list[Study] = []
    for start, end in page.sentences:
        said = page.text[start:end]
        if not any(word in said for word in _WORDS) or not _HAPPENED.search(said):
            continue
        one = _case(page, start, end)
        if one is not None and not _merge(found, one):
            found.append(one)
    yield from found


def _case(page: Page, start: int, end: int) -> Study | None:
    patient = _ONE.search(page.text, start, end)
    if patient is None or not _is_ill(page, start, end, has_age=patient["age"] is not None):
        return None
    soon = min(end, patient.end() + _SOON)
    place = next(iter(starting_in(page.places, patient.end(), soon)), None)
    stop = place[1] if place else patient.end()
    return Study(
        start=patient.start(),
        end=end,
        design="case_report",
        population=" ".join(page.text[patient.start() : stop].split()),
        outcome=result_after(page, stop, end),
        statistic_ids=statistics_of(page, start, end),
        publication=publication_of(page, start, end) if _is_published(page, start, end) else None,
        place=page.text[slice(*place)].lower() if place else None,
    )


def _is_ill(page: Page, start: int, end: int, *, has_age: bool) -> bool:
    """Tell whether a sentence, or the next ones of a text on illness, is about a patient."""
    if starting_in(page.ills, start, end) or _CLINICAL.search(page.text, start, end):
        return True
    return has_age and bool(page.ills)


def _is_published(page: Page, start: int, end: int) -> bool:
    return page.is_paper or bool(starting_in(page.publications, start, end))


def _merge(found: list[Study], case: Study) -> bool:
    """Put a case to the one before that it tells more of; tell whether there was one."""
    for place, one in enumerate(found[-_REMEMBERED:], max(0, len(found) - _REMEMBERED)):
        if _is_same(one, case):
            found[place] = replace(
                one,
                statistic_ids=tuple(sorted({*one.statistic_ids, *case.statistic_ids})),
                publication=one.publication or case.publication,
                outcome=one.outcome or case.outcome,
            )
            return True
    return False


def _is_same(one: Study, other: Study) -> bool:
    ages = [_age(study.population or "") for study in (one, other)]
    sexes = [_sex(study.population or "") for study in (one, other)]
    if None not in sexes and sexes[0] != sexes[1]:
        return False
    if None not in ages:
        return ages[0] == ages[1]
    if one.place and other.place:
        return one.place == other.place
    # Without an age or a place it is whoever was told of last.
    return other.place is None and ages[1] is None


def _age(said: str) -> str | None:
    found = re.search(r"\d+", said)
    return found[0] if found else None


def _sex(said: str) -> str | None:
    words = set(re.split(r"[\s-]+", said.lower()))
    if words & _MALE:
        return "m"
    return "f" if words & _FEMALE else None
