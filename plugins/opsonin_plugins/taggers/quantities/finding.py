"""Finds the quantities of a text and brings those together that belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count

import pyarrow as pa
import pyarrow.compute as pc

from opsonin_plugins.taggers.quantities.estimates import group_estimates
from opsonin_plugins.taggers.quantities.everyone import find_everyone
from opsonin_plugins.taggers.quantities.landmarks import Landmarks
from opsonin_plugins.taggers.quantities.masking import marks
from opsonin_plugins.taggers.quantities.quantity import Quantity
from opsonin_plugins.taggers.quantities.reading import read_quantities
from opsonin_plugins.taggers.quantities.wholes import group_wholes
from opsonin_plugins.taggers.quantities.word_list import word_set

#: Languages that write "1.500" for a thousand and a half and "3,5" for three and a half.
#: Source: Unicode CLDR 46, number symbols.
COMMA_LANGUAGES = word_set(
    "de fr es it pt nl da nb nn no sv fi pl cs sk sl hr sr bg ro hu ru uk el tr id"
)


#: People and what else has no decimals, with a point where English has a comma; and percentages
#: the other way round. Translations keep the figures of the other language.
#: Source: BIPM, resolution 10 of the 22nd CGPM, names both signs; ours for the nouns.
_POINTED = re.compile(
    r"(?<![\d.,])[1-9]\d{0,2}\.\d{3} (?:(?:new|confirmed|active|severe|positive|total) )?"
    r"(?:people|persons|inhabitants|patients|cases|women|men|children|volunteers|participants|students|workers|"
    r"homes|doctors|nurses|deaths|infections|hospitals|doses|euros|dollars|pesos)\b(?! per\b)"
    r"|(?<![\d.,])\d{1,3},\d{1,2} ?(?:%|(?:months|years|days|weeks|hours|million|billion|degrees|"
    r"kilos|kilograms|percent|per cent|points|times)\b)"
)
_COMMA_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3},\d{3}(?![\d,])")
#: What each of them holds, for RE2: it reads a batch in a tenth of the time.
_MAY_BE_POINTED = r"[0-9]\.[0-9]{3} [a-z]|[0-9],[0-9]{1,2} ?[%a-z]"


def may_keep_points(texts: pa.Array | pa.ChunkedArray) -> list[bool]:
    """Return of each text of a batch whether it may write "3.412 people" or "8,4 %".

    Args:
        texts: Strings.
    """
    return [bool(one) for one in pc.match_substring_regex(texts, _MAY_BE_POINTED).to_pylist()]


def _keeps_points(text: str) -> bool:
    """Return whether an English text writes "3.412 people" and "8,4 %" throughout."""
    return _POINTED.search(text) is not None and _COMMA_THOUSANDS.search(text) is None


def find_statistics(
    text: str,
    covered: Iterable[tuple[int, int]] = (),
    language: str | None = None,
    landmarks: Landmarks | None = None,
    *,
    may_be_pointed: bool = True,
) -> list[Quantity]:
    """Return the quantities of a text in order, grouped.

    Args:
        text: The clean text of a document.
        covered: Stretches in which nothing is counted.
        language: Its language, as a code of ISO 639-1.
        landmarks: What `find_landmarks` gives for the text, if the caller has it.
        may_be_pointed: What `may_keep_points` says of it, if the caller has asked.

    >>> [(one.value, one.role) for one in find_statistics("23 of 659 patients (3.5%)")]
    [(23.0, 'numerator'), (659.0, 'denominator'), (3.5, 'percentage')]
    """
    mask = marks(len(text), covered)
    has_comma_decimals = language in COMMA_LANGUAGES or (may_be_pointed and _keeps_points(text))
    found = read_quantities(text, landmarks, mask, has_comma_decimals=has_comma_decimals)
    groups = count()
    group_wholes(text, found, groups)
    group_estimates(text, found, groups)
    found.extend(find_everyone(text, found))
    found.sort(key=lambda one: (one.start, one.end))
    return found
