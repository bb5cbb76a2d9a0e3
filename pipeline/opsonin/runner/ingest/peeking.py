"""Reads the head of a resource, so that sources can tell from the content whether it is theirs."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from opsonin.components.component import Resource

if TYPE_CHECKING:
    # Part of the standard library from Python 3.12 on.
    from typing_extensions import Buffer

#: How much of a resource sources see before they decide whether to read it.
HEAD_BYTES = 4096


@contextlib.contextmanager
def peeked(resource: Resource) -> Iterator[Resource]:
    """Give a resource with its head; the stream that was opened for it serves the first reader.

    Raises:
        OSError: The resource cannot be opened.
        UnreadableError: Its first bytes are not what they should be.
    """
    if resource.kind != "file" or resource.head:
        yield resource
        return
    stream = resource.open()
    kept = [stream]
    try:
        head = _first_bytes(stream)
        if stream.seekable():
            stream.seek(0)
        else:
            kept = [_rewound(head, stream)]
        yield replace(resource, head=head, open=lambda: kept.pop() if kept else resource.open())
    finally:
        for unused in kept:
            unused.close()


def _first_bytes(stream: BinaryIO) -> bytes:
    head = b""
    # A stream may give less than it is asked for before it ends.
    while len(head) < HEAD_BYTES and (part := stream.read(HEAD_BYTES - len(head))):
        head += part
    return head


def _rewound(head: bytes, rest: BinaryIO) -> BinaryIO:
    return io.BufferedReader(_Joined(head, rest), 1 << 16)


class _Joined(io.RawIOBase):
    """A stream that gives back what was read of it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = memoryview(head)
        self._rest = rest
        # One that waits for all it was asked for loses what came before an error.
        self._read = getattr(rest, "read1", rest.read)

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill a buffer, first with the head."""
        view = memoryview(buffer).cast("B")
        part = self._head[: len(view)] if self._head else self._read(len(view))
        self._head = self._head[len(part) :]
        view[: len(part)] = part
        return len(part)

    def close(self) -> None:
        """Close the stream below as well."""
        self._rest.close()
        super().close()
