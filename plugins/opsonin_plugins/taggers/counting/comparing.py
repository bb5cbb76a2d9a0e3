"""Words that say how a number compares with the fact, and which way a quantity goes."""

from __future__ import annotations

import re

#: Comparator -> words right before a number.
_BEFORE = {
    ">=": r"at\s+least|no\s+(?:fewer|less)\s+than|a\s+minimum\s+of|minimum\s+of|not\s+less\s+than|≥|>=|upwards?\s+of",
    "<=": r"at\s+most|no\s+more\s+than|not\s+more\s+than|up\s+to|as\s+(?:many|much|high)\s+as|a\s+maximum\s+of|maximum\s+of|≤|<=|within",
    ">": r"more\s+than|greater\s+than|higher\s+than|larger\s+than|longer\s+than|older\s+than|over|above|exceed(?:s|ed|ing)?|in\s+excess\s+of|beyond|well\s+over|topp?(?:ed|ing|s)?|surpass(?:ed|es|ing)?|>",
    "<": r"(?:less|fewer|lower|smaller|shorter|younger)\s+than|under|below|nearly|almost|just\s+shy\s+of|short\s+of|sub-?|<",
    "~": r"about|around|approximately|approx\.?|roughly|some|circa|ca\.|close\s+to|an?\s+estimated|estimated|near|~|≈|∼|give\s+or\s+take|in\s+the\s+region\s+of|an\s+average\s+of",
}
_COMPARATORS = [
    (
        sign,
        re.compile(
            rf"(?:^|(?<=[\s(\u201c\"]))(?:{words})(?:\s+(?:the|a|an|just|about|around|only|roughly|approximately))?\s*$",
            re.IGNORECASE,
        ),
    )
    for sign, words in _BEFORE.items()
]
_AFTER = [
    (
        ">=",
        re.compile(
            r"\s*\+|\s+or\s+(?:more|over|older|greater|higher|above)\b|\s+and\s+(?:over|older|above)\b|-plus\b|\s+plus\b",
            re.IGNORECASE,
        ),
    ),
    (
        "<=",
        re.compile(
            r"\s+or\s+(?:less|fewer|younger|lower|under|below)\b|\s+and\s+(?:under|younger)\b",
            re.IGNORECASE,
        ),
    ),
    ("~", re.compile(r"\s+or\s+so\b|-ish\b|\s+or\s+thereabouts\b", re.IGNORECASE)),
]
_UP = re.compile(
    r"\b(?:up|rose|rise[sn]?|rising|gain(?:ed|s|ing)?|increas(?:e|ed|es|ing)|climb(?:ed|s|ing)?|jump(?:ed|s|ing)?|"
    r"surg(?:e|ed|es|ing)|grew|grow(?:n|s|ing|th)?|soar(?:ed|s|ing)?|advanc(?:e|ed|es|ing)|higher|add(?:ed|s|ing)?|"
    r"rall(?:y|ied)|expand(?:ed|s)?|doubled|tripled|improv(?:ed|ement|es|ing))\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:down|fell|fall(?:s|en|ing)?|drop(?:ped|s|ping)?|declin(?:e|ed|es|ing)|decreas(?:e|ed|es|ing)|lost|los(?:e|es|ing)|"
    r"slip(?:ped|s|ping)?|slid(?:e|es|ing)?|plung(?:e|ed|es|ing)|tumbl(?:e|ed|es|ing)|shed(?:s|ding)?|lower(?:ed|ing)?|"
    r"reduc(?:e|ed|es|ing|tion)|cut|cuts|shrank|shrunk|dip(?:ped|s)?|sank|sunk|eas(?:ed|es|ing))\b",
    re.IGNORECASE,
)
#: How far before a number its comparator and its verb are looked for, in code points. Source: ours.
_NEAR, _CLAUSE = 30, 36
#: "rose to 5", "a drop of 5": the number is where it went, or what it is called.
_TARGET = re.compile(r"\b(?:to|from|at|of|between|in|for)\s+(?:\S+\s+){0,2}$", re.IGNORECASE)
_BREAK = re.compile(r"[,;:.!?()]\s|\b(?:and|but|while|which|who|that)\b")


def comparator_of(text: str, start: int, end: int) -> str:
    """Return ``=``, ``~``, ``<``, ``<=``, ``>`` or ``>=`` for a number, by the words around it."""
    before = text[max(0, start - _NEAR) : start]
    for sign, words in _COMPARATORS:
        if words.search(before):
            return sign
    for sign, words in _AFTER:
        if words.match(text, end):
            return sign
    return "="


def direction_of(text: str, start: int, end: int) -> str | None:
    """Return ``increase`` or ``decrease`` if a number is by how much something went up or down."""
    before = text[max(0, start - _CLAUSE) : start]
    if _TARGET.search(before):
        return None
    breaks = list(_BREAK.finditer(before))
    before = before[breaks[-1].end() :] if breaks else before
    found = [
        (hit.end(), name)
        for name, words in (("increase", _UP), ("decrease", _DOWN))
        for hit in words.finditer(before)
    ]
    if found:
        return max(found)[1]
    after = text[end : end + 24]
    follow = re.match(
        r"\s?(?:%|percent|per\s?cent|points?)?\s*(?P<way>increase|rise|gain|jump|growth|decrease|drop|fall|decline|loss|reduction|lower|higher)\b",
        after,
    )
    if follow:
        return (
            "increase"
            if follow["way"] in ("increase", "rise", "gain", "jump", "growth", "higher")
            else "decrease"
        )
    return None
