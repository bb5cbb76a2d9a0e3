"""Finds the studies of a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from opsonin_plugins.taggers.ranges import starting_in
from opsonin_plugins.taggers.studies.cases import cases_in
from opsonin_plugins.taggers.studies.designs import Named, designs_in, is_of_reviews
from opsonin_plugins.taggers.studies.details import (
    affected,
    comparison_of,
    follow_up_of,
    intervention_of,
    measured,
    population,
    population_of,
    publication_of,
    result_after,
    statistics_of,
)
from opsonin_plugins.taggers.studies.groups import groups_in
from opsonin_plugins.taggers.studies.study import Count, Page, Range, Study

Find = Callable[[Page, int, int], str | None]
Designs = Mapping[int, Sequence[Named]]

#: How a paper speaks of its own study.
_OWN = re.compile(
    r"\b(?:we|our|this|the (?:present|current)|here|was (?:conducted|performed|carried out)|were|"
    r"is a|trial registration|methods?|design|conducted|multi-?cent(?:er|re)|participants)\b",
    re.IGNORECASE,
)
#: How it speaks of others'.
_OTHERS = re.compile(
    r"\bet al\b|\[\d|\bprevious(?:ly)?\b|\bearlier\b|\brecent(?:ly)?\b|\bother\b|\bfuture\b|"
    r"\bfurther\b|\bseveral\b|\bmany\b|\bmost\b|\bfew\b|\bneeded\b|\d{4}\)",
    re.IGNORECASE,
)
_TREATED = re.compile(
    r"\b(?:injected|treated|gave|given|vaccinated|received|infused|"
    r"transplanted|implanted|grafted|administered)\b"
)
#: "The trial followed 977 adults": a trial that was done, not one that is asked for.
_TRIAL = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Ii]n (?:a|the|one)) (?:[\w-]+ )?trial\b(?! (?:court|judge|lawyer))|"
    r"\b(?:two|three|four|both|several|these|\d{1,2}) (?:[\w-]+ )?trials\b"
)
_DIVIDED = re.compile(r"\b(?:divided|split|randomi[sz]ed|assigned|allocated)\b")
_ANIMALS = frozenset({"mice", "rats", "sheep", "pigs", "monkeys", "dogs", "rabbits", "hamsters"})
_FOLLOWED = re.compile(r"\b(?:group|cohort|followed|tracked)\b")
#: Fewer people than this who are treated are a series of cases. Source: the seeds' gold.
_FEW = 10
#: Designs of one's own are looked for in so much of a paper, besides its methods, in code points.
_HEAD = 4000
#: Sentences at the beginning that tell what a paper is about.
_TITLE = 3
#: How far a group may stand behind the design that it belongs to, in sentences.
_NEAR = 2


def find_studies(page: Page) -> list[Study]:
    """Return the studies of a document, in text order.

    Args:
        page: The document.
    """
    found = _own(page) if page.is_paper else _told(page)
    return sorted(found, key=lambda one: (one.start, one.end))


def _own(page: Page) -> list[Study]:
    """Return the study that a paper reports."""
    head = [one for one in page.sentences if one[0] <= _HEAD]
    named = [
        (one, head[place])
        for place, said in designs_in(page.text, head).items()
        if place == 0 or _is_own(page.text, *head[place])
        for one in said
    ]
    if not named:
        if is_of_reviews(page.journal):
            return [_review(page)]
        cases = list(cases_in(page)) if len(page.text) < _HEAD else []
        return cases[:1]
    best, sentence = min(named, key=lambda one: (one[0].rank, one[0].start))
    if best.design == "case_report":
        cases = list(cases_in(page))
        if cases:
            return cases[:1]
    group = _largest(page)
    return [_study(page, sentence, best.design, group)]


def _is_own(text: str, start: int, end: int) -> bool:
    return bool(_OWN.search(text, start, end)) and not _OTHERS.search(text, start, end)


def _largest(page: Page) -> tuple[Count, Range] | None:
    """Return the largest group that a paper says was studied, near its beginning."""
    found = [
        (group, (start, end))
        for start, end in page.sentences
        if start <= _HEAD
        for group in groups_in(page, start, end)
        if not _OTHERS.search(page.text, start, end)
    ]
    return max(found, key=lambda one: one[0].value or 0, default=None)


def _review(page: Page) -> Study:
    start, end = page.sentences[0]
    return Study(
        start=start,
        end=end,
        design="review",
        population=_first(population, page, page.sentences),
        publication=page.journal,
    )


def _study(page: Page, sentence: Range, design: str, sized: tuple[Count, Range] | None) -> Study:
    """Return the study of a paper, with what its beginning says of it."""
    head = [one for one in page.sentences if one[0] <= _HEAD]
    telling = [sentence, *page.sentences[:_TITLE]]
    arms = [*telling, *(one for one in head if _DIVIDED.search(page.text, *one))]
    group, behind = sized or (None, sentence)
    return Study(
        start=sentence[0],
        end=sentence[1],
        design=design,
        population=population_of(page, group, behind[1])
        if group
        else _first(population, page, telling),
        intervention=_first(intervention_of, page, arms),
        comparison=_first(comparison_of, page, arms),
        outcome=_first(measured, page, head) or _first(affected, page, telling),
        follow_up=follow_up_of(page, *sentence),
        statistic_ids=tuple(
            sorted({*statistics_of(page, *sentence), *statistics_of(page, *behind)})
        ),
        publication=page.journal,
    )


def _first(find: Find, page: Page, stretches: Iterable[Range]) -> str | None:
    """Return what the first of some stretches says that says anything."""
    return next((said for one in stretches if (said := find(page, *one)) is not None), None)


def _told(page: Page) -> list[Study]:
    """Return the studies that a text tells of: groups, cases, and what journals published."""
    named = designs_in(page.text, page.sentences)
    found = [one for number in range(len(page.sentences)) for one in _groups(page, number, named)]
    found += cases_in(page)
    told = _Told(found)
    for place in sorted(named):
        sentence = page.sentences[place]
        if starting_in(page.publications, *sentence):
            design = min(named[place], key=lambda one: one.rank).design
            told.add(page, design, sentence)
    return told.studies


class _Told:
    """Studies that a text tells of; what journals published of them is put to them."""

    def __init__(self, studies: Sequence[Study]) -> None:
        self.studies = list(studies)
        self._starts = sorted((one.start, number) for number, one in enumerate(studies))
        self._by_place = {
            one.place: number for number, one in reversed([*enumerate(studies)]) if one.place
        }

    def add(self, page: Page, design: str, sentence: Range) -> None:
        """Add a study that a journal published, or the journal to a study told of before."""
        places = [page.text[slice(*one)].lower() for one in starting_in(page.places, *sentence)]
        numbers = [number for _, number in starting_in(self._starts, *sentence)]
        numbers += [self._by_place[place] for place in places if place in self._by_place]
        if not numbers:
            self.studies.append(_published(page, design, sentence))
            return
        one = self.studies[min(numbers)]
        if one.publication is None:
            journal = publication_of(page, *sentence)
            self.studies[min(numbers)] = replace(one, publication=journal)


def _groups(page: Page, number: int, named: Designs) -> Iterable[Study]:
    start, end = page.sentences[number]
    groups = list(groups_in(page, start, end))
    for place, group in enumerate(groups):
        last = groups[place + 1].start if place + 1 < len(groups) else end
        semicolon = page.text.find(";", group.end, last)
        last = semicolon if semicolon >= 0 else last
        first = start if place == 0 else group.start
        yield Study(
            start=first,
            end=last,
            design=_design(page, number, group, named),
            population=population_of(page, group, last),
            intervention=_arms(intervention_of, page, first, last),
            comparison=_arms(comparison_of, page, first, last),
            outcome=result_after(page, group.end, last),
            follow_up=follow_up_of(page, first, last),
            statistic_ids=statistics_of(page, group.start, last),
            publication=publication_of(page, first, last),
        )


def _arms(find: Find, page: Page, start: int, end: int) -> str | None:
    """Return what a sentence says of the arms, or the next one if it tells them apart."""
    said = find(page, start, end)
    if said is None and _DIVIDED.search(page.text, start, end):
        after = [one for one in page.sentences if one[0] >= end][:1]
        said = _first(find, page, after)
    return said


def _design(page: Page, number: int, group: Count, named: Designs) -> str:
    """Return the design that stands near a group, else what its size and treatment tell."""
    for place in range(number, max(-1, number - _NEAR - 1), -1):
        if place in named:
            return min(named[place], key=lambda one: one.rank).design
    after = [one.design for one in named.get(number + 1, ())]
    if "randomised_trial" in after:
        return "randomised_trial"
    start, end = page.sentences[number]
    if group.noun.split()[-1:] and group.noun.split()[-1] in _ANIMALS:
        return "animal"
    if _TRIAL.search(page.text, start, end):
        return "clinical_trial"
    if _TREATED.search(page.text, start, end):
        return "case_series" if (group.value or 0) < _FEW else "clinical_trial"
    before = page.text[max(start, group.start - 30) : group.start]
    return (
        "cohort" if re.search(r"\b(?:group|cohort|followed|tracked)\b", before) else "observational"
    )


def _published(page: Page, design: str, sentence: Range) -> Study:
    return Study(
        start=sentence[0],
        end=sentence[1],
        design=design,
        population=population(page, *sentence),
        intervention=intervention_of(page, *sentence),
        comparison=comparison_of(page, *sentence),
        outcome=measured(page, *sentence) or affected(page, *sentence),
        follow_up=follow_up_of(page, *sentence),
        statistic_ids=statistics_of(page, *sentence),
        publication=publication_of(page, *sentence),
    )
