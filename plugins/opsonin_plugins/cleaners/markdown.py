"""Cleaner ``markdown``: takes the markup off and says what the blocks are.

Source: CommonMark 0.31, chapters 4 and 5, and GitHub's tables; front matter as Jekyll and Pandoc
write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from opsonin import Cleaned, Cleaner, Context, Document, Edit, NoOptions, Row, Span, each_document
from opsonin_plugins.cleaners.markdown_inline import inline_edits
from opsonin_plugins.cleaners.record import named_fields

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^`\n]{0,100}$")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_ATX_END = re.compile(r"[ \t]+#{1,20}[ \t]*$|[ \t]+$")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_QUOTE = re.compile(r" {0,3}(?:>[ \t]?){1,8}")
_ITEM = re.compile(r"[ \t]{0,16}(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_DELIMITER_ROW = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_CELL = re.compile(r"(?:(?<![ \t])[ \t]++)?(?<!\\)\|[ \t]*")
_DEFINITION = re.compile(
    r" {0,3}\[([^\[\]\n]{1,100})\]:[ \t]+\S{1,1000}(?:[ \t]+[\"'(][^\n]{0,300})?$"
)
_IMAGE = re.compile(r"[ \t]*!\[[^\[\]\n]{1,500}\]\([^\n]{0,1500}\)[ \t]*$")
_COMMENT = re.compile(r"[ \t]*<!--[^\n]{0,2000}?-->[ \t]*$")
_KEY = re.compile(r"([A-Za-z][\w-]{0,40}):[ \t]*(\S[^\n]{0,2000})?$")
_MAX_FRONT_LINES = 100


@dataclass(slots=True)
class _Reading:
    """What has been read of a text so far."""

    text: str
    defined: frozenset[str]
    edits: list[Edit] = field(default_factory=list)
    segments: list[Span] = field(default_factory=list)
    paragraph: list[tuple[int, int]] = field(default_factory=list)
    kind: str = ""
    has_title: bool = False

    def remove(self, start: int, end: int) -> None:
        if end > start:
            self.edits.append(Edit(start, end, "", "markup"))

    def close(self, kind: str = "") -> None:
        """End the paragraph that is open, and give it a kind."""
        if self.paragraph:
            start, end = self.paragraph[0][0], self.paragraph[-1][1]
            self.edits.extend(inline_edits(self.text, start, end, self.defined))
            if end > start:
                self.segments.append(Span(start, end, kind=kind or self.kind or "paragraph"))
        self.paragraph, self.kind = [], ""

    def heading(self, start: int, end: int, *, is_first_level: bool) -> None:
        """Take a line as heading; the first one of the first level is the title."""
        self.paragraph = [(start, end)]
        self.close("title" if is_first_level and not self.has_title else "heading")
        self.has_title = self.has_title or is_first_level


def clean(document: Document, _context: Context[NoOptions]) -> Cleaned:
    """Return the edits that take Markdown off, its blocks, and the fields of front matter."""
    text = document.text.replace("\r", " ") if "\r" in document.text else document.text
    lines = _line_spans(text)
    first, fields = _front_matter(text, lines)
    defined = frozenset(
        match[1].lower() for start, end in lines if (match := _DEFINITION.match(text, start, end))
    )
    reading = _Reading(text, defined)
    if first:
        stop = lines[first][0] if first < len(lines) else len(text)
        reading.edits.append(Edit(0, stop, "", "front_matter"))
    position = first
    while position < len(lines):
        position = _read_line(reading, lines, position)
    reading.close()
    return Cleaned(
        edits=_in_order(reading.edits), rows={"segments": reading.segments, "fields": fields}
    )


def _line_spans(text: str) -> list[tuple[int, int]]:
    spans = []
    start = 0
    for part in text.split("\n"):
        spans.append((start, start + len(part)))
        start += len(part) + 1
    return spans


def _read_line(reading: _Reading, lines: Sequence[tuple[int, int]], position: int) -> int:
    """Read one line, or a block that begins with it; return the position after it."""
    text, (start, end) = reading.text, lines[position]
    fence = _FENCE.match(text, start, end)
    if fence is not None:
        return _read_fence(reading, lines, position, fence[1])
    if not text[start:end].strip():
        reading.close()
        return position + 1
    if _is_table(text, lines, position):
        return _read_table(reading, lines, position)
    if _removed_line(reading, lines, position):
        return position + 1
    quote = _QUOTE.match(text, start, end)
    if quote is not None:
        reading.remove(start, quote.end())
        start = quote.end()
    atx = _ATX.match(text, start, end)
    if atx is not None:
        reading.close()
        tail = _ATX_END.search(text, atx.end(), end)
        stop = tail.start() if tail else end
        reading.remove(start, atx.end())
        reading.remove(stop, end)
        reading.heading(atx.end(), stop, is_first_level=len(atx[1]) == 1)
        return position + 1
    _read_text(reading, start, end)
    return position + 1


def _removed_line(reading: _Reading, lines: Sequence[tuple[int, int]], position: int) -> bool:
    """Take out a line that is markup from end to end."""
    text, (start, end) = reading.text, lines[position]
    setext = _SETEXT.match(text, start, end)
    if setext is not None and reading.paragraph and not reading.kind:
        heading = (reading.paragraph[0][0], reading.paragraph[-1][1])
        reading.heading(*heading, is_first_level=setext[1][0] == "=")
    elif not any(pattern.match(text, start, end) for pattern in (_RULE, _DEFINITION, _COMMENT)):
        return False
    reading.close()
    after = end + 1 if position + 1 < len(lines) else end
    reading.remove(start, after)
    return True


def _read_text(reading: _Reading, start: int, end: int) -> None:
    text = reading.text
    item = _ITEM.match(text, start, end)
    if item is not None:
        reading.close()
        reading.remove(start, item.end())
        reading.kind = "list_item"
        start = item.end()
    if _IMAGE.match(text, start, end):
        reading.close()
        reading.kind = "caption"
    if start < end:
        reading.paragraph.append((start, end))


def _read_fence(
    reading: _Reading, lines: Sequence[tuple[int, int]], position: int, mark: str
) -> int:
    """Keep the code between two fences as it is; without a second fence it ends with the text."""
    reading.close()
    text = reading.text
    stop = position + 1
    while stop < len(lines) and not text[slice(*lines[stop])].strip().startswith(mark):
        stop += 1
    inner = min(position + 1, len(lines) - 1)
    reading.remove(lines[position][0], lines[inner][0])
    if stop > position + 1 and text[lines[inner][0] : lines[stop - 1][1]].strip():
        reading.segments.append(Span(lines[inner][0], lines[stop - 1][1], kind="code"))
    if stop < len(lines):
        reading.remove(*lines[stop])
    return stop + 1


def _is_table(text: str, lines: Sequence[tuple[int, int]], position: int) -> bool:
    if position + 1 >= len(lines) or "|" not in text[slice(*lines[position])]:
        return False
    below = text[slice(*lines[position + 1])]
    return "-" in below and "|" in below and _DELIMITER_ROW.match(below) is not None


def _read_table(reading: _Reading, lines: Sequence[tuple[int, int]], position: int) -> int:
    """Keep the cells of a table, a tab between two of them, and drop the row of dashes."""
    reading.close()
    text = reading.text
    stop = position
    while stop < len(lines) and "|" in text[slice(*lines[stop])]:
        start, end = lines[stop]
        if stop == position + 1:
            reading.remove(start, min(end + 1, len(text)))
        else:
            for mark in _CELL.finditer(text, start, end):
                is_edge = mark.start() == start or mark.end() == end
                replacement = "" if is_edge else "\t"
                reading.edits.append(Edit(*mark.span(), replacement, "markup"))
            reading.edits.extend(inline_edits(text, start, end, reading.defined))
        stop += 1
    last = stop - 1 if stop - 1 != position + 1 else position
    reading.segments.append(Span(lines[position][0], lines[last][1], kind="table"))
    return stop


def _front_matter(text: str, lines: Sequence[tuple[int, int]]) -> tuple[int, list[Span | Row]]:
    """Return how many lines the front matter has, and its fields."""
    if not text.startswith("---") or text[slice(*lines[0])].rstrip() != "---":
        return 0, []
    for position in range(1, min(len(lines), _MAX_FRONT_LINES)):
        if text[slice(*lines[position])].rstrip() in ("---", "..."):
            keys = [_KEY.match(text, *lines[n]) for n in range(1, position)]
            found = [match for match in keys if match is not None]
            return (position + 1, list(_fields(found))) if found else (0, [])
    return 0, []


def _fields(keys: Sequence[re.Match[str]]) -> Iterator[Span]:
    for match in keys:
        if match[2] is None:
            continue
        value = match[2].strip()
        entries = [value]
        if value.startswith("[") and value.endswith("]"):
            entries = value[1:-1].split(",")
        for entry in entries:
            for row in named_fields(match[1], entry.strip(" \t\"'")):
                yield Span(match.start(2), match.start(2) + len(value), **row.columns)


def _in_order(edits: Sequence[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


MARKDOWN: Cleaner[NoOptions] = Cleaner(
    name="markdown",
    version="1",
    phase="markup",
    clean=each_document(clean),
    fills=("segments", "fields"),
    media_types=("text/markdown", "text/x-markdown"),
)
