"""The forms of identifiers in running text, with their normalised values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from opsonin_plugins.taggers.check_digits import is_isbn, is_issn, is_orcid


class Found(NamedTuple):
    """An identifier in a text.

    Attributes:
        start: First code point of the identifier itself, without prefix or resolver.
        end: First code point after it.
        type: Word for the column ``type``.
        value: Normalised value.
        is_valid: Whether form and check digit are right.
        mask_start: First code point that no other identifier may use: that of a whole URL.
        mask_end: First code point after those.
    """

    start: int
    end: int
    type: str
    value: str
    is_valid: bool
    mask_start: int
    mask_end: int


@dataclass(frozen=True, slots=True)
class _Form:
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


#: Punctuation that ends a sentence or a quotation rather than an identifier.
_TRAILING = ".,;:!?'\"”’»*_…"
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}

#: Source: Crossref, "DOIs and matching regular expressions", widened to sub-registrants and to
#: any suffix, whose end `_cut_doi` finds.
_DOI = re.compile(
    r"10\.(?<![\d.]10\.)\d{4,9}(?:\.\d{1,9}){0,3}/(?P<suffix>[^\s\"“”„«»\u200b\ufeff]{1,400})"
)
#: What can follow a DOI without a space: markup, a query, the next identifier.
_DOI_END = re.compile(
    r"<(?![\d:][^<>\s]{0,80}>\d)"  # a tag, and not the part in angle brackets of a SICI
    r"|(?<!CO);|;(?!2)"  # a separator, and not the end of a SICI
    r"|(?-i:(?<=\d)\.(?=[A-Z][a-z]{1,15}(?:\s|$)))"  # the next sentence
    r"|[?#|–—、。，；）]|[,/]10\.\d{4,9}/|&(?:lt|gt|quot|nbsp);|https?:|(?:doi|pmid|pmcid|isbn):",
    re.IGNORECASE,
)
_URL = re.compile(
    r"\b(?:https?://|ftp://|www\.)[^\s<>\"“”„«»\u200b\ufeff、。，；）】」]{3,2000}", re.IGNORECASE
)
_DOI_URL = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/10\.\d{4,9}[./]", re.IGNORECASE)
_HOST = re.compile(r"[^\s@:]{1,253}\.[a-z]{2,63}", re.IGNORECASE)
_MONTH_LAST = 12


def trimmed(text: str) -> str:
    """Return text without the punctuation and unbalanced brackets at its end.

    >>> trimmed("10.1016/S0140-6736(20)30183-5).")
    '10.1016/S0140-6736(20)30183-5'
    """
    while text:
        last = text[-1]
        is_open = last in _PAIRS and text.count(last) > text.count(_PAIRS[last])
        if last not in _TRAILING and last not in "([{<" and not is_open:
            break
        text = text[:-1]
    return text


def find_dois(text: str) -> Iterator[Found]:
    """Yield the DOIs of a text; the value is lower case."""
    at = 0
    while match := _DOI.search(text, at):
        start, suffix, at = match.start(), match.start("suffix"), match.end()
        if end := _DOI_END.search(text, suffix, at):
            at = end.start()
        doi = trimmed(text[start:at])
        if not doi.endswith("/") and len(doi) > suffix - start:
            yield _found(start, doi, "doi", doi.lower(), is_valid=True)


def find_urls(text: str) -> Iterator[Found]:
    """Yield the URLs of a text; that of a registry's resolver as the identifier it leads to."""
    lower = text.lower()
    if "://" not in lower and "www." not in lower:
        return
    for match in _URL.finditer(text):
        url = trimmed(match[0])
        start, end = match.start(), match.start() + len(url)
        form, target = _resolved(url)
        if form and target:
            inner = trimmed(target["id"])
            value = form.normalise(inner)
            at = start + target.start("id")
            yield Found(at, at + len(inner), form.type, value, form.is_valid(value), start, end)
        elif not _DOI_URL.match(url):
            address = url if "://" in url else f"https://{url}"
            yield _found(start, url, "url", url, is_valid=_is_url(address))


def _resolved(url: str) -> tuple[_Form, re.Match[str]] | tuple[None, None]:
    lower = url.lower()
    for form in _RESOLVERS:
        if form.sign in lower and (target := form.pattern.search(url)):
            return form, target
    return None, None


def find_forms(text: str) -> Iterator[Found]:
    """Yield the identifiers of a text that have a form or a label of their own."""
    lower = text.lower()
    for form in _FORMS:
        if form.sign not in lower:
            continue
        for match in form.pattern.finditer(text):
            value = form.normalise(match["id"])
            yield _found(
                match.start("id"), match["id"], form.type, value, is_valid=form.is_valid(value)
            )


def _found(start: int, text: str, kind: str, value: str, *, is_valid: bool) -> Found:
    end = start + len(text)
    return Found(start, end, kind, value, is_valid, start, end)


def _is_url(url: str) -> bool:
    try:
        return bool(_HOST.fullmatch(urlsplit(url).hostname or ""))
    except ValueError:
        return False


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
    flags: re.RegexFlag = re.IGNORECASE,
) -> _Form:
    return _Form(kind, sign, re.compile(pattern, flags), normalise, is_valid)


_ARXIV = r"\d{4}\.\d{4,5}(?:v\d{1,2})?|[a-z-]{2,16}(?:\.[a-z]{2})?/\d{7}(?:v\d{1,2})?"
_ORCID = r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]"
_IS_PMID = _matches(r"[1-9]\d{0,7}")
_IS_PMCID = _matches(r"PMC[1-9]\d{2,8}")
_IS_NCT = _matches(r"NCT\d{8}")
_IS_ISRCTN = _matches(r"ISRCTN\d{8}")

#: URLs that stand for an identifier of another type. A DOI is only found here where its URL has
#: percent codes; `find_dois` finds all others, even with characters that end a URL.
_RESOLVERS = (
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
_FORMS = (
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
#: Types of identifiers that trial registries give.
TRIALS = frozenset("nct isrctn chictr eudract actrn drks jrct umin irct pactr ctri".split())
