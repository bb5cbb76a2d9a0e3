"""Which names are those of one person: full names, surnames alone, and misspellings of both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

#: Surnames of fewer letters are one only if they are spelt alike.
_MIN_FUZZY = 4


def same_surname(one: str, other: str) -> bool:
    """Tell whether two surnames may be one, spelt in two ways.

    They are if they are equal without accents, if a single letter differs, or if what is left of
    both without vowels and doubled letters is the same, as in a transcription. Source: ours; the
    skeleton is that of Soundex with less thrown away.

    >>> same_surname("Rasmusen", "Rasmussen"), same_surname("Schett", "Sheath")
    (True, True)
    >>> same_surname("Pepper", "Kramer")
    False
    """
    first, second = _plain(one), _plain(other)
    if first == second:
        return True
    if min(len(first), len(second)) < _MIN_FUZZY or first[0] != second[0]:
        return False
    return _is_one_edit(first, second) or _skeleton(first) == _skeleton(second)


def clusters(names: Sequence[str]) -> list[list[int]]:
    """Gather names of one person; each name is one of a document, with no title.

    Args:
        names: In order of the text.

    Returns:
        Positions of the names of each person, in the order of their first names.
    """
    found: list[list[int]] = []
    for place, name in enumerate(names):
        words = _words(name)
        home = next(
            (
                group
                for group in found
                if any(_may_be_one(words, _words(names[at])) for at in group)
            ),
            None,
        )
        if home is None:
            found.append([place])
        else:
            home.append(place)
    return found


def _may_be_one(one: Sequence[str], other: Sequence[str]) -> bool:
    if not one or not other or not same_surname(one[-1], other[-1]):
        return False
    if len(one) == 1 or len(other) == 1:
        return True
    first, second = one[0], other[0]
    if len(first) == 1 or len(second) == 1:
        return first[0].lower() == second[0].lower()
    return same_surname(first, second)


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\s.]+", name) if word]


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in folded.lower() if sign.isalpha())


def _skeleton(word: str) -> str:
    consonants = re.sub(r"sch|sh|ch", "S", word)
    consonants = consonants.replace("ph", "f").replace("th", "t").replace("ck", "k")
    kept = consonants[0] + re.sub(r"[aeiouyh]", "", consonants[1:])
    return re.sub(r"(.)\1+", r"\1", kept)


def _is_one_edit(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return any(
        one[start + left :] == other[start + right :] for left, right in ((1, 1), (1, 0), (0, 1))
    )
