"""Reads lists of words from text, which is easier to read and to change than a list of strings."""

from __future__ import annotations


def word_set(listed: str) -> frozenset[str]:
    """Return the words of a text.

    >>> sorted(word_set("b a"))
    ['a', 'b']
    """
    return frozenset(listed.split())
