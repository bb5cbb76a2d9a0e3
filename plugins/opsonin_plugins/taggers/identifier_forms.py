"""The forms of identifiers in running text, with their normalised values."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from opsonin_plugins.taggers.check_digits import is_isbn, is_issn, is_orcid


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern whose group ``id`` is the identifier.

    Attributes:
        type: Word for the column ``type``.
        sign: Stands in every lower-case text that holds one; finding it is cheaper by far.
        pattern: Every repetition in it is bounded, so that bait costs linear time.
        normalise: Gives the value for the text of the group.
        is_valid: Whether the value is sound.
    """

    type: str
    sign: str
    pattern: re.Pattern[str]
    normalise: Callable[[str], str]
    is_valid: Callable[[str], bool]


_MONTH_LAST = 12


def _matches(pattern: str) -> Callable[[str], bool]:
    form = re.compile(pattern)
    return lambda value: form.fullmatch(value) is not None


def _compact(text: str) -> str:
    return re.sub(r"[\s-]", "", text).upper()


def _pmcid(text: str) -> str:
    return f"PMC{text.upper().removeprefix('PMC').strip()}"


def _is_arxiv(value: str) -> bool:
    """Whether the second pair of digits is a month. Source: arXiv identifier scheme."""
    digits = value.rpartition("/")[2]
    return 1 <= int(digits[2:4]) <= _MONTH_LAST


def _form(
    kind: str,
    sign: str,
    pattern: str,
    normalise: Callable[[str], str],
    is_valid: Callable[[str], bool],
) -> Form:
    return Form(kind, sign, re.compile(pattern, re.IGNORECASE), normalise, is_valid)


_ARXIV = r"\d{4}\.\d{4,5}(?:v\d{1,2})?|[a-z-]{2,16}(?:\.[a-z]{2})?/\d{7}(?:v\d{1,2})?"
_ORCID = r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]"
_IS_PMID = _matches(r"[1-9]\d{0,7}")
_IS_PMCID = _matches(r"PMC[1-9]\d{2,8}")
_IS_NCT = _matches(r"NCT\d{8}")
_IS_ISRCTN = _matches(r"ISRCTN\d{8}")

#: URLs that stand for an identifier of another type. A DOI is only found here where its URL has
#: percent codes; the search for DOIs finds all others, even with characters that end a URL.
RESOLVERS = (
    _form(
        "doi",
        "%",
        r"//(?:dx\.|www\.)?doi\.org/(?P<id>10\.\d{4,9}(?:\.\d{1,9}){0,3}(?:/|%2f)[^?#;|]+)",
        lambda text: unquote(text).lower(),
        lambda value: " " not in value,
    ),
    _form(
        "pmcid",
        "pmc",
        r"//(?:www\.|pmc\.|europepmc\.)[^/]{0,40}/(?:[a-z]+/){0,3}(?P<id>PMC\d{3,9})(?!\d)",
        _pmcid,
        _IS_PMCID,
    ),
    _form(
        "pmid",
        "pubmed",
        r"//(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/"
        r"(?P<id>\d{1,8})(?!\d)",
        str,
        _IS_PMID,
    ),
    _form(
        "nct",
        "clinicaltrials.gov",
        r"clinicaltrials\.gov/[a-z0-9/?=&;]{0,60}?(?P<id>NCT\d{8})(?!\d)",
        str.upper,
        _IS_NCT,
    ),
    _form(
        "isrctn",
        "isrctn",
        r"isrctn\.(?:com|org)/(?P<id>ISRCTN\d{8})(?!\d)",
        str.upper,
        _IS_ISRCTN,
    ),
    _form(
        "arxiv",
        "arxiv",
        rf"//(?:www\.)?arxiv\.org/(?:abs|pdf)/(?P<id>{_ARXIV})",
        str.lower,
        _is_arxiv,
    ),
    _form("orcid", "orcid", rf"//(?:www\.)?orcid\.org/(?P<id>{_ORCID})", str.upper, is_orcid),
)

