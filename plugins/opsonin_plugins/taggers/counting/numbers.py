"""Numbers of a text, in figures and in words, with scales, fractions and vague quantities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen".split()
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: float(value) for value, word in enumerate(_UNITS)} | {
    word: 10.0 * (place + 2) for place, word in enumerate(_TENS)
}
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "mln": 1e6, "billion": 1e9, "bln": 1e9,
    "bn": 1e9, "trillion": 1e12, "m": 1e6, "k": 1e3, "b": 1e9, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_FRACTIONS = {
    "half": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25, "fourth": 0.25,
    "fourths": 0.25, "fifth": 0.2, "fifths": 0.2, "tenth": 0.1, "tenths": 0.1, "eighth": 0.125,
    "eighths": 0.125, "sixth": 1 / 6, "sixths": 1 / 6,
}  # fmt: skip
_VULGAR = {"½": 0.5, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 0.25, "¾": 0.75, "⅕": 0.2, "⅛": 0.125}
#: Nouns that are a number each; a plural stands for some of them.
_NOUNS = {"dozen": 12.0, "couple": 2.0, "pair": 2.0, "score": 20.0}
_VAGUE = {
    "dozens": 12.0, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9,
    "trillions": 1e12,
}  # fmt: skip

#: Thousands with commas, thin spaces or points, decimals with a point, a middle dot or a comma.
_FIGURES = re.compile(
    r"(?<![\w.,·/])(?<!\w-)(?P<sign>[-\u2212+](?=\d)|[-\u2212](?=[$€£]\s?\d)|\bminus[\s-](?=\d))?(?P<currency>(?:US|HK|CA|AU|NZ|C|A|S)?\s?\$|[€£¥₹]|\b(?:RM|PS|USD|EUR|GBP|Rs\.?)(?=\s?\d))?\s?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[\u2009\u202f\u00a0]\d{3})+(?:[.,]\d+)?"
    r"|\d+(?:[.·]\d+)?|[.·]\d+)"
    r"(?P<vulgar>[½⅓⅔¼¾⅕⅛]|[/\u2044]\d{1,3}(?![\d/]))?"
)
_SCALE_WORD = re.compile(r"(hundred|thousand|million|billion|trillion)$", re.IGNORECASE)
_SCALE_AFTER = re.compile(
    r"[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|mln|bln|bn|lakh|crore)\b"
    r"|(?P<short>[mkbMKB]n?)(?![\w])",
)
_WORDS = "|".join([*_UNITS, *_TENS])
_WORD_NUMBER = re.compile(
    rf"\b(?:(?P<article>an?)\s+(?=(?:hundred|thousand|million|billion|trillion|dozen|couple|pair|half|third|quarter|fifth|tenth)\b))?"
    rf"(?P<words>(?:{_WORDS}|hundred|thousand|million|billion|trillion)"
    rf"(?:(?:[\s-]|\s+and\s+)(?:{_WORDS}|hundred|thousand|million|billion|trillion)\b)*)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:(?P<vague>dozens|hundreds|thousands|millions|billions|trillions)(?=\s+of\b)"
    r"|(?P<noun>(?:half[\s-]a[\s-])?(?:dozen|couple|pair)(?=\s+(?:of\s+)?[a-z]))"
    r"|(?:(?P<many>one|two|three|four|five|seven|nine|an?)[\s-])?"
    r"(?P<fraction>half|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a text.

    Attributes:
        start: First code point, that of a currency's sign if there is one.
        end: First code point after it.
        value: Its value.
        is_vague: Whether it stands for some number of this size, as "thousands" does.
        is_word: Whether it is written in words.
        currency: The currency's sign before it, or nothing.
    """

    start: int
    end: int
    value: float
    is_vague: bool = False
    is_word: bool = False
    currency: str = ""


def find_numbers(text: str) -> list[Number]:
    """Return the numbers of a text, in order; none lies in another.

    >>> [one.value for one in find_numbers("1.5 million, twenty-one, 3,000 and two thirds of 6")]
    [1500000.0, 21.0, 3000.0, 0.6666666666666666, 6.0]
    """
    found = [*_figures(text), *_in_words(text), *_others(text)]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Number] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return _shared_scales(text, kept)


