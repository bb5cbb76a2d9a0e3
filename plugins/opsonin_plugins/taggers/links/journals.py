"""Whether two names are those of one journal, one of them perhaps abbreviated."""

from __future__ import annotations

from opsonin_plugins.taggers.links.keys import folded

_SMALL = frozenset({"the", "of", "and", "in", "for", "a", "an", "on"})


def is_same_journal(one: str, other: str) -> bool:
    """Tell whether two names are those of one journal.

    Word by word one has to begin as the other does: ISO 4 abbreviates words by their beginnings
    and leaves out articles and prepositions.

    >>> is_same_journal("Nature Reviews Immunology", "Nat Rev Immunol")
    True
    >>> is_same_journal("Nature", "Nature Medicine")
    False
    """
    left, right = _words(one), _words(other)
    return bool(left) and len(left) == len(right) and all(map(_is_short_for, left, right))


def _words(name: str) -> list[str]:
    return [word for word in folded(name) if word not in _SMALL]


def _is_short_for(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
