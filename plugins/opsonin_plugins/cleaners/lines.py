"""Lines of a text with their offsets, and the edits that take whole lines out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opsonin import Edit

_SENTENCE_END = re.compile(r"[.!?\u3002\uff01\uff1f][\"'\u201d\u2019)\]]{0,2}$")


#: Longer lines are prose, and no phrase is looked up for them.
MAX_KEY_CHARS = 320


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, without its line end.

    Attributes:
        start: First code point.
        end: First code point after the line's last character; the line end stands here.
        content: The line without the white space around it.
        key: The content in lower case with plain quotes and single spaces, to look phrases up;
            empty where the line is longer than ``MAX_KEY_CHARS``.
    """

    start: int
    end: int
    content: str
    key: str = ""


def split_lines(text: str) -> list[Line]:
    r"""Split a text at ``\n``, the only line end that is left after cleaner ``encoding``.

    >>> [(line.start, line.end, line.key) for line in split_lines("A  b \n\nc")]
    [(0, 5, 'a b'), (6, 6, ''), (7, 8, 'c')]
    """
    lines = []
    start = 0
    for part in text.split("\n"):
        end = start + len(part)
        content = part.strip()
        lines.append(Line(start, end, content, key_of(content)))
        start = end + 1
    return lines


def key_of(content: str) -> str:
    """Return what phrases are compared with: lower case, plain quotes, single spaces.

    Args:
        content: A text without white space around it.
    """
    if len(content) > MAX_KEY_CHARS:
        return ""
    key = content.lower()
    if not key.isascii():
        key = key.replace("\u2018", "'").replace("\u2019", "'")
        return " ".join(key.replace("\u201c", '"').replace("\u201d", '"').split())
    return " ".join(key.split()) if "  " in key or "\t" in key else key


def content_span(text: str, line: Line) -> tuple[int, int]:
    """Return the offsets of a line's content, without the white space around it."""
    start = line.start
    while start < line.end and text[start].isspace():
        start += 1
    return start, start + len(line.content)


def ends_sentence(content: str) -> bool:
    """Return whether a line ends as a sentence does, closing quotes and brackets aside."""
    return _SENTENCE_END.search(content[-4:]) is not None


def line_removals(text: str, lines: Sequence[Line], removed: Mapping[int, str]) -> list[Edit]:
    """Return the edits that take lines out so that the rest stays tidy.

    Each removed line takes its line end with it, and the blank lines that would otherwise stand
    at the start of the text, at its end, or doubled between what is kept.

    Args:
        text: The text that the lines belong to.
        lines: All lines of the text.
        removed: Index of a line -> reason.
    """
    edits = []
    for first, last in _runs(lines, removed):
        start = lines[first].start
        stop = lines[last + 1].start if last + 1 < len(lines) else len(text)
        before = first == 0 or not lines[first - 1].content
        after = last + 1
        while before and after < len(lines) and not lines[after].content:
            after += 1
            stop = lines[after].start if after < len(lines) else len(text)
        if stop == len(text):
            start = len(text[:start].rstrip())
        edits.extend(_cut(lines, removed, first, last, start, stop))
    return edits


def _runs(lines: Sequence[Line], removed: Mapping[int, str]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for index in sorted(removed):
        if runs and all(not lines[i].content for i in range(runs[-1][1] + 1, index)):
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _cut(
    lines: Sequence[Line], removed: Mapping[int, str], first: int, last: int, start: int, stop: int
) -> list[Edit]:
    inside = [index for index in range(first, last + 1) if index in removed]
    starts = [start, *(lines[index].start for index in inside[1:])]
    ends = [*starts[1:], stop]
    return [
        Edit(begin, end, "", removed[index])
        for index, begin, end in zip(inside, starts, ends, strict=True)
    ]
