"""Years that stand alone, and what is named after one."""

from __future__ import annotations

import re

from opsonin_plugins.taggers.dates.expression import Expression
from opsonin_plugins.taggers.dates.figures import figures_date
from opsonin_plugins.taggers.dates.months import COUNTED, STAGES
from opsonin_plugins.taggers.dates.words import SEASONS, YEAR, last_word, words

_AFTER_YEAR = re.compile(r"[\w/%-]|[.,]\d")
_RANGE = re.compile(
    rf"(?P<first>{YEAR})\s?[-/\u2013\u2014]\s?(?P<last>{YEAR}|\d\d)(?![\w/%:-]|[.,]\d)"
)
_SEASON_NEXT = re.compile(
    r"\s+(?:\w+\s)?(?:season|influenza|flu|winter|school|academic|fiscal|financial|outbreak|"
    r"epidemic|pandemic)\b"
)
_PREPOSITION = re.compile(
    r"\b(?:in|since|until|till|by|during|before|after|from|between|through|throughout|circa|"
    r"around|early|late|mid|years?|as of|back to|dating to|prior to|up to|dated|eCollection|"
    r"[Pp]ublished|fiscal|FY|(?:beginning|end|start|middle|rest|most|part|course|half|quarter|trimester|"
    r"outbreak|pandemic|epidemic|election|crisis|autumn|fall|summer|spring|winter|class) of)"
    r"(?:\s+(?:early|late|mid))?[\s-]\Z",
    re.IGNORECASE,
)
#: Each match of that ends with one of these.
_PREPOSITIONS = words(
    "in since until till by during before after from between through throughout circa around early "
    "late mid year years of to dated ecollection published fiscal fy"
)
_STAGE = re.compile(r"\b(?:early|late|mid)(?:\s+in)?[\s-]\Z", re.IGNORECASE)
_SEASON = re.compile(
    r"\b(?:(?:early|late|mid)[\s-])?(?P<season>spring|summer|autumn|fall|winter)(?:\s+of|,)?\s+\Z",
    re.IGNORECASE,
)
_PARTS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": 4,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
}
_PART = re.compile(
    r"\b(?:(?P<ordinal>first|second|third|fourth|[1-4](?=st|nd|rd|th))(?:st|nd|rd|th)?[\s-]"
    r"(?P<part>quarter|trimester|half)(?:\s+of)?|Q(?P<q>[1-4]),?|(?P<h>H[12]),?)\s+\Z",
    re.IGNORECASE,
)
_PART_ENDS = words("of quarter trimester half q1 q2 q3 q4 q1, q2, q3, q4, h1 h2 h1, h2,")
_CHAIN = re.compile(rf"\b{YEAR}s?(?:\s?(?:,|\u2013|-)\s?|,?\s+(?:and|or|to|through|until)\s+)\Z")
#: A year before a noun: "the 2009 pandemic", "a 2015 study".
_ARTICLE = re.compile(
    r"\b(?:the|a|an|its|his|her|their|our|this|that|\w+['\u2019]s)\s\Z", re.IGNORECASE
)
_NOUN_NEXT = re.compile(
    r"\s(?:[A-Z]|(?:\w+\s)?(?:study|studies|paper|report|review|article|survey|meta-analysis|"
    r"analysis|trial|book|pandemic|epidemic|outbreak|season|election|campaign|census|guidelines?|"
    r"conference|meeting|interview|statement|estimate|budget|flu|influenza|act|law|edition|"
    r"revision|version|update|update|data|figures|crisis|earthquake|film|novel|poll|experiment|"
    r"presentation|letter|commentary|editorial)\b)"
)
#: What a number of four digits counts or measures.
_QUANTITY_NEXT = re.compile(
    rf"{COUNTED}|\s?(?:%|\u00b0|\u00b1|\u00d7|x\s?g\b|[<>=])|\s(?:to|and|or)\s\d{{1,3}}(?!\d|st|nd|rd|th)"
    r"|(?:\s?(?:to|and|or|[-\u2013])\s?\d{4,6})?[\s-](?:mg|kg|g|\u00b5g|ng|ml|l|mm|cm|m|km|nm|bp|kb|rpm|hz|khz|kda|da|ppm|iu|u|units?|k|"
    r"calories|kcal|kj|feet|miles|meters|metres|pounds|dollars|euros|hours|days|weeks|months|"
    r"years?|minutes|seconds|times|doses|tests|copies|steps|words|pages|hits|points|s|ms|w|v)\b",
    re.IGNORECASE,
)
_OWN_CITATION = re.compile(r";\s?(?:\d|[A-Z]{1,3}\d|\()")
_REACH = 34
_LATEST = 2100


