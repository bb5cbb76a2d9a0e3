"""Signs whose width a translation changed, or that it glued to the next word.

A full-width comma between words of English is a comma; ``18%,and`` is ``18%, and``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsonin import Edit

#: Source: Unicode Standard, Halfwidth and Fullwidth Forms; CJK Symbols and Punctuation.
_WIDE = {
    "\u3001": ",",
    "\u3002": ".",
    "\u3000": " ",
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
}
_WIDE_SIGN = re.compile("[\u3000-\u3002\uff01-\uff5e]")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f]")
_NEAR = 12
_ENDED = re.compile(r"[.!?][\"\u201d\u2019)]?\Z")
_NEEDS_SPACE_AFTER = frozenset(",.;:!?)")
_GLUED_COMMA = re.compile(
    r",(?:(?<=[a-z]{4},)(?=(?:and|but|or|which|who|with|while|the|this|these|we|it|in|as|to|is|was|"
    r"made|there|they|he|she|that|when|if|so|including)\b[ ,])|(?<=%,)(?=[a-z]{2}))"
)
_CODE = re.compile(r"[=(){}<>_]")
#: Stands in every text that has something for `punctuation_edits`.
PUNCTUATION_SIGN = r"[\x{3000}-\x{3002}\x{FF01}-\x{FF5E}]|[a-z%],[a-z]"


def punctuation_edits(text: str) -> Iterator[Edit]:
    """Yield the edits that set signs right.

    Args:
        text: A text with plain line ends.
    """
    yield from _width_edits(text)
    for match in _GLUED_COMMA.finditer(text):
        if not _CODE.search(text, max(match.start() - 20, 0), match.start() + 20):
            yield Edit(match.end(), match.end(), " ", "glued")


def _width_edits(text: str) -> Iterator[Edit]:
    """Make full-width signs among Latin letters narrow; in Chinese and Japanese they are right."""
    if text.isascii():
        return
    for match in _WIDE_SIGN.finditer(text):
        start, end = match.span()
        # What stands at the beginning of a line is an indent.
        is_indent = match[0] == "\u3000" and (not start or text[start - 1] in "\n\u3000 ")
        if is_indent or _CJK.search(text, max(start - _NEAR, 0), end + _NEAR):
            continue
        narrow = _WIDE[match[0]]
        after, before = text[end : end + 1], text[start - 1 : start]
        if narrow == "." and _ENDED.search(text, max(start - 2, 0), start):
            # The sentence has its stop already, before its closing quotation mark.
            yield Edit(start, end, " " if after.isalnum() else "", "width")
            continue
        if narrow in _NEEDS_SPACE_AFTER and after.isalnum() and not _is_number(before, after):
            narrow += " "
        elif narrow == "(" and before.isalnum():
            narrow = " ("
        yield Edit(start, end, narrow, "width")


def _is_number(before: str, after: str) -> bool:
    return before.isdecimal() and after.isdecimal()
