"""Stretches of text between quotation marks, closed or not, over one paragraph or several."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: Double marks of English, German and French texts, and single ones that open or close a word.
_MARK = re.compile("[\u201c\u201d\u201e\u00ab\u00bb\"\u2018\u2019']")
#: Two single marks for a double one, as typewriters and TeX have them.
_TWO_OPENING = re.compile(r"``|(?<![^\s(])''(?=[^\s'])")
_OPENERS, _CLOSERS, _APOSTROPHES = "\u201c\u201e\u00ab", "\u201d\u00bb", "\u2019'"
_DOUBLE = '"\u201c'
#: Behind these words no quotation ends: 'said that"it works"'.
_ANNOUNCING = (" that", " said", " says", " stated", " added")
#: What a closing mark follows: a word, or the sign that ends a sentence or clause.
_ENDS = ",.?!…"
#: A stretch between single marks is a quotation if it ends like one, or has so many words: else it
#: is a word that is spoken of, or an apostrophe. Source: ours, over English news.
_MIN_SINGLE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between marks.

    Attributes:
        start: First code point after the opening mark.
        end: The closing mark, or the end of the paragraph.
        is_closed: Whether there is a closing mark.
        paragraph: Where its paragraph begins.
        before: Where the text before it begins: after the stretch before it in its paragraph.
        after: Where the text after it ends.
    """

    start: int
    end: int
    is_closed: bool
    paragraph: int
    before: int
    after: int


def find_stretches(text: str) -> list[Stretch]:
    """Return the stretches between marks, in order.

    >>> [text[one.start : one.end] for text in ['He said "yes." She: “No.'] for one in
    ...  find_stretches(text)]
    ['yes.', 'No.']
    """
    if "''" in text or "``" in text:
        text = _one_each(text)
    found: list[Stretch] = []
    marks = [mark.start() for mark in _MARK.finditer(text)]
    marks = [at for at in marks if text[at] not in _APOSTROPHES or not _is_within(text, at)]
    place = 0
    while place < len(marks):
        start = text.rfind("\n", 0, marks[place]) + 1
        newline = text.find("\n", marks[place])
        end = newline if newline >= 0 else len(text)
        behind = bisect_left(marks, end, place)
        found += _placed(list(_pairs(text, marks[place:behind], start, end)), start, end)
        place = behind
    return found


def _one_each(text: str) -> str:
    """Return a text of the same length with one double mark for two single ones."""
    text = _TWO_OPENING.sub(' "', text)
    return text.replace("''", '" ')


def _is_within(text: str, at: int) -> bool:
    """Tell whether a mark stands inside a word."""
    return at > 0 and text[at - 1].isalnum() and text[at + 1 : at + 2].isalnum()


def _placed(pairs: Sequence[tuple[int, int, bool]], start: int, end: int) -> Iterator[Stretch]:
    for place, (first, last, is_closed) in enumerate(pairs):
        before = pairs[place - 1][1] + 1 if place else start
        after = pairs[place + 1][0] - 1 if place + 1 < len(pairs) else end
        yield Stretch(first, last, is_closed, start, before, after)


def _pairs(
    text: str, marks: Sequence[int], start: int, end: int
) -> Iterator[tuple[int, int, bool]]:
    """Yield where stretches begin and end in a paragraph, and whether they are closed."""
    opened: int | None = None
    is_single = False
    for at in marks:
        sign = text[at]
        single = sign in "\u2018\u2019'"
        if opened is None:
            if _may_open(text, at, start, end):
                opened, is_single = _begin(text, at + 1, end), single
        elif single == is_single and _may_close(text, at, end):
            if not is_single or _is_quotation(text[opened:at]):
                yield opened, at, True
            opened = None
        elif not single and sign in _OPENERS and _may_open(text, at, start, end):
            # The one before was never closed, or was an apostrophe.
            if not is_single:
                yield opened, _trimmed(text, opened, at), False
            opened, is_single = at + 1, False
        elif is_single and not single and _may_open(text, at, start, end):
            opened, is_single = at + 1, False
    if opened is not None and not is_single:
        yield opened, _trimmed(text, opened, end), False


def _begin(text: str, at: int, end: int) -> int:
    while at < end and text[at] == " ":
        at += 1
    return at


def _may_open(text: str, at: int, start: int, end: int) -> bool:
    if text[at] in _CLOSERS:
        # Wrong marks: a closing one that stands where only an opening one can.
        is_free = at == start or text[at - 1].isspace()
        return text[at] == "\u201d" and is_free and text[at + 1 : at + 2].isalnum()
    if text[at] == "\u2019" or at + 1 >= end:
        return False
    if text[at + 1].isspace():
        # Spinners put a space behind the mark that a paragraph begins with.
        return at == start and text[at] in _DOUBLE and text[at + 2 : at + 3].isupper()
    before = text[at - 1] if at > start else " "
    if text[at] in _DOUBLE and text.endswith(_ANNOUNCING, start, at):
        return True
    return before.isspace() or before in "([\u2014\u2013-/:,.…" or text[at] in _OPENERS


def _may_close(text: str, at: int, end: int) -> bool:
    if text[at] in "\u201e\u2018":
        return False
    after = text[at + 1] if at + 1 < end else " "
    if text[at] in "\u2019'":
        return not after.isalnum() and not text[at - 1].isspace()
    if text[at] in _OPENERS:
        # Wrong marks: an opening one that stands where only a closing one can.
        return not text[at - 1].isspace() and not after.isalnum()
    return True


def _is_quotation(inside: str) -> bool:
    return inside[-1:] in _ENDS or inside.count(" ") >= _MIN_SINGLE_WORDS - 1


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
