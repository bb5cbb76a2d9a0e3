"""Volume, issue, pages and year: what the numbers of a reference say."""

from __future__ import annotations

import re
from typing import NamedTuple

_DASH = "[-\u2010-\u2015\u2212]{1,2}"
_DASHES = re.compile(rf"\s{{0,2}}{_DASH}\s{{0,2}}")
_PAGE = r"[A-Za-z]{0,5}\d[\dA-Za-z]{0,10}(?:\.\d{1,6})?"
_RANGE = rf"{_PAGE}(?:\s{{0,2}}{_DASH}\s{{0,2}}[A-Za-z]{{0,2}}\d{{1,8}}[A-Za-z]?)?"
_NUMBER = r"[A-Za-z]{0,2}\d{1,5}[A-Za-z]?"
_ISSUE = (
    r"\s{0,2}\(\s{0,2}(?P<issue>(?:\d{1,4}|[Ss]uppl?|[Pp]t|[Ss]pecial|[Pp]art|Database)"
    r"[^()]{0,20})\)"
)
#: "2020;181(5):1036-1045" of NLM, AMA and Vancouver; month and day may stand behind the year.
#: Source: NLM, Citing Medicine, 2nd edition, chapter 1.
_NLM = re.compile(
    rf"(?<!\d)(?P<year>(?:1[5-9]|20)\d\d)(?:\s[A-Z][a-z]{{2,8}}\.?(?:[-/][A-Z][a-z]{{2,8}})?"
    rf"(?:\s\d{{1,2}})?)?\s?;\s{{0,2}}(?P<volume>{_NUMBER})(?:\s?(?:[Ss]uppl?\.?\s?\d{{0,3}}))?"
    rf"(?:{_ISSUE})?\s{{0,2}}(?::\s{{0,2}}(?P<pages>{_RANGE}))?"
)
#: "181(5):1036-1045", "35(2), 181-200", "12: 34-56".
_COLON = re.compile(
    rf"(?<![\w/.-])(?P<volume>{_NUMBER})(?:{_ISSUE}\s{{0,2}}[:,]?|\s{{0,2}}:)\s{{0,2}}"
    rf"(?:pp?\.?\s{{0,2}})?(?P<pages>{_RANGE})"
)
#: The same right behind the name of a journal, with the year before or behind them.
_BEHIND = re.compile(
    rf"[\s.,:]{{0,3}}(?:\(?(?P<first>(?:1[5-9]|20)\d\d)[a-z]?\)?[\s.,;:]{{1,3}})?"
    rf"(?:[Vv]ol\.?\s{{0,2}})?(?P<volume>{_NUMBER})(?:{_ISSUE})?\s{{0,2}}[:,]\s{{0,2}}"
    rf"(?:pp?\.?\s{{0,2}})?(?P<pages>{_RANGE})(?P<behind>[\s,]{{0,2}}\(?(?P<last>(?:1[5-9]|20)\d\d)\b)?"
)
_FURTHER = re.compile(rf"\s?[,:]\s?(?:pp?\.?\s?)?\d{{1,6}}\s?{_DASH}\s?\d")
_LABELLED_VOLUME = re.compile(
    r"\b(?:vol(?:ume)?s?|v|bd|band|t|tome)\b\.?\s{0,2}(?P<volume>\d{1,5}[A-Za-z]?|[IVXLC]{1,7}\b)",
    re.IGNORECASE,
)
_PLAIN_VOLUME = re.compile(rf"{_NUMBER}|\b[IVXLC]{{1,7}}\b")
_LABELLED_ISSUE = re.compile(
    r"(?:\b(?:no|nr|nos|num|number|iss(?:ue)?|heft|h)\b\.?|n[\u00b0\u00ba])\s{0,2}"
    r"(?P<issue>\d{1,5}(?:\s?[-/\u2013]\s?\d{1,4})?)",
    re.IGNORECASE,
)
_BRACKETED_ISSUE = re.compile(r"\d\s{0,2}\(\s{0,2}(?P<issue>[^()]{1,24}?)\s{0,2}\)")
_LABELLED_PAGES = re.compile(
    rf"\b(?:pp?|pages?|pgs?|s)\b\.?\s{{0,2}}(?P<pages>{_RANGE})", re.IGNORECASE
)
_PAGES = re.compile(_RANGE)
_YEAR = re.compile(r"(?<![\d\-\u2013:(])(?:1[5-9]\d\d|20\d\d)(?![\d]|\s?[-\u2013]\s?\d)")
_BRACKETED_YEAR = re.compile(r"\(\s?(?:[A-Z][a-z]{2,8}\.?,?\s)?(1[5-9]\d\d|20\d\d)[a-z]?\s?\)")
_ANY_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


