"""Whether what stands right before a number can say anything about it."""

from __future__ import annotations

from opsonin_plugins.taggers.quantities.comparing import COMPARATOR_ENDS, FILLERS
from opsonin_plugins.taggers.quantities.labels import AGE_WORDS, LAST_WORDS
from opsonin_plugins.taggers.quantities.lookalikes import APPROXIMATE, LABELS
from opsonin_plugins.taggers.quantities.roles import STUDY_WORDS

#: Small words that are looked for before a number: to compare, to name, to call it a label or a
#: part of a study. All others tell nothing.
_TELLING = COMPARATOR_ENDS | FILLERS | LAST_WORDS | AGE_WORDS | LABELS | APPROXIMATE | STUDY_WORDS
#: What ends a cell of a table that lost its lines: a number, its unit or its brackets.
_CELL_ENDS = frozenset("0123456789%)]")
#: Longer words tell nothing, but may be something else than words.
_LONGEST = 24


def is_plain_before(text: str, start: int) -> bool:
    """Tell whether nothing before a number names it, compares it or makes it part of a name.

    Most numbers stand behind a small word that no rule knows, or behind another number in a table.

    >>> [is_plain_before(f"{before}5", len(before)) for before in ("a 3 ", "it saw ", "is over ")]
    [True, True, False]
    """
    last = text[start - 1 : start]
    if last == "\n":
        return text[start - 2 : start - 1] in _CELL_ENDS
    at = text.rfind(" ", max(0, start - _LONGEST), start - 1)
    if last != " " or at < 0:
        return False
    word = text[at + 1 : start - 1]
    if word.isalpha():
        return word.islower() and word not in _TELLING and word.isascii()
    return word.isdigit() or word.replace(".", "", 1).isdigit()
