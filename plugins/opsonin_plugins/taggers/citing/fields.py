"""From the labelled words of a reference to what a citation says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from opsonin_plugins.taggers.citing.tokens import Range

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]{1,200}")
_DOI_END = ".,;:)]}\u201d\u2019'\""
_PMID = re.compile(r"\bPMID:?\s{0,2}(\d{1,8})\b")
_VOLUME = re.compile(
    r"(?:vol(?:ume)?\.?\s{0,2})?([A-Za-z]{0,3}\d{1,5}[A-Za-z]?|[IVXLC]{1,8}\b)", re.IGNORECASE
)
_ISSUE = re.compile(
    r"\(\s{0,2}([^()]{1,24}?)\s{0,2}\)|\b(?:no|iss(?:ue)?|num)\.?\s{0,2}(\w{1,10})|\d\s{0,2}[:/,]\s{0,2}(\d{1,4})",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"[A-Za-z]{0,4}\d[\w.]{0,12}(?:\s{0,2}[-\u2010-\u2015\u2212]{1,2}\s{0,2}[A-Za-z]{0,2}\d\w{0,12})?"
)
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]{1,2}\s*")
_ET_AL = re.compile(r"[,;]?\s*\b(?:et\s+al|and\s+others|and\s+colleagues)\b\.?", re.IGNORECASE)
#: Between names that are written with the given name or initials behind: "Doe J, Roe R".
_AND = re.compile(r"\s*(?:;|,?\s+(?:and|und|et|y)\s+|,?\s*&)\s*")
_INITIALS = r"(?:[A-Z]\.?[\s-]?){1,4}"
#: "Doe, J. A.": a comma inside the name.
_INVERTED = re.compile(
    rf"[^,;]{{2,60}},\s*{_INITIALS}(?:,?\s*(?:Jr|Sr|III?)\.?)?(?=\s*(?:,|;|&|$|and\b))"
)
_EDGES = " .,;:\u201c\u201d\"'\u2018\u2019-\u2013\u2014"


@dataclass(frozen=True, slots=True)
class Citation:
    """What a reference says.

    Attributes:
        authors: In order, as stated.
        title: Title of the work.
        container: Journal or book.
        year: Year of publication.
        volume: Volume.
        issue: Issue.
        pages: Pages, with a hyphen, or article number.
        doi: In small letters.
        pmid: PubMed id.
    """

    authors: tuple[str, ...] = ()
    title: str | None = None
    container: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None


def citation_of(text: str, runs: Sequence[tuple[str, Range]]) -> Citation:
    """Return what a reference says.

    Args:
        text: The reference.
        runs: Its labelled stretches, as `Model.label` gives them.
    """
    words: dict[str, str] = {}
    for label, (start, end) in runs:
        words.setdefault(label, text[start:end])
    volume = words.get("volume", "")
    number = _VOLUME.search(volume)
    issue = _ISSUE.search(volume, number.start() if number else 0)
    doi, pmid = _DOI.search(text), _PMID.search(text)
    year = _YEAR.search(words.get("date", "")) or _YEAR.search(text)
    container = words.get("journal") or words.get("container-title")
    return Citation(
        authors=authors_of(words.get("author", "")),
        title=_bare(words.get("title")),
        container=_container(container),
        year=int(year[1]) if year else None,
        volume=number[1] if number else None,
        issue=next((one for one in issue.groups() if one), None) if issue else None,
        pages=_pages(words.get("pages", "")),
        doi=doi[0].rstrip(_DOI_END).lower() if doi else None,
        pmid=pmid[1] if pmid else None,
    )


def authors_of(stated: str) -> tuple[str, ...]:
    """Take a list of authors apart.

    >>> authors_of("Blanco-Melo D, Doe JA, et al.")
    ('Blanco-Melo D', 'Doe JA')
    >>> authors_of("Doe, J. A., & Roe, R.")
    ('Doe, J. A.', 'Roe, R.')
    """
    names = _ET_AL.sub("", stated).strip(" ,;")
    found: list[str] = []
    for group in _AND.split(names):
        inverted = _INVERTED.findall(group)
        if inverted and len("".join(inverted)) >= len(group.replace(",", "")) / 2:
            found += [one.strip(" ,;") for one in inverted]
        elif ";" in stated:
            found.append(group.strip(" ,"))
        else:
            found += [one.strip() for one in group.split(",")]
    return tuple(one for one in (_name(one) for one in found) if one)


def _name(stated: str) -> str:
    plain = stated.strip(" ,;:")
    # An initial keeps its period, a name does not.
    return plain if re.search(r"\b[A-Z]\.$", plain) else plain.rstrip(".")


def _bare(words: str | None) -> str | None:
    plain = (words or "").strip(_EDGES)
    return plain or None


def _container(words: str | None) -> str | None:
    plain = _bare(words)
    return re.sub(r"^In:?\s+", "", plain) if plain else None


def _pages(words: str) -> str | None:
    found = _PAGES.search(re.sub(r"^\W*(?:pp?|pages?)\b\.?", "", words.strip()))
    return _DASHES.sub("-", found[0]).rstrip(".") if found else None
