"""The words of English that dates and durations are made of."""

from __future__ import annotations

import re


def words(listed: str) -> frozenset[str]:
    """Return the words of a list with spaces between them."""
    return frozenset(listed.split())


MONTHS = {
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
#: Months whose full name means nothing else; the others are verbs and names of people as well.
PLAIN_MONTHS = words("january february july september october november december")
#: Months whose full name is a word or a name of people as well.
OTHER_MONTHS = words("march april may june august")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = {name: number for number, name in enumerate(_DAYS)}
#: Unit -> its letter in a TIMEX3 period, what its number is multiplied with, and its name.
_UNITS = {
    "second": ("TS", 1), "minute": ("TM", 1), "hour": ("TH", 1), "day": ("D", 1),
    "night": ("D", 1), "week": ("W", 1), "month": ("M", 1), "year": ("Y", 1),
    "decade": ("Y", 10), "century": ("Y", 100),
}  # fmt: skip
_ABBREVIATED = {
    "sec": "second", "secs": "second", "min": "minute", "mins": "minute", "h": "hour",
    "hr": "hour", "hrs": "hour", "wk": "week", "wks": "week", "yr": "year", "yrs": "year",
}  # fmt: skip
#: Any form of a unit -> its name.
UNITS = {
    **{name: name for name in _UNITS},
    **{f"{name}s": name for name in _UNITS if name != "century"},
    "centuries": "century",
    **_ABBREVIATED,
}
#: Forms of units that need a number in digits right before them.
ABBREVIATED = frozenset(_ABBREVIATED)
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
DEICTIC = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
VAGUE = {"recently": "PAST_REF", "lately": "PAST_REF", "nowadays": "PRESENT_REF"}
_TEENS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {word: n for n, word in enumerate(_TEENS.split(), start=1)}
_NUMBERS |= {word: 10 * n for n, word in enumerate(_TENS.split(), start=2)}
_NUMBERS |= {"a": 1, "an": 1, "hundred": 100}

DAY = r"(?:3[01]|[12]\d|0?[1-9])"
YEAR = r"(?:1[5-9]|20)\d\d"
ORDINAL = r"(?:st|nd|rd|th)?"
_WORDS = "|".join(sorted((word for word in _NUMBERS if len(word) > 2), key=len, reverse=True))  # noqa: PLR2004 - a, an
NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,2}}|\d{{1,4}}(?:\.\d{{1,2}})?"
    rf"|(?:{_TENS.replace(' ', '|')})[ -](?:{'|'.join(_TEENS.split()[:9])})|{_WORDS})"
)
#: Words that a number may end with.
NUMBER_WORDS = frozenset(_NUMBERS) - {"a", "an"}
_SEPARATOR = re.compile(r"[ -]")
_OPENING = "([{\"'\u201c\u2018"
_GAPS = " \t\n\r\u00a0\u2009\u202f-\u2010\u2011\u2013\u2014"


def last_word(before: str) -> str:
    """Return the last word of what stands before a word, in lower case; hyphens are gaps.

    >>> last_word("Over the past twenty-"), last_word("")
    ('twenty', '')
    """
    parts = before.rstrip(_GAPS).rsplit(None, 1)
    return parts[-1].lower().lstrip(_OPENING) if parts else ""


def number_of(stated: str) -> float:
    """Return the number that digits or words state.

    >>> number_of("1,000"), number_of("Twenty-four"), number_of("1.5")
    (1000.0, 24.0, 1.5)
    """
    if stated[0].isdigit():
        return float(stated.replace(",", ""))
    return float(sum(_NUMBERS[part] for part in _SEPARATOR.split(stated.lower())))


def period(number: float | None, unit: str) -> str:
    """Return a duration as TIMEX3; a number that is not stated is ``X``.

    >>> period(2, "decade"), period(None, "decade"), period(24, "hour"), period(None, "week")
    ('P20Y', 'PX0Y', 'PT24H', 'PXW')
    """
    code, times = _UNITS[unit]
    amount = f"X{'0' * (len(str(times)) - 1)}" if number is None else f"{number * times:.6g}"
    return f"PT{amount}{code[1:]}" if code[0] == "T" else f"P{amount}{code}"
