"""Tokens of HTML with their exact place in the markup."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal, NamedTuple

import turbohtml

TokenKind = Literal["text", "reference", "start", "end", "comment"]

_KINDS: dict[turbohtml.TokenType, TokenKind] = {
    turbohtml.TokenType.TEXT: "text",
    turbohtml.TokenType.CHARACTER_REFERENCE: "reference",
    turbohtml.TokenType.START_TAG: "start",
    turbohtml.TokenType.END_TAG: "end",
}


class Token(NamedTuple):
    """A token of the markup; a named tuple because a page has thousands of them.

    Attributes:
        kind: What it is; doctypes and processing instructions count as comments.
        start: First code point in the markup.
        end: First code point after it.
        name: Name of the tag in lower case; empty for what is no tag.
        text: The characters that a reference stands for, or the source of a tag; else empty.
    """

    kind: TokenKind
    start: int
    end: int
    name: str
    text: str


def tokens(markup: str) -> Iterator[Token]:
    r"""Yield the tokens of HTML in order.

    The tokenizer follows WHATWG's algorithm, which never fails and takes linear time. It counts
    in a text whose carriage returns are normalised; here every offset counts in ``markup``. What
    ``noscript`` holds is markup too, as it is for a reader without scripts.

    >>> [token[:4] for token in tokens("a\r\nb<br>&amp;")]
    [('text', 0, 4, ''), ('start', 4, 8, 'br'), ('reference', 8, 13, '')]
    """
    name = ""
    for token in _tokens(markup, 0):
        if token.kind == "text" and name == "noscript":
            # Only once: the tokenizer takes a further noscript in there as text again.
            yield from _tokens(markup[token.start : token.end], token.start)
        else:
            yield token
        name = token.name if token.kind == "start" else ""


def _tokens(markup: str, offset: int) -> Iterator[Token]:
    lines, dropped = _line_starts(markup)
    for token in turbohtml.tokenize(
        markup, resolve_references=False, capture_source=True, capture_attributes=False
    ):
        kind = _KINDS.get(token.type, "comment")
        start = lines[token.line - 1] + token.col
        source = token.data if kind == "text" else token.source
        end = start + len(source or "")
        if dropped:
            start += bisect_left(dropped, start)
            end += bisect_left(dropped, end)
        text = token.data if kind == "reference" else source
        yield Token(
            kind,
            start + offset,
            end + offset,
            token.tag or "",
            "" if kind == "text" else text or "",
        )


def _line_starts(markup: str) -> tuple[list[int], list[int]]:
    """Return where lines start once CRLF is one character, and where such a pair stands there."""
    dropped = [match.start() - n for n, match in enumerate(re.finditer("\r\n", markup))]
    normal = markup.replace("\r\n", "\n").replace("\r", "\n") if "\r" in markup else markup
    starts = [0]
    starts.extend(match.end() for match in re.finditer("\n", normal))
    return starts, dropped


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a tag, given its source; of equal names the first counts."""
    for token in turbohtml.tokenize(tag):
        return {name: value or "" for name, value in reversed(token.attrs or ())}
    return {}


def count_attributes(tag: str) -> int:
    """Return the number of attributes of a tag, given its source."""
    return sum(len(token.attrs or ()) for token in turbohtml.tokenize(tag))
