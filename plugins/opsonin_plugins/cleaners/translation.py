"""Signs that a machine translated a text, or that it was spun from another."""

from __future__ import annotations

import re
from typing import Literal

#: Literal renderings of Chinese xin guan (new corona) that no writer of English uses.
#: Source: Chinese press names of COVID-19 and what general translators made of them in 2020-22.
_LITERAL = re.compile(
    r"\bnew (?:crown|coronary)(?: (?:pneumonia|virus|viruses|vaccines?|epidemic|outbreak|pandemic|"
    r"infections?|disease|patients?|variants?|strains?|cases?|antibod(?:y|ies)|nucleic acid))\b"
    r"|\b(?:with|of|against|from|the|for) (?:the )?new crowns?\b(?! (?:prince|princess|court|was fitted))"
    r"|\bneo-?coronary\b|\bnew coronal (?:virus|pneumonia)\b",
    re.I,
)
_EPIDEMIC = re.compile(r"covid|sars-cov|corona|pandemic|epidemic|vaccin|virus", re.I)
#: Source: Cabanac, Labbe and Magazinov, Tortured phrases, arXiv:2107.06751, and its follow-ups:
#: synonyms put in the place of terms of art.
_TORTURED = re.compile(
    r"\b(?:bosom (?:malignan\w+|disease|peril|cancer)|breast (?:malignance|peril)|counterfeit consciousness|"
    r"colossal information|profound (?:neural|learning)|lactose (?:bigotry|prejudice)|"
    r"kidney disappointment|renal disappointment|heart disappointment|cardiovascular breakdown|"
    r"irregular (?:woods|timberland)|underground creepy crawly|haze figuring|flag to clamor|"
    r"mean square blunder|glucose bigotry|diabetes mellitus kind|resistant framework|safe framework|"
    r"invulnerable framework|insusceptible framework|coronavirus malady|circulatory strain prescription|"
    r"joint agony|liver disappointment|organ disappointment|respiratory disappointment)\b",
    re.I,
)
# Where a link's text was lost, a clause begins with a capital after a word in lower case. Articles
# and "In" are left out, for names begin with them.
_SPLICE = re.compile(
    r"(?<=[a-z]{3} )(?:It|An|If|There|This|These|He|She|They|But|Although|While|When|However)"
    r"(?= [a-z]{2,} )"
)
_MIN_LITERAL = 2
_MIN_TORTURED = 2
_MIN_DAMAGE = 3
_DAMAGE_CHARS = 2_500

Origin = Literal["translated", "spun"]


def text_origin(text: str, n_repaired: int) -> Origin | None:
    """Return how a text came about where the signs are strong; None where they are not.

    Args:
        text: The clean text.
        n_repaired: Damage to words and sentences that cleaner ``repairs`` mended.
    """
    literal = sum(1 for _ in _LITERAL.finditer(text))
    if literal >= _MIN_LITERAL and _EPIDEMIC.search(text):
        return "translated"
    tortured = {match[0].lower() for match in _TORTURED.finditer(text)}
    n_splices = sum(1 for _ in _SPLICE.finditer(text))
    damage = n_repaired + n_splices
    is_dense = damage >= max(_MIN_DAMAGE, len(text) / _DAMAGE_CHARS)
    if len(tortured) >= _MIN_TORTURED or (n_splices and n_repaired and is_dense):
        return "spun"
    return None
