"""Lists of words, written as text."""

from __future__ import annotations


def word_set(*lines: str) -> frozenset[str]:
    """Return the words of some lines.

    >>> sorted(word_set("one two", "three"))
    ['one', 'three', 'two']
    """
    return frozenset(word for line in lines for word in line.split())
