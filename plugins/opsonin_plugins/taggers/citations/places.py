"""Where the references of a document are: in lists, in lines of their own, behind a label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from opsonin_plugins.taggers.citations.shape import (
    MAX_CHARS,
    content_of,
    likeness,
    number_of,
)

#: Likeness from which on a line is a reference: in a list, among others, alone.
_IN_LIST, _AMONG, _ALONE = 1, 4, 6
_LIST = re.compile(
    r"\W{0,3}(?:\d{1,2}\.?\s)?(?:(?:selected |key |main |cited |additional |suggested )?"
    r"(?:references?|bibliography|sources?|readings?)"
    r"(?: list| cited| and notes| & notes| section)?|"
    r"literature(?: cited)?|works cited|further reading|(?:journal|story) (?:references?|sources?)|"
    r"notes(?: and references)?|citations?|endnotes|footnotes)\s{0,2}(?:\(\d{1,4}\))?\W{0,3}",
    re.IGNORECASE,
)
_MAX_HEADING_CHARS = 60
#: What stands before the one reference of a news story.
_LEAD = re.compile(
    r"\W{0,3}(?:more information|(?:journal |story )?(?:references?|sources?)|publications?|"
    r"original (?:study|paper|article|research|publication|source)|full (?:study|paper|citation)|"
    r"(?:the )?(?:study|paper|article|journal article|research article|report))\s?"
    r"(?:\([^()]{0,20}\))?\s?[:\u2013]\s{0,3}",
    re.IGNORECASE,
)
#: Kinds of segment that hold no references.
_NEVER = frozenset({"metadata", "title", "byline", "dateline", "caption", "table"})
#: "12. " within a line, behind what ends a reference.
_INNER_NUMBER = re.compile(
    r"(?<=[.\])/\w])\s{1,3}(?:\[(?P<square>\d{1,3})\]|\((?P<round>\d{1,3})\)|(?P<plain>\d{1,3})[.)])"
    r"\s{0,2}(?=[\"\u201c\u00ab\u2018(A-Z\u00c0-\u00de])"
)
_MIN_NUMBERED = 2
#: A line that goes on: the one before has not come to an end.
_ENDED = re.compile(r"(?:[.\])?!\d]|\bhttps?://\S{1,300}|\b10\.\d{4,9}/\S{1,200})\s*\Z")
_MAX_END_CHARS = 320

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """A segment of a document: its kind and where it is."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Places:
    """What may be cited where.

    Attributes:
        references: References in order, without number and links behind.
        doubtful: Those of them that stand alone: what they say decides.
        prose: Stretches of running text.
    """

    references: Sequence[Range]
    doubtful: frozenset[Range]
    prose: Sequence[Range]


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    score: int
    number: int | None
    is_first: bool
    in_list: bool


def find_places(text: str, blocks: Iterable[Block]) -> Places:
    """Return where references and running text are.

    Args:
        text: Clean text of a document.
        blocks: Its segments that are no sentences, in order.
    """
    lines: list[_Line] = []
    is_listing = False
    for block in blocks:
        if block.kind in {"heading", "title"} or _is_list_heading(text, block):
            is_listing = _is_list_heading(text, block)
            continue
        if block.kind in _NEVER:
            continue
        found = list(_lines(text, block, in_list=is_listing or block.kind == "reference"))
        # Prose ends a list that no segment is known of.
        if is_listing and block.kind != "reference" and not _any_entry(found):
            is_listing = False
            found = [_plain(one) for one in found]
        lines += found
    references, doubtful = _references(text, lines)
    taken = set(references)
    prose = [
        (one.start, one.end)
        for one in lines
        if not one.in_list and not (taken and content_of(text, one.start, one.end) in taken)
    ]
    return Places(references, doubtful, prose)


def _is_list_heading(text: str, block: Block) -> bool:
    is_short = block.end - block.start <= _MAX_HEADING_CHARS
    return is_short and _LIST.fullmatch(text, block.start, block.end) is not None


def _any_entry(lines: Sequence[_Line]) -> bool:
    return any(
        one.score >= _IN_LIST and (one.score >= _AMONG or one.number is not None) for one in lines
    ) or all(one.end - one.start <= MAX_CHARS and one.score >= _IN_LIST for one in lines)


def _plain(line: _Line) -> _Line:
    return _Line(line.start, line.end, line.score, line.number, line.is_first, in_list=False)


