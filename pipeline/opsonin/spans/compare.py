"""Finds the edits that lead from one text to another when only the two texts are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from opsonin.spans.edit import Edit
from opsonin.spans.matching import Block, common_blocks, matching_blocks
from opsonin.spans.settling import settled

#: What no reader sees of markup is no word, so that nothing is led back into a script or an
#: attribute. One that is not closed runs to the end, which keeps the search linear.
#: Source: HTML Living Standard, 13.1.2 (elements) and 13.2.5 (comments).
_UNSEEN = (
    r"<(?P<raw>(?i:script|style|template))\b[^<>]*>.*?(?:</(?P=raw)[^<>]*>|\Z)"
    r"|<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>|<[!?][A-Za-z][^<>]*>"
)
_TOKEN = re.compile(rf"(?P<unseen>{_UNSEEN})|\w+|[^\w\s]", re.DOTALL)
_WORD = re.compile(r"\w+|[^\w\s]")
_LETTERS = re.compile(r"\w+")
#: Stand for characters in comparisons; not characters of Unicode text, so they equal none.
_UNSEEN_SIGN, _OPEN = "\ufdd0", "\ufdd1"
#: So many words that the stretch before them does not have were put in, they stand for nothing.
#: Source: ours; abbreviations written out and repairs have fewer.
_INSERTED_WORDS = 8

#: Start and end of a stretch of the text before, start and end of its counterpart after.
_Gap = tuple[int, int, int, int]


def edits_between(before: str, after: str, *, reason: str) -> list[Edit]:
    """Return edits that turn one text into the other, exactly.

    Words are compared first, then the characters between words that are in both. Text that moved
    is removed in one place and inserted in the other. Where the texts have too little in common
    for the work to be bounded, one edit replaces the whole stretch. What is only removed has an
    edit of its own, with an empty replacement.

    Args:
        before: The text that the edits apply to.
        after: The text that they lead to.
        reason: The reason of every edit.

    >>> edits = edits_between("Skip to content CafÃ© au lait", "Café au lait", reason="scrape")
    >>> [(edit.start, edit.end, edit.replacement) for edit in edits]
    [(0, 16, ''), (19, 21, 'é')]
    """
    if before == after:
        return []
    seen = _seen(before)
    words, open_ones = _word_blocks(before, after)
    # What may come from several places is led back to none.
    closed = _without(after, open_ones)
    kept = list(words)
    for start, end, partner, until in _gaps(words, before, after):
        has_markup = "<" in closed[partner:until]
        inside = _kept_letters((before if has_markup else seen)[start:end], closed[partner:until])
        kept += [(start + i, partner + j, size) for i, j, size in inside]
    kept.sort()
    return [
        Edit(start, end, after[partner:until], reason)
        for gap in _gaps(kept, before, after)
        for start, end, partner, until in _pure(gap, seen, closed)
        if before[start:end] != after[partner:until]
    ]


def _without(text: str, blocks: Sequence[Block]) -> str:
    """Return the text with signs that equal no others in the place of some blocks."""
    parts, at = [], 0
    for _, partner, size in blocks:
        parts += [text[at:partner], _OPEN * size]
        at = partner + size
    return "".join([*parts, text[at:]])


def _word_blocks(before: str, after: str) -> tuple[list[Block], list[Block]]:
    """Return the stretches, in code points, that equal words cover, and those that stay open."""
    numbers: dict[str, int] = {}
    spans, sides = [], []
    for text in (before, after):
        found = [word for word in _TOKEN.finditer(text) if not word["unseen"]]
        spans.append([word.span() for word in found])
        sides.append([numbers.setdefault(word[0], len(numbers)) for word in found])
    words, partners = sides
    lines = {
        number
        for number, ((_, end), (start, _)) in enumerate(pairwise([(0, 0), *spans[1]]))
        if not number or "\n" in after[end:start]
    }
    known, open_ones = settled(words, partners, matching_blocks(words, partners), lines)
    return (
        list(_in_characters(known, spans, before, after)),
        list(_in_characters(open_ones, spans, before, after)),
    )


def _in_characters(
    blocks: Iterable[Block], spans: Sequence[Sequence[tuple[int, int]]], before: str, after: str
) -> Iterator[Block]:
    """Yield blocks of words as blocks of code points."""
    for first, second, count in blocks:
        equal = spans[0][first : first + count]
        places = [place for place, _ in spans[1][second : second + count]]
        (start, _), (_, end), shift = equal[0], equal[-1], places[0] - equal[0][0]
        if before[start:end] == after[start + shift : end + shift]:
            yield start, places[0], end - start
        else:
            for (low, high), place in zip(equal, places, strict=True):
                yield low, place, high - low


def _seen(text: str) -> str:
    """Return the text with the same sign for each character of markup that no reader sees."""
    return _TOKEN.sub(
        lambda token: _UNSEEN_SIGN * len(token[0]) if token["unseen"] else token[0], text
    )


def _gaps(blocks: Iterable[Block], before: str, after: str) -> Iterator[_Gap]:
    """Yield what lies between blocks, where there is anything on either side."""
    place = other = 0
    for start, partner, size in (*blocks, (len(before), len(after), 0)):
        if place < start or other < partner:
            yield place, start, other, partner
        place, other = start + size, partner + size


def _kept_letters(before: str, after: str) -> list[Block]:
    """Return what a gap between equal words kept, without what agrees by chance."""
    if before == after:
        return [(0, 0, len(before))]
    origins = {
        partner + shift: start + shift
        for start, partner, size in common_blocks(before, after)
        for shift in range(size)
    }
    for word in _WORD.finditer(after):
        places = range(*word.span())
        if not _is_same_word([origins[place] for place in places if place in origins], len(places)):
            for place in places:
                origins.pop(place, None)
    blocks: list[Block] = []
    for partner, start in origins.items():
        if blocks and blocks[-1][0] + blocks[-1][2] == start:
            first, other, size = blocks[-1]
            if other + size == partner:
                blocks[-1] = first, other, size + 1
                continue
        blocks.append((start, partner, 1))
    if len(after.split()) in {0, len(before.split())}:
        return blocks
    # Some of the words have no counterpart, so that lone white space says nothing.
    end = len(before), len(after)
    return [
        (start, partner, size)
        for start, partner, size in blocks
        if not after[partner : partner + size].isspace()
        or (start, partner) == (0, 0)
        or (start + size, partner + size) == end
    ]


def _is_same_word(origins: Sequence[int], size: int) -> bool:
    """Tell whether letters are enough and near enough to each other to be those of one word.

    More than half of the letters within at most twice the length. Source: one half is the usual
    cut-off for similarity in Levenshtein's and in Ratcliff and Obershelp's measure; a short word
    occurs, scattered, in any long text.
    """
    return 2 * len(origins) > size and origins[-1] - origins[0] < 2 * size


def _pure(gap: _Gap, before: str, after: str) -> Iterator[_Gap]:
    """Split a gap so that what is only removed, or only put in, stands alone."""
    start, end, partner, until = gap
    old, new = before[start:end], after[partner:until]
    if not old or not new:
        yield gap
    elif _is_put_in(old, new):
        yield start, end, partner, partner
        yield end, end, partner, until
    elif not new.strip() and old.strip():
        # White space stands for white space, not for the words beside it.
        first, last = end - len(old.lstrip()), start + len(old.rstrip())
        if first > start:
            yield start, first, partner, until
            yield first, end, until, until
        else:
            yield start, last, partner, partner
            yield last, end, partner, until
    else:
        first, last = _counterpart(old, new)
        if first:
            yield start, start + first, partner, partner
        yield start + first, start + last, partner, until
        if last < len(old):
            yield start + last, end, until, until


def _is_put_in(old: str, new: str) -> bool:
    """Tell whether words stand for nothing: for white space or markup, or for far fewer words."""
    if _OPEN in new:
        return True
    n_old, n_new = len(_LETTERS.findall(old)), len(_LETTERS.findall(new))
    if not old.replace(_UNSEEN_SIGN, " ").strip():
        return n_new > 0
    return n_new >= _INSERTED_WORDS and n_new > 2 * n_old


def _counterpart(old: str, new: str) -> tuple[int, int]:
    """Return the part of the old text that the new text stands for.

    Whole lines that are too many are cut off at that end where the rest is nearer to the new text
    in length. Source: own observation; repairs beside site chrome, which comes in lines.
    """
    lines = old.splitlines(keepends=True)
    surplus = len(lines) - len(new.splitlines())
    if surplus <= 0:
        return 0, len(old)
    head, tail = sum(map(len, lines[:surplus])), sum(map(len, lines[-surplus:]))
    if abs(len(old) - head - len(new)) <= abs(len(old) - tail - len(new)):
        return head, len(old)
    return 0, len(old) - tail
