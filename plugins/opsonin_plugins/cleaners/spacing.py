"""White space beside signs that no language's typography puts there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsonin import Edit

# A comma or full stop stands at its word in every language that sets spaces; French and German
# writers set them off only before the other signs. Figures, file names and ellipses are left out.
_BEFORE = re.compile(
    r"(?<=[A-Za-z\u00e0-\u00ff)\u201d%]) (?=,[ \n])|"
    r"(?<=[a-z\u00e0-\u00ff)]) (?=\.(?: [A-Z\u201c]|[^\S\n]*(?:\n|\Z)))|"
    r"(?<=[\w%]) (?=\)[ ,.;\n])|(?<=[a-z,] \() (?=\w)"
)
# What is left where a link or a mark stood. Two in a row between words; columns have more.
_BETWEEN = re.compile(r"(?<=[a-z,;%)] ) (?=[a-z(]|\d)")
_WIDE = "   "
_MIN_PROSE_CHARS = 60


def spacing_edits(text: str) -> Iterator[Edit]:
    """Yield the removals of spaces before a comma, full stop or bracket, and of doubled ones."""
    if any(sign in text for sign in (" ,", " .", " )", "( ")):
        for match in _BEFORE.finditer(text):
            yield Edit(*match.span(), "", "stray_space")
    if "  " not in text:
        return
    for match in _BETWEEN.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.start())
        line = text[start : end if end >= 0 else len(text)]
        if len(line) >= _MIN_PROSE_CHARS and _WIDE not in line and "\t" not in line:
            yield Edit(*match.span(), "", "stray_space")
