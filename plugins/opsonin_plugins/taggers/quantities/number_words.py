"""Values of numbers in words: "twenty-one thousand", "two thirds", "half a dozen", "dozens"."""

from __future__ import annotations

import re

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: float(value) for value, word in enumerate(_UNITS)} | {
    word: 10.0 * (place + 2) for place, word in enumerate(_TENS)
}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_PARTS = {
    "half": 0.5, "halves": 0.5, "third": 1 / 3, "quarter": 0.25, "fourth": 0.25, "fifth": 0.2,
    "sixth": 1 / 6, "seventh": 1 / 7, "eighth": 0.125, "ninth": 1 / 9, "tenth": 0.1,
}  # fmt: skip
#: Plurals that stand for some number of this size: dozens are two dozen at least.
_VAGUE = {
    "tens": 10.0, "dozens": 24.0, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6,
    "billions": 1e9, "trillions": 1e12,
}  # fmt: skip
_NEXT = "|".join([*_UNITS[::-1], *_TENS, *_SCALES])
_PART = (
    r"(?:halves|half|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)"
)
#: Runs of such words. First letters are factored out: the search spends its time on them.
WORDS = re.compile(
    r"\b(?:[Oo]ne|[Tt](?:w(?:o|elve|enty)|h(?:ree|irteen|irty)|en(?:s(?= of\b))?)"
    r"|[Ff](?:our(?:teen)?|ive|ift(?:een|y)|orty)|[Ss](?:ix(?:teen|ty)?|even(?:teen|ty)?)"
    r"|[Ee](?:ight(?:een|y)?|leven)|[Nn]ine(?:teen|ty)?|[Zz]ero"
    r"|(?:[Hh]undred|[Tt]housand|[Mm]illion|[Bb]illion|[Tt]rillion)s?|[Dd]ozens?"
    r"|[Hh]al(?:f|ves)|[Hh]andful|(?:third|quarter)s?(?= of\b))"
    # "and" joins behind a scale only: "three and three" are two numbers.
    rf"\b(?:(?:[- ]|(?<=(?:ndred|usand|llion)) and )(?:{_NEXT})\b)*"
    r"(?: of (?:thousand|million|billion)s\b)?"
    rf"(?:[ -]{_PART}\b|(?: a|-a)?[ -]dozen\b)?"
)
#: The first word of such a run, in lower case.
FIRST_WORDS = frozenset([
    *_UNITS, *_TENS, *_SCALES, *(f"{scale}s" for scale in _SCALES), "tens", "dozen", "dozens",
    "half", "halves", "handful", "third", "thirds", "quarter", "quarters",
])  # fmt: skip
#: The sign before one of them, and how it has to begin there.
BEGINNINGS = re.compile(
    "[ \n(\\[/\u00a0\u201c\"\u2018'\u2013\u2014-](?="
    "[Oo]ne|[Tt](?:w|h[ri]|en)|[Ff](?:our|i[vf]|ort)|[Ss](?:ix|even)|"
    "[Ee](?:ight|lev)|[Nn]ine|[Zz]ero|[Hh](?:und|al[fv]|andf)|[Tt](?:housands|rillions)|"
    "[mbMB]illions|(?:hundred|thousand|million|billion|trillion|dozen)|[Dd]ozens|"
    "(?:third|quarter)s? of)"
)
_ARTICLE = re.compile(r"\b[Aa]n? \Z|\ba-\Z")
#: "half past", "half-life", "half-sister": no share of anything.
_NO_HALF = re.compile(
    r"-?\s?(?:past|time|way|hour|baked|brother|sister|maximal|maximum|life|lives)\b"
)

#: Value, vague or not, first code point, scale of a word at its end.
Worded = tuple[float | None, bool, int, float]


def word_value(text: str, hit: re.Match[str]) -> Worded | None:  # noqa: PLR0911 - one question after the other
    """Return what a run of number words is worth, or None if it is no number.

    >>> word_value("a hundred and two", WORDS.search("a hundred and two"))
    (102.0, False, 0, 1.0)
    """
    words = hit[0].lower().replace("-", " ").split()
    start = hit.start()
    if (
        start > 1
        and text[start - 1] == "-"
        and text[start - 2].isalpha()
        and text[start - 2] != "a"
    ):
        # The end of another word: "aForty-four", "post-one".
        return None
    article = _ARTICLE.search(text, max(0, start - 3), start)
    start = article.start() if article else start
    if words[0] in _VAGUE:
        return _vague(words), True, start, 1.0
    if words[-1] == "dozen":
        return _dozens(words[:-1], is_one=article is not None), False, start, 1.0
    if words == ["handful"]:
        return (None, True, start, 1.0) if article else None
    if words[-1].removesuffix("s") in _PARTS or words[-1] == "halves":
        return _part(text, hit, words, start, is_one=article is not None)
    if words[0] in _SCALES and article is None:
        return None
    scale = _SCALES.get(words[-1], 1.0) if len(words) > 1 else 1.0
    return words_value(words), False, start, scale


def words_value(words: list[str]) -> float:
    """Return the value of a number in words.

    >>> words_value("two hundred and twenty one thousand".split())
    221000.0
    """
    total = part = 0.0
    for word in words:
        if word in _SMALL:
            part += _SMALL[word]
        elif word == "hundred":
            part = (part or 1.0) * _SCALES[word]
        elif word in _SCALES:
            total += (part or 1.0) * _SCALES[word]
            part = 0.0
    return total + part


def _vague(words: list[str]) -> float:
    """Return the least that "dozens" or "tens of thousands" can mean."""
    first = 1e1 if words[0] == "tens" else _VAGUE[words[0]]
    return first * _VAGUE[words[-1]] if len(words) > 1 and words[-1] in _VAGUE else first


def _dozens(words: list[str], *, is_one: bool) -> float | None:
    if words and words[0] == "half":
        return 6.0
    if not words:
        return 12.0 if is_one else None
    return 12.0 * words_value(words)


def _part(
    text: str, hit: re.Match[str], words: list[str], start: int, *, is_one: bool
) -> Worded | None:
    word = "half" if words[-1] == "halves" else words[-1]
    part = _PARTS[word.removesuffix("s")]
    times = words_value(words[:-1])
    if len(words) == 1:
        if word == "half" and _NO_HALF.match(text, hit.end()):
            return None
        return (part, False, start, 1.0) if word == "half" or is_one else None
    # "one third", "two-thirds"; of "twenty fifth" an ordinal is left.
    return (times * part, False, start, 1.0) if times * part < 1 else None