def year_date(text: str, start: int, end: int, *, in_metadata: bool = False) -> Expression | None:
    """Return the date around a number of four digits; None where nothing says that it is a year.

    Args:
        text: The text.
        start: First code point of the number.
        end: First code point after it.
        in_metadata: Whether it stands in the document's own citation.
    """
    before = text[max(0, start - _REACH) : start]
    if not re.fullmatch(YEAR, text[start:end]):
        return None
    return (
        figures_date(text, start, end, before)
        or _span(text, start, before)
        or _alone(text, start, end, before, in_metadata=in_metadata)
    )


def _span(text: str, start: int, before: str) -> Expression | None:
    """Read ``2010-2015`` and ``2019/20`` where they are no pages."""
    hit = _RANGE.match(text, start)
    if hit is None:
        return None
    first, last = int(hit["first"]), int(hit["last"])
    is_short = len(hit["last"]) < len(hit["first"])
    if is_short:
        if last != (first + 1) % 100:
            return None
        last = first + 1
    is_time = _PREPOSITION.search(before) or _SEASON_NEXT.match(text, hit.end())
    if not is_time and not (_ARTICLE.search(before) and not is_short):
        return None
    if not first < last < _LATEST or _QUANTITY_NEXT.match(text, hit.end()):
        return None
    return Expression(start=start, end=hit.end(), value=f"{first}/{last}", precision="year")


def _alone(text: str, start: int, end: int, before: str, *, in_metadata: bool) -> Expression | None:
    year = text[start:end]
    if in_metadata and _OWN_CITATION.match(text, end):
        return Expression(start=start, end=end, value=year, precision="year")
    is_apart = before[-1:].isspace() or before[-1:] in ("-", "\u2013")
    if not is_apart or _AFTER_YEAR.match(text, end) or _QUANTITY_NEXT.match(text, end):
        return None
    last = last_word(before)
    if last in _PART_ENDS or last.rstrip(",") in SEASONS:
        of_year = _of_year(start, end, year, before)
        if of_year is not None:
            return of_year
    is_named = _NOUN_NEXT.match(text, end) and _ARTICLE.search(before)
    if not is_named and not (last in _PREPOSITIONS and _PREPOSITION.search(before)):
        return None
    stage = _STAGE.search(before) if last in STAGES else None
    at = start - len(stage[0]) if stage else start
    return Expression(start=at, end=end, value=year, precision="year")


def _of_year(start: int, end: int, year: str, before: str) -> Expression | None:
    """Read the quarter, half or season of a year."""
    season = _SEASON.search(before)
    if season is not None:
        value = f"{year}-{SEASONS[season['season'].lower()]}"
        return Expression(start=start - len(season[0]), end=end, value=value, precision="season")
    part = _PART.search(before)
    if part is None:
        return None
    at = start - len(part[0])
    if part["h"] or (part["part"] or "").lower() == "half":
        number = int(part["h"][1]) if part["h"] else _PARTS[part["ordinal"].lower()]
        return Expression(start=at, end=end, value=f"{year}-H{min(number, 2)}", precision="half")
    number = int(part["q"]) if part["q"] else _PARTS[part["ordinal"].lower()]
    return Expression(start=at, end=end, value=f"{year}-Q{number}", precision="quarter")


def chained_year(text: str, start: int, end: int) -> Expression | None:
    """Return a year that follows another one: "between 2010 and 2015", "2010, 2012"."""
    before = text[max(0, start - _REACH) : start]
    if not _CHAIN.search(before) or _AFTER_YEAR.match(text, end) or _QUANTITY_NEXT.match(text, end):
        return None
    return Expression(start=start, end=end, value=text[start:end], precision="year")


def decade_date(text: str, start: int, end: int) -> Expression | None:
    """Return the decade of ``1990s``, with ``early``, ``mid`` or ``late`` before it."""
    before = text[max(0, start - _REACH) : start]
    stage = _STAGE.search(before)
    at = start - len(stage[0]) if stage else start
    return Expression(start=at, end=end, value=f"{text[start : start + 3]}X", precision="decade")