def _lines(text: str, block: Block, *, in_list: bool) -> Iterator[_Line]:
    at = block.start
    is_first = True
    while at < block.end:
        stop = text.find("\n", at, block.end)
        stop = block.end if stop < 0 else stop
        if text[at:stop].strip():
            line = text[at:stop]
            score = likeness(line) if len(line) <= MAX_CHARS else 0
            yield _Line(at, stop, score, number_of(text, at, stop), is_first, in_list)
            is_first = False
        else:
            is_first = True
        at = stop + 1


def _references(text: str, lines: Sequence[_Line]) -> tuple[list[Range], frozenset[Range]]:
    found: list[Range] = []
    doubtful: set[Range] = set()
    group: list[_Line] = []
    for one in [*lines, None]:
        if one is not None and (
            not group or (group[-1].in_list == one.in_list and _goes_on(group, one))
        ):
            group.append(one)
            continue
        if group and group[0].in_list:
            found += _entries(text, group)
        elif group:
            chosen = [_behind_lead(text, line) for line in group]
            sure = [line for line in chosen if line.score >= _AMONG]
            if len(sure) > 1:
                found += _entries(text, sure)
            elif sure and (sure[0].score >= _ALONE or sure[0].start > group[0].start):
                entries = list(_entries(text, sure))
                found += entries
                doubtful.update(entries)
        group = [] if one is None else [one]
    return [one for one in found if one[1] > one[0]], frozenset(doubtful)


def _goes_on(group: Sequence[_Line], line: _Line) -> bool:
    """Whether a line belongs to the same list as the one before; all of a headed list does."""
    return line.in_list or (line.score >= _AMONG and group[-1].score >= _AMONG)


def _behind_lead(text: str, line: _Line) -> _Line:
    """Return a line without "More information:" and the like before its reference."""
    lead = _LEAD.match(text, line.start, line.end)
    if lead is None or line.end - line.start > MAX_CHARS:
        return line
    score = likeness(text[lead.end() : line.end])
    # The label says what the line is, and the first name stands behind it.
    return _Line(
        lead.end(), line.end, score + 2 if score > 1 else 0, None, line.is_first, in_list=False
    )


def _entries(text: str, lines: Sequence[_Line]) -> Iterator[Range]:
    """Yield the references of a list: a line each, more of them, or several in one line."""
    for start, end, score in _joined(text, lines):
        pieces = list(_numbered(text, start, end))
        for first, stop in pieces:
            begin, last = content_of(text, first, stop)
            is_known = score is not None and len(pieces) == 1
            likely = score if is_known and score is not None else likeness(text[begin:last])
            if last - begin <= MAX_CHARS and likely >= _IN_LIST:
                yield begin, last


def _joined(text: str, lines: Sequence[_Line]) -> Iterator[tuple[int, int, int | None]]:
    """Join lines that go on; in a numbered list every line without a number does.

    Yields the likeness as well where it is that of a single line.
    """
    is_numbered = sum(one.number is not None for one in lines if one.is_first or one.score) >= max(
        _MIN_NUMBERED, (sum(one.is_first for one in lines) + 1) // 2
    )
    start = end = -1
    score: int | None = None
    for one in lines:
        if start >= 0 and not _is_new(text, (start, end), one, is_numbered=is_numbered):
            end, score = one.end, None
            continue
        if start >= 0:
            yield start, end, score
        start, end, score = one.start, one.end, one.score
    if start >= 0:
        yield start, end, score


def _is_new(text: str, before: Range, line: _Line, *, is_numbered: bool) -> bool:
    """Whether a line begins a reference."""
    if line.number is not None:
        return True
    is_near = text.count("\n", before[1], line.start + 1) <= 1
    if is_numbered and is_near and line.score < _AMONG:
        return False
    if not is_near or line.score >= _AMONG:
        return True
    is_ended = _ENDED.search(text, max(before[0], before[1] - _MAX_END_CHARS), before[1])
    return is_ended is not None and not text[line.start].islower()


def _numbered(text: str, start: int, end: int) -> Iterator[Range]:
    """Cut a line that holds several numbered references."""
    first = number_of(text, start, end)
    expected = (first if first and first > 0 else 1) + 1
    cuts = [start]
    for inner in _INNER_NUMBER.finditer(text, start, end):
        if int(inner["square"] or inner["round"] or inner["plain"]) == expected:
            cuts.append(inner.start())
            expected += 1
    if len(cuts) == 1:
        yield start, end
        return
    pieces = list(zip(cuts, [*cuts[1:], end], strict=True))
    # Numbers that count up by chance do not stand between references.
    is_list = all(likeness(text[a:b].strip()) >= _AMONG for a, b in pieces)
    yield from pieces if is_list else [(start, end)]