#: Source: the primary registries of WHO's International Clinical Trials Registry Platform with
#: the forms of their numbers; EU numbers from EudraCT; ORCID's reserved blocks; arXiv's scheme.
FORMS = (
    _form("nct", "nct", r"\b(?P<id>NCT[ -]?\d{7,9})\b", _compact, _IS_NCT),
    _form("isrctn", "isrctn", r"\b(?P<id>ISRCTN[ -]?\d{7,9})\b", _compact, _IS_ISRCTN),
    _form(
        "chictr",
        "chictr",
        r"\b(?P<id>ChiCTR(?:-[A-Z]{2,5}-?)?\d{8,10})\b",
        lambda text: f"ChiCTR{text[6:].upper()}",
        bool,
    ),
    _form(
        "eudract",
        "20",
        r"(?P<id>20\d\d-(?<![\d-]\d{4}-)0\d{5}-\d\d)(?!\d|-\d)",
        str,
        bool,
    ),
    _form("actrn", "actrn", r"\b(?P<id>ACTRN ?126\d{11})\b", _compact, bool),
    _form("drks", "drks", r"\b(?P<id>DRKS ?000\d{5})\b", _compact, bool),
    _form(
        "jrct",
        "jrct",
        r"\b(?P<id>jRCTs?\d{9,10})\b",
        lambda text: f"jRCT{text[4:].lower()}",
        bool,
    ),
    _form("umin", "umin", r"\b(?P<id>UMIN0000\d{5})\b", str.upper, bool),
    _form("irct", "irct", r"\b(?P<id>IRCT\d{11,14}N\d{1,3})\b", str.upper, bool),
    _form("pactr", "pactr", r"\b(?P<id>PACTR20\d{13})\b", str.upper, bool),
    _form("ctri", "ctri/", r"\b(?P<id>CTRI/20\d\d/\d\d\d?/\d{6})\b", str.upper, bool),
    # Lower-case "pmc" is a gene and a surname too.
    _form("pmcid", "pmc", r"\b(?P<id>(?-i:PMC) ?\d{3,9})\b", _pmcid, _IS_PMCID),
    _form("pmcid", "pmcid", r"\bPMCID\s{0,2}[:#]\s{0,2}(?P<id>\d{3,9})\b", _pmcid, _IS_PMCID),
    _form(
        "pmid",
        "pmid",
        r"(?<![a-z])PMID\s{0,2}[:#]?\s{0,2}(?P<id>\d{1,8})\b(?!\.\d)",
        str,
        _IS_PMID,
    ),
    _form(
        "pmid",
        "pubmed",
        r"\bPubMed[ -]?ID\s{0,2}[:#]?\s{0,2}(?P<id>\d{1,8})\b(?!\.\d)",
        str,
        _IS_PMID,
    ),
    _form("arxiv", "arxiv", rf"\barXiv\s{{0,2}}:\s{{0,2}}(?P<id>{_ARXIV})\b", str.lower, _is_arxiv),
    _form(
        "orcid",
        "000",
        r"(?P<id>000[09]-(?<![\d-]\d{4}-)\d{4}-\d{4}-\d{3}[\dX])(?![\d-])",
        str.upper,
        is_orcid,
    ),
    _form(
        "isbn",
        "isbn",
        r"\bISBN(?:-1[03])?\s{0,2}:?\s{0,2}(?P<id>(?:\d[ -]?){9}(?:(?:\d[ -]?){3}\d|[\dX]))\b",
        _compact,
        is_isbn,
    ),
    _form(
        "issn",
        "issn",
        r"\b[ep]?-?ISSN\s{0,2}:?\s{0,2}(?P<id>\d{4}-\d{3}[\dX])\b",
        str.upper,
        is_issn,
    ),
)
#: Stands in every text that holds an identifier or a URL, whatever the case; in RE2's syntax,
#: because one pass of its automaton spares most texts the search for each form.
SIGN = (
    r"://|www\.|10\.\p{Nd}{4}|20\p{Nd}{2}-0|000[09]-|(?:nct|isrctn)[ -]?\p{Nd}|pmc ?\p{Nd}|"
    r"chictr|actrn|drks|jrct|umin0|irct\p{Nd}|pactr|ctri/|pmid|pmcid|pubmed|arxiv|isbn|issn"
)
#: Types of identifiers that trial registries give.
TRIALS = frozenset(
    {"nct", "isrctn", "chictr", "eudract", "actrn", "drks", "jrct", "umin", "irct", "pactr", "ctri"}
)
