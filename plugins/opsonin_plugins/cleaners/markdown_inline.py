"""Markdown inside a paragraph: emphasis, code, links, images, escapes.

Source: CommonMark 0.31, chapter 6, as far as it can be read without a second pass: emphasis inside
a word is left alone, because in biomedical text an asterisk there is a footnote or a wild card.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from opsonin import Edit

_URL = r"(?:<[^<>\n]{0,500}>|[^\s()]{0,1000}(?:\([^\s()]{0,200}\)[^\s()]{0,200})?)"
_TITLE = r"(?:\s{1,3}(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'))?"
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)(?P<text>[^`\n]{1,500})(?<!`)\1(?!`)")
_LINK = re.compile(rf"!?\[(?P<text>[^\[\]]{{0,500}})\]\(\s?{_URL}{_TITLE}\s?\)")
_REFERENCE = re.compile(r"!?\[(?P<text>[^\[\]\n]{1,300})\](?:\[(?P<id>[^\[\]\n]{0,100})\])?")
_AUTOLINK = re.compile(r"<(?P<text>(?:https?://|mailto:)[^\s<>]{1,500})>")
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_BREAK = re.compile(r"(?:\\| {2,8})(?=\n)")
_TAG = re.compile(
    r"</?(?:b|i|em|strong|u|s|sub|sup|br|p|div|span|center|small|mark|kbd)(?: [^<>\n]{0,200})?/?>",
    re.IGNORECASE,
)


def _emphasis(mark: str, inside: str, before: str = r"\w", after: str = r"\w") -> re.Pattern[str]:
    sign = re.escape(mark)
    first = re.escape(mark[0])
    return re.compile(
        rf"(?<![{before}{first}\\]){sign}(?=[^\s{first}])(?P<text>(?:{inside}){{1,2000}}?)"
        rf"(?<=[^\s\\]){sign}(?![{after}{first}])"
    )


#: In the order in which they are read: pattern, and whether markup inside is read as well.
_READERS = (
    (_CODE, False),
    (_AUTOLINK, False),
    (_LINK, True),
    (_REFERENCE, True),
    (_TAG, True),
    (_BREAK, True),
    (_ESCAPE, False),
    (_emphasis("***", r"[^*]|\*(?!\*)"), True),
    (_emphasis("**", r"[^*]|\*(?!\*)", before="", after=""), True),
    (_emphasis("__", "[^_]"), True),
    (_emphasis("*", r"[^*]"), True),
    (_emphasis("_", "[^_]"), True),
    (_emphasis("~~", "[^~]"), True),
)
Spans = list[tuple[int, int]]

#: Stands in for what has been read; it is no punctuation and no space.
_READ = "x"


def inline_edits(text: str, start: int, end: int, defined: Container[str]) -> Iterator[Edit]:
    """Yield the edits that take inline markup off a stretch of Markdown.

    Args:
        text: The whole text.
        start: First code point of the stretch, which holds no blank line.
        end: First code point after it.
        defined: Labels of link definitions in lower case; brackets around others stay.
    """
    masked = text[start:end]
    found: list[tuple[int, int]] = []
    for pattern, keeps_inside in _READERS:
        marks: Spans = []
        inert: Spans = []
        for match in pattern.finditer(masked):
            if pattern is _REFERENCE and _label(match) not in defined:
                continue
            marks += _marks(match)
            # What code and addresses hold is no markup; an escaped sign is a plain one.
            inert.append((match.start(), match.end() + (pattern is _ESCAPE)))
        found += marks
        masked = _blanked(masked, marks if keeps_inside else inert)
    for first, last in sorted(found):
        yield Edit(start + first, start + last, "", "markup")


def _marks(match: re.Match[str]) -> Spans:
    """Return the parts of a match that are markup: all but the group ``text``."""
    if "text" not in match.re.groupindex:
        return [match.span()]
    parts = [(match.start(), match.start("text")), (match.end("text"), match.end())]
    return [(first, last) for first, last in parts if last > first]


def _blanked(masked: str, spans: Spans) -> str:
    """Return the text with the spans, which are in order, filled in."""
    parts = []
    place = 0
    for first, last in spans:
        parts += [masked[place:first], _READ * (last - first)]
        place = last
    return "".join([*parts, masked[place:]])[: len(masked)]


def _label(match: re.Match[str]) -> str:
    return (match["id"] or match["text"]).lower()
