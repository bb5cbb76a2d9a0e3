"""Cuts the records out of an XML file of any size, without parsing what lies around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from opsonin import UnreadableError

_CHUNK = 1 << 18
#: Longer than any start of a tag that is looked for.
_OVERLAP = 256


class Cut(NamedTuple):
    """A record as it stands in the file.

    Attributes:
        name: Name of its element.
        payload: Its bytes; None if there are too many.
    """

    name: str
    payload: bytes | None


def cut_records(stream: BinaryIO, root: str, names: Sequence[str], max_bytes: int) -> Iterator[Cut]:
    """Yield the records of a file, one after the other, at the cost of the memory of one.

    A comment or CDATA section that holds the tags of a record is taken for one; what comes of it
    is no XML, and so becomes a reject.

    Args:
        stream: An encoding that has ASCII as its first half.
        root: Name of the root element.
        names: Names of the records' elements; they do not lie in each other.
        max_bytes: Longer records are passed over.

    Raises:
        UnreadableError: The file ends in a record, or before its root element does.
    """
    openings = re.compile(
        rb"<(" + b"|".join(re.escape(name).encode() for name in names) + rb")(?=[\s/>])"
    )
    closings = {name: re.compile(rb"</" + re.escape(name).encode() + rb"\s*+>") for name in names}
    window = _Window(stream)
    while name := window.find(openings):
        yield Cut(name, window.through(closings[name], max_bytes))
    window.expect_end(root)


class _Window:
    """The part of a stream that is looked at."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.bytes = bytearray()

    def find(self, opening: re.Pattern[bytes]) -> str:
        """Move to the next match and return its first group; empty without a further one."""
        while True:
            found = opening.search(self.bytes)
            if found is not None:
                name, at = found[1].decode(), found.start()
                # The window cannot shrink while a match looks into it.
                del found
                self.drop(at)
                return name
            self.drop(max(len(self.bytes) - _OVERLAP, 0))
            if not self._more():
                return ""

    def through(self, closing: re.Pattern[bytes], max_bytes: int) -> bytes | None:
        """Return all bytes through the first match, and let them go; None for too many."""
        at, is_large = 0, False
        while True:
            found = closing.search(self.bytes, at)
            if found is not None:
                end = found.end()
                del found  # see above
                payload = None if is_large or end > max_bytes else bytes(self.bytes[:end])
                self.drop(end)
                return payload
            at = max(len(self.bytes) - _OVERLAP, 0)
            if at > max_bytes:
                is_large = True
                self.drop(at)
                at = 0
            if not self._more():
                raise UnreadableError("truncated", "The file ends in the middle of a record.")

    def drop(self, size: int) -> None:
        """Let go of the first bytes."""
        del self.bytes[:size]

    def expect_end(self, root: str) -> None:
        """Check that the root element was closed."""
        name = re.escape(root).encode()
        if not re.search(rb"</" + name + rb"\s*+>|<" + name + rb"[^<>]{0,1000}/>", self.bytes):
            raise UnreadableError("truncated", f"The file ends without </{root}>.")

    def _more(self) -> bool:
        chunk = self.stream.read(_CHUNK)
        self.bytes += chunk
        return bool(chunk)
