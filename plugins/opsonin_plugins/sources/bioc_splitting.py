"""Cuts the documents out of a file of BioC in JSON, at the cost of the memory of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from opsonin import UnreadableError
from opsonin_plugins.sources.windows import Window

# A quotation mark alone is a string that goes on behind what has been read.
_TOKEN = re.compile(rb'(?P<string>"(?:[^"\\]++|\\.)*+")(?P<colon>\s*+:)?|["\[\]{}]', re.DOTALL)
_BRACE = ord("{")
_OPENING = {ord("}"): _BRACE, ord("]"): ord("[")}
#: Keys of what holds documents and is none. Source: BioC.dtd; PubTator 3, export of BioC JSON.
_HOLDERS = frozenset((b'"documents"', b'"PubTator3"'))
#: What a key and its colon may need beyond the string.
_MARGIN = 64


@dataclass(slots=True)
class _Nesting:
    """Which brackets are open, and which of them is a document as far as is known.

    Attributes:
        open: The brackets.
        start: Where the object begins that may be a document; -1 outside of one.
        depth: Brackets that are open when it is.
        is_document: Whether it has passages or stands in an array, and so is meant as one.
        is_large: Whether its first bytes are gone, because there were too many.
    """

    open: bytearray = field(default_factory=bytearray)
    start: int = -1
    depth: int = 0
    is_document: bool = False
    is_large: bool = False

    def take(self, token: re.Match[bytes]) -> bool:
        """Take a token; tell whether what may be a document ends with it."""
        sign = token[0][0]
        if token["string"] is not None:
            self._key(token)
        elif sign in b"{[":
            if sign == _BRACE and self.start < 0:
                self.start, self.depth = token.start(), len(self.open)
                self.is_document = not self.open or self.open[-1] != _BRACE
            self.open.append(sign)
        elif not self.open or self.open.pop() != _OPENING[sign]:
            raise UnreadableError("bad_json", "A bracket is closed that is not open.")
        else:
            return self.start >= 0 and len(self.open) == self.depth
        return False

    def _key(self, token: re.Match[bytes]) -> None:
        if token["colon"] is None or self.start < 0 or len(self.open) != self.depth + 1:
            return
        if token["string"] in _HOLDERS:
            self.start = -1
        elif token["string"] == b'"passages"':
            self.is_document = True

    def let_go(self, window: Window, at: int, max_bytes: int) -> int:
        """Let go of bytes that nothing needs any more, and return how many they are."""
        if self.start >= 0 and at - self.start <= max_bytes:
            return 0
        if self.start >= 0:
            self.start, self.is_large = 0, True
        window.drop(at)
        return at


def cut_documents(stream: BinaryIO, max_bytes: int) -> Iterator[bytes | None]:
    """Yield the documents of a file, one after the other; None for one that has too many bytes.

    Args:
        stream: UTF-8.
        max_bytes: Longer documents are passed over.

    Raises:
        UnreadableError: The file ends in a document, or its brackets do not match.
    """
    window, nesting, at = Window(stream), _Nesting(), 0
    while (token := _next(window, nesting, at, max_bytes)) is not None:
        at = token.end()
        ends = nesting.take(token)
        del token  # or the window could not shrink
        if ends:
            if nesting.is_document:
                is_large = nesting.is_large or at - nesting.start > max_bytes
                yield None if is_large else bytes(window.bytes[nesting.start : at])
            nesting.start, nesting.is_large = -1, False
            window.drop(at)
            at = 0
    if nesting.open:
        raise UnreadableError("truncated", "The file ends before its brackets are closed.")


def _next(window: Window, nesting: _Nesting, at: int, max_bytes: int) -> re.Match[bytes] | None:
    """Return the next token that is there as a whole; None at the end."""
    is_over = False
    while True:
        token = _TOKEN.search(window.bytes, at)
        is_whole = token is not None and token[0] != b'"'
        if (
            token is not None
            and is_whole
            and (is_over or token.end() + _MARGIN <= len(window.bytes))
        ):
            return token
        if is_over:
            return None
        at = len(window.bytes) if token is None else token.start()
        del token
        at -= nesting.let_go(window, at, max_bytes)
        if len(window.bytes) - at > max(max_bytes, _MARGIN):
            raise UnreadableError("too_large", f"A string has more than {max_bytes} bytes.")
        is_over = not window.more()
