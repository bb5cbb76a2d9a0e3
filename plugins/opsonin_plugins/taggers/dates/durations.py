"""Durations, and times that come again and again."""

from __future__ import annotations

import re

from opsonin_plugins.taggers.dates.amounts import Amount, amount_before
from opsonin_plugins.taggers.dates.expression import Expression
from opsonin_plugins.taggers.dates.relative import counted_date
from opsonin_plugins.taggers.dates.words import (
    ABBREVIATED,
    NUMBER,
    UNITS,
    last_word,
    number_of,
    period,
    words,
)

_ONE = re.compile(r"\b(?P<word>an?|one|half\s+an?|half)[\s-]\Z", re.IGNORECASE)
_SOME = re.compile(
    r"\b(?:a\s+few|few|several|some|many|a\s+couple\s+(?:of)?|couple\s+of|a\s+number\s+of|multiple|"
    r"dozens\s+of|tens\s+of|hundreds\s+of|thousands\s+of|numerous)\s+\Z",
    re.IGNORECASE,
)
#: Words after which "a year" lasts, and is no price ("$5 a day") and no tale ("one day").
_LASTING = re.compile(
    r"\b(?:for|within|in|after|over|about|than|least|nearly|almost|every|lasts?|lasting|took|takes|"
    r"take|during|throughout|only|around|approximately|up\s+to|until|under|past|last|next|first|the)"
    r"\s+(?:about\s+)?\Z",
    re.IGNORECASE,
)
_SOME_ENDS = words("few several some many of couple multiple numerous")
#: Last words before what recurs or lasts one unit.
_LEADS = words("a an one half every each other few per past last next")
_STRETCHES = words("past last next previous coming")
_STRETCH = re.compile(r"\b(?:the\s+)?(?:past|last|next|previous|coming)\s+\Z", re.IGNORECASE)
_STRETCH_ALONE = re.compile(r"\b(?:the|this)\s+(?:past|last|next)\s+\Z", re.IGNORECASE)
#: What is earlier than something else lies at no date: "six weeks earlier than other tests".
_DIRECTION = re.compile(r"\s+(?P<way>ago|earlier|later|from\s+now)\b(?! than\b)")
_AFTER_ONE = re.compile(r"\s+(?:after|before|apart)\b")
_PAIR = re.compile(rf"\s+(?:or|to|and|and/or)\s+(?P<other>{'|'.join(UNITS)})\b")
_LONG = words("for over within after lasting lasted")
_OF_AGES = words("day week month year")
#: An age is a fact about somebody, not a stretch of time that the text tells of.
_AGE_AFTER = re.compile(
    r"[\s-]{0,2}(?:[Oo]lds?\b|of\s+age|(?:and|or)\s+(?:older|over|above|younger|under|up)\b|"
    r"older\b|younger\b)"
)
_AGE_BEFORE = re.compile(
    r"(?:\b(?:aged?|ages|aging)\b(?:[^.;!?\n]|\.(?=\d)){0,44}|[\u2265\u2264<>]\s?|\b(?:older|younger|under)\s(?:than\s)?)\Z",
    re.IGNORECASE,
)
_SET = re.compile(
    rf"\b(?:every|each)\s+(?:(?P<number>{NUMBER}|other|few)(?:\s|-))?\Z", re.IGNORECASE
)
_TIMES = re.compile(
    rf"\b(?:once|twice|thrice|(?:{NUMBER}|several|many)\s+times)\s+(?:a|an|per|every|each)\s+\Z",
    re.IGNORECASE,
)
_CLOSE = re.compile(r"(?P<number>\d+)(?P<unit>[a-z]+)")
_REACH, _AGE_REACH = 48, 56


def unit_duration(text: str, start: int, end: int) -> Expression | None:
    """Return the duration, set or counted date that ends with a unit of time."""
    word = text[start:end].lower()
    if word in ABBREVIATED and text[start:end] != word:
        return None
    unit = UNITS[word]
    before = text[max(0, start - _REACH) : start]
    is_short = word in ABBREVIATED
    last = last_word(before)
    amount = amount_before(before, last)
    if amount is not None and (amount.is_in_digits or not is_short):
        return _counted(text, (start, end), unit, amount, before)
    if is_short:
        return None
    if last in _LEADS:
        found = _recurring(start, end, unit, before) or _one(text, start, end, unit, before)
        if found is not None:
            return found
    return _unstated(text, start, end, unit, before, last)


