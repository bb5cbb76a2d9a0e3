"""Words and signs of a reference, and what a model is told about each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: First code point, and first one after it.
Range = tuple[int, int]

_TOKEN = re.compile(
    r"https?://\S+|www\.\S+|10\.\d{4,9}/\S+"
    r"|[^\W\d_][^\W_]*(?:[\u2019'-][^\W_]+)*|\d+[^\W\d_]*|\S"
)
_MONTHS = frozenset(
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july "
    "august september october november december spring summer fall autumn winter".split()
)
#: Years of publication that are told from other numbers of four digits.
_FIRST_YEAR, _LAST_YEAR = 1500, 2100
#: Numbers in features go no further than this.
_MAX_PLACE, _MAX_SEGMENT, _MAX_DIGITS, _DEPTH = 8, 6, 5, 10


def tokenize(text: str) -> list[Range]:
    """Return where the words and signs of a reference are.

    >>> [text[a:b] for text in ["Cell. 2020;181:1-9"] for a, b in tokenize(text)]
    ['Cell', '.', '2020', ';', '181', ':', '1', '-', '9']
    """
    return [token.span() for token in _TOKEN.finditer(text)]


def features(text: str, tokens: Sequence[Range]) -> list[list[str]]:
    """Return what is known about each token: itself, its neighbours, its place and surroundings.

    Args:
        text: The reference.
        tokens: What `tokenize` gives.
    """
    words = [text[start:end] for start, end in tokens]
    shapes = [_shape(word) for word in words]
    plain = [f"0{len(word)}" if word.isdigit() else word.lower() for word in words]
    years = [_is_year(word) for word in words]
    first_year = years.index(True) if True in years else len(words)
    inside = _inside(words)
    segments = _segments(words)
    edge = ["^", "^"], ["$", "$"]
    near = [*edge[0], *plain, *edge[1]]
    forms = [*edge[0], *shapes, *edge[1]]
    n_words = len(words)
    found = []
    for place, word in enumerate(plain):
        before2, before, shape, after, after2 = forms[place : place + 5]
        side = (place > first_year) - (place < first_year)
        found.append(
            [
                "w" + word,
                "a" + near[place + 1],
                "b" + near[place + 3],
                "c" + near[place],
                "d" + near[place + 4],
                f"e{near[place + 1]} {word}",
                f"f{word} {near[place + 3]}",
                f"g{before}{shape}",
                f"h{shape}{after}",
                f"i{before}{shape}{after}",
                f"j{before2}{before}{shape}{after}{after2}",
                "k" + word[-3:],
                "l" + word[:3],
                f"m{_DEPTH * place // n_words}",
                f"n{min(place, _MAX_PLACE)}",
                f"o{min(n_words - 1 - place, _MAX_PLACE)}",
                f"p{segments[place]}{shape}",
                f"q{side}{segments[place]}",
                f"r{inside[place]}{shape}{side}",
                f"s{years[place]}{side}",
                "t" if word in _MONTHS else "u",
            ]
        )
    return found


def _shape(word: str) -> str:
    if word.isdigit():
        return f"0{min(len(word), _MAX_DIGITS)}"
    if len(word) == 1:
        return "X" if word.isupper() else "x" if word.isalpha() else word
    if any(sign.isdigit() for sign in word):
        return "x0" if "/" not in word else "x/0"
    if word.isupper():
        return "XX"
    return "Xx" if word[0].isupper() else "xx"


def _is_year(word: str) -> bool:
    return word.isdigit() and len(word) == 4 and _FIRST_YEAR <= int(word) <= _LAST_YEAR  # noqa: PLR2004 - digits of a year


def _inside(words: Sequence[str]) -> list[str]:
    """Tell for each word whether it stands in quotation marks, or in brackets."""
    found = []
    quoted, depth = False, 0
    for word in words:
        quoted = word == "\u201c" or (quoted != (word == '"') and word != "\u201d")
        depth += word in "(["
        found.append(("q" if quoted else "") + ("b" if depth else ""))
        depth = max(0, depth - (word in ")]"))
    return found


def _segments(words: Sequence[str]) -> list[int]:
    """Count for each word the periods before it that end more than an initial or a number."""
    found, count = [], 0
    for place, word in enumerate(words):
        found.append(min(count, _MAX_SEGMENT))
        before = words[place - 1] if place else ""
        count += word == "." and len(before) > 2 and not before.isdigit()  # noqa: PLR2004 - as above
    return found
