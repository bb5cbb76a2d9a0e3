"""Tells what kind of document a text is, from what stands in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice

from opsonin_plugins.cleaners.headings import heading_key
from opsonin_plugins.cleaners.prose import is_own_blog, is_prose, is_reported, is_research
from opsonin_plugins.cleaners.signs import openings
from opsonin_plugins.cleaners.zones import Part

# Source: the data elements that ClinicalTrials.gov and ISRCTN print on a study's page.
_TRIAL_LABEL = re.compile(
    r"[ #*]{0,4}(?:clinicaltrials\.gov (?:id|identifier)|nct number|brief summary|brief title|"
    r"official title|detailed "
    r"description|study type|study design|eligibility criteria|inclusion criteria|"
    r"exclusion criteria|"
    r"primary outcome measures?|secondary outcome measures?|(?:estimated |actual )?enrollment|"
    r"recruitment status|overall status|arms and interventions|study (?:start|"
    r"completion)(?: date)?|"
    r"lead sponsor|sponsor|collaborators?|allocation|masking|intervention model|conditions?|phase|"
    r"ages eligible for study|first posted|target sample size|registration number)\b",
    re.IGNORECASE,
)
_TRIAL_OPENINGS = openings(
    "clinicaltrials", "nct", "brief", "official", "detailed", "study", "eligibility", "inclusion",
    "exclusion", "primary", "secondary", "estimated", "actual", "enrollment", "recruitment",
    "overall", "arms", "lead", "sponsor", "collaborator", "allocation", "masking", "intervention",
    "condition", "phase", "ages", "first", "target", "registration",
)  # fmt: skip
_MIN_TRIAL_LABELS = 4
_RELEASE = re.compile(
    r"[ #*]{0,4}(?:for immediate release|press release|news release|media release|"
    r"embargoed until|media contacts?:?|"
    r"press contacts?:?|investor contacts?:?|forward-looking statements|source [A-Z][^.\n]{2,60}$|"
    r"presse(?:mitteilung|meldung)|communiqu\u00e9 de presse|comunicado de prensa)",
    re.IGNORECASE,
)
_RELEASE_OPENINGS = openings(
    "for",
    "press",
    "news",
    "media",
    "embargoed",
    "investor",
    "forward",
    "source",
    "communique",
    "comunicado",
)
_ABSTRACT = re.compile(r"[ #*]{0,4}(?:ABSTRACT\b|Abstract(?:[.:]|$))")
_LABELLED = re.compile(
    r"(?:abstract\.)?(background|introduction|objectives?|aims?|purpose|methods?|design|results|"
    r"findings|"
    r"conclusions?|interpretation)\b[^.\n]{0,40}:",
    re.IGNORECASE,
)
_BODY = frozenset(
    ("introduction", "background", "methods", "materials and methods", "material and methods",
     "results", "patients and methods", "discussion", "results and discussion", "conclusion",
     "conclusions", "experimental procedures", "experimental section", "statistical analysis",
     "case presentation")
)  # fmt: skip
#: Pages that each site has about itself. Source: what laws on consumers, media and data ask for.
_ABOUT_THE_SITE = re.compile(
    r"(?:.{0,40}\b)?(?:privacy (?:policy|notice|statement)|cookies? policy|disclaimer|"
    r"legal notice|terms (?:of (?:use|service)|and conditions)|impressum|nutzungsbedingungen|"
    r"datenschutz(?:erkl\u00e4rung)?|mentions l\u00e9gales|aviso legal|"
    r"pol\u00edtica de (?:privacidad|cookies)|politique de confidentialit\u00e9)"
    r"(?:\s[|\u2013\u2014-]\s.{1,60})?",
    re.IGNORECASE,
)
_SAYS = re.compile(r"\b(?:said|says|told|added|according to)\b")
_QUOTE = re.compile(r"[\u201c\"][^\u201c\u201d\"\n]{12,400}[\u201d\"]")
_MIN_BODY_SECTIONS, _MIN_PAPER_CHARS = 3, 6_000
_MAX_ABSTRACT_CHARS = 6_000
_MIN_LABELS, _MIN_SAYINGS = 3, 2
_HEAD_CHARS = 120
_MARKS = " #*"
_SAYING_SIGNS = ("said", "says", "told", "added", "according to")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a document before its kind is.

    Attributes:
        text: The clean text.
        parts: Its blocks.
        features: What the removed chrome betrayed: ``pubmed_page``, ``comment_form``...
        has_citation: Whether the page cites its own article in its head.
        dateline: Kind of its dateline; empty without one.
        has_byline: Whether it names its author as newspapers do.
        language: Its language; empty if it is not known.
        is_post: Whether a line above it is one that blogs print.
        titles: What may be its title.
    """

    text: str
    parts: Sequence[Part]
    features: Collection[str]
    has_citation: bool
    dateline: str
    has_byline: bool
    language: str = ""
    is_post: bool = False
    titles: Sequence[str] = ()


