"""Signs that a machine translated a text, or that it was spun from another."""

from __future__ import annotations

import re
from typing import Literal

import pyarrow as pa

from opsonin_plugins.cleaners.exchanged_terms import EXCHANGED_SIGN, exchanged_terms
from opsonin_plugins.cleaners.foreign_signs import FOREIGN_SIGN, foreign_signs
from opsonin_plugins.cleaners.signs import may_hold

#: Literal renderings of Chinese xin guan (new corona) that no writer of English uses.
#: Source: Chinese press names of COVID-19 and what general translators made of them in 2020-22.
_LITERAL = re.compile(
    r"\bnew (?:crown|coronary)(?: (?:pneumonia|virus|viruses|vaccines?|epidemic|outbreak|pandemic|"
    r"infections?|disease|patients?|variants?|strains?|cases?|antibod(?:y|ies)|nucleic acid))\b"
    r"|\b(?:with|of|against|from|the|for) (?:the )?new crowns?\b(?! (?:prince|princess|court|"
    r"was fitted))"
    r"|\bneo-?coronary\b|\bnew coronal (?:virus|pneumonia)\b",
    re.IGNORECASE,
)
_EPIDEMIC = re.compile(r"covid|sars-cov|coronavir|pandemic|epidemic|vaccin|virus")
# Where a link's text was lost, a clause begins with a capital after a word in lower case. Articles
# and "In" are left out, for names begin with them.
_CAPITAL = re.compile(r"[A-Z](?<=[a-z]{3} [A-Z])")
_SPLICE = re.compile(
    r"(?:It|An|If|There|This|These|He|She|They|But|Although|While|When|However) [a-z]{2,} "
)
#: What spinning programs leave where they failed to choose among words: "about {a partner}".
#: Source: read off spun pages, where such braces hold what a dictionary of synonyms begins with.
_CHOICE = re.compile(
    r"(?<= )\{(?:an?|the|that|this|of|in|to|for|with|your|some|qualified) [a-z]{1,14}"
    r"(?: [a-z]{1,14})?\}(?=[ ,.;:])"
)
_MIN_LITERAL = 2
_MIN_FOREIGN = 2
_MIN_EXCHANGED = 2
_MIN_DAMAGE = 3
_DAMAGE_CHARS = 2_500

#: Stands in every text whose words alone tell where it comes from.
_SIGN = rf"new c|coronary|\{{[a-z]+ [a-z ]+\}}|{EXCHANGED_SIGN}|{FOREIGN_SIGN}"

Origin = Literal["translated", "spun"]


def may_tell_origin(texts: pa.Array) -> list[bool]:
    """Return which texts `text_origin` has to see even if nothing in them was mended.

    Args:
        texts: Documents x string, without nulls.
    """
    return may_hold(texts, _SIGN, ignore_case=True)


def may_exchange(texts: pa.Array, may_tell: list[bool]) -> list[bool]:
    """Return in which texts there may be terms that a spinner exchanged.

    Args:
        texts: Documents x string, without nulls.
        may_tell: What `may_tell_origin` says of them; only where it says yes there is one.
    """
    told = pa.array(may_tell, pa.bool_())
    # The automaton is built anew for each call: one text at a time would take longer to ask about
    # than to read.
    found = iter(may_hold(texts.filter(told), EXCHANGED_SIGN, ignore_case=True))
    return [next(found) if is_told else False for is_told in may_tell]


def text_origin(
    text: str, n_repaired: int, *, n_foreign: int = 0, is_exchanged: bool = True
) -> Origin | None:
    """Return how a text came about where the signs are strong; None where they are not.

    Args:
        text: The clean text.
        n_repaired: Damage to words and sentences that cleaner ``repairs`` mended.
        n_foreign: Habits of another language that it mended: wide signs, spaces before stops.
        is_exchanged: Whether there may be terms that a spinner exchanged.
    """
    lowered = text.lower()
    if "new c" in lowered or "coronary" in lowered:
        n_literal = sum(1 for _ in _LITERAL.finditer(text))
        if _EPIDEMIC.search(lowered):
            if n_literal >= _MIN_LITERAL:
                return "translated"
            n_foreign += n_literal
    if len(foreign_signs(text)) + n_foreign >= _MIN_FOREIGN:
        return "translated"
    if "{" in text and _CHOICE.search(text):
        return "spun"
    n_exchanged = len({meant for _, _, meant in exchanged_terms(text)}) if is_exchanged else 0
    n_splices = sum(
        _SPLICE.match(text, match.start()) is not None for match in _CAPITAL.finditer(text)
    )
    damage = n_repaired + n_splices
    is_dense = damage >= max(_MIN_DAMAGE, len(text) / _DAMAGE_CHARS)
    if n_exchanged >= _MIN_EXCHANGED or (n_splices and n_repaired and is_dense):
        return "spun"
    return None


def origin_evidence(text: str, origin: Origin) -> tuple[int, int] | None:
    """Return the first sign of how a text came about; None if only its repairs tell.

    >>> origin_evidence("Of the new crowns and new coronary disease.", "translated")
    (0, 17)
    """
    if origin == "translated":
        literal, foreign = _LITERAL.search(text), foreign_signs(text)
        # A new crown may be that of a tooth.
        is_sure = literal is not None and (_EPIDEMIC.search(text.lower()) or not foreign)
        return literal.span() if literal and is_sure else next(iter(foreign), None)
    known = [(start, end) for start, end, _ in exchanged_terms(text)]
    known.extend(found.span() for found in _CHOICE.finditer(text))
    for capital in _CAPITAL.finditer(text):
        splice = _SPLICE.match(text, capital.start())
        if splice is not None:
            known.append((splice.start(), splice.end() - 1))
            break
    return min(known, default=None)
