"""Citation lines: what a journal page says about itself in one line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sep sept", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = (
    r"(?P<year>(?:18|19|20)\d\d)"
    rf"(?: (?P<month>{MONTH})(?:[-/]{MONTH})?\.?(?: (?P<day>\d{{1,2}}))?)?"
)
_JOURNAL_WORD = r"(?:\(?[A-Z0-9][A-Za-z0-9'/()-]{0,30}|of|and|the|in|for|on|de|&)[.:]?"
_JOURNAL = rf"[A-Z][A-Za-z0-9'/()-]{{0,30}}\.?(?: {_JOURNAL_WORD}){{0,10}}?"
_VOLUME = r"(?P<volume>[A-Za-z]{0,4} ?\d{1,5}[A-Za-z]?)?(?: ?\((?P<issue>[^()\n]{1,24})\))?"
_PAGES = (
    r"(?P<pages>[A-Za-z]{0,3}\.?[A-Za-z]?\d[\w.\u2013-]{0,40}?"
    r"(?:, [A-Za-z]?\d[\w.\u2013-]{0,20}){0,2})"
)
#: ``Nat Rev Immunol. 2020 Oct;20(10):585-586.``, also with the journal's name lost.
#: Source: NLM, Citing Medicine, 2nd edition, chapter 1, as PubMed prints it.
_ISSUE = re.compile(
    rf"(?P<journal>{_JOURNAL})?\.? ?{_DATE}\.?; ?{_VOLUME}(?:: ?{_PAGES})?\.?"
    r"(?P<rest>(?: (?:doi|Epub|Print|eCollection|Online|PMID|PMCID|Published)\b[^\n]{0,200})?)"
)
#: ``Jeong A et al. Nat Rev Immunol. 2020 Oct.``, PubMed's short form.
_SHORT = re.compile(
    r"(?P<authors>[A-Z][^.;:?!\n]{2,160}?)(?P<et_al>,?\s+et\s+al)?\.\s"
    rf"(?P<journal>{_JOURNAL})\.\s{_DATE}\.?"
)
#: ``J Tea, 15 Jun 2021, 9(6):e12``. Source: Europe PMC, as it prints a citation.
_DAY_FIRST = re.compile(
    rf"(?P<journal>[A-Z][^\n,;]{{2,100}}), (?:(?P<day>\d{{1,2}}) )?(?P<month>{MONTH}) "
    rf"(?P<year>(?:19|20)\d\d), {_VOLUME}(?:: ?{_PAGES})?\.?"
)
#: ``Published online 2021 Mar 22.`` Source: PMC, below the citation.
_ONLINE = re.compile(
    rf"(?:Published online|Prepublished online|Epub|First published online):? {_DATE}\.?"
    r"(?P<rest>(?: (?:doi|PMID|PMCID)\b[^\n]{0,200})?)"
)
#: The number of a record in an exported list.
_LIST_NUMBER = re.compile(r"\d{1,4}\. (?=[A-Z])")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>]{1,200})")
_DOI_LINE = re.compile(
    r"(?:doi|DOI)\s?:?\s?(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S{1,200}"
    r"(?: (?:Epub|eCollection|Print|Online|Published|PMID|PMCID|No abstract)\b[^\n]{0,160})?"
)
_DOI_URL = re.compile(r"https?://(?:dx\.)?doi\.org/10\.\d{4,9}/\S{1,200}")
_PMID = re.compile(r"\bPMID: ?(\d{1,8})\b")
_PMCID = re.compile(r"\b(?:PMCID: ?)?(PMC\d{5,9})\b")
_IDS_LINE = re.compile(
    r"(?:(?:(?:PMID|PMCID|DOI|doi|PMC)\b:? ?(?:PMC)?|https?://(?:dx\.)?doi\.org/)"
    r"[\w./()-]{3,200}[;,.|]?\s*){1,4}"
    r"(?:Free PMC article|Free article|No abstract available|"
    r"\[(?:PubMed - )?[Ii]ndexed for MEDLINE\])?\.?"
)
_NAME_WORD = (
    r"(?:[A-Z\u00c0-\u00de][^\W\d_]*(?:['\u2019.-][^\W\d_]*){0,3}"
    r"|van|von|der|den|de|da|di|la|le|del|bin|el|al)"
)
_AUTHOR = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD}){{1,5}}")
_NUMBER = re.compile(r"\d{4}")
#: What the short form ends with.
_DATE_END = re.compile(rf"(?:{MONTH}\.?|\d)\.?\Z")
_MAX_DATE_END_CHARS = len("September..")
_IDS_PATTERNS = (_DOI_LINE, _DOI_URL, _IDS_LINE)
_IDS_FIRST = "dDhP"
_MAX_CHARS = 400


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation line says.

    Attributes:
        values: Column of ``documents`` -> (value, start, end), offsets in the line.
        authors: Authors with their offsets.
        lacks_journal: Whether the journal's name stands above it, on a line of its own.
        is_online: Whether it says only when an article came out online.
    """

    values: dict[str, tuple[str, int, int]]
    authors: tuple[tuple[str, int, int], ...] = field(default=())
    lacks_journal: bool = False
    is_online: bool = False