def doc_type(evidence: Evidence) -> str:  # noqa: PLR0911 - one return for each kind
    """Return one of the contract's kinds; ``other`` where the evidence is too thin."""
    text = evidence.text
    heads = [part.block.line.content[:_HEAD_CHARS] for part in evidence.parts]
    opened = [head.lstrip(_MARKS)[:2].lower() for head in heads]
    may_be_trial = _which(heads, opened, _TRIAL_OPENINGS)
    enough = len(may_be_trial) >= _MIN_TRIAL_LABELS
    if enough and len(_labels(_TRIAL_LABEL, may_be_trial)) >= _MIN_TRIAL_LABELS:
        return "trial_record"
    may_be_release = _which(heads, opened, _RELEASE_OPENINGS)
    if evidence.dateline == "press_release" or any(map(_RELEASE.match, may_be_release)):
        return "press_release"
    if evidence.dateline == "newswire":
        return "newswire"
    if _is_paper(evidence):
        return "paper"
    has_abstract = any(part.zone == "abstract" for part in evidence.parts)
    has_abstract = has_abstract or any(map(_ABSTRACT.match, heads))
    if "pubmed_page" in evidence.features or (evidence.has_citation and has_abstract):
        return "abstract_page"
    if is_research(text, has_abstract=has_abstract):
        return "paper"
    labels = _labels(_LABELLED, [head for head in heads if ":" in head])
    is_labelled = len(labels) >= _MIN_LABELS
    # Newspapers call their summaries abstracts too.
    is_summary = has_abstract and not is_reported(text, evidence.language)
    if len(text) <= _MAX_ABSTRACT_CHARS and (is_summary or is_labelled):
        return "abstract"
    return _article(evidence)


def _article(evidence: Evidence) -> str:
    """Return what a text is that is no work of science."""
    said = _said_by_the_site(evidence)
    if said:
        return said
    is_told = evidence.dateline or _quotes_people(evidence.text)
    if not is_told and is_own_blog(evidence.text):
        return "blog"
    if not is_prose(evidence.text):
        return "other"
    is_news = is_told or evidence.has_byline or "news_address" in evidence.features
    if is_news or is_reported(evidence.text, evidence.language):
        return "news"
    return "other"


def _said_by_the_site(evidence: Evidence) -> str:
    """Return what a page is by its title, address, markup or form; empty where they are silent."""
    features = evidence.features
    if any(map(_ABOUT_THE_SITE.fullmatch, evidence.titles)):
        return "other"
    if "press_address" in features:
        return "press_release"
    if "news_article" in features:
        return "news"
    if "blog_address" in features or "blog_posting" in features:
        return "blog"
    # Newspapers let their readers comment, too.
    is_blog = evidence.is_post or ("comment_form" in features and not _is_signed_report(evidence))
    return "blog" if is_blog and not evidence.dateline else ""


def _is_signed_report(evidence: Evidence) -> bool:
    is_signed = evidence.has_byline or evidence.dateline
    is_told = is_signed and _quotes_people(evidence.text)
    return bool(is_told) and is_reported(evidence.text, evidence.language)


def _labels(pattern: re.Pattern[str], heads: Sequence[str]) -> set[str]:
    return {match[0].strip(" #*:").lower() for match in map(pattern.match, heads) if match}


def _which(heads: Sequence[str], opened: Sequence[str], known: frozenset[str]) -> list[str]:
    """Return the heads whose first letters, marks aside, may begin one of some words."""
    return [
        head
        for head, letters in zip(heads, opened, strict=True)
        if letters in known or not letters.isascii()
    ]


def _quotes_people(text: str) -> bool:
    if text.count('"') + text.count("\u201c") < _MIN_SAYINGS:
        return False
    if sum(map(text.count, _SAYING_SIGNS)) < _MIN_SAYINGS:
        return False
    return all(
        sum(1 for _ in islice(pattern.finditer(text), _MIN_SAYINGS)) == _MIN_SAYINGS
        for pattern in (_SAYS, _QUOTE)
    )


def _is_paper(evidence: Evidence) -> bool:
    sections = {
        key
        for part in evidence.parts
        if part.kind == "heading" and part.zone != "abstract"
        for key in [heading_key(part.block.line)]
        if key in _BODY
    }
    n_entries = sum(part.kind == "reference" for part in evidence.parts)
    is_long = len(evidence.text) >= _MIN_PAPER_CHARS
    return len(sections) >= _MIN_BODY_SECTIONS and (is_long or n_entries > 0)
