"""Words and signs of references, as columns of numbers over many references at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

_TOKEN = re.compile(
    r"https?://\S+|www\.\S+|10\.\d{4,9}/\S+"
    r"|[^\W\d_][^\W_]*(?:[\u2019'-][^\W_]+)*|\d+[^\W\d_]*|\S"
)
#: Of English, French, German, Spanish, Portuguese and Italian, and the seasons of issues.
_MONTHS = frozenset(
    {
        *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov"),
        *("dec", "january", "february", "march", "april", "june", "july", "august", "september"),
        *("october", "november", "december", "spring", "summer", "fall", "autumn", "winter"),
        *("janvier", "f\u00e9vrier", "mars", "avril", "mai", "juin", "juillet", "ao\u00fbt"),
        *("septembre", "octobre", "novembre", "d\u00e9cembre", "januar", "februar", "m\u00e4rz"),
        *("juni", "juli", "oktober", "dezember", "enero", "febrero", "marzo", "abril", "mayo"),
        *("junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
        *("janeiro", "fevereiro", "mar\u00e7o", "maio", "junho", "julho", "setembro", "outubro"),
        *("novembro", "dezembro", "gennaio", "febbraio", "aprile", "maggio", "giugno", "luglio"),
        *("settembre", "ottobre", "dicembre"),
    }
)
#: Years of publication that are told from other numbers of four digits.
_FIRST_YEAR, _LAST_YEAR, _YEAR_DIGITS = 1500, 2100, 4
_MAX_DIGITS = 5
#: A period after a longer word ends more than an initial or a short abbreviation.
_ABBREVIATION_CHARS = 2
#: Nothing and the end of the reference, as words.
BEFORE, AFTER = 1, 2

# Signs of a word, as bits.
YEAR, MONTH, OPENS_BRACKET, CLOSES_BRACKET, OPENS_QUOTE, CLOSES_QUOTE, QUOTE, PERIOD, LONG = (
    1 << place for place in range(9)
)
_SIGNS = {
    "(": OPENS_BRACKET,
    "[": OPENS_BRACKET,
    ")": CLOSES_BRACKET,
    "]": CLOSES_BRACKET,
    "\u201c": OPENS_QUOTE,
    "\u201d": CLOSES_QUOTE,
    '"': QUOTE,
    ".": PERIOD,
}


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of several references, one after the other.

    Attributes:
        spans: First code point, and first one after it, within the reference.
        sizes: Number of tokens of each reference.
        columns: Tokens x (word, shape, last letters, first letters, signs); all but the signs
            are hashes.
    """

    spans: Sequence[tuple[int, int]]
    sizes: Ints
    columns: Ints


def tokenize(text: str) -> list[tuple[int, int]]:
    """Return where the words and signs of a reference are.

    >>> [text[a:b] for text in ["Cell. 2020;181:1-9"] for a, b in tokenize(text)]
    ['Cell', '.', '2020', ';', '181', ':', '1', '-', '9']
    """
    return [token.span() for token in _TOKEN.finditer(text)]


def tokens_of(texts: Sequence[str]) -> Tokens:
    """Return the tokens of references with what is known of each of their words."""
    known: dict[str, int] = {}
    facts: list[tuple[int, int, int, int, int]] = []
    spans: list[tuple[int, int]] = []
    words: list[int] = []
    sizes = []
    for text in texts:
        found = tokenize(text)
        spans += found
        sizes.append(len(found))
        for start, end in found:
            word = text[start:end]
            place = known.get(word)
            if place is None:
                place = known[word] = len(facts)
                facts.append(_facts(word))
            words.append(place)
    table = np.array(facts, np.int64).reshape(-1, 5)
    return Tokens(spans, np.array(sizes, np.int64), table[np.array(words, np.int64)])


@lru_cache(maxsize=1 << 16)
def _facts(word: str) -> tuple[int, int, int, int, int]:
    """Return the hashes of a word, its shape, its last and first letters, and its signs."""
    is_number = word.isdecimal()
    lower = f"0{len(word)}" if is_number else word.lower()
    signs = _SIGNS.get(word, 0)
    if is_number and len(word) == _YEAR_DIGITS and _FIRST_YEAR <= int(word) <= _LAST_YEAR:
        signs |= YEAR
    elif lower in _MONTHS:
        signs |= MONTH
    if len(word) > _ABBREVIATION_CHARS and not is_number:
        signs |= LONG
    return _hash(lower), _hash(_shape(word)), _hash(lower[-3:]), _hash(lower[:3]), signs


def _hash(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


def _shape(word: str) -> str:
    if word.isdecimal():
        return f"0{min(len(word), _MAX_DIGITS)}"
    if len(word) == 1:
        return "X" if word.isupper() else "x" if word.isalpha() else word
    if not word.isalpha() and any(sign.isdecimal() for sign in word):
        return "x0" if "/" not in word else "x/0"
    if word.isupper():
        return "XX"
    return "Xx" if word[0].isupper() else "xx"