def read_citation(content: str) -> Citation | None:
    """Read a line that is nothing but a citation of the page's own article or its identifiers.

    Args:
        content: A line without white space around it.

    Returns:
        What it says; None when the line is something else.
    """
    if len(content) > _MAX_CHARS or _NUMBER.search(content) is None:
        return None
    number = _LIST_NUMBER.match(content)
    offset = 2 if content.startswith(". ") else number.end() if number else 0
    issue = _ISSUE.fullmatch(content, offset) if ";" in content else None
    if issue is None and "," in content:
        issue = _DAY_FIRST.fullmatch(content)
    if issue is not None and (issue["volume"] or issue["pages"]):
        values = {**_printed(issue), **_identifiers(content)}
        return Citation(values, lacks_journal=content.startswith(". "))
    online = _ONLINE.fullmatch(content) if content[:1] in "PEF" else None
    if online is not None:
        return Citation({**_printed(online), **_identifiers(content)}, is_online=True)
    short = _SHORT.fullmatch(content) if _DATE_END.search(content[-_MAX_DATE_END_CHARS:]) else None
    if short is not None and _are_names(short):
        return Citation(_printed(short), _authors(short))
    if content[:1] in _IDS_FIRST and any(p.fullmatch(content) for p in _IDS_PATTERNS):
        return Citation(_identifiers(content))
    return None


def edtf(year: str | None, month: str | None, day: str | None) -> tuple[str, str]:
    """Return a date in EDTF with its precision; an unknown year is ``XXXX``.

    Source: ISO 8601-2:2019, level 1.

    >>> edtf(None, "September", "28"), edtf("2020", "Oct", None)
    (('XXXX-09-28', 'day'), ('2020-10', 'month'))
    """
    parts = [year or "XXXX"]
    number = MONTHS.get((month or "").lower().rstrip("."))
    if number is None:
        return parts[0], "year"
    parts.append(f"{number:02d}")
    if day is None:
        return "-".join(parts), "month"
    return "-".join([*parts, f"{int(day):02d}"]), "day"


def _printed(match: re.Match[str]) -> dict[str, tuple[str, int, int]]:
    values = {}
    for name in ("journal", "volume", "issue", "pages"):
        if name in match.re.groupindex and match[name]:
            value = match[name].rstrip(". ") if name in ("journal", "pages") else match[name]
            values[name] = (value, match.start(name), match.start(name) + len(value))
    value, precision = edtf(match["year"], match["month"], match["day"])
    end = max(match.end(name) for name in ("year", "month", "day"))
    values["published_value"] = (value, match.start("year"), end)
    values["published_precision"] = (precision, match.start("year"), end)
    values["published_basis"] = ("stated", match.start("year"), end)
    return values


def _identifiers(content: str) -> dict[str, tuple[str, int, int]]:
    values = {}
    doi = _DOI.search(content)
    if doi is not None:
        value = doi[1].rstrip(".,;)")
        values["doi"] = (value.lower(), doi.start(1), doi.start(1) + len(value))
    for name, pattern in (("pmid", _PMID), ("pmcid", _PMCID)):
        found = pattern.search(content)
        if found is not None:
            values[name] = (found[1], found.start(1), found.end(1))
    return values


def _are_names(match: re.Match[str]) -> bool:
    names = re.split(r",\s*|\s+and\s+|\s+&\s+", match["authors"])
    return all(
        _AUTHOR.fullmatch(name) and not name.islower() for name in map(str.strip, names) if name
    )


def _authors(match: re.Match[str]) -> tuple[tuple[str, int, int], ...]:
    authors = []
    for name in _AUTHOR.finditer(match["authors"]):
        start = match.start("authors") + name.start()
        authors.append((name[0], start, start + len(name[0])))
    return tuple(authors)
