"""Headings that pages and papers are known to have, and what stands under them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from opsonin_plugins.cleaners.lines import Line, ends_sentence

Zone = Literal[
    "abstract", "section", "reference", "disclosure", "acknowledgement", "metadata", "links"
]

_MODULES: dict[str, Zone] = {
    **dict.fromkeys(
        (
            "references",
            "reference list",
            "bibliography",
            "literature cited",
            "works cited",
            "journal reference",
            "journal references",
            "further reading",
            "references and notes",
            "sources",
            "article sources",
            "sources and references",
            "references and sources",
            "scientific references",
            "study references",
        ),
        "reference",
    ),
    **dict.fromkeys(
        (
            "conflict of interest",
            "conflict of interest statement",
            "conflicts of interest",
            "conflict of interests",
            "conflict of interest disclosure",
            "conflict of interest disclosures",
            "conflicts of interest statement",
            "declaration of conflicting interests",
            "declaration of competing interest",
            "declaration of competing interests",
            "declaration of interest",
            "declaration of interests",
            "declarations of interest",
            "competing interests",
            "competing interest",
            "competing interests statement",
            "competing financial interests",
            "disclosure",
            "disclosures",
            "disclosure statement",
            "coi statement",
            "author disclosures",
            "financial disclosure",
            "financial disclosures",
            "funding",
            "funding statement",
            "funding information",
            "funding source",
            "funding sources",
            "financial support",
            "grants and funding",
            "grant support",
            "role of the funding source",
            "declarations",
            "ethics declarations",
            "transparency declaration",
        ),
        "disclosure",
    ),
    **dict.fromkeys(
        (
            "acknowledgement",
            "acknowledgements",
            "acknowledgment",
            "acknowledgments",
            "author contributions",
            "authors' contributions",
            "author contribution",
            "authors contributions",
            "authors' contribution",
            "contributors",
            "contributorship",
            "contributor information",
            "author information",
            "about the author",
            "about the authors",
            "about the writer",
            "authors' information",
            "data availability",
            "data availability statement",
            "availability of data and materials",
            "availability of data and material",
            "data sharing statement",
            "data sharing",
            "publisher's note",
            "publisher's disclaimer",
            "footnotes",
            "additional information",
            "rights and permissions",
            "about this article",
            "cite this article",
            "author notes",
        ),
        "acknowledgement",
    ),
    **dict.fromkeys(
        (
            "affiliations",
            "collaborators, affiliations",
            "affiliation",
            "author affiliations",
            "authors",
            "publication types",
            "publication type",
            "mesh terms",
            "substances",
            "supplementary concepts",
            "associated data",
            "keywords",
            "key words",
            "identifiers",
            "secondary source id",
            "comment in",
            "comment on",
            "erratum in",
            "erratum for",
            "update in",
            "update of",
            "retraction in",
            "republished in",
            "personal name as subject",
            "gene symbol",
            "molecular sequence data",
            "copyright and licence",
            "copyright and license",
            "subject terms",
            "method of research",
            "subject of research",
            "article title",
            "article publication date",
        ),
        "metadata",
    ),
    **dict.fromkeys(
        (
            "similar articles",
            "cited by",
            "cited by other articles",
            "cited in",
            "linkout - more resources",
            "related information",
            "full text links",
            "figures",
            "associated articles",
            "links to ncbi databases",
            "citing articles",
            "articles from",
            "recent activity",
            "related citations",
            "most recent",
            "supplementary info",
            "other literature sources",
            "full text sources",
        ),
        "links",
    ),
}
_SECTIONS = frozenset(
    (
        "abstract", "summary", "introduction", "background", "objective", "objectives", "aim",
        "aims", "purpose", "methods", "method", "materials and methods", "material and methods",
        "patients and methods", "methods and materials", "subjects and methods", "design",
        "study design", "setting", "participants", "patients", "interventions", "intervention",
        "main outcome measures", "measurements", "results", "findings", "discussion", "conclusion",
        "conclusions", "interpretation", "results and discussion", "discussion and conclusions",
        "limitations", "strengths and limitations", "statistical analysis", "trial registration",
        "clinical trial registration", "significance", "rationale", "context", "importance",
        "experimental procedures", "experimental section", "case report", "case presentation",
        "supplementary material", "supplementary materials", "supplementary information",
        "supporting information", "supplementary data", "electronic supplementary material",
        "abbreviations", "appendix", "ethics statement", "consent for publication",
        "ethics approval and consent to participate", "ethics approval", "outlook",
        "figures and tables", "figure legends", "figure captions", "tables",
    )
)  # fmt: skip
#: Labels of a structured abstract. Source: NLM's list of structured abstract labels, 2020.
ABSTRACT_LABELS = frozenset(
    (
        "background", "introduction", "objective", "objectives", "aim", "aims", "purpose",
        "methods", "method", "design", "setting", "participants", "patients", "interventions",
        "intervention", "main outcome measures", "measurements", "results", "findings",
        "conclusion", "conclusions", "interpretation", "discussion", "trial registration",
        "clinical trial registration", "significance", "rationale", "context", "importance",
        "materials and methods", "patients and methods", "study design", "limitations", "funding",
        "principal findings", "methodology/principal findings", "conclusions/significance",
        "background and purpose", "background and aims", "background/aims", "background/objectives",
    )
)  # fmt: skip
#: What NLM calls a record, printed above its citation. Source: NLM, publication types that name the
#: whole of an article, MeSH 2024, category V.
PUBLICATION_TYPES = frozenset(
    (
        "review", "case reports", "case report", "randomized controlled trial", "clinical trial",
        "controlled clinical trial", "meta-analysis", "systematic review", "observational study",
        "multicenter study", "comparative study", "editorial", "letter", "comment", "news",
        "historical article", "practice guideline", "guideline", "clinical trial protocol",
        "published erratum", "retracted publication", "preprint", "evaluation study",
        "validation study", "twin study", "biography", "consensus statement", "research article",
        "original article", "review article", "journal article", "technical report",
    )
)  # fmt: skip
_NUMBER = re.compile(r"(?:section )?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[ivx]{1,4})[.)]? (?=[a-z])")
MAX_HEADING_CHARS = 100
_ZONES: dict[str, Zone] = {
    **dict.fromkeys(_SECTIONS, "section"),
    **_MODULES,
    "abstract": "abstract",
}


def heading_key(line: Line) -> str:
    """Return the words of a heading, without number, mark-up residue and final colon.

    >>> heading_key(Line(0, 11, "2. Methods:", "2. methods:"))
    'methods'
    """
    return "" if len(line.content) > MAX_HEADING_CHARS else _bare(line.key)


# Several steps ask for the key of the same line.
@lru_cache(maxsize=1024)
def _bare(key: str) -> str:
    key = key.strip("#*_: \u2013-").rstrip(".")
    if key[:1] in "sivx" or key[:1].isdecimal():
        number = _NUMBER.match(key)
        return key[number.end() :] if number else key
    return key


def zone_of(line: Line) -> Zone | None:
    """Return what stands under a known heading; None when the line is none."""
    return None if len(line.content) > MAX_HEADING_CHARS else _ZONES.get(_bare(line.key))


def looks_like_heading(line: Line) -> bool:
    """Return whether a line may be a heading: short, begins with a capital, is no sentence.

    Source: of the headings in the CRAFT articles all but a few have at most twelve words.
    """
    content = line.content
    if not content or len(content) > MAX_HEADING_CHARS or ends_sentence(content):
        return False
    first = content[0]
    is_open = content[-1] in ",;:-\u2013\u2014([" or content.count("(") > content.count(")")
    n_words = len(content.split())
    has_words = any(map(str.isalpha, content))
    is_begun = (first.isupper() or first.isdigit()) and has_words
    return is_begun and not is_open and 1 <= n_words <= 12  # noqa: PLR2004 - the source says so
