"""Cuts stretches out of many texts at once, on their UTF-8 bytes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from opsonin.spans.alignments import Bools, Ints

_CONTINUATION, _CONTINUATION_MASK = 0x80, 0xC0
# Bytes that are looked at together.
_SLICE = 1 << 20
# An Arrow string view holds strings up to this length itself, and of longer ones the first four
# bytes, the number of the buffer and the place in it. Source: Arrow's columnar format.
_INLINE = 12
#: Keeps the first bytes, by their number, and turns the others into zeros.
_MASKS = np.where(np.arange(_INLINE) < np.arange(_INLINE + 1)[:, None], 255, 0).astype(np.uint8)
_MASKS = _MASKS.view(np.uint32)
_VIEW = np.dtype([("length", "<i4"), ("first", "V4"), ("buffer", "<i4"), ("place", "<i4")])


class Substrings:
    """Texts from which stretches are cut by code points.

    Texts of many documents may have more than 2 GiB together, which one Arrow array of strings
    cannot hold; so they may come in chunks.
    """

    def __init__(self, texts: pa.Array | pa.ChunkedArray) -> None:
        chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
        self._chunks = [_Chunk(chunk) for chunk in chunks]
        self._first = np.cumsum([0, *map(len, chunks)])

    def cut(self, at: Ints, starts: Ints, ends: Ints) -> pa.Array:
        """Return the text of each stretch.

        Args:
            at: Position of the text of each.
            starts: First code point in it.
            ends: First code point after the stretch, inside the text and not before ``starts``.
        """
        if len(self._chunks) == 1:
            return self._chunks[0].cut(at, starts, ends)
        found, places = [pa.array([], pa.string())], []
        for chunk, first, last in zip(self._chunks, self._first, self._first[1:], strict=False):
            mine = np.flatnonzero((at >= first) & (at < last))
            found.append(chunk.cut(at[mine] - first, starts[mine], ends[mine]))
            places.append(mine)
        order = np.argsort(np.concatenate(places)) if places else at
        return pa.concat_arrays(found).take(pa.array(order, pa.int64()))


class _Chunk:
    """Texts of one array, one after the other."""

    def __init__(self, texts: pa.Array) -> None:
        _, offsets, data = texts.buffers()
        stops = np.frombuffer(offsets or bytes(4), np.int32)
        self._offsets = stops[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
        self._bytes = np.frombuffer(data or b"", np.uint8)
        self._continued = _continuations(self._bytes)
        # How many code points begin before each of these bytes.
        self._ranks = self._continued - np.arange(len(self._continued), dtype=np.int32)
        self._first = self._offsets - np.searchsorted(self._continued, self._offsets)

    def cut(self, at: Ints, starts: Ints, ends: Ints) -> pa.Array:
        """Return the text of each stretch; see `Substrings.cut`."""
        base = self._first[at]
        first, last = self._places(base + starts), self._places(base + ends)
        return _substrings(self._bytes, first, last - first)

    def _places(self, code_points: Ints) -> Ints:
        """Return the byte with which each code point begins."""
        if not len(self._ranks):
            return code_points
        return code_points + np.searchsorted(self._ranks, code_points, "right")


def _continuations(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
    """Return the positions of bytes that begin no code point."""
    found = [np.empty(0, np.int32)]
    for start in range(0, len(data), _SLICE):
        some = data[start : start + _SLICE]
        if some.max() >= _CONTINUATION:
            places = np.flatnonzero((some & _CONTINUATION_MASK) == _CONTINUATION)
            found.append((places + start).astype(np.int32))
    return np.concatenate(found)


def _substrings(data: npt.NDArray[np.uint8], starts: Ints, lengths: Ints) -> pa.Array:
    """Return stretches of bytes as strings."""
    views = np.zeros(len(starts), _VIEW)
    views["length"] = lengths
    rows: npt.NDArray[Any] = views.view(np.uint8).reshape(len(views), _VIEW.itemsize)
    rows[:, 4:] = _firsts(data, starts, lengths)
    is_long: Bools = lengths > _INLINE
    views["buffer"][is_long] = 0
    views["place"][is_long] = starts[is_long]
    buffers = [None, pa.py_buffer(views), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string_view(), len(views), buffers).cast(pa.string())


def _firsts(data: npt.NDArray[np.uint8], starts: Ints, lengths: Ints) -> npt.NDArray[np.uint8]:
    """Return the first bytes of each stretch, with zeros behind its end."""
    last = len(data) - _INLINE
    if last < 0:
        return _firsts(np.concatenate([data, np.zeros(_INLINE, np.uint8)]), starts, lengths)
    # Every place with the bytes behind it, without a copy: what is picked is copied as a whole.
    windows = np.lib.stride_tricks.as_strided(data, (last + 1, _INLINE), (1, 1))
    picked = windows.view(f"V{_INLINE}")[np.minimum(starts, last), 0]
    found: npt.NDArray[np.uint8] = picked.view(np.uint8).reshape(-1, _INLINE)
    for row in np.flatnonzero((starts > last) & (lengths > 0)):
        end = data[starts[row] :]
        found[row, : len(end)] = end
    words = found.view(np.uint32)
    words &= _MASKS[np.minimum(lengths, _INLINE)]
    return found