class Numbers(NamedTuple):
    """The numbers of a reference, as it writes them.

    Attributes:
        year: Year of publication.
        volume: Volume, without a label.
        issue: Issue, without brackets or label.
        pages: Pages with a hyphen between first and last, or an article number.
    """

    year: int | None
    volume: str | None
    issue: str | None
    pages: str | None


def numbers_of(text: str, date: str, volume: str, pages: str, behind: int | None = None) -> Numbers:
    """Return the numbers of a reference.

    Args:
        text: The reference.
        date: The words of it that are its date, as far as is known.
        volume: Those that are volume and issue.
        pages: Those that are pages.
        behind: Where the name of the journal ends, if one is known.
    """
    exact = _NLM.search(text) if ";" in text else None
    if exact is not None and (exact["issue"] or exact["pages"]):
        return Numbers(
            int(exact["year"]), exact["volume"], _trimmed(exact["issue"]), _range(exact["pages"])
        )
    close = _BEHIND.match(text, behind) if behind is not None else None
    if close is not None and _is_sure(text, close):
        stated = close["first"] or close["last"]
        return Numbers(
            int(stated) if stated else year_of(text, date),
            close["volume"],
            _trimmed(close["issue"]),
            _range(close["pages"]),
        )
    joint = _COLON.search(f"{volume}{pages}" if volume.endswith(":") else volume)
    labelled = _LABELLED_VOLUME.search(volume)
    number = labelled["volume"] if labelled else joint["volume"] if joint else None
    issue = joint["issue"] if joint else None
    if number is None:
        bare = _LABELLED_ISSUE.sub(" ", volume)
        plain = _PLAIN_VOLUME.search(bare) or _PLAIN_VOLUME.search(volume)
        number = plain[0] if plain else None
    if issue is None:
        found = _BRACKETED_ISSUE.search(volume) or _LABELLED_ISSUE.search(volume)
        issue = found["issue"] if found else None
    return Numbers(
        year_of(text, date),
        number,
        _trimmed(issue),
        _whole(text, _pages_of(pages) or _range(joint["pages"] if joint else None)),
    )


def year_of(text: str, date: str) -> int | None:
    """Return the year of publication."""
    stated = _ANY_YEAR.findall(date)
    bracketed = _BRACKETED_YEAR.findall(text)
    if stated and not (len(bracketed) == 1 and bracketed[0] not in stated):
        return int(stated[-1] if len(stated) > 1 and "accessed" not in date else stated[0])
    found = bracketed or _YEAR.findall(text) or _ANY_YEAR.findall(text)
    return int(found[-1]) if found else None


def _is_sure(text: str, close: re.Match[str]) -> bool:
    """Whether the numbers behind a journal are volume and pages, and not volume and issue."""
    pages, year = close["pages"], close["first"] or close["last"]
    if _ANY_YEAR.match(close["volume"]) and not year:
        return False
    if _DASHES.search(pages):
        return True
    is_year = _ANY_YEAR.fullmatch(pages) is not None
    return not is_year and bool(year) and _FURTHER.match(text, close.end("pages")) is None


def _whole(text: str, pages: str | None) -> str | None:
    """Return the range that a single page is an end of in the reference; ISBNs are none."""
    if pages is None or not pages.isdecimal():
        return None if pages is None or pages.startswith("0-") else pages
    ranges = (one[0] for one in _PAGES.finditer(text))
    return next(
        (whole for one in ranges if pages in (whole := _DASHES.sub("-", one)).split("-")[:2]), pages
    )


def _pages_of(words: str) -> str | None:
    labelled = _LABELLED_PAGES.search(words)
    if labelled:
        return _range(labelled["pages"])
    ranges = [one for one in _PAGES.findall(words) if _DASHES.search(one)]
    plain = _PAGES.search(words)
    return _range(ranges[0] if ranges else plain[0] if plain else None)


def _range(stated: str | None) -> str | None:
    return _DASHES.sub("-", stated).strip() if stated else None


def _trimmed(stated: str | None) -> str | None:
    return (stated or "").strip() or None
