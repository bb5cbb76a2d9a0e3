"""Writes out the names that one mention names together: *renal and hepatic toxicity*.

Source: Leaman, Islamaj Dogan and Lu (2013), DNorm: of the mentions of the NCBI disease corpus one
in fifty is composite and names several concepts that share a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BETWEEN = re.compile(r",? (?:and/or|and|or|as well as) |, |/")
_HYPHEN = re.compile(r"-(?=\Z)")
#: A mention of more parts is a list.
_MOST_PARTS = 5


def written_out(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways in which the parts of a name may share words, the likeliest first.

    >>> next(written_out("renal and hepatic toxicity"))
    ('renal toxicity', 'hepatic toxicity')
    >>> list(written_out("impaired learning and memory"))[-2]
    ('impaired learning', 'impaired memory')
    >>> list(written_out("lupus nephritis"))
    []
    """
    parts = [_HYPHEN.sub("", part.strip()) for part in _BETWEEN.split(name)]
    if not 1 < len(parts) <= _MOST_PARTS or not all(parts):
        return
    last = parts[-1].split()
    for first in range(1, len(last)):
        shared = " ".join(last[first:])
        yield (*(f"{part} {shared}" for part in parts[:-1]), parts[-1])
    words = parts[0].split()
    for end in range(len(words) - 1, 0, -1):
        shared = " ".join(words[:end])
        yield (parts[0], *(f"{shared} {part}" for part in parts[1:]))
    yield tuple(parts)
