"""What the readers of the source vocabularies hand to each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Shorter names mean too many things; a text that uses them defines them.
_MIN_LENGTH = 3
#: Longer names hardly occur word for word in running text.
_MAX_LENGTH = 72
#: What stands for a byte that could not be decoded.
LOST = "\ufffd"
_SYSTEMATIC = re.compile(r"[()\[\]{},+'^;]|\d-|-\d")
#: Names with this many brackets, locants and the like are systematic names of chemicals.
_MAX_SYSTEMATIC = 3


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of one source vocabulary.

    Attributes:
        curie: Its id in Bioregistry's form.
        label: Its preferred name.
        type: A type of the table ``mentions``.
        terms: All names, the preferred one among them.
        alt_curies: Ids of the same concept elsewhere.
    """

    curie: str
    label: str
    type: str
    terms: tuple[str, ...]
    alt_curies: tuple[str, ...] = ()


def usable_terms(terms: Iterable[str]) -> tuple[str, ...]:
    """Return the names that can occur in running text, each once, in order.

    Left out are names of fewer than 3 or more than 72 characters, numbers, systematic names of
    chemicals (three or more brackets, locants or primes), and names of which somebody before us
    has lost a letter.
    """
    return tuple(
        dict.fromkeys(
            term
            for term in (" ".join(raw.split()) for raw in terms)
            if _MIN_LENGTH <= len(term) <= _MAX_LENGTH
            and any(letter.isalpha() for letter in term)
            and LOST not in term
            and len(_SYSTEMATIC.findall(term)) < _MAX_SYSTEMATIC
        )
    )
