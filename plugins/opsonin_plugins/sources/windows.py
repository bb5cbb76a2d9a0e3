"""A window on a stream: what is looked at, and let go when it is done with."""

from __future__ import annotations

import re
from typing import BinaryIO

_CHUNK = 1 << 18


class Window:
    """The part of a stream that is looked at.

    Attributes:
        bytes: What has been read and not let go.
    """

    def __init__(self, stream: BinaryIO) -> None:
        # One piece at a time: what was read before a damage is not lost with it.
        self._read = getattr(stream, "read1", stream.read)
        self.bytes = bytearray()

    def more(self) -> bool:
        """Read on; False at the end of the stream."""
        chunk: bytes = self._read(_CHUNK)
        self.bytes += chunk
        return bool(chunk)

    def fill(self, size: int) -> bool:
        """Read on until so many bytes are there; False if the stream ends before."""
        while len(self.bytes) < size:
            if not self.more():
                return False
        return True

    def drop(self, size: int) -> None:
        """Let go of the first bytes."""
        del self.bytes[:size]

    def taken(self, size: int) -> bytes:
        """Return the first bytes and let them go."""
        found = bytes(self.bytes[:size])
        self.drop(size)
        return found

    def seek(self, pattern: re.Pattern[bytes], overlap: int) -> re.Match[bytes] | None:
        """Move to the next match; None if there is none up to the end.

        Args:
            pattern: What is looked for.
            overlap: The longest match.

        Returns:
            A match whose offsets begin where the window now begins.
        """
        while True:
            found = pattern.search(self.bytes)
            if found is not None:
                at = found.start()
                # The window cannot shrink while a match looks into it.
                del found
                self.drop(at)
                return pattern.match(bytes(self.bytes[:overlap]))
            self.drop(max(len(self.bytes) - overlap, 0))
            if not self.more():
                return None
