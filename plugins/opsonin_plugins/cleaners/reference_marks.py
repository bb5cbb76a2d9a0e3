"""What web pages leave at both ends of a reference: list numbers and labels of links."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from opsonin import Edit
from opsonin_plugins.cleaners.headings import zone_of
from opsonin_plugins.cleaners.lines import Line, content_span

# Source: the link-outs of PubMed (DOI, PMC, PubMed), PMC, Springer Nature, MDPI and Frontiers.
_LABEL = (
    r"(?:DOI|PMC(?: free article)?|PubMed(?: Central)?|Google Scholar|Cross ?Ref(?: Full Text)?|"
    r"Web of Science|Scopus|ISI|CAS|ADS|Article|MathSciNet|MATH|Medline|Full Text(?: PDF)?|"
    r"Abstract|"
    r"Free Full Text|View Article|Green Version|Publisher Full Text|Library Link)"
)
_DASHED = re.compile(rf"(?:\s+-\s+{_LABEL}){{1,6}}\s*$")
_BRACKETED = re.compile(rf"(?:\s*\[{_LABEL}\]){{1,6}}\s*\.?$")
_PLAIN = re.compile(rf"(?:\s{{1,3}}{_LABEL}){{2,6}}\s*$")
_ONLY_LABELS = re.compile(rf"\W{{0,3}}{_LABEL}(?:[\s|\u00b7,-]{{1,4}}{_LABEL}){{0,6}}\W{{0,3}}")
_NUMBER = re.compile(r"\s*\(?\[?(\d{1,4})[.)\]]+\s+")
_LABEL_ENDS = ("DOI", "PMC", "PubMed", "]", "].", "Scholar", "article", "Text")
_TAIL_CHARS = 160
_MIN_MARKED = 0.6


def mark_edits(text: str, lines: Sequence[Line], removed: Container[int]) -> Iterator[Edit]:
    """Yield the edits that take list numbers and link labels off references.

    Labels go wherever two or more end a line, and single ones in a list of references. Numbers go
    where they do not count: HTML lists saved as text number every entry 1.

    Args:
        text: The text that the lines belong to.
        lines: All its lines.
        removed: Indexes of lines that are taken out as a whole.
    """
    zones = _entries(lines, removed)
    inside = {index for zone in zones for index in zone}
    for zone in zones:
        yield from _number_edits(text, lines, zone)
    for index, line in enumerate(lines):
        if index in removed or not line.content:
            continue
        start, end = content_span(text, line) if index in inside else (line.start, line.end)
        if not text.endswith(_LABEL_ENDS, start, end):
            continue
        label = _labels(text[max(start, end - _TAIL_CHARS) : end], is_reference=index in inside)
        if label:
            yield Edit(end - label, end, "", "link_label")


def link_label_lines(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the lines of nothing but link labels that stand below references."""
    for zone in _entries(lines, ()):
        for index in zone:
            if _ONLY_LABELS.fullmatch(lines[index].content):
                yield index


def _labels(tail: str, *, is_reference: bool) -> int:
    """Return how many characters of link labels end a line."""
    for pattern in (_DASHED, _BRACKETED, _PLAIN):
        match = pattern.search(tail)
        if match is not None:
            n_labels = len(re.findall(_LABEL, match[0]))
            if n_labels > 1 or (is_reference and pattern is not _PLAIN):
                return len(match[0])
    return 0


def _number_edits(text: str, lines: Sequence[Line], zone: Sequence[int]) -> Iterator[Edit]:
    marks = {index: _NUMBER.match(text, lines[index].start, lines[index].end) for index in zone}
    numbers = [match[1] for match in marks.values() if match]
    is_artefact = len(set(numbers)) == 1 and len(numbers) >= _MIN_MARKED * len(zone)
    for index, match in marks.items():
        start = lines[index].start
        indent = content_span(text, lines[index])[0]
        end = match.end() if match and is_artefact else indent
        if end > start:
            yield Edit(start, end, "", "list_mark")


def _entries(lines: Sequence[Line], removed: Container[int]) -> list[list[int]]:
    """Return the lines below each heading of references, up to the next known heading."""
    zones: list[list[int]] = []
    is_open = False
    for index, line in enumerate(lines):
        if not line.content or index in removed:
            continue
        zone = zone_of(line)
        if zone is not None:
            is_open = zone == "reference"
            if is_open:
                zones.append([])
        elif is_open:
            zones[-1].append(index)
    return [zone for zone in zones if zone]
