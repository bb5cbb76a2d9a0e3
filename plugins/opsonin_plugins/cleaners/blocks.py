"""Blocks of a text: what earlier cleaners marked up, and paragraphs in between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from opsonin_plugins.cleaners.lines import Line, ends_sentence, key_of

_MARK = re.compile(
    r"(?:[-*+\u2022\u00b7\u25aa\u25cf\u25e6]|\(?\d{1,3}[.)\]]|\[\d{1,3}\]|[a-zA-Z][.)])\s+\S"
)
_MIN_WIDTH, _MAX_WIDTH = 40, 130
_MIN_FULL, _MIN_LOWER = 0.6, 0.4


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that belongs together.

    Attributes:
        line: Its offsets and content; the content may hold line ends.
        kind: The kind that an earlier cleaner gave it; empty where none did.
        is_main: Whether it is main text as far as earlier cleaners know.
    """

    line: Line
    kind: str = ""
    is_main: bool = True

    @property
    def start(self) -> int:
        """First code point."""
        return self.line.start

    @property
    def end(self) -> int:
        """First code point after it."""
        return self.line.end


def find_blocks(text: str, given: Sequence[Mapping[str, object]]) -> list[Block]:
    """Cut a text into blocks that tile it but for white space.

    Where rows overlap, the one given last stays, because later cleaners know more; among rows of
    one cleaner the inner one stays.

    Args:
        text: The text.
        given: Rows of table ``segments`` by earlier cleaners, in the order of the cleaners.
    """
    blocks: list[Block] = []
    place = 0
    for block in [*_resolved(text, given), None]:
        stop = len(text) if block is None else block.start
        blocks.extend(Block(line) for line in _paragraphs(text, place, stop))
        if block is not None:
            blocks.append(block)
            place = block.end
    return blocks


def _resolved(text: str, given: Sequence[Mapping[str, object]]) -> list[Block]:
    """Return the given rows without white space at their ends and without overlaps."""
    taken = bytearray(len(text)) if given else bytearray()
    kept = []
    for row in reversed(given):
        start, end = row["clean_start"], row["clean_end"]
        if not isinstance(start, int) or not isinstance(end, int) or row.get("kind") == "sentence":
            continue
        start, end = _trimmed(text, start, end)
        if start >= end or taken.find(1, start, end) >= 0:
            continue
        taken[start:end] = b"\x01" * (end - start)
        content = text[start:end]
        line = Line(start, end, content, key_of(content))
        kept.append(Block(line, str(row["kind"]), row.get("is_main") is not False))
    return sorted(kept, key=lambda block: block.start)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _paragraphs(text: str, start: int, stop: int) -> Iterator[Line]:
    """Yield the paragraphs of a stretch: single lines, or hard-wrapped lines joined."""
    if stop <= start or text[start:stop].isspace():
        return
    group: list[Line] = []
    for part in text[start:stop].split("\n"):
        content = part.strip()
        if content:
            first = start + len(part) - len(part.lstrip())
            group.append(Line(first, first + len(content), content, key_of(content)))
        elif group:
            yield from _joined(text, group)
            group = []
        start += len(part) + 1
    yield from _joined(text, group)


def _joined(text: str, group: Sequence[Line]) -> Iterator[Line]:
    """Join the lines of a group that were wrapped at a fixed width.

    A line was wrapped when the first word of the next would not have fitted.
    Source: greedy line breaking, as every fill command does it.
    """
    if len(group) < 2:  # noqa: PLR2004 - one line has nothing to join
        yield from group
        return
    width = max(len(line.content) for line in group)
    full = [
        len(line.content) + 1 + len(after.content.split(None, 1)[0]) > width
        and _MARK.match(after.content) is None
        for line, after in pairwise(group)
    ]
    # Inside prose most lines go on in lower case; titles, names and dates above each other do not.
    n_lower = sum(line.content[0].islower() for line in group[1:])
    is_wrapped = (
        _MIN_WIDTH <= width <= _MAX_WIDTH
        and sum(full) >= _MIN_FULL * len(full)
        and n_lower >= _MIN_LOWER * len(full)
        and (len(group) > 2 or not ends_sentence(group[0].content))  # noqa: PLR2004 - see above
    )
    if not is_wrapped:
        yield from group
        return
    first = 0
    for position, is_full in enumerate([*full, False]):
        if not is_full and (position + 1 == len(group) or ends_sentence(group[position].content)):
            start, end = group[first].start, group[position].end
            yield Line(start, end, text[start:end], key_of(text[start:end]))
            first = position + 1


def is_list_item(content: str) -> bool:
    """Return whether a block begins with a bullet or a number in brackets or with a stop."""
    return _MARK.match(content) is not None
