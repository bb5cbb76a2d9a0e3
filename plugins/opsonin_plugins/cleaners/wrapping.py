"""Lines that were broken at the width of a page: where that is certain, they are joined again.

Source: greedy line breaking, as every fill command does it (Knuth and Plass 1981, "Breaking
Paragraphs into Lines", Software: Practice and Experience 11:1119). Shares and widths are our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from opsonin import Edit, Span
from opsonin_plugins.cleaners.blocks import is_list_item
from opsonin_plugins.cleaners.damage.residue import HYPHEN
from opsonin_plugins.cleaners.lines import ends_sentence

#: Stands in every text that has something for `wrap_edits`: a line that goes on in lower case.
WRAP_SIGN = r"[\p{L},;\-\x{2010}\x{AD})][ \t]*\r?\n[ \t]*[\p{Ll}(]"

# Narrower lines are verse, tables and addresses; wider ones no page has.
_MIN_WIDTH, _MAX_WIDTH = 40, 130
# Lines of proportional type vary so much in their number of characters.
_NEARLY_FULL, _MIN_NEARLY_FULL, _NEARLY_WHOLE = 0.75, 0.8, 0.9
_MIN_LINES, _MIN_LOWER, _MAX_ROWS = 4, 0.5, 0.1
# Short paragraphs prove it together: so many of them, so many lines.
_MIN_GROUPS, _MIN_POOLED = 2, 5
_COLUMNS = re.compile(r"\t|\S {3,}\S|[|{};=<>]\s*$")
_CUT = re.compile(r"([^\W\d_]{2,30})[-\u2010]\Z")
#: A number or letter with its hyphen: "COVID-", "IL-".
_TIED = re.compile(r"\w[-\u2010]\Z")
_REST = re.compile(r"[^\W\d_]{2,30}")
#: What ends words and is none, so that no compound ends with it: not "gated", "rated" or "sized".
#: Source: Quirk et al. (1985), appendix I.31 to I.47.
_ENDING = re.compile(
    r"[st]?ions?|[st]ional(?:ly)?|ments?|mental(?:ly)?|ings?|it(?:y|ies)|i?cal(?:ly)?|ally|ly|ers?|"
    r"(?:[clntuv]|[cginrtu]i)?at(?:ed|ing)|(?:[ct]|[cgirt]i|ic|mi)?ations?|ness(?:es)?|[ae]nces?|"
    r"ous(?:ly)?|[lnrt]?i[sz](?:ed|ing)|duc(?:ed|ing)|creas(?:ed|ing)|tients?|[st]ive(?:ly)?|"
    r"ologic(?:al)?|olog(?:y|ies)|path(?:y|ies)|[st]is|rho?ea"
)
#: What a word that waits for its second half stands before: "pre- and postnatal".
_JOINING = frozenset(("and", "or", "to", "nor", "but"))
_MAX_LOOK = 2_000_000


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    content: str


def wrap_edits(text: str) -> tuple[list[Edit], list[Span]]:
    """Return the edits that join wrapped lines, and the cut words of which nothing is certain.

    A word cut by a hyphen becomes whole if the text has it whole elsewhere, or if its second half
    is an ending that is no word. If the text has it with its hyphen elsewhere, the hyphen stays.
    In all other cases it stays too, and is flagged.

    Args:
        text: A text with plain line ends.
    """
    edits: list[Edit] = []
    flags: list[Span] = []
    words = _Words(text)
    for group in _groups(text):
        for line, after in _joints(group):
            cut, rest = _CUT.search(line.content), _REST.match(after.content)
            if cut is None or rest is None or not rest[0].islower() or rest[0] in _JOINING:
                is_tied = _TIED.search(line.content) and not (rest and rest[0] in _JOINING)
                edits.append(Edit(line.end, after.start, "" if is_tied else " ", "line_end"))
                continue
            fate = words.fate(cut[1], rest[0])
            start = line.end - 1 if fate == "whole" else line.end
            edits.append(Edit(start, after.start, "", "hyphenation"))
            if fate == "unknown":
                first, end = line.end - len(cut[0]), after.start + len(rest[0])
                flags.append(Span(first, end, kind=HYPHEN, detail=_DETAIL))
    return edits, flags


_DETAIL = "a word at the end of a line; its hyphen may be that of the line end"


class _Words:
    """Says how a text writes a word elsewhere; the text is looked at once, when it is asked."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: frozenset[str] | None = None

    def fate(self, first: str, second: str) -> str:
        """Return ``whole``, ``hyphen`` or ``unknown`` for a word of two halves."""
        if self._found is None:
            # The halves of cut words are no words of the text.
            whole = _HALVES.sub(" ", self._text[:_MAX_LOOK])
            self._found = frozenset(_WORD.findall(whole.lower()))
        first, second = first.lower(), second.lower()
        is_whole = first + second in self._found
        is_hyphened = f"{first}-{second}" in self._found
        if is_whole != is_hyphened:
            return "whole" if is_whole else "hyphen"
        if not is_whole and _ENDING.fullmatch(second) and second not in self._found:
            return "whole"
        return "unknown"


