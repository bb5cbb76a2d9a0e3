"""Keys: what two documents that tell of the same thing share, such as a name or a number."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

#: Kind of a key -> the table of the row that it stands in.
TABLE_OF = {
    "person": "mentions",
    "organisation": "mentions",
    "place": "mentions",
    "publication": "mentions",
    "concept": "mentions",
    "number": "statistics",
    "id": "identifiers",
    "quote": "quotes",
    "phrase": "segments",
    # Its own identifiers, and where it begins: two documents do not share them.
    "self": "identifiers",
    "title": "segments",
}
_WORD = re.compile(r"[^\W_]+")
#: What stands behind a surname.
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd"})
#: Numbers below this count too many things. Source: ours.
_SMALL = 10.0
#: Digits of a number, without the zeros at its end, that make it one of its own. Source: ours.
DISTINCT_DIGITS = 3


class Key(NamedTuple):
    """Something by which a document can be recognised.

    Attributes:
        name: Kind and value, such as ``person:schett g``.
        start: First code point where it stands first.
        end: First code point after it.
        row_id: The row that covers it.
        table_name: The table of that row.
    """

    name: str
    start: int
    end: int
    row_id: int
    table_name: str


#: Document, name, first code point, first one after it, and the row: a key as it is met.
PlacedKey = tuple[str, str, int, int, int]


def kind_of(name: str) -> str:
    """Return the kind of a key.

    >>> kind_of("number:%:3.5")
    'number'
    """
    return name.partition(":")[0]


def folded(text: str) -> list[str]:
    """Return the words of a text without case and accents.

    >>> folded("José Müller-Lübeck")
    ['jose', 'muller', 'lubeck']
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(one for one in plain if not unicodedata.combining(one)))


def person_key(name: str) -> str | None:
    """Return the key of a person's full name: surname and first letter; None for a part of one.

    >>> person_key("Jean-Laurent Casanova"), person_key("Lee JS"), person_key("Sheth")
    ('person:casanova j', 'person:lee j', None)
    """
    words = [word for word in folded(name) if word not in _SUFFIXES]
    if len(words) < 2:  # noqa: PLR2004 - first name and surname
        return None
    # "Lee JS": initials behind the surname.
    last = name.rsplit(maxsplit=1)[-1].rstrip(".")
    if len(words[-1]) <= 3 and last.isupper() and not name.isupper():  # noqa: PLR2004 - initials
        return f"person:{words[0]} {words[-1][0]}"
    return f"person:{words[-1]} {words[0][0]}"


@lru_cache(maxsize=1 << 14)
def name_key(kind: str, name: str) -> str | None:
    """Return the key of an organisation, place or publication, without its article."""
    words = folded(name)
    if words[:1] == ["the"]:
        words = words[1:]
    return f"{kind}:{' '.join(words)}" if words else None


@lru_cache(maxsize=1 << 14)
def number_key(kind: str, value: float | None, unit: str | None) -> str | None:
    """Return the key of a number, whoever counts it and whatever it counts.

    >>> number_key("percentage", 3.5, "%"), number_key("count", 659.0, None)
    ('number:%:3.5', 'number:count:659')
    """
    if value is None or kind in _NOT_COMPARED:
        return None
    digits = n_digits(value)
    if digits < 2 or (abs(value) < _SMALL and digits < 2):  # noqa: PLR2004 - "10" and "300" say little
        return None
    what = unit or ("count" if kind in _COUNTS else kind)
    return f"number:{what}:{value:.10g}"


_COUNTS = frozenset({"count", "numerator", "denominator", "total"})
_NOT_COMPARED = frozenset({"p_value", "interval", "spread"})


def n_digits(value: float) -> int:
    """Return how many digits of a number say something.

    >>> [n_digits(value) for value in (659.0, 3.5, 3000.0, 38e6, 0.05)]
    [3, 2, 1, 2, 1]
    """
    mantissa = f"{abs(value):.9e}".partition("e")[0].replace(".", "").rstrip("0")
    return max(1, len(mantissa))
