"""Which tokens define an abbreviation or are one, document by document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from opsonin import Tokens
from opsonin_plugins.taggers.matching.abbreviations import Definition, find_definitions
from opsonin_statistical.dictionary import Codes, Ints, token_span

#: A token's part: the first, an inner or the last one of a long form, or a short form.
LONG_FIRST, LONG_INNER, LONG_LAST, SHORT = 1, 2, 3, 4


def occurrences(text: str, short: str) -> Iterator[tuple[int, int]]:
    """Yield where a short form stands as a whole word.

    >>> list(occurrences("LN and LNs (LN)", "LN"))
    [(0, 2), (12, 14)]
    """
    start = text.find(short)
    while start >= 0:
        end = start + len(short)
        is_whole = not (text[max(start - 1, 0) : start].isalnum() or text[end : end + 1].isalnum())
        if is_whole:
            yield start, end
        start = text.find(short, end if is_whole else start + 1)


def definitions_of(texts: Sequence[str]) -> list[list[Definition]]:
    """Return the abbreviations that each text defines, the first definition of each."""
    found: list[list[Definition]] = []
    for text in texts:
        if "(" not in text and "[" not in text:
            found.append([])
            continue
        first = {one.short: one for one in reversed(find_definitions(text))}
        found.append(sorted(first.values(), key=lambda one: one.long_start))
    return found


def roles_of(
    tokens: Tokens, texts: Sequence[str], defined: Sequence[Sequence[Definition]]
) -> Codes:
    """Return the part of each token in the definitions of its document; 0 for none."""
    roles = np.zeros(len(tokens), np.uint8)
    longs = [
        (owner, one.long_start, one.long_end) for owner, all_ in enumerate(defined) for one in all_
    ]
    shorts = [
        (owner, *span)
        for owner, all_ in enumerate(defined)
        for one in all_
        for span in occurrences(texts[owner], one.short)
    ]
    firsts, behind = _span(tokens, longs)
    for first, end in zip(firsts.tolist(), behind.tolist(), strict=True):
        roles[first:end] = LONG_INNER
    roles[firsts[behind > firsts]] = LONG_FIRST
    roles[behind[behind > firsts] - 1] = LONG_LAST
    firsts, behind = _span(tokens, shorts)
    for first, end in zip(firsts.tolist(), behind.tolist(), strict=True):
        roles[first:end] = SHORT
    return roles


def _span(tokens: Tokens, spans: Sequence[tuple[int, int, int]]) -> tuple[Ints, Ints]:
    array = np.array(spans, np.int64).reshape(-1, 3)
    return token_span(tokens, array[:, 0], array[:, 1], array[:, 2])