def close_duration(text: str, start: int, end: int) -> Expression | None:
    """Return the duration of ``24h``."""
    hit = _CLOSE.fullmatch(text, start, end)
    if hit is None or hit["unit"] not in UNITS or text[start - 1 : start] in ("-", ".", "/", ","):
        return None
    value = period(float(hit["number"]), UNITS[hit["unit"]])
    return Expression(start=start, end=end, type="duration", value=value)


def _counted(
    text: str, at: tuple[int, int], unit: str, amount: Amount, before: str
) -> Expression | None:
    start, end = at[0] - amount.length, at[1]
    is_ordinal = text[at[0] : end].lower() == "second" and not amount.is_in_digits
    if is_ordinal or _is_age(text, start, end, unit):
        return None
    behind = before[: len(before) - amount.length]
    is_one = unit == "day" and not amount.is_in_digits and amount.number == 1
    if is_one and not (_LASTING.search(behind) or _AFTER_ONE.match(text, end)):
        # "One day" is any day.
        return None
    value = period(amount.number, unit)
    again = _SET.search(behind) if last_word(behind) in ("every", "each") else None
    if again is not None:
        return Expression(start=start - len(again[0]), end=end, type="set", value=value)
    direction = _DIRECTION.match(text, end)
    if direction is not None:
        way = " ".join(direction["way"].split())
        number = amount.number if amount.low is None else None
        return counted_date(start, direction.end(), number, unit, way)
    if amount.low is not None:
        value = f"{period(amount.low, unit)}|{value}"
    stretch = _STRETCH.search(behind) if last_word(behind) in _STRETCHES else None
    first = start - len(stretch[0]) if stretch else start
    return Expression(start=first, end=end, type="duration", value=value)


def _is_age(text: str, start: int, end: int, unit: str) -> bool:
    if unit in _OF_AGES and _AGE_AFTER.match(text, end):
        return True
    if unit != "year":
        return False
    return _AGE_BEFORE.search(text[max(0, start - _AGE_REACH) : start]) is not None


def _recurring(start: int, end: int, unit: str, before: str) -> Expression | None:
    times = _TIMES.search(before)
    if times is not None:
        return Expression(start=start - len(times[0]), end=end, type="set", value=period(1, unit))
    again = _SET.search(before)
    if again is None:
        return None
    stated = (again["number"] or "one").lower()
    number = 2.0 if stated == "other" else None if stated == "few" else number_of(stated)
    return Expression(start=start - len(again[0]), end=end, type="set", value=period(number, unit))


def _one(text: str, start: int, end: int, unit: str, before: str) -> Expression | None:
    """Read "a year" where it lasts, and "the past year"."""
    stretch = _STRETCH_ALONE.search(before) if unit != "day" else None
    if stretch is not None and not text[start:end].lower().endswith("s"):
        return Expression(
            start=start - len(stretch[0]), end=end, type="duration", value=period(1, unit)
        )
    one = _ONE.search(before)
    if one is None or text[start:end].lower().endswith("s"):
        return None
    is_half = one["word"].lower().startswith("half")
    at = start - len(one[0])
    direction = _DIRECTION.match(text, end)
    if direction is not None and unit != "second":
        return counted_date(
            at, direction.end(), 0.5 if is_half else 1, unit, " ".join(direction["way"].split())
        )
    leads = is_half or _LASTING.search(before[: one.start()]) or _AFTER_ONE.match(text, end)
    if not leads or unit == "second" or _AGE_AFTER.match(text, end):
        return None
    return Expression(start=at, end=end, type="duration", value=period(0.5 if is_half else 1, unit))


def _unstated(
    text: str, start: int, end: int, unit: str, before: str, last: str
) -> Expression | None:
    """Read "a few weeks", "weeks or months", "for years"."""
    if not text[start:end].lower().endswith("s"):
        return None
    some = _SOME.search(before) if last in _SOME_ENDS else None
    if some is not None:
        at = start - len(some[0])
        direction = _DIRECTION.match(text, end)
        if direction is not None:
            return counted_date(at, direction.end(), None, unit, " ".join(direction["way"].split()))
        stretch = _STRETCH.search(before[: some.start()])
        first = at - len(stretch[0]) if stretch else at
        return Expression(start=first, end=end, type="duration", value=period(None, unit))
    pair = _PAIR.match(text, end)
    if pair is not None and pair["other"].endswith("s"):
        value = f"{period(None, unit)}|{period(None, UNITS[pair['other']])}"
        return Expression(start=start, end=pair.end(), type="duration", value=value)
    if last in _LONG:
        return Expression(start=start, end=end, type="duration", value=period(None, unit))
    return None
