"""Terms that only a machine puts in the place of the usual ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsonin_plugins.cleaners.damage.page import Damage, Page
from opsonin_plugins.cleaners.exchanged_terms import EXCHANGED_SIGN, exchanged_terms

TERM = "mt_term"

#: Literal renderings of the Chinese names of COVID-19 and of its virus. On their own some of them
#: are English: a new crown of a tooth, new coronary disease.
#: Source: Chinese press names of COVID-19 and what general translators made of them in 2020-22.
_CORONA = (
    r"new (?:crowns?|coronary|coronal|corona) (?:pneumonia|virus(?:es)?|vaccin(?:e|es|ation)|"
    r"epidemic|outbreak|pandemic|infections?|disease|patients?|variants?|strains?|cases?|"
    r"antibod(?:y|ies)|nucleic acid|mutants?|tests?)|new crowns?|neo-?coronary \w+|"
    r"new champions? (?:virus|pneumonia)|crown virus|crown vaccines?"
)
_CORONA_TERM = re.compile(rf"\b(?:{_CORONA})\b", re.IGNORECASE)
_EPIDEMIC = re.compile(
    r"\b(?:covid|sars-cov|coronavir|pandemic|epidemic|vaccin|virus|antibod)", re.IGNORECASE
)
_ROYAL = re.compile(r" (?:prince|princess|court|jewels?|act|dependenc|land|molding|moulding)")
_MIN_TERMS = 2

#: Stands, whatever its case, in every text that has something for `terms`.
SIGN = f"new crown|new coron|neo-?coronary|new champion|crown v|{EXCHANGED_SIGN}"


def terms(page: Page) -> Iterator[Damage]:
    """Yield translated and exchanged terms, if there are more signs of where the text comes from.

    One such term in a text that is otherwise sound is a writer's own, a quotation, or a place.
    """
    found = sorted({*_corona(page.text), *_exchanged(page.text)})
    wordings = {page.text[one.start : one.end].lower() for one in found}
    if not page.origin and len(wordings) < _MIN_TERMS:
        return
    for one in found:
        if page.paragraph_at(one.start):
            yield one


def _corona(text: str) -> Iterator[Damage]:
    if _EPIDEMIC.search(text) is None:
        return
    for match in _CORONA_TERM.finditer(text):
        if not _ROYAL.match(text, match.end()):
            yield Damage(*match.span(), TERM, "literal for COVID-19 or its virus")


def _exchanged(text: str) -> Iterator[Damage]:
    for start, end, meant in exchanged_terms(text):
        yield Damage(start, end, TERM, f"for {meant}")
