"""Units after a number, and what kind of quantity each makes of it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from opsonin_plugins.taggers.quantities.unit_codes import (
    AMBIGUOUS,
    MONEY,
    MONEY_WORDS,
    SYMBOLS,
    TIMES,
    WORDS,
)

_PERCENT = re.compile(
    r"(?:\s|-)?(?:percent|per[ -]cent|pct\.?|pc\b)(?:age)?(?![a-z])(?:[ -]points?\b)?|"
    r"\s?%(?:[ -]points?\b)?"
)
_FOLLOW = re.compile(
    "(?P<gap>[ \u00a0\u2009\u202f-]?)"
    "(?P<word>[A-Za-z\u00b5\u03bc\u00b0\u00ba\u2103\u2030][A-Za-z\u00b5\u03bc\u00b0]*[2350\u00b2\u00b3]{0,2})"
    "(?P<rest>(?:[ ]?/[ ]?(?:[0-9.]{1,5}[ ]?)?[A-Za-z\u00b5\u03bc]+[23\u00b2\u00b3]?){0,3}"
    "(?![A-Za-z0-9]))?"
)
_INVERSE = re.compile(
    "[\u00b7. ]?([a-zA-Z]{1,4})(?:\\^?[\u2212\u2013-][12]|\u207b[\u00b9\u00b2])(?![0-9])"
)
_OLD = re.compile(r"[ -]?(?:[Oo]lds?\b|of age\b)")


#: What a rate is counted in: "1.3/100 person-years", "5 per 100 000".
_RATE = re.compile(
    r"(?:\s?/\s?|\sper\s)(1[ ,\u00a0\u2009]?0{2,3}(?:[ ,\u00a0\u2009]?000)?|"
    r"million)\b(?![.,/%]?[0-9])"
)


#: Longer names of units are words, not symbols.
_SYMBOL = 2


#: One wins a race or two; an amount of the Korean won has thousands at least.
_LARGE = re.compile(r"(?:\d,000|\d{2}00|million|billion|trillion|thousand)\Z")
_LARGE_CHARS = 12


#: Signs that a unit begins with.
_SIGNS = frozenset("%\u00b0\u2103\u2030")
_NAMES = TIMES.keys() | WORDS.keys()
_GOES_ON = frozenset("'\u2019-&")


class Unit(NamedTuple):
    """A unit as it stands after a number.

    Attributes:
        kind: percentage, duration, age, measure or money.
        code: The unit, as UCUM or ISO 4217.
        end: First code point after it.
        word: The word it was written with.
    """

    kind: str
    code: str
    end: int
    word: str


def money_of(sign: str) -> str:
    """Return the code of ISO 4217 for a currency's sign."""
    return MONEY.get(sign.replace(" ", ""), sign.strip())


def unit_after(text: str, end: int) -> Unit | None:
    """Return the unit that stands right after a number, if there is one.

    >>> unit_after("25-year-old man", 2)
    Unit(kind='age', code='a', end=11, word='year')
    >>> unit_after("5 mg/kg daily", 1).code
    'mg/kg'
    """
    follow = text[end : end + 1]
    if not follow or follow in ",.;:)]\n(":
        return None
    if follow == " ":
        begins = text[end + 1 : end + 2]
        if not begins.isalpha() and begins not in _SIGNS:
            return None
    if follow == "%":
        hit = _PERCENT.match(text, end)
        return Unit("percentage", "%", hit.end() if hit else end + 1, "%")
    hit = _FOLLOW.match(text, end)
    if hit is None:
        percent = _PERCENT.match(text, end)
        return Unit("percentage", "%", percent.end(), "%") if percent else None
    word, gap = hit["word"], hit["gap"]
    if word in ("per", "percent", "pct", "percentage") or (word == "pc" and not gap):
        percent = _PERCENT.match(text, end)
        return Unit("percentage", "%", percent.end(), "%") if percent else None
    return _named(text, hit, word, gap) if _may_be_unit(word) else None


@lru_cache(maxsize=4096)
def _may_be_unit(word: str) -> bool:
    """Tell whether a word is one of a unit or a currency; few of those behind numbers are."""
    lower = word.lower()
    names = {lower, lower.removesuffix("s")}
    is_money = word == "won" or word in MONEY_WORDS
    return is_money or word in SYMBOLS or not names.isdisjoint(_NAMES)


def rate_after(text: str, end: int) -> Unit | None:
    """Return what a number is a rate of: so many per 100, 1,000 or million."""
    hit = _RATE.match(text, end)
    if hit is None:
        return None
    base = "1000000" if hit[1] == "million" else re.sub(r"\D", "", hit[1])
    return Unit("rate", f"/{base}", hit.end(), hit[1])


def _currency(text: str, start: int, word: str) -> str | None:
    """Return the code of a currency's name behind a number that ends at ``start``."""
    if word == "won" and _LARGE.search(text, max(start - _LARGE_CHARS, 0), start):
        return "KRW"
    return MONEY_WORDS.get(word)


def _named(text: str, hit: re.Match[str], word: str, gap: str) -> Unit | None:
    end = hit.end("word")
    currency = _currency(text, hit.start(), word)
    if currency is not None:
        return Unit("money", currency, end, word)
    lower = word.lower()
    singular = lower.removesuffix("s")
    time = TIMES.get(singular)
    if time and (len(word) > _SYMBOL or gap != "-"):
        old = _OLD.match(text, end) if time in ("a", "mo", "d", "wk") else None
        if old:
            return Unit("age", time, old.end(), word)
        if text[end : end + 1] != "/":
            return Unit("duration", time, end, word)
    code = WORDS.get(singular) or WORDS.get(lower) if len(word) > _SYMBOL else None
    if code is None:
        code = SYMBOLS.get(word)
        if not code or (word in AMBIGUOUS and not _is_symbol(text, hit)):
            return None
        if code in _TIME_CODES and not hit["rest"]:
            old = _OLD.match(text, end)
            return Unit("age" if old else "duration", code, old.end() if old else end, word)
    return _compound(text, hit, code, word)


_TIME_CODES = frozenset({"s", "min", "h", "d", "wk", "mo", "a", "ms"})


def _is_symbol(text: str, hit: re.Match[str]) -> bool:
    """Tell whether a letter after figures is a unit: no hyphen before it, no word goes on."""
    after = text[hit.end("word") : hit.end("word") + 1]
    if hit["gap"] == "-" or after in _GOES_ON or (not hit["gap"] and hit["word"] in "AB"):
        # "figure 1A", "hepatitis 2B"
        return False
    return not (after == "." and hit["word"].isupper())


def _compound(text: str, hit: re.Match[str], code: str, word: str) -> Unit:
    end = hit.end("word")
    rest = hit["rest"]
    if rest:
        parts = [_part_code(part) for part in rest.replace(" ", "").split("/")[1:]]
        if all(parts):
            return Unit(
                "measure", "/".join([code, *(part or "" for part in parts)]), hit.end(), word
            )
        return Unit("measure", code, end, word)
    while (more := _INVERSE.match(text, end)) is not None:
        part = _part_code(more[1])
        if not part:
            break
        code, end = f"{code}/{part}", more.end()
    return Unit("measure", code, end, word)


def _part_code(part: str) -> str | None:
    """Return the code of a unit below a solidus, with the factor before it if there is one."""
    digits = re.match(r"[0-9.]*", part)
    factor = digits[0] if digits else ""
    name = part[len(factor) :]
    code = (
        SYMBOLS.get(name) or TIMES.get(name.removesuffix("s")) or WORDS.get(name.removesuffix("s"))
    )
    if not code:
        return None
    return f"{factor}.{code}" if factor else code
