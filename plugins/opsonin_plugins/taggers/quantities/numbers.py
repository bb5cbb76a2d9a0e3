"""Numbers of a text, in figures and in words, each with its value and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from opsonin_plugins.taggers.quantities.landmarks import Landmarks, landmarks_of
from opsonin_plugins.taggers.quantities.number_words import BEGINNINGS, WORDS, word_value

#: Words for powers of ten, and what finance writes for them.
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "mln": 1e6, "mn": 1e6, "billion": 1e9,
    "bln": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
#: Letters that scale an amount of money, and in part other numbers.
_SHORT_SCALES = {"m": 1e6, "M": 1e6, "k": 1e3, "K": 1e3, "b": 1e9, "B": 1e9, "T": 1e12}
_VULGAR = {"½": 0.5, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 0.25, "¾": 0.75, "⅕": 0.2, "⅛": 0.125}
#: Spaces that stand between groups of three digits. Source: ISO 80000-1, 7.3.1.
_THIN = "\u2009\u202f\u00a0"
#: Longer runs of digits are keys and sequences, not quantities. Source: ours.
_MAX_LENGTH = 24

_CHUNK = re.compile(rf"[0-9]+(?:[.,·\u22c5'{_THIN}][0-9]+)*(?:e[+-]?[0-9]{{1,2}}\b)?[½⅓⅔¼¾⅕⅛]?")
#: A plain number, thousands with commas, decimals with a point or the Lancet's middle dot.
_PLAIN = re.compile(r"[0-9]+(?:[.·\u22c5][0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?:[.·][0-9]+)?")
_SPACED = re.compile(rf"[0-9]{{1,3}}(?:[{_THIN}'][0-9]{{3}})+(?:[.,·][0-9]+)?")
#: What is written with points for thousands only: two groups, or decimals with a comma behind.
_POINTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")
#: "2 411 of 12 054" with plain spaces: sure where a group begins with a zero, as no number does.
_PLAIN_SPACED = re.compile(r"(?<![\d.,])[1-9][0-9]{0,2}(?: [0-9]{3})+(?!\d|[.,]\d)")
_SURE_SPACED = re.compile(
    r"(?<![\d.,] )(?<![\d.,])[1-9][0-9]{0,2}(?: [0-9]{3}){0,2} 0[0-9]{2}(?! ?\d|[.,]\d)"
)
_COMMA_THOUSANDS = re.compile(r"[0-9],[0-9]{3}(?![0-9])")
_COMMA_DECIMAL = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})*(?:,[0-9]+)?|[0-9]+,[0-9]+")
_POWER = re.compile(r"\s?[\u00d7x*]\s?10(?:\^|\*\*)?\s?([-\u2212\u2013]?\s?[0-9]{1,2})\b")
_SCALE = re.compile(
    r"[ \u00a0-]?(hundred|thousand|million|billion|trillion|mln|bln|bn|lakh|crore)s?\b"
    r"|\s?(mn|tn|[mkbMKBT])(?![\w])",
)
_FRACTION = re.compile(r"/([0-9]{1,2})(?![\d/.]|[a-z])")
_HALF_AFTER = re.compile(r"\s(?:([1-7])/([2-8])(?![\d/])|and\s(?:a|one)[\s-](half|quarter)\b)")
_MANY = re.compile(r"\s(?:of\s|people\b|[a-z]{3,}s\b)")
_CURRENCY = re.compile(
    r"((?:(?:US|HK|CA|AU|NZ|C|A|S)\s?)?\$|[€£¥₹]|\b(?:RM|PS|USD|EUR|GBP|CHF|Rs\.?))\s?\Z"
)
#: Most figures stand behind and before one of these, and nothing more is to be known of them.
_PLAIN_BEFORE = frozenset(" (\n[")
_MAY_BE_MONEY = frozenset("$\u20ac\u00a3\u00a5\u20b9DRPF.sMS")
_PLAIN_AFTER = frozenset(["", *",;:.)]%\n"])
_SIGNS = "-\u2212+"


class Number(NamedTuple):
    """A number as it stands in a text.

    Attributes:
        start: First code point, that of a currency's sign if there is one.
        end: First code point after it.
        value: Its value; None for words such as "a handful".
        is_word: Whether it is written in words.
        is_vague: Whether it stands for some number of this size or more, as "thousands" does.
        currency: The currency's sign before it, or nothing.
        decimals: Digits after the decimal sign.
        scale: The power of ten that a word behind the figures adds.
    """

    start: int
    end: int
    value: float | None
    is_word: bool = False
    is_vague: bool = False
    currency: str = ""
    decimals: int = 0
    scale: float = 1.0


def is_whole(one: Number) -> bool:
    """Tell whether a number can count things: no fraction, no minus, no decimals."""
    value = one.value
    if value is None:
        return True
    return value >= 0 and value == int(value) and (one.decimals == 0 or one.scale > 1)


def find_numbers(
    text: str, landmarks: Landmarks | None = None, *, has_comma_decimals: bool = False
) -> list[Number]:
    """Return the numbers of a text, in order; none lies in another.

    Args:
        text: The text.
        landmarks: What `find_landmarks` gives for it, if the caller has it.
        has_comma_decimals: Whether "1.500" is read as a thousand and a half and "3,5" as three
            and a half, as in German.

    >>> [one.value for one in find_numbers("1.5 million, twenty-one, 3,000, 0·05, two thirds of 6")]
    [1500000.0, 21.0, 3000.0, 0.05, 0.6666666666666666, 6.0]
    """
    known = landmarks or landmarks_of(text)
    # Spaces between all thousands, if there are some where nothing else can be meant.
    has_spaces = " 0" in text and _SURE_SPACED.search(text) is not None
    has_spaces = has_spaces and _COMMA_THOUSANDS.search(text) is None
    figures = list(
        _figures(text, known.figures, has_comma_decimals=has_comma_decimals, has_spaces=has_spaces)
    )
    worded = list(_words(text, known.numbers))
    if not worded:
        return figures
    found = sorted((*figures, *worded))
    kept: list[Number] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _figures(
    text: str, starts: Iterable[int], *, has_comma_decimals: bool, has_spaces: bool
) -> Iterator[Number]:
    done = chunk_end = 0
    for place in starts:
        hit = _CHUNK.match(text, place) if place >= chunk_end else None
        if hit is None:
            continue
        if has_spaces and (spaced := _PLAIN_SPACED.match(text, place)):
            hit = spaced
        start, end = hit.span()
        chunk_end = end
        if start < done or end - start > _MAX_LENGTH:
            continue
        digits = hit[0].replace(" ", "")
        if digits.isdigit():
            value: float | None = float(digits)
            decimals = 0
        else:
            value = _value(digits, has_comma_decimals=has_comma_decimals)
            decimals = _decimals(digits, has_comma_decimals)
        if value is None:
            continue
        sign, scale, currency = 1.0, 1.0, ""
        before = text[start - 1] if start else "\n"
        if before not in _PLAIN_BEFORE or text[start - 2 : start - 1] in _MAY_BE_MONEY:
            if before in ".\u00b7" and decimals == 0 and not text[max(0, start - 2)].isalnum():
                # ".05" and "·05": a decimal without its zero.
                value, decimals, start = value / 10.0 ** len(digits), len(digits), start - 1
            sign, currency, start = _before(text, start)
        if currency or text[end : end + 1] not in _PLAIN_AFTER:
            value, scale, end = _after(text, end, value, currency)
        done = end
        yield Number(start, end, value * sign, False, False, currency, decimals, scale)  # noqa: FBT003 - keywords cost a third of the time


def _value(digits: str, *, has_comma_decimals: bool) -> float | None:
    """Return the value of a chunk of digits and marks between them, or None for a list."""
    extra = _VULGAR.get(digits[-1], 0.0)
    if extra:
        digits = digits[:-1]
    if has_comma_decimals and _COMMA_DECIMAL.fullmatch(digits):
        return float(digits.replace(".", "").replace(",", ".")) + extra
    if _PLAIN.fullmatch(digits):
        return float(digits.replace(",", "").replace("·", ".").replace("\u22c5", ".")) + extra
    if _SPACED.fullmatch(digits):
        digits = "".join(sign for sign in digits if sign not in _THIN and sign != "'")
        return float(digits.replace(",", ".").replace("·", ".")) + extra
    if _POINTED.fullmatch(digits):
        return float(digits.replace(".", "").replace(",", ".")) + extra
    if "e" in digits and re.fullmatch(r"[0-9]+(?:\.[0-9]+)?e[+-]?[0-9]+", digits):
        return float(digits)
    return None


def _decimals(digits: str, has_comma_decimals: bool) -> int:  # noqa: FBT001 - one of two notations
    for mark in ("·", "\u22c5", "," if has_comma_decimals else "."):
        whole, found, rest = digits.rpartition(mark)
        if found and (mark != "." or "." not in whole):
            return len(rest)
    return 0


def _before(text: str, start: int) -> tuple[float, str, int]:
    """Return sign, currency and first code point of a number whose digits start here."""
    if start == 0:
        return 1.0, "", 0
    last = text[start - 1]
    currency = ""
    if last in "$€£¥₹" or (last == " " and start > 1 and text[start - 2] in "$€£¥₹DRPF.sM"):
        hit = _CURRENCY.search(text, max(0, start - 5), start)
        if hit:
            currency, start = hit[1], hit.start()
            last = text[start - 1] if start else " "
    elif last in "DRPFSM" and (hit := _CURRENCY.search(text, max(0, start - 5), start)):
        return 1.0, hit[1], hit.start()
    if last in _SIGNS and _is_sign(text, start - 1):
        return (1.0 if last == "+" else -1.0), currency, start - 1
    if last in " -" and text.endswith(("minus", "Minus"), 0, start - 1):
        return -1.0, currency, start - 6
    return 1.0, currency, start


def _is_sign(text: str, at: int) -> bool:
    """Tell whether a plus or minus is a sign, not a hyphen or a dash of a range."""
    if at == 0:
        return True
    before = text[at - 1]
    return before in "(=<>[\u2264\u2265:,/~" or (
        before.isspace() and not text[max(0, at - 2)].isdigit()
    )


def _after(text: str, end: int, value: float, currency: str) -> tuple[float, float, int]:  # noqa: PLR0911 - one question after the other
    """Return value, scale and end of a number with what follows its digits."""
    follow = text[end : end + 1]
    if not follow or follow in ",;:)]%\n":
        return value, 1.0, end
    if follow == "/" and (part := _FRACTION.match(text, end)) and _is_fraction(value, part[1]):
        return value / float(part[1]), 1.0, part.end()
    if follow in " \u00d7x*" and (power := _POWER.match(text, end)):
        exponent = power[1].replace(" ", "").replace("\u2212", "-").replace("\u2013", "-")
        return value * 10.0 ** int(exponent), 1.0, power.end()
    if follow == " " and (part := _HALF_AFTER.match(text, end)):
        more = int(part[1]) / int(part[2]) if part[1] else 0.5 if part[3] == "half" else 0.25
        return (value + more, 1.0, part.end()) if more < 1 else (value, 1.0, end)
    scale = _SCALE.match(text, end)
    if scale is None:
        return value, 1.0, end
    if scale[1]:
        factor = SCALES[scale[1]]
    elif currency or _is_short_scale(text, scale, end):
        factor = SCALES.get(scale[2]) or _SHORT_SCALES[scale[2]]
    else:
        return value, 1.0, end
    # 4.1 million is whole, though 4.1 * 1e6 is not.
    return round(value * factor, 6), factor, scale.end()


def _is_short_scale(text: str, scale: re.Match[str], end: int) -> bool:
    """Tell whether a letter is a scale ("35m people"), not a unit ("35m", "35 K")."""
    if text[end] == " ":
        return False
    return scale[2] in ("k", "K", "mn", "tn") or _MANY.match(text, scale.end()) is not None


def _is_fraction(value: float, below: str) -> bool:
    """Tell a fraction ("3/4") from so many of so many ("12/50")."""
    return 0 < value < int(below) <= 10 and value <= 3  # noqa: PLR2004 - 2/3, 3/4, 3/8


def _words(text: str, starts: Iterable[int]) -> Iterator[Number]:
    done = 0
    for place in (0, *starts):
        if place < done or (place and not BEGINNINGS.match(text, place - 1)):
            continue
        hit = WORDS.match(text, place)
        if hit is None:
            continue
        done = hit.end()
        found = word_value(text, hit)
        if found is not None:
            value, is_vague, start, scale = found
            yield Number(start, hit.end(), value, is_word=True, is_vague=is_vague, scale=scale)
