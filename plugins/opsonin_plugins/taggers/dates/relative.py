"""Dates that are counted from the day of the text, or from another event."""

from __future__ import annotations

import re

from opsonin_plugins.taggers.dates.expression import Expression
from opsonin_plugins.taggers.dates.words import (
    DEICTIC,
    SEASONS,
    UNITS,
    VAGUE,
    WEEKDAYS,
    last_word,
    words,
)

_ON = re.compile(r"\b(?:on|as\s+of)\s+\Z", re.IGNORECASE)
_SIDE = re.compile(r"(?:\bon\s+)?\b(?P<way>last|next|this|past|coming)\s+\Z", re.IGNORECASE)
_DAYTIME = re.compile(r"\s+(?:morning|afternoon|evening|night)\b")
_SIDES = {"last": -1, "past": -1, "next": 1, "coming": 1, "this": 0}
#: Names of days and of newspapers that hold a weekday.
_NAME_BEFORE = re.compile(r"\b(?:Black|Cyber|Giving|Super|Palm|Ash|Casual)\s+\Z")
_NAME_AFTER = re.compile(
    r"\s+(?:Times|Mirror|Mail|Telegraph|Herald|Post|Express|Night|Star|Sun|Independent|Review|"
    r"World|Observer|Evening|School|Island)\b"
)
#: The day after one of these may lie on either side of the day of the text.
_BOUND = re.compile(r"\b(?:ahead\s+of|before|until|till|by|through)\s+\Z", re.IGNORECASE)
#: What is to come is said in the sentence before.
_FUTURE = re.compile(
    r"\b(?:will|is\s+to|are\s+to|(?:is|are)\s+(?:set|scheduled|expected|due|slated|planned)|plans?\s+to)\b[^.!?\n]*\Z"
)
_TITLED = re.compile(r"[A-Za-z]\s\Z")
#: What is told in the news happens on the day of the news.
_TOLD = re.compile(
    r"\b(?:announced|said|reported|published|released|launched|issued|unveiled|presented|"
    r"approved|confirmed|revealed|here)\s+(?:here\s+)?(?:on\s+)?\Z"
)
_STAGE = r"(?:(?:earlier|later|early|late)\s+)?"
_WAY = re.compile(
    rf"\b(?P<stage>{_STAGE})(?P<way>this|last|next|previous|following|same)\s+\Z", re.IGNORECASE
)
_WAYS = words("this last next previous following same recent past coming upcoming")
_THE = re.compile(r"\b(?:the|that|this)\s+\Z", re.IGNORECASE)
_VAGUE_PLURAL = re.compile(
    r"\b(?:in\s+(?:the\s+)?(?:more\s+)?|the\s+)?"
    r"(?P<way>recent|past|last|previous|coming|next|upcoming)\s+\Z",
    re.IGNORECASE,
)
_AGO = re.compile(r"\s+ago\b")
_VALUES = {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX", "year": "XXXX"}
_VALUES |= {"decade": "XXXX", "century": "XXXX"}
_REACH = 40


def weekday_date(text: str, start: int, end: int) -> Expression | None:
    """Return the date that a weekday stands for; with ``on`` or ``as of``, as they belong to it."""
    if not text[start].isupper():
        return None
    before = text[max(0, start - 3 * _REACH) : start]
    day = WEEKDAYS[text[start:end].lower()]
    if _NAME_BEFORE.search(before) or _NAME_AFTER.match(text, end):
        return None
    side = _SIDE.search(before)
    lead = side or _ON.search(before)
    daytime = _DAYTIME.match(text, end)
    if side is not None:
        offset = _SIDES[side["way"].lower()]
    else:
        offset = 1 if _FUTURE.search(before) else 0 if _BOUND.search(before) else -1
    return Expression(
        start=start - len(lead[0]) if lead else start,
        end=daytime.end() if daytime else end,
        value=f"XXXX-WXX-{day + 1}",
        precision="day",
        unit="weekday",
        # "Last Monday" is never the day of the text, "Monday" may be.
        offset=2 * offset if side else offset,
        weekday=day,
    )


def word_date(text: str, start: int, end: int) -> Expression | None:
    """Return the date that ``yesterday``, ``today`` or ``recently`` stands for."""
    word = text[start:end].lower()
    if word in VAGUE:
        return Expression(start=start, end=end, value=VAGUE[word])
    before = text[max(0, start - _REACH) : start]
    if text[start].isupper() and _TITLED.search(before):
        return None
    if word == "today" and not _TOLD.search(before):
        # Most of the time it means nowadays.
        return Expression(start=start, end=end, value="PRESENT_REF")
    return Expression(
        start=start, end=end, value="XXXX-XX-XX", precision="day", unit="day", offset=DEICTIC[word]
    )


def unit_date(text: str, start: int, end: int) -> Expression | None:
    """Return the date of a unit with a word that says which one: "this year", "recent weeks"."""
    word = text[start:end].lower()
    unit = UNITS[word]
    before = text[max(0, start - _REACH) : start]
    if unit not in _VALUES or not (before[-1:] or " ").isspace():
        return None
    if word != unit:
        return _plural(text, start, end, before)
    way = _WAY.search(before) if last_word(before) in _WAYS else None
    return _singular(start - len(way[0]), end, unit, way) if way else None


def _singular(start: int, end: int, unit: str, way: re.Match[str]) -> Expression | None:
    word = way["way"].lower()
    has_article = _THE.search(way.string[: way.start()]) is not None
    value = _VALUES[unit]
    if word in ("previous", "following", "same") or (
        has_article and (word, unit) == ("next", "day")
    ):
        # A day that the text tells of.
        return Expression(start=start, end=end, value=value, precision=unit)
    if unit == "day" or (has_article and word != "this"):
        # "The last year" is a stretch of time.
        return None
    return Expression(
        start=start, end=end, value=value, precision=unit, unit=unit, offset=_SIDES[word]
    )


def _plural(text: str, start: int, end: int, before: str) -> Expression | None:
    ago = _AGO.match(text, end)
    if ago is not None:
        return Expression(start=start, end=ago.end(), value="PAST_REF")
    way = _VAGUE_PLURAL.search(before) if last_word(before) in _WAYS else None
    if way is None:
        return None
    value = "FUTURE_REF" if way["way"].lower() in ("coming", "next", "upcoming") else "PAST_REF"
    return Expression(start=start - len(way[0]), end=end, value=value)


def season_date(text: str, start: int, end: int) -> Expression | None:
    """Return the date of a season with a word that says which one: "last winter"."""
    before = text[max(0, start - _REACH) : start]
    way = _WAY.search(before)
    if way is None or way["way"].lower() not in _SIDES:
        return None
    value = f"XXXX-{SEASONS[text[start:end].lower()]}"
    return Expression(start=start - len(way[0]), end=end, value=value, precision="season")


def counted_date(
    start: int, end: int, number: float | None, unit: str, direction: str
) -> Expression:
    """Return the date of "two weeks ago" or "three days later".

    Args:
        start: First code point of the number.
        end: First code point after the direction.
        number: None if it is not stated.
        unit: Name of the unit.
        direction: ``ago`` or ``from now`` count from the day of the text, others from an event.
    """
    is_past = direction in ("ago", "earlier")
    if number is None or unit not in _VALUES or number != int(number):
        return Expression(start=start, end=end, value="PAST_REF" if is_past else "FUTURE_REF")
    value = _VALUES[unit]
    if direction in ("earlier", "later"):
        return Expression(start=start, end=end, value=value, precision=unit)
    offset = int(number) * (-1 if is_past else 1)
    return Expression(start=start, end=end, value=value, precision=unit, unit=unit, offset=offset)
