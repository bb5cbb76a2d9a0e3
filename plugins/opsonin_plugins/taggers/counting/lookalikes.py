"""Numbers that state nothing: years and dates, times, scores, and those that belong to a name."""

from __future__ import annotations

import re

from opsonin_plugins.taggers.counting.numbers import Number

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATES = re.compile(
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:\s?[-\u2013]\s?\d{{1,2}})?(?:,?\s+(?:of\s+)?\d{{4}})?\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}(?:,?\s+\d{{4}})?\b"
    rf"|\b{_MONTH},?\s+\d{{4}}\b"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
)
_TIMES = re.compile(
    r"\b\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\b\.?|[AP]M\b|h\b)|\b\d{1,2}\s?(?:[ap]\.?m\b\.?|[AP]M\b)|\b\d{1,3}:\d{2}(?::\d{2})?\b"
)
#: Results of games, and the like: no unit follows.
_SCORES = re.compile(
    r"(?<![\w.,$€£])\d{1,3}\s?[-\u2013]\s?\d{1,3}(?![\w%]|[.,]\d|\s+[a-z]|\s?[-\u2013])"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
#: Words between which and a number the number is a label.
_LABELS = frozenset(
    """
    category chapter section row unit page pages table figure fig volume vol number no type phase stage grade
    level class part article step line room suite flight route highway act game week day episode
    season version model series group cd covid interstate title question item group apartment floor
    """.split()
)
_NAME_BEFORE = re.compile(r"([A-Za-z][\w&/.\u2019'-]*)[\s-]$")
_UNIT_AFTER = re.compile(r"\s?(?:%|°|[a-z])|[\s-](?:percent|per\s?cent)\b")
_SENTENCE_WORDS = frozenset(
    """
    the a an in on at of for from to with by and or but about around over under nearly almost some
    up down than that these those all only just more less least most between after before since
    until within during when while as its his her their our there here it he she they we this out
    is are was were has have had if so not or per plus minus total nearly roughly approximately
    another first last next every each both any no us u.s total
    """.split()
)


def masked(text: str) -> list[tuple[int, int]]:
    """Return the stretches of dates, times and scores, in which nothing is counted."""
    return sorted(hit.span() for what in (_DATES, _TIMES, _SCORES) for hit in what.finditer(text))


def is_lookalike(text: str, number: Number) -> bool:
    """Tell whether a number is a year, or belongs to a name or label.

    Args:
        text: The text.
        number: One that lies in no date, time or score.
    """
    stated = text[number.start : number.end]
    after = text[number.end : number.end + 24]
    if _YEAR.fullmatch(stated) and not _counts(text, number, after):
        return True
    if number.currency or number.is_word:
        return number.is_word and _is_idle_word(text, number, after)
    if after[:1].isalpha() or after[:1] in "%°":
        return False
    before = _NAME_BEFORE.search(text, max(0, number.start - 40), number.start)
    if before is None:
        return False
    word = before[1]
    if word.lower().rstrip(".") in _LABELS and not re.match(r"\s+(?:%|percent|million)", after):
        return True
    is_name = word[0].isupper() or any(sign.isdigit() for sign in word)
    if not is_name or word.lower() in _SENTENCE_WORDS or word.endswith(("\u2019s", "'s")):
        return False
    begins = (
        not text[: before.start(1)].rstrip()
        or text[: before.start(1)].rstrip()[-1] in '.!?\n\u201c"'
    )
    if begins and not word.isupper():
        return False
    return not re.match(
        r"\s?(?:%|percent|per\s?cent|million|billion|thousand)|-[a-z]|\s[a-z]+s\b", after
    )


def _counts(text: str, number: Number, after: str) -> bool:
    """Tell whether four digits count something after all: "2,000 people", "about 2000 m"."""
    before = text[max(0, number.start - 24) : number.start].lower()
    if "," in text[number.start : number.end] or "." in text[number.start : number.end]:
        return True
    return bool(
        re.search(
            r"(?:about|nearly|almost|than|over|some|around|up to|least|approximately|roughly)\s$",
            before,
        )
    ) or bool(
        re.match(
            r"\s?(?:%|mg|kg|ml|km|m|patients|people|participants|cases|deaths|women|men|children|rpm|miles|units|years)\b",
            after,
        )
    )


def _is_idle_word(text: str, number: Number, after: str) -> bool:
    """Tell whether a number in words counts nothing: "one of them", "no one", "the one who"."""
    word = text[number.start : number.end].lower()
    before = text[max(0, number.start - 16) : number.start].lower()
    if word in ("one", "zero"):
        if re.search(
            r"(?:\bno|\bany|\bevery|\bsome|\beach|\bthe|\bthis|\bthat|\banother|\bwhich|\bat|-|\bday|\bonly|\bno-)\s?$",
            before,
        ):
            return True
        return bool(
            re.match(
                r"(?:\s?[-\u2019']|\s+(?:another|day|can|who|that|is|was|would|should|could|may|might|to|by\s+one|way|thing|hand)\b|\s*[.,;!?])",
                after,
            )
        )
    if word in ("couple", "pair"):
        return True
    return False
