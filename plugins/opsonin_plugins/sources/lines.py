"""Reads a stream line by line without ever holding a line that is too long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

_SKIP_BYTES = 1024 * 1024


def bounded_lines(
    stream: BinaryIO, max_bytes: int, *, keep_returns: bool = False
) -> Iterator[bytes | None]:
    r"""Yield the lines of a stream without their ends, None for each that is too long.

    Lines end with LF or CR LF; no other character ends one.

    Args:
        stream: Bytes; it is not closed.
        max_bytes: The longest line allowed, without its end.
        keep_returns: Whether a CR before the LF stays with the line.

    >>> import io
    >>> list(bounded_lines(io.BytesIO(b"ab\r\nabcde\nc"), 4))
    [b'ab', None, b'c']
    """
    while line := stream.readline(max_bytes + 2):
        content = line.removesuffix(b"\n")
        if not keep_returns:
            content = content.removesuffix(b"\r")
        is_complete = line.endswith(b"\n")
        if not is_complete and len(line) == max_bytes + 2:
            _skip(stream)
        yield content if len(content) <= max_bytes else None


def _skip(stream: BinaryIO) -> None:
    while (part := stream.readline(_SKIP_BYTES)) and not part.endswith(b"\n"):
        pass
