"""Dates that name a month."""

from __future__ import annotations

import re

from opsonin_plugins.taggers.dates.expression import Expression, calendar_value
from opsonin_plugins.taggers.dates.words import (
    DAY,
    MONTHS,
    ORDINAL,
    OTHER_MONTHS,
    PLAIN_MONTHS,
    YEAR,
    last_word,
    words,
)

_MONTH_NAME = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DASH = r"\s?[-\u2013\u2014]\s?"
#: Things that are counted: the number before one is no day and no year. Source: what follows
#: "in May 20 ..." and "in 2015 ..." in papers on clinical studies, where this is ambiguous.
COUNTED = (
    r"\s+(?:patients|people|persons|participants|subjects|cases|women|men|children|individuals|"
    r"adults|infants|controls|samples|deaths|volunteers|respondents|students|nurses|physicians|"
    r"doctors|families|households|genes|cells|mice|rats|animals|births|admissions|million|"
    r"consecutive|additional|healthy|eligible|new|more|different|other|of\s+the\s+\d)\b"
)
_YEAR_AFTER = rf"(?:(?:,|\s+of)?\s{{1,3}}(?P<year>{YEAR})(?![\d%])(?!{COUNTED}))"
_AFTER = re.compile(
    rf"(?:\.?\s{{1,3}}(?P<day>{DAY}){ORDINAL}(?![\w%:/]|[.,]\d)"
    rf"(?:(?:{_DASH}|\s+(?:to|and|through)\s+)(?P<to>{DAY}){ORDINAL}(?![\w%:/]|[.,]\d|\s+{_MONTH_NAME}))?"
    rf"{_YEAR_AFTER}?"
    rf"|\.?{_YEAR_AFTER.replace('year', 'alone')}"
    r"|\s+(?:of\s+)?(?P<which>this|last|next)\s+year\b)"
)
_YEAR_BEHIND = re.compile(rf"[.,]{{0,2}}[\s-]{{1,3}}(?P<year>{YEAR})(?![\d%])")
_BEFORE = re.compile(
    rf"(?:(?<![\w.,:/$\u20ac\u00a3-])(?P<since>{DAY}){ORDINAL}(?:{_DASH}|\s+(?:to|and)\s+))?"
    rf"(?<![\w.,:/$\u20ac\u00a3])(?P<day>{DAY}){ORDINAL}(?:\s+of)?[\s-]{{1,2}}(?:the\s)?\Z"
)
_YEAR_BEFORE = re.compile(rf"(?<![\w.,:/$-])(?P<year>{YEAR})[\s-]\Z")
#: What makes a name that is a word as well a month.
_LEADS = re.compile(
    r"\b(?:in|since|until|till|by|during|from|before|after|between|through|throughout|last|next|early|"
    r"late|mid|(?:end|beginning|start|middle|month|half|part|week|days|weeks|rest|most) of"
    rf"|{_MONTH_NAME}(?:\s+\d{{1,2}})?(?:\s+(?:to|and|or|through|until)|\s?[-\u2013/,]))[\s-]?\Z",
    re.IGNORECASE,
)
#: What may stand between such a word and its month.
STAGES = words("early late mid in")
_STAGE = re.compile(r"\b(?:early|late|mid)(?:\s+in)?[\s-]\Z", re.IGNORECASE)
_SIDE = re.compile(r"\b(?P<way>last|next|this)\s\Z", re.IGNORECASE)
_NAME_AFTER = re.compile(
    r"\s[A-Z][a-z]|\s(?:et\sal|is|be|not|also|have|of\s[A-Z])\b|['\u2019-][a-z]"
)
_YEAR_OFFSETS = {"this": 0, "last": -1, "next": 1}
_GAPS = " \n\t\u00a0-"
_REACH = 34


def month_date(text: str, start: int, end: int) -> Expression | None:
    """Return the date around the name of a month; None if the word means something else."""
    word = text[start:end]
    month = MONTHS.get(word.lower())
    if month is None or not word[0].isupper():
        return None
    before = text[max(0, start - _REACH) : start]
    found = _day_first(text, start, end, month, before)
    found = found or _month_first(text, start, end, month, before)
    after = None if found else _AFTER.match(text, end)
    if after is not None and after["day"] and not _counts_next(text, after, before):
        # There is no 30 February.
        return None
    return found or _alone(text, start, end, month, before)


