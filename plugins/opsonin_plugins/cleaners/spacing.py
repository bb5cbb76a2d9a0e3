"""White space beside signs that no language's typography puts there.

A comma or full stop stands at its word in every language that sets spaces; French and German
writers set them off only before the other signs. A sign behind a word that needs another one stays,
for there something is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsonin import Edit

#: Determiners and prepositions: a stop behind one shows that a word is missing.
#: Source: Quirk et al., A Comprehensive Grammar of English (1985), 2.34.
_OPEN_WORD = re.compile(
    r"\b(?:the|an?|its|their|our|his|her|of|at|in|by|to|on|from|with|for|via|and|or|as|is|was|are|"
    r"were|see|than|into|between|[Tt]able|[Ff]igs?|[Ff]igure|e\.g|i\.e)\Z"
)
_MAX_OPEN_WORD_CHARS = 12
# Paths of a shell (``run . /script``) and spaced ellipses are left out.
_BEFORE_STOP = re.compile(
    r"(?<=[\w%)\]\u201d\u2019\"])[ \u00a0]{1,3}(?=[.,](?:[\s\u201d]|\Z))"
    r"(?![.,][ \u00a0]{0,2}\.)(?!\. [/~])"
)
_SAID = re.compile(
    r"(?<=[a-z])(?<=said|dded|ined|ated|nued|ssed|oted|sked|lied|ying)[ \u00a0](?=: )"
)
_IN_BRACKET = re.compile(r"(?<=[\w%]) (?=\)[ ,.;\n])|(?<=[a-z,] \() (?=\w)")
# What is left where a link or a mark stood. Two in a row between words; columns have more.
_BETWEEN = re.compile(r"(?<=[a-z,;%)] ) (?=[a-z(]|\d)")
_WIDE = "   "
_MIN_PROSE_CHARS = 60
#: Stands in every text that has something for `spacing_edits`.
SPACING_SIGN = r"[ \x{A0}][.,:]\s|[ \x{A0}][.,](?:\x{201D}|$)| \)|\( |  "


def spacing_edits(text: str) -> Iterator[Edit]:
    """Yield the removals of spaces before a comma, stop or bracket, and of doubled ones.

    Args:
        text: A text with plain line ends.
    """
    for match in _BEFORE_STOP.finditer(text):
        at = match.start()
        if not _OPEN_WORD.search(text, max(at - _MAX_OPEN_WORD_CHARS, 0), at):
            yield _removal(match)
    for pattern in (_SAID, _IN_BRACKET):
        for match in pattern.finditer(text):
            yield _removal(match)
    if "  " in text:
        for match in _BETWEEN.finditer(text):
            if _is_prose(text, match.start()):
                yield _removal(match)


def _is_prose(text: str, at: int) -> bool:
    """Return whether the line around a place is running text and no row of a table."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[start : end if end >= 0 else len(text)]
    return len(line) >= _MIN_PROSE_CHARS and _WIDE not in line and "\t" not in line


def _removal(match: re.Match[str]) -> Edit:
    return Edit(*match.span(), "", "stray_space")
