"""The names of study designs."""

from __future__ import annotations

import re
from typing import NamedTuple

from opsonin_plugins.taggers.word_lists import word_set

#: Designs with the turns that name them, the more telling first. Source: the study types of MeSH's
#: publication types and the levels of evidence of OCEBM (2011).
_DESIGNS = (
    ("meta_analysis", r"meta-?\s?analys[ei]s|pooled analysis"),
    ("systematic_review", r"systematic(?:ally)? review(?:s|ed)?|scoping review|Cochrane review"),
    (
        "randomised_trial",
        r"randomi[sz]ed(?:,?\s(?:and\s)?[\w-]+){0,5}\s(?:trials?|stud(?:y|ies)|comparison|evaluation)|"
        r"RCTs?|(?:were|was)\s(?:then\s)?(?:randomly\s(?:assigned|allocated|divided|selected to)|"
        r"randomi[sz]ed(?!\scontrolled))|randomly\s(?:assigned|allocated|divided)|"
        r"cross-?over (?:trial|study|design)|double-?blind(?:ed)?(?:,?\s[\w-]+){0,3}\s(?:trial|study)",
    ),
    ("case_series", r"case series|series of (?:\w+\s){0,3}(?:cases|patients)"),
    ("case_report", r"case (?:report|study)(?!\s?ies)|(?:report|present|describe)s? (?:a|the) case"),
    ("case_control", r"case-?\s?control(?:led)? (?:study|design|analysis|studies)"),
    (
        "cohort",
        r"(?:prospective|retrospective|population-based|birth|longitudinal|genetic|multicent\w+)?\s?"
        r"cohort (?:study|studies|analysis)|(?:prospective|retrospective|longitudinal|follow-up)"
        r"(?:,?\s[\w-]+){0,3}\s(?:study|analysis|review)|registry (?:study|analysis)|"
        r"retrospectively (?:reviewed|analy[sz]ed|evaluated|studied)",
    ),
    ("cross_sectional", r"cross-?\s?sectional(?:\s[\w-]+){0,2}\s(?:study|survey|analysis|design)"),
    (
        "clinical_trial",
        r"(?:clinical|pilot|phase\s(?:[I1-4]+[ab]?(?:/[I1-4]+)?)|open-?label|single-?arm|feasibility|"
        r"placebo-controlled|uncontrolled|controlled|intervention(?:al)?|vaccine)(?:,?\s[\w-]+){0,2}\s"
        r"(?:trial|study)",
    ),
    ("survey", r"(?:national|online|telephone|household|population|questionnaire)\ssurvey|"
        r"survey of|questionnaire study|qualitative study|semi-?structured interviews|focus groups"),
    ("genome_wide_association", r"genome-?wide association|GWAS"),
    ("observational", r"observational (?:study|analysis|data)|ecological study|modell?ing study"),
    ("animal", r"(?:animal|mouse|rat|murine) (?:model|study|experiments?)|"
        r"(?:mice|rats|rabbits) (?:were|received)"),
    ("in_vitro", r"in vitro (?:study|experiments?|analysis)|cell cultures? (?:study|experiments?)"),
    ("review", r"(?:this|the present|our|narrative|literature|in this) review\b|"
        r"(?:we|this (?:article|paper)) (?:here )?reviews?|(?:commentary|perspective) on"),
)  # fmt: skip
_PATTERN = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in _DESIGNS), re.IGNORECASE
)
_RANK = {name: rank for rank, (name, _) in enumerate(_DESIGNS)}
#: A sentence without one of these names no design.
_WORDS = word_set(
    "meta pooled review random rct blind cross series case cohort prospective retrospective registry "
    "longitudinal trial pilot phase survey questionnaire qualitative interview focus gwas genome "
    "observational ecological modelling modeling animal mouse mice rat murine vitro culture "
    "commentary follow-up study controlled perspective rabbits"
)
#: Journals that publish reviews. Source: the series of the big publishers.
_REVIEW_JOURNAL = re.compile(
    r"\bNat(?:ure)? Rev(?:iews|\b)|\bAnnu(?:al)? Rev|\bTrends\b|\bCurr(?:ent)? Opin|\bCochrane\b|"
    r"\bRev(?:iews)?\b.{0,20}\Z|\bClin(?:ics)? N(?:orth)? Am|\bSemin(?:ars)?\b"
)


class Named(NamedTuple):
    """A design that a text names.

    Attributes:
        start: First code point.
        end: First code point after it.
        design: The design.
    """

    start: int
    end: int
    design: str

    @property
    def rank(self) -> int:
        """How telling it is; the least is the most telling."""
        return _RANK[self.design]


def designs_in(text: str, start: int, end: int) -> list[Named]:
    """Return the designs that a sentence names.

    >>> text = "This randomised, double-blind trial"
    >>> [one.design for one in designs_in(text, 0, len(text))]
    ['randomised_trial']
    """
    said = text[start:end].lower()
    if not any(word in said for word in _WORDS):
        return []
    return [
        Named(*found.span(), found.lastgroup or "") for found in _PATTERN.finditer(text, start, end)
    ]


def is_of_reviews(journal: str | None) -> bool:
    """Tell whether a journal publishes reviews.

    >>> is_of_reviews("Nat Rev Immunol"), is_of_reviews("Nat Med"), is_of_reviews(None)
    (True, False, False)
    """
    return journal is not None and _REVIEW_JOURNAL.search(journal) is not None
