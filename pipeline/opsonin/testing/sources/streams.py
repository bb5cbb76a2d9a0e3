"""Resources whose streams can be watched, and streams that end as they do in the world."""

from __future__ import annotations

import errno
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, cast

from opsonin.components.component import Resource
from opsonin.runner.ingest.peeking import HEAD_BYTES

if TYPE_CHECKING:
    # Part of the standard library from Python 3.12 on.
    from typing_extensions import Buffer

_BUFFER_BYTES = 8192
#: A stream of a network or a decompressor gives what it has.
_SHORT_READ = 1000


class Tape(io.RawIOBase):
    """Bytes as a stream that notes how much of it was read.

    Attributes:
        n_read: How many bytes, each time counted that it was read.

    Args:
        data: The bytes.
        is_seekable: Whether one may go back, as in a file.
        fails_at: Where reading raises EIO, as a disk or a network does; None for never.
    """

    def __init__(
        self, data: bytes, *, is_seekable: bool = True, fails_at: int | None = None
    ) -> None:
        self.n_read = 0
        self._data = data
        self._place = 0
        self._is_seekable = is_seekable
        self._fails_at = fails_at

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell whether one may go back."""
        return self._is_seekable

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place."""
        if not self._is_seekable:
            raise io.UnsupportedOperation("seek")
        start = (0, self._place, len(self._data))[whence]
        self._place = max(start + offset, 0)
        return self._place

    def tell(self) -> int:
        """Return the place."""
        return self._place

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill a buffer, or some of it."""
        view = memoryview(buffer).cast("B")
        if self._fails_at is not None and self._place + len(view) > self._fails_at:
            raise OSError(errno.EIO, "Input/output error")
        size = len(view) if self._is_seekable else min(len(view), _SHORT_READ)
        part = self._data[self._place : self._place + size]
        view[: len(part)] = part
        self._place += len(part)
        self.n_read += len(part)
        return len(part)


@dataclass(slots=True)
class Watched:
    """Opens the same bytes again and again, and keeps every stream that it gave.

    Attributes:
        data: The bytes.
        is_seekable: Whether its streams can go back.
        fails_at: Where reading raises EIO; None for never.
        streams: Each stream that was opened, with the tape below it.
    """

    data: bytes
    is_seekable: bool = True
    fails_at: int | None = None
    streams: list[tuple[BinaryIO, Tape]] = field(default_factory=list)

    def __call__(self) -> BinaryIO:
        """Open the bytes."""
        tape = Tape(self.data, is_seekable=self.is_seekable, fails_at=self.fails_at)
        stream = cast("BinaryIO", io.BufferedReader(tape, _BUFFER_BYTES))
        self.streams.append((stream, tape))
        return stream

    @property
    def n_open(self) -> int:
        """How many streams were not closed."""
        return sum(not tape.closed for _, tape in self.streams)

    @property
    def n_read(self) -> int:
        """How many bytes were read, by all streams together."""
        return sum(tape.n_read for _, tape in self.streams)


def file_resource(
    name: str,
    data: bytes,
    opener: Callable[[], BinaryIO] | None = None,
    *,
    location: str = "",
    size_bytes: int | None = None,
    stamp: str = "",
) -> Resource:
    """Return a file as the engine gives it to sources, with its head.

    Args:
        name: Its place.
        data: Its bytes.
        opener: Opens them; a `Watched` of them when left out.
        location: Where it is said to lie.
        size_bytes: Its size, if it is to be known beforehand.
        stamp: Its stamp.
    """
    return Resource(
        uri=name,
        location=location or name,
        open=opener or Watched(data),
        size_bytes=size_bytes,
        head=data[:HEAD_BYTES],
        stamp=stamp,
    )
