"""What a page says about itself in its meta tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from opsonin import Row, Span
from opsonin_plugins.cleaners.markup import Token
from opsonin_plugins.cleaners.page import Page

#: Meta tags by their name in lower case.
_Metas: TypeAlias = dict[str, list[tuple[Token, dict[str, str]]]]

#: Names of meta tags by field; the first name that a page has counts. Source: the tags that
#: Google Scholar reads (Highwire Press, https://scholar.google.com/intl/en/scholar/inclusion.html),
#: Dublin Core (DCMI terms in HTML), PRISM and the Open Graph protocol.
_NAMES = {
    "title": ("citation_title", "dc.title", "prism.title"),
    "authors": ("citation_author", "dc.creator"),
    "published_value": (
        "citation_publication_date",
        "citation_date",
        "citation_online_date",
        "prism.publicationdate",
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "dc.date.issued",
        "dcterms.issued",
        "dc.date",
        "dcterms.created",
        "dc.date.created",
        "sailthru.date",
        "parsely-pub-date",
        "publish-date",
        "publishdate",
        "pubdate",
        "date",
    ),
    "journal": ("citation_journal_abbrev", "citation_journal_title", "prism.publicationname"),
    "volume": ("citation_volume", "prism.volume"),
    "issue": ("citation_issue", "prism.number"),
    "pages": ("citation_firstpage", "prism.startingpage"),
    "publisher": ("citation_publisher", "dc.publisher"),
    "doi": ("citation_doi", "prism.doi", "bepress_citation_doi", "dc.identifier"),
    "pmid": ("citation_pmid",),
    "pmcid": ("citation_pmcid",),
}
_DOI = re.compile(r"10\.\d{4,9}/\S{1,200}")
_PMID = re.compile(r"\d{1,8}")
_PMCID = re.compile(r"(?:PMC)?(\d{1,9})")
_DATE = re.compile(r"([12]\d{3})(?:[-/](0?[1-9]|1[0-2])(?:[-/](0?[1-9]|[12]\d|3[01]))?)?(?![\d/-])")
_LAST_PAGES = ("citation_lastpage", "prism.endingpage")
_PRECISIONS = ("year", "month", "day")


def page_fields(page: Page, extracted: dict[str, str]) -> list[Span | Row]:
    """Give rows of table ``fields`` from meta tags, and from an extractor where they say nothing.

    Args:
        page: The page; offsets of the rows count in its markup.
        extracted: Further values by field; authors separated by semicolons.

    Returns:
        Rows with ``field``, ``value`` and basis ``metadata``; one for each author, in order.
    """
    rows: list[Span | Row] = []
    known: set[str] = set()
    for field, start, end, value in _stated(page):
        rows.append(Span(start, end, field=field, value=value, basis="metadata"))
        known.add(field)
    for field, text in extracted.items():
        if field in known or not normalised(field, text):
            continue
        known.add(field)
        values = text.split(";") if field == "authors" else [normalised(field, text)]
        rows.extend(
            Row(field=field, value=value, basis="metadata")
            for value in (" ".join(value.split()) for value in values)
            if value
        )
    if "title" not in known and page.title:
        rows.append(Row(field="title", value=page.title, basis="metadata"))
    if "published_value" not in known:
        rows.extend(_timed(page))
    return [*rows, *_about_date(rows)]


def _timed(page: Page) -> Iterator[Span]:
    """Yield the day of the ``time`` element that a page was published at, if it is clear which.

    Source: the HTML standard on ``time``, its former attribute ``pubdate``, schema.org's
    ``datePublished`` and the classes of the microformats hAtom and h-entry.
    """
    days = []
    for token, attributes in page.times:
        value = normalised("published_value", attributes.get("datetime", ""))
        if value.count("-") != len(_PRECISIONS) - 1:
            continue
        named = f"{attributes.get('itemprop', '')} {attributes.get('class', '')}".lower()
        is_own = "pubdate" in attributes or "publi" in named or "entry-date" in named
        days.append((not is_own, value, token))
    best = min((rank for rank, _, _ in days), default=True)
    chosen = [(value, token) for rank, value, token in days if rank == best]
    # Without a name the only day of a page is its own; two may be those of other articles.
    if chosen and (not best or len({value for value, _ in chosen}) == 1):
        value, token = chosen[0]
        yield Span(token.start, token.end, field="published_value", value=value, basis="metadata")


def _about_date(rows: Iterable[Span | Row]) -> Iterator[Row]:
    """Yield how exact the publication date is, and that a page's markup says so."""
    dates = [str(row.columns["value"]) for row in rows if row.columns["field"] == "published_value"]
    for value in dates[:1]:
        precision = _PRECISIONS[value.count("-")]
        yield Row(field="published_precision", value=precision, basis="metadata")
        yield Row(field="published_basis", value="metadata", basis="metadata")


def _stated(page: Page) -> Iterator[tuple[str, int, int, str]]:
    metas: _Metas = {}
    for token, attributes in page.metas:
        metas.setdefault(_name(attributes).lower(), []).append((token, attributes))
    for field, names in _NAMES.items():
        for name in names:
            found = list(_values(metas, name, field))
            if found and field == "pages":
                found[0] = (*found[0][:3], _page_range(metas, found[0][3]))
            if found:
                yield from found if field == "authors" else found[:1]
                break


def _page_range(metas: _Metas, first: str) -> str:
    """Return first and last page, as far as the page states both."""
    for name in _LAST_PAGES:
        for _, _, _, last in _values(metas, name, "pages"):
            return first if last == first else f"{first}-{last}"
    return first


def _values(metas: _Metas, name: str, field: str) -> Iterator[tuple[str, int, int, str]]:
    for token, attributes in metas.get(name, ()):
        content = attributes.get("content", "")
        value = normalised(field, content)
        if value:
            at = token.text.find(content)
            # A tag with carriage returns is longer in the markup than in its source.
            is_exact = at >= 0 and len(token.text) == token.end - token.start
            start = token.start + at if is_exact else token.start
            end = start + len(content) if is_exact else token.end
            yield field, start, end, value


def _name(attributes: Mapping[str, str]) -> str:
    named = (attributes.get(kind) for kind in ("name", "property", "itemprop"))
    return next((name for name in named if name), "")


def normalised(field: str, content: str) -> str:
    """Return the content of a meta tag in the form of its field, or "" if it has not that form.

    >>> normalised("published_value", "2020/10/5")
    '2020-10-05'
    >>> normalised("doi", "doi:10.1000/ABC")
    '10.1000/abc'
    """
    text = " ".join(content.split())
    if field == "doi":
        match = _DOI.search(text)
        return match[0].lower() if match else ""
    if field == "pmid":
        return text if _PMID.fullmatch(text) else ""
    if field == "pmcid":
        match = _PMCID.fullmatch(text)
        return f"PMC{match[1]}" if match else ""
    if field == "published_value":
        match = _DATE.match(text)
        return "-".join(part.zfill(2) for part in match.groups() if part) if match else ""
    return text


def title_of(rows: Iterable[Span | Row]) -> str:
    """Return the title among rows of table ``fields``, or ""."""
    titles = [row.columns["value"] for row in rows if row.columns["field"] == "title"]
    return str(titles[0]) if titles else ""
