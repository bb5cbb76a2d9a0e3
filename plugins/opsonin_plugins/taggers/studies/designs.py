"""The names of study designs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from opsonin_plugins.taggers.studies.study import Range


class _Design(NamedTuple):
    """A design.

    Attributes:
        name: Its word in the table.
        hints: A sentence without one of these does not name it.
        turns: Patterns that name it.
    """

    name: str
    hints: tuple[str, ...]
    turns: tuple[str, ...]


#: The more telling first. Source: the publication types of MeSH and the levels of evidence of
#: OCEBM (2011).
_DESIGNS = (
    _Design(
        "meta_analysis",
        ("analys", "pooled"),
        (r"meta-?\s?analys[ei]s", r"pooled (?:analysis|data from|the results of)"),
    ),
    _Design(
        "systematic_review",
        ("review",),
        (
            r"systematic(?:ally)? review(?:s|ed)?",
            r"scoping review",
            r"Cochrane review",
            r"review of (?:\w+ ){0,2}(?:studies|trials)",
        ),
    ),
    _Design(
        "randomised_trial",
        ("random", "rct", "blind", "cross", "arbitrar"),
        (
            r"randomi[sz]ed(?:,?\s(?:and\s)?[\w-]+){0,5}\s(?:trials?|stud(?:y|ies)|comparison)",
            r"RCTs?",
            # As spinners exchange the words.
            r"(?:randomly|arbitrarily)\s(?:assigned|allocated|divided|designated|appointed)",
            r"we\srandomi[sz]ed",
            r"(?:were|was)\s(?:then\s)?randomi[sz]ed(?!\scontrolled)",
            r"cross-?over (?:trial|study|design)",
            r"double-?blind(?:ed)?(?:,?\s[\w-]+){0,3}\s(?:trial|study)",
        ),
    ),
    _Design(
        "case_series", ("series",), (r"case series", r"series of (?:\w+\s){0,3}(?:cases|patients)")
    ),
    _Design(
        "case_report",
        ("case",),
        (r"case (?:report|study)", r"(?:report|present|describe)s? (?:a|the) case"),
    ),
    _Design("case_control", ("control",), (r"case-?\s?control(?:led)? (?:study|design|analysis)",)),
    _Design(
        "cohort",
        ("cohort", "spective", "longitudinal", "follow-up", "registry"),
        (
            r"cohort (?:study|studies|analysis)",
            (
                r"(?:prospective|retrospective|longitudinal|follow-up)(?:,?\s[\w-]+){0,3}\s"
                r"(?:study|analysis|review)"
            ),
            r"registry (?:study|analysis)",
            r"retrospectively (?:reviewed|analy[sz]ed|evaluated|studied)",
        ),
    ),
    _Design(
        "cross_sectional",
        ("sectional",),
        (r"cross-?\s?sectional(?:\s[\w-]+){0,2}\s(?:study|survey|analysis|design)",),
    ),
    _Design(
        "clinical_trial",
        ("trial", "pilot", "open", "feasibility", "controlled", "intervention"),
        (
            (
                r"phase\s(?:I{1,3}V?|IV|[1-4])[ab]?(?:/(?:I{1,3}|[1-4])[ab]?)?(?:,?\s[\w-]+){0,2}\s"
                r"(?:trial|study)"
            ),
            (
                r"(?:clinical|pilot|open-?label|single-?arm|feasibility|vaccine|(?:un)?controlled|"
                r"placebo-controlled|intervention(?:al)?)(?:,?\s[\w-]+){0,2}\s(?:trial|study)"
            ),
        ),
    ),
    _Design(
        "survey",
        ("survey", "questionnaire", "qualitative", "interviews", "focus"),
        (
            r"(?:national|online|telephone|household|population|questionnaire)\ssurvey",
            r"questionnaire study|qualitative study",
            r"semi-?structured interviews|focus groups",
        ),
    ),
    _Design("genome_wide_association", ("genome", "gwas"), (r"genome-?wide association|GWAS",)),
    _Design(
        "observational",
        ("observational", "ecological", "modelling", "modeling"),
        (r"observational (?:study|analysis|data)", r"ecological study", r"modell?ing study"),
    ),
    _Design(
        "animal",
        ("animal", "mouse", "mice", "rats", "murine", "rabbits"),
        (
            r"(?:animal|mouse|rat|murine) (?:model|study)",
            r"(?:mice|rats|rabbits) (?:were|received)",
            r"(?:shows?|showed|found|reveals?|revealed) that (?:mice|rats|rabbits|pigs|monkeys)",
        ),
    ),
    _Design("in_vitro", ("vitro",), (r"in vitro (?:study|experiments?|analysis)",)),
    _Design(
        "review",
        ("review", "commentary", "perspective"),
        (
            r"(?:this|the present|our|narrative|literature|in this) review",
            r"(?:we|this (?:article|paper)) (?:here )?reviews?",
            r"(?:commentary|perspective) on",
        ),
    ),
)
_PATTERNS = [re.compile(r"\b(?:" + "|".join(one.turns) + r")\b", re.IGNORECASE) for one in _DESIGNS]
_RANK = {one.name: rank for rank, one in enumerate(_DESIGNS)}
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


def designs_in(text: str, sentences: Sequence[Range]) -> dict[int, list[Named]]:
    """Return the designs that sentences name, by the place of the sentence.

    Args:
        text: The text of the document.
        sentences: Where its sentences stand, in text order.

    >>> text = "It is rare. This randomised, double-blind trial ended."
    >>> {place: [one.design for one in named] for place, named in
    ...  designs_in(text, [(0, 11), (12, 54)]).items()}
    {1: ['randomised_trial']}
    """
    if not sentences:
        return {}
    said = text[: sentences[-1][1]].lower()
    if len(said) != sentences[-1][1]:
        # Some letters are two in lower case.
        said = text
    starts = [start for start, _ in sentences]
    found: dict[int, list[Named]] = {}
    for design, pattern in zip(_DESIGNS, _PATTERNS, strict=True):
        for place in _hinted(said, design.hints, starts):
            named = [
                Named(*one.span(), design.name) for one in pattern.finditer(text, *sentences[place])
            ]
            if named:
                found.setdefault(place, []).extend(named)
    return found


def _hinted(said: str, hints: Iterable[str], starts: Sequence[int]) -> list[int]:
    """Return the sentences that hold one of some words."""
    places = set()
    for hint in hints:
        at = said.find(hint)
        while at >= 0:
            places.add(bisect_right(starts, at) - 1)
            at = said.find(hint, at + 1)
    return sorted(place for place in places if place >= 0)


def is_of_reviews(journal: str | None) -> bool:
    """Tell whether a journal publishes reviews.

    >>> is_of_reviews("Nat Rev Immunol"), is_of_reviews("Nat Med"), is_of_reviews(None)
    (True, False, False)
    """
    return journal is not None and _REVIEW_JOURNAL.search(journal) is not None
