"""The texts of a batch as one UTF-8 buffer, and its way back to code points."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from opsonin.analysis.stretches import Bytes, Places, Positions, Stretches

#: So that positions fit into 32 bits.
MAX_BYTES = 2**31 - 1
# Bytes whose arrays fit into a processor's cache.
_SLICE = 1 << 17
# Bytes from 0x80 on belong to longer sequences; of these, only the first is 0xC0 or more.
_CONTINUATION = 0x80
_FIRST_BYTES = np.int8(0xC0 - 0x100)


class Buffer:
    """The UTF-8 bytes of all texts of a batch, one after the other.

    Attributes:
        data: The bytes.
        offsets: Documents + 1 positions in ``data``.

    Raises:
        ValueError: A text is null or no UTF-8, or there are more than `MAX_BYTES`.
    """

    def __init__(self, texts: pa.Array | pa.ChunkedArray) -> None:
        if texts.null_count:
            raise ValueError(f"{texts.null_count} of {len(texts)} texts are null")
        # Offsets of 64 bits, so that chunks of any size can become one array.
        large = texts.cast(pa.large_string())
        array = large.combine_chunks() if isinstance(large, pa.ChunkedArray) else large
        array.validate(full=True)
        _, offsets, data = array.buffers()
        stops = np.frombuffer(offsets or bytes(8), np.int64)
        stops = stops[array.offset : array.offset + len(array) + 1]
        first, last = int(stops[0]), int(stops[-1])
        if last - first > MAX_BYTES:
            raise ValueError(f"A batch has {last - first} bytes of text; at most {MAX_BYTES} fit")
        self.data: npt.NDArray[np.uint8] = np.frombuffer(data or b"", np.uint8)[first:last]
        self.offsets: Positions = stops - first

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.offsets) - 1

    def counts(self, positions: npt.NDArray[np.integer[Any]]) -> Positions:
        """Return how many of these sorted byte positions lie before the end of each document.

        Returns:
            Documents + 1 numbers, the first of which is 0: offsets as `Stretches` has them.
        """
        found = np.searchsorted(positions, self.offsets.astype(positions.dtype))
        return found.astype(np.int64, copy=False)

    def stretches(self, starts: Bytes, ends: Bytes) -> Stretches:
        """Return the stretches between these sorted byte positions; none crosses a document."""
        offsets = self.counts(starts)
        return Stretches(self.places(starts, offsets), self.places(ends, offsets), offsets)

    def places(self, positions: Bytes, offsets: Positions) -> Places:
        """Return code points within their documents for byte positions.

        Args:
            positions: Sorted byte positions, each at the start of a code point or at an end.
            offsets: The positions of document ``i`` are ``offsets[i]:offsets[i + 1]``.
        """
        before = self._code_points(self.offsets[:-1].astype(np.int32))
        found = self._code_points(positions)
        found -= np.repeat(before, np.diff(offsets))
        return found

    def _code_points(self, positions: Bytes) -> Places:
        """Count the code points before each of these sorted byte positions."""
        inner = self._inner
        if len(inner) >= len(positions):
            return positions - np.searchsorted(inner, positions).astype(np.int32)
        # Fewer bytes begin no code point than there are positions: each moves all after it.
        moved = np.bincount(np.searchsorted(positions, inner, "right"))
        found = positions.copy()
        n_before = np.cumsum(moved[: len(found)], dtype=np.int32)
        found[: len(n_before)] -= n_before
        if len(n_before):
            found[len(n_before) :] -= n_before[-1]
        return found

    @cached_property
    def _inner(self) -> Bytes:
        """The positions of the bytes that begin no code point."""
        found = [np.empty(0, np.int32)]
        for first in range(0, len(self.data), _SLICE):
            data = self.data[first : first + _SLICE]
            if data.max() >= _CONTINUATION:
                # As signed numbers, continuations are the smallest.
                inner = np.flatnonzero(data.view(np.int8) < _FIRST_BYTES)
                found.append((inner + first).astype(np.int32))
        return np.concatenate(found)
