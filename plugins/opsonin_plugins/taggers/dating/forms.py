"""The forms of dates and durations in running text, with their TIMEX3 values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "night": "D", "week": "W",
    "month": "M", "year": "Y", "decade": "0Y", "century": "00Y", "centurie": "00Y",
}  # fmt: skip
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_NUMBER = rf"(?:\d{{1,4}}(?:\.\d)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT = r"(?:second|minute|hour|day|night|week|month|year|decade)"
_SOME = r"(?:a\s+few|few|several|some|many|a\s+couple\s+of|a\s+number\s+of|recent|multiple)"

#: A day, a month or a year that stands in the calendar, in whole or in part.
_CALENDAR = re.compile(
    rf"\b(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)\b(?!-)"
    rf"|\b(?P<m1>{_MONTH})\s+(?P<d1>{_DAY})(?:\s?(?:-|\u2013|to|and)\s?{_DAY})?(?:,?\s+(?P<y1>{_YEAR}))?\b(?!\s?[:%])"
    rf"|\b(?P<d2>{_DAY})(?:\s+of)?\s+(?P<m2>{_MONTH})(?:,?\s+(?P<y2>{_YEAR}))?\b"
    rf"|\b(?P<y3>{_YEAR})\s+(?P<m3>{_MONTH})(?:\s+(?P<d3>{_DAY}))?\b"
    rf"|\b(?P<m4>{_MONTH})(?:\s+of)?,?\s+(?P<y4>{_YEAR})\b"
    rf"|\b(?P<m5>{_MONTH})\s+(?P<which>this|last|next)\s+year\b"
    rf"|(?<=\b[Ii]n\s)(?P<m6>{_MONTH})\b(?!\s+\d)|(?<=\b[Ss]ince\s)(?P<m7>{_MONTH})\b(?!\s+\d)"
    rf"|(?<=\b[Ii]n\s)(?P<y5>{_YEAR})\b(?!\s+[a-z]+s\b)|(?<=\b[Ss]ince\s)(?P<y6>{_YEAR})\b|(?<=\b[Uu]ntil\s)(?P<y7>{_YEAR})\b"
    rf"|(?<=\bby\s)(?P<y8>{_YEAR})\b(?![,.]\d|\s+[a-z]+s\b)"
)
#: A day of the week, or a day, week, month or year counted from that of the text.
_RELATIVE = re.compile(
    r"\b(?:(?:[Oo]n|[Aa]s\s+of|[Uu]ntil|[Ss]ince|[Bb]y)\s+)?(?:(?P<side>last|next|this|past)\s+)?"
    r"(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:\s+(?:morning|afternoon|evening|night))?\b"
    r"|\b(?P<deictic>today|yesterday|tomorrow|tonight|this\s+(?:morning|afternoon|evening))\b"
    r"|\b(?:earlier\s+|later\s+)?(?P<way>this|last|next|past|previous)\s+(?P<span>week|month|year|decade|century)\b"
    rf"|\b(?P<n>{_NUMBER}|{_SOME})\s+(?P<unit>{_UNIT})s?\s+(?P<ago>ago|earlier|later|from\s+now)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?P<past>recently|in\s+recent\s+(?:days|weeks|months|years|decades)|lately)\b"
    r"|\b(?P<present>nowadays|these\s+days|at\s+present)\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"\b(?P<unit3>{_UNIT})s\s+(?:or|to|and)\s+(?P<unit4>{_UNIT})s\b"
    rf"|\b(?!an?\s+second\b)(?P<n>{_NUMBER})(?:\s?(?:-|\u2013|to|or)\s?(?P<high>{_NUMBER}))?[\s-](?P<unit>{_UNIT})s?\b"
    rf"|\b(?P<some>{_SOME})\s+(?P<unit2>{_UNIT})s\b"
    rf"|\b(?:for|over|within|after|lasting)\s+(?P<unit5>{_UNIT})s\b(?!\s+(?:or|to|and)\s)",
    re.IGNORECASE,
)
_AGE = re.compile(r"[\s-]*(?:old|of\s+age)\b", re.IGNORECASE)
_AGED = re.compile(r"\b(?:aged?|ages)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_SET = re.compile(
    rf"\bevery\s+(?:(?P<n>{_NUMBER}|other)\s+)?(?P<unit>{_UNIT})s?\b|\b(?P<each>daily|weekly|monthly|yearly|annually)\b",
    re.IGNORECASE,
)
_EACH = {"daily": "P1D", "weekly": "P1W", "monthly": "P1M", "yearly": "P1Y", "annually": "P1Y"}


@dataclass(frozen=True, slots=True)
class Expression:
    """A date or duration.

    Attributes:
        start: First code point.
        end: First code point after it.
        type: ``date``, ``duration`` or ``set``.
        value: TIMEX3 value; ``X`` stands for digits that are not stated.
        precision: ``day``, ``week``, ``month``, ``year`` or ``decade``; None if it is vague.
        offset: For what is counted from the day of the text: how many of ``precision`` later.
        weekday: Day of the week, Monday is 0.
    """

    start: int
    end: int
    type: str
    value: str
    precision: str | None = None
    offset: int | None = None
    weekday: int | None = None


def find_expressions(text: str) -> list[Expression]:
    """Return the dates and durations of a text in order; none overlaps another.

    >>> [(one.type, one.value) for one in find_expressions("On 3 May 2020, after 17 months.")]
    [('date', '2020-05-03'), ('duration', 'P17M')]
    """
    found = [*_calendar(text), *_relative(text), *_vague(text), *_sets(text), *_durations(text)]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Expression] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _calendar(text: str) -> Iterator[Expression]:
    for hit in _CALENDAR.finditer(text):
        if hit["iso"]:
            yield Expression(*hit.span(), "date", hit["iso"], "day" if len(hit["iso"]) > 7 else "month")  # noqa: PLR2004 - YYYY-MM
            continue
        groups = hit.groupdict()
        year = next((groups[f"y{i}"] for i in range(1, 9) if groups.get(f"y{i}")), None)
        month = next((groups[f"m{i}"] for i in range(1, 8) if groups.get(f"m{i}")), None)
        day = next((groups[f"d{i}"] for i in range(1, 4) if groups.get(f"d{i}")), None)
        offset = {"this": 0, "last": -1, "next": 1}.get(hit["which"] or "")
        value = year or "XXXX"
        if month:
            value += f"-{_MONTHS[month.lower().rstrip('.')]:02}"
        if day:
            value += f"-{int(re.sub(r'[a-z]', '', day)):02}"
        precision = "day" if day else "month" if month else "year"
        if offset is not None:
            yield Expression(*hit.span(), "date", value, "month", offset=12 * offset)
        else:
            yield Expression(*hit.span(), "date", value, precision)


def _relative(text: str) -> Iterator[Expression]:
    for hit in _RELATIVE.finditer(text):
        if hit["weekday"]:
            day = next(n for n, name in enumerate(_WEEKDAYS) if name.startswith(hit["weekday"].lower()))
            side = {"next": 1}.get((hit["side"] or "").lower(), -1)
            yield Expression(*hit.span(), "date", f"XXXX-WXX-{day + 1}", "day", side, day)
        elif hit["deictic"]:
            word = hit["deictic"].lower()
            offset = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
            yield Expression(*hit.span(), "date", "XXXX-XX-XX", "day", offset)
        elif hit["span"]:
            span = hit["span"].lower()
            way = {"this": 0, "next": 1}.get(hit["way"].lower(), -1)
            value = {"week": "XXXX-WXX", "month": "XXXX-XX", "year": "XXXX", "decade": "XXX"}.get(span, "XX")
            yield Expression(*hit.span(), "date", value, span, way)
        else:
            yield _counted(hit)


def _counted(hit: re.Match[str]) -> Expression:
    unit = hit["unit"].lower()
    number = _number(hit["n"])
    sign = 1 if hit["ago"].lower() in ("later", "from now") else -1
    if number is None or unit not in ("day", "week", "month", "year", "decade"):
        return Expression(*hit.span(), "date", "PAST_REF" if sign < 0 else "FUTURE_REF")
    value = {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "month": "XXXX-XX"}.get(unit, "XXXX")
    if hit["ago"].lower() in ("earlier", "later"):
        # Counted from another event, not from the day of the text.
        return Expression(*hit.span(), "date", value, unit)
    return Expression(*hit.span(), "date", value, unit, sign * number)


def _vague(text: str) -> Iterator[Expression]:
    for hit in _VAGUE.finditer(text):
        yield Expression(*hit.span(), "date", "PAST_REF" if hit["past"] else "PRESENT_REF")


def _sets(text: str) -> Iterator[Expression]:
    for hit in _SET.finditer(text):
        if hit["each"]:
            yield Expression(*hit.span(), "set", _EACH[hit["each"].lower()])
            continue
        number = 2 if (hit["n"] or "").lower() == "other" else _number(hit["n"] or "one") or 1
        yield Expression(*hit.span(), "set", _period(str(number), hit["unit"]))


def _durations(text: str) -> Iterator[Expression]:
    for hit in _DURATION.finditer(text):
        if hit["n"]:
            if _AGE.match(text, hit.end()) or _AGED.search(text, max(0, hit.start() - 24), hit.start()):
                continue
            number = _number(hit["n"])
            if number is None or _is_year_number(hit["n"]):
                continue
            low = hit["n"] if "." in hit["n"] else str(number)
            value = _period(low, hit["unit"])
            if hit["high"]:
                value = f"{value}|{_period(str(_number(hit['high'])), hit['unit'])}"
            yield Expression(*hit.span(), "duration", value)
        elif hit["some"]:
            yield Expression(*hit.span(), "duration", _period("X", hit["unit2"]))
        elif hit["unit3"]:
            value = f"{_period('X', hit['unit3'])}|{_period('X', hit['unit4'])}"
            yield Expression(*hit.span(), "duration", value)
        else:
            yield Expression(hit.start("unit5"), hit.end(), "duration", _period("X", hit["unit5"]))


def _is_year_number(stated: str) -> bool:
    return re.fullmatch(_YEAR, stated) is not None


def _period(number: str, unit: str) -> str:
    code = _UNITS[unit.lower()]
    if code.startswith("T"):
        return f"PT{number}{code[1:]}"
    return f"P{number}{code}"


def _number(stated: str) -> int | None:
    word = stated.lower()
    if word in _NUMBERS:
        return _NUMBERS[word]
    return int(float(word)) if re.fullmatch(r"\d{1,4}(?:\.\d)?", word) else None
