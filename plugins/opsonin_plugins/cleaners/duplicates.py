"""Lines that a page prints twice: titles, standfirsts and captions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence

from opsonin_plugins.cleaners.lines import Line

#: Lines with content between a line and its repeat. Source: PubMed prints a title again after
#: its module headings, news pages a standfirst again as caption; both come within six lines.
WINDOW = 6
#: A title, which stands among the first lines, may come again below the page's head.
TITLE_WINDOW = 12
_N_TITLE_LINES = 3
#: A caption has at least five words; longer lines than this are paragraphs.
MIN_CHARS, MAX_CHARS = 25, 400
MIN_WORDS, MIN_TITLE_WORDS = 5, 3
_MIN_LETTERS = 0.7


def repeated_lines(lines: Sequence[Line], removed: Container[int]) -> Iterator[int]:
    """Yield the lines that repeat, word for word, one that is kept close above.

    Short lines and lines of figures may rightly come twice, as cells of a table do.

    Args:
        lines: All lines of a text.
        removed: Indexes of lines that are taken out for other reasons.
    """
    counts = Counter(line.content for line in lines)
    seen: dict[str, int] = {}
    position = 0
    for index, line in enumerate(lines):
        if not line.content or index in removed:
            continue
        if counts[line.content] == 1:
            position += 1
            continue
        first = seen.get(line.content)
        is_title = (position if first is None else first) < _N_TITLE_LINES
        # Right below itself a title is no cell of a table.
        is_below = is_title and first is not None and position == first + 1
        stands_alone = is_below or _stands_alone(lines, index, removed) or position == 0
        if _may_repeat(line.content, is_title=is_title) and stands_alone:
            if first is not None and position - first <= (TITLE_WINDOW if is_title else WINDOW):
                yield index
                continue
            seen[line.content] = position
        position += 1


def _stands_alone(lines: Sequence[Line], index: int, removed: Container[int]) -> bool:
    """Return whether a line is no cell of a table, whose neighbours follow at once."""
    sides = [n for n in (index - 1, index + 1) if 0 <= n < len(lines)]
    return len(sides) < 2 or any(not lines[n].content or n in removed for n in sides)  # noqa: PLR2004 - both sides


def _may_repeat(content: str, *, is_title: bool) -> bool:
    if content.endswith(":") or len(content) > MAX_CHARS:
        return False
    n_words = content.count(" ") + 1
    if n_words < MIN_TITLE_WORDS or not (is_title or n_words >= MIN_WORDS):
        return False
    n_letters = sum(map(str.isalpha, content)) + n_words
    return n_letters >= _MIN_LETTERS * len(content) and (is_title or len(content) >= MIN_CHARS)