_RANGE = re.compile(r"\s?(?:-|\u2013|to|and|or)\s?")


def _shared_scales(text: str, numbers: list[Number]) -> list[Number]:
    """Give both ends of a range the scale that stands at its end: "1 to 2 million"."""
    for place in range(len(numbers) - 2, -1, -1):
        one, other = numbers[place], numbers[place + 1]
        own = _SCALE_WORD.search(text, other.start, other.end)
        if (
            own
            and one.value < 1000
            and not _SCALE_WORD.search(text, one.start, one.end)
            and _RANGE.fullmatch(text, one.end, other.start)
            and (text[one.end : other.start].strip() not in ("and", "or") or one.currency)
        ):
            numbers[place] = replace(one, value=one.value * SCALES[own[1].lower()])
    return numbers


def _figures(text: str) -> Iterator[Number]:
    for hit in _FIGURES.finditer(text):
        digits = hit["number"].translate({ord(sign): None for sign in ",\u2009\u202f\u00a0"})
        value = float(digits.replace("·", "."))
        end = hit.end()
        vulgar = hit["vulgar"]
        if vulgar and vulgar in _VULGAR:
            value += _VULGAR[vulgar]
        elif vulgar:
            value /= float(vulgar[1:]) or 1.0
        scale = _SCALE_AFTER.match(text, end)
        if scale and (
            scale["scale"] or hit["currency"] or scale["short"] in ("m", "bn", "k", "M", "K")
        ):
            word = (scale["scale"] or scale["short"]).lower()
            value *= SCALES.get(word, SCALES.get(word.rstrip("n"), 1.0))
            end = scale.end()
        elif (
            end < len(text)
            and (text[end].isalpha() or text[end] == "_")
            and not _is_unit_glued(text, end)
        ):
            continue
        if hit["sign"] and hit["sign"] != "+":
            value = -value
        start = hit.start("currency") if hit["currency"] else hit.start("number")
        yield Number(
            hit.start("sign") if hit["sign"] else start, end, value, currency=hit["currency"] or ""
        )


_GLUED = re.compile(r"(?:st|nd|rd|th|s|am|pm)\b|[A-Za-z]{1,5}(?:/[a-z]+)?\b|°|%")


def _is_unit_glued(text: str, at: int) -> bool:
    glued = _GLUED.match(text, at)
    return glued is not None and glued[0] not in ("st", "nd", "rd", "th", "s", "am", "pm")


def _in_words(text: str) -> Iterator[Number]:
    for hit in _WORD_NUMBER.finditer(text):
        value = words_value(hit["words"])
        start = hit.start("article") if hit["article"] else hit.start("words")
        yield Number(start, hit.end(), value, is_word=True)


def words_value(words: str) -> float:
    """Return the value of a number in words.

    >>> words_value("two hundred and twenty-one thousand")
    221000.0
    """
    total = part = 0.0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in _SMALL:
            part += _SMALL[word]
        elif word == "hundred":
            part = (part or 1.0) * SCALES[word]
        elif word in SCALES:
            total += (part or 1.0) * SCALES[word]
            part = 0.0
    return total + part


def _others(text: str) -> Iterator[Number]:
    for hit in _OTHER.finditer(text):
        if hit["vague"]:
            yield Number(*hit.span(), _VAGUE[hit["vague"].lower()], is_vague=True, is_word=True)
        elif hit["noun"]:
            word = hit["noun"].lower()
            value = _NOUNS[re.split(r"[\s-]", word)[-1]]
            yield Number(*hit.span(), value / 2 if word.startswith("half") else value, is_word=True)
        else:
            many = (hit["many"] or "one").lower()
            word = hit["fraction"].lower()
            ordinal = word in ("third", "fourth", "fifth", "sixth", "eighth", "tenth", "quarter")
            if ordinal and not hit["many"]:
                continue
            times = _SMALL.get(many, 1.0)
            yield Number(*hit.span(), times * _FRACTIONS[word], is_word=True)
