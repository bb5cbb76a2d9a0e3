"""Whether two surnames, or two given names, may be one that is spelt in two ways."""

from __future__ import annotations

import re
import unicodedata

#: Surnames of fewer letters are one only if they are spelt alike.
_MIN_FUZZY = 4
_VOWELS = re.compile(r"[aeiouyh]")
_DOUBLED = re.compile(r"(.)\1+")
#: How languages write one sound. Source: the groups of Soundex (Russell, 1918) and the digraphs of
#: Metaphone (Philips, 1990), of which less is thrown away here.
_SOUNDS = (
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("c", "k"),
)


def same_surname(one: str, other: str) -> bool:
    """Tell whether two surnames may be one, spelt in two ways.

    They are if they are equal without accents and signs, if one letter differs, or if what is left
    of both without vowels and doubled letters is the same, as in a transcription. The first letter
    must be the same. Source: ours; see `_SOUNDS`.

    >>> same_surname("Jansen", "Janssen"), same_surname("Meyer", "Maier")
    (True, True)
    >>> same_surname("Keller", "Miller"), same_surname("Lee", "Lie")
    (False, False)
    """
    first, second = plain(one), plain(other)
    if first == second:
        return bool(first)
    if min(len(first), len(second)) < _MIN_FUZZY or first[0] != second[0]:
        return False
    return is_one_edit(first, second) or _skeleton(first) == _skeleton(second)


def same_given(one: str, other: str) -> bool:
    """Tell whether two given names may be one: equal, one the initial of the other, or misspelt.

    >>> same_given("Michael", "M."), same_given("Micheal", "Michael")
    (True, True)
    >>> same_given("Daniel", "Daniela")
    False
    """
    first, second = plain(one), plain(other)
    if not first or not second:
        return False
    if min(len(first), len(second)) == 1:
        return first[0] == second[0]
    if first == second:
        return True
    # The last letter often tells two given names apart: Daniel, Daniela; Maria, Marie.
    if first[:-1] == second[:-1] or second == first[:-1] or first == second[:-1]:
        return False
    is_long = min(len(first), len(second)) > _MIN_FUZZY and first[0] == second[0]
    return is_long and (is_one_edit(first, second) or sorted(first) == sorted(second))


def plain(word: str) -> str:
    """Return the letters of a word, small and without accents."""
    if word.isascii() and word.isalpha():
        return word.lower()
    folded = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in folded.lower() if sign.isalpha())


def is_one_edit(one: str, other: str) -> bool:
    """Tell whether one letter more, less or other makes one word of the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    pairs = enumerate(zip(one, other, strict=False))
    start = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    return any(
        one[start + left :] == other[start + right :] for left, right in ((1, 1), (1, 0), (0, 1))
    )


def _skeleton(word: str) -> str:
    for sound, sign in _SOUNDS:
        word = word.replace(sound, sign)
    kept = word[0] + _VOWELS.sub("", word[1:])
    return _DOUBLED.sub(r"\1", kept)
