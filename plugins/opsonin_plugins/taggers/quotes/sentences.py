"""Where sentences end, as far as attribution needs to know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsonin_plugins.taggers.word_lists import word_set

_END = re.compile(r"[.!?][\u201d\"\u2019)]*\s+(?=[\u201c\"\u2018(]?[A-Z0-9])")
#: A period after one of these ends no sentence. Source: abbreviations of titles and names in the AP
#: Stylebook.
_TITLES = word_set(
    """
    Mr Ms Dr Drs St Lt Mrs Sen Rep Gov Gen Col Rev Sgt Prof Reps Sens Jr Sr vs No al Inc Corp Ltd
    Co Fig e.g i.e
    """
)
#: These end no sentence before a day: "from Jan. 1 on".
_MONTHS = word_set("Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec")
_OPENING = '(\u201c"\u2018'
#: Longest word that is looked at before a period.
_REACH = 8


def sentence_ends(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where sentences of a stretch end, and where those after them begin.

    >>> text = "Dr. J. Doe agreed. She left."
    >>> [text[first:] for _, first in sentence_ends(text, 0, len(text))]
    ['She left.']
    """
    for found in _END.finditer(text, start, end):
        at = found.start()
        if text[at] == "." and is_abbreviation(text, at, start):
            continue
        yield at + 1, found.end()


def last_sentence(text: str, start: int, end: int) -> int:
    """Return where the last sentence of a stretch begins."""
    for _, first in sentence_ends(text, start, end):
        start = first
    return start


def sentence_end(text: str, start: int, end: int) -> int:
    """Return where the first sentence of a stretch ends."""
    return next(sentence_ends(text, start, end), (end, end))[0]


def is_abbreviation(text: str, at: int, start: int) -> bool:
    """Tell whether a period ends an abbreviation, such as a title or an initial.

    Args:
        text: The text.
        at: The period.
        start: Where the stretch begins that is looked at.
    """
    before = text[max(start, at - _REACH) : at]
    words = before.rsplit(maxsplit=1)
    word = words[-1].lstrip(_OPENING) if words and not before[-1].isspace() else ""
    if word in _MONTHS and text[at + 1 : at + 3].strip().isdigit():
        return True
    return word in _TITLES or (len(word) == 1 and word.isupper()) or word[-2:-1] == "."