_HALVES = re.compile(r"[^\W\d_]{1,30}[-\u2010][ \t]{0,8}\n[ \t]{0,40}[^\W\d_]{1,30}")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")


def _groups(text: str) -> Iterator[list[_Line]]:
    """Yield lines that stand below each other without a blank line, if they were wrapped.

    A paragraph of two or three lines proves nothing alone; several that were broken at one width
    prove it for all of them.
    """
    few: list[list[_Line]] = []
    for group in _stretches(text):
        if len(group) >= _MIN_LINES:
            if _is_wrapped(group):
                yield group
        elif len(group) > 1:
            few.append(group)
    yield from _wrapped_together(few)


def _stretches(text: str) -> Iterator[list[_Line]]:
    """Yield the lines between two blank lines."""
    group: list[_Line] = []
    start = 0
    for part in [*text.split("\n"), ""]:
        content = part.strip()
        if content:
            first = start + len(part) - len(part.lstrip())
            group.append(_Line(first, first + len(content), content))
        elif group:
            yield group
            group = []
        start += len(part) + 1


def _is_wrapped(group: Sequence[_Line]) -> bool:
    """Tell whether lines are prose that was broken at a width.

    Either the first word of the next line would not have fitted, nearly everywhere; or the lines
    are of nearly equal length, as in proportional type.
    """
    width = max(len(line.content) for line in group)
    return _are_broken_at(width, [group])


def _wrapped_together(groups: Sequence[Sequence[_Line]]) -> Iterator[list[_Line]]:
    """Yield the short paragraphs that were all broken at the same width, if they prove it."""
    prose = [group for group in groups if ends_sentence(group[-1].content)]
    if len(prose) < _MIN_GROUPS or sum(map(len, prose)) < _MIN_POOLED:
        return
    width = max(len(line.content) for group in prose for line in group)
    if _are_broken_at(width, prose):
        yield from map(list, prose)


def _are_broken_at(width: int, groups: Sequence[Sequence[_Line]]) -> bool:
    """Tell whether paragraphs are prose, and all their lines but the last ones nearly full."""
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return False
    inner = [line for group in groups for line in group[:-1]]
    n_lower = sum(_goes_on(line) for group in groups for line in group[1:])
    n_rows = sum(map(_n_rows, groups))
    if n_lower < _MIN_LOWER * len(inner) or n_rows > _MAX_ROWS * sum(map(len, groups)):
        return False
    n_full = sum(len(line.content) >= _NEARLY_FULL * width for line in inner)
    return n_full >= _MIN_NEARLY_FULL * len(inner)


def _n_rows(group: Sequence[_Line]) -> int:
    return sum(_COLUMNS.search(line.content) is not None for line in group)


def _goes_on(line: _Line) -> bool:
    return line.content[0].islower() or line.content[0] == "("


def _joints(group: Sequence[_Line]) -> Iterator[tuple[_Line, _Line]]:
    """Yield the lines that belong together, two at a time."""
    width = max(len(line.content) for line in group)
    for line, after in pairwise(group):
        is_short = len(line.content) < _NEARLY_FULL * width
        if is_list_item(after.content) or (is_short and not _goes_on(after)):
            continue
        if _COLUMNS.search(line.content) or _COLUMNS.search(after.content):
            continue
        if (
            len(line.content) < _NEARLY_WHOLE * width
            and ends_sentence(line.content)
            and not _goes_on(after)
        ):
            continue
        yield line, after