def _day_first(text: str, start: int, end: int, month: int, before: str) -> Expression | None:
    """Read ``28 September 2020``, ``the 5th of March``, ``3-5 May``."""
    last = last_word(before)
    if not (last[:1].isdigit() or last in ("of", "the")) or before[-1] not in _GAPS:
        return None
    day = _BEFORE.search(before)
    if day is None:
        return None
    year = _YEAR_BEHIND.match(text, end)
    if year is None and text[start:end].isupper() and text[start:end].lower() in OTHER_MONTHS:
        return None
    return _date(
        start - len(before) + day.start(),
        year.end() if year else end,
        (int(year["year"]) if year else None, month),
        (day["since"] or day["day"], day["day"]),
    )


def _month_first(text: str, start: int, end: int, month: int, before: str) -> Expression | None:
    """Read ``September 28``, ``Oct. 2020``, ``2020 Oct 5``, ``February this year``."""
    earlier = _YEAR_BEFORE.search(before[-6:]) if before[-2:-1].isdigit() else None
    after = _AFTER.match(text, end)
    if after is not None and after["which"]:
        offset = _YEAR_OFFSETS[after["which"]]
        value = calendar_value(None, month)
        at = _stage(start, before)
        return Expression(
            start=at, end=after.end(), value=value, precision="month", unit="year", offset=offset
        )
    if after is not None and after["alone"]:
        return _date(_stage(start, before), after.end(), (int(after["alone"]), month), None)
    if after is not None and not _counts_next(text, after, before):
        year = after["year"] or (earlier and earlier["year"])
        if not year and text[start:end].isupper() and text[start:end].lower() in OTHER_MONTHS:
            return None
        first = start - len(earlier[0]) if earlier and not after["year"] else start
        days = (after["day"], after["to"] or after["day"])
        stop = after.end()
        return _date(first, stop, (int(year) if year else None, month), days)
    if earlier is not None:
        stop = end + (text[end : end + 1] == "." and text[end + 1 : end + 2] in (";", ":"))
        return _date(start - len(earlier[0]), stop, (int(earlier["year"]), month), None)
    return None


def _counts_next(text: str, after: re.Match[str], before: str) -> bool:
    """Tell whether ``20`` in "In May 20 patients" counts what follows."""
    if after["year"] or re.search(r"\bin\s\Z", before, re.IGNORECASE) is None:
        return False
    return re.match(COUNTED, text[after.end() : after.end() + 24]) is not None


def _alone(text: str, start: int, end: int, month: int, before: str) -> Expression | None:
    """Read a month without day and year, if it cannot be anything else."""
    word = text[start:end]
    name = word.lower()
    if name not in PLAIN_MONTHS and name not in OTHER_MONTHS:
        return None
    if word.isupper() or before[-1:] in ("/", "_", "@", "#", "\u2019"):
        return None
    if name in OTHER_MONTHS and (_LEADS.search(before) is None or _NAME_AFTER.match(text, end)):
        return None
    side = _SIDE.search(before) if last_word(before) in _YEAR_OFFSETS else None
    first = start - len(side[0]) if side else _stage(start, before)
    if side is None:
        return _date(first, end, (None, month), None)
    offset = _YEAR_OFFSETS[side["way"].lower()]
    value = calendar_value(None, month)
    # "last March" is the one before the day of the text, in whichever year.
    unit = "year" if offset == 0 else "named_month"
    return Expression(
        start=first, end=end, value=value, precision="month", unit=unit, offset=offset
    )


def _stage(start: int, before: str) -> int:
    if last_word(before) not in STAGES:
        return start
    stage = _STAGE.search(before)
    return start - len(stage[0]) if stage else start


def _date(
    start: int, end: int, of: tuple[int | None, int], days: tuple[str, str] | None
) -> Expression | None:
    year, month = of
    if days is None:
        return Expression(
            start=start, end=end, value=calendar_value(year, month), precision="month"
        )
    value = calendar_value(year, month, int(days[0]))
    last = calendar_value(year, month, int(days[1]))
    if not value or not last:
        return None
    # An interval is written as in ISO 8601.
    whole = value if last == value else f"{value}/{last}"
    return Expression(start=start, end=end, value=whole, precision="day")
