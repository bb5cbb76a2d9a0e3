"""Streams over what somebody else has packed: they name what is wrong, and can be spooled."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from opsonin import UnreadableError

if TYPE_CHECKING:
    # Part of the standard library from Python 3.12 on.
    from typing_extensions import Buffer

_BUFFER_BYTES = 1 << 16
#: What is spooled stays in memory up to this size.
_IN_MEMORY_BYTES = 1 << 23


class _Chunks(io.RawIOBase):
    def __init__(self, chunks: Iterator[bytes], close: Callable[[], None]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")
        self._close = close

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer).cast("B")
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        part = self._rest[: len(view)]
        self._rest = self._rest[len(part) :]
        view[: len(part)] = part
        return len(part)

    def close(self) -> None:
        if not self.closed:
            self._close()
        super().close()


def stream_of(chunks: Iterator[bytes], close: Callable[[], None]) -> BinaryIO:
    """Return a stream, not seekable, of pieces of bytes.

    Args:
        chunks: The pieces; what they raise comes out of `read`.
        close: Called once, when the stream is closed.
    """
    return cast("BinaryIO", io.BufferedReader(_Chunks(chunks, close), _BUFFER_BYTES))


def seekable(stream: BinaryIO, max_bytes: int) -> BinaryIO:
    """Return a stream that can be read anywhere, spooled to disk if the given one cannot.

    Args:
        stream: Closed by this where another one is returned.
        max_bytes: What may be spooled.

    Raises:
        UnreadableError: The stream is longer.
    """
    if stream.seekable():
        return stream
    spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - handed on
    with stream:
        while part := stream.read(_BUFFER_BYTES):
            if spool.tell() + len(part) > max_bytes:
                spool.close()
                detail = "It lies in another file and is too large to be unpacked beside it."
                raise UnreadableError("too_large", detail)
            spool.write(part)
    spool.seek(0)
    return cast("BinaryIO", spool)
