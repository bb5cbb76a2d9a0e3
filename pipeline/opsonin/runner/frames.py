"""Frames on a pipe: how a run and its worker processes talk, without pickling anything."""

from __future__ import annotations

import os
import select
import struct
import time
from collections.abc import Mapping, Sequence

import orjson
import pyarrow as pa

_LENGTH = struct.Struct(">Q")
_CHUNK = 1 << 20


def send(descriptor: int, frames: Sequence[bytes]) -> None:
    """Write a message of several frames; raises BrokenPipeError when nobody reads."""
    message = b"".join([_LENGTH.pack(len(frames)), *_framed(frames)])
    view = memoryview(message)
    while view:
        view = view[os.write(descriptor, view[:_CHUNK]) :]


def _framed(frames: Sequence[bytes]) -> list[bytes]:
    return [part for frame in frames for part in (_LENGTH.pack(len(frame)), frame)]


def receive(descriptor: int, timeout_s: float | None = None) -> list[bytes]:
    """Read a whole message.

    Args:
        descriptor: Where to read.
        timeout_s: How long the whole message may take; None for ever.

    Raises:
        TimeoutError: It took longer.
        EOFError: The other side is gone.
    """
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    (count,) = _LENGTH.unpack(_exactly(descriptor, _LENGTH.size, deadline))
    frames = []
    for _ in range(count):
        (length,) = _LENGTH.unpack(_exactly(descriptor, _LENGTH.size, deadline))
        frames.append(_exactly(descriptor, length, deadline))
    return frames


def _exactly(descriptor: int, length: int, deadline: float | None) -> bytes:
    parts: list[bytes] = []
    while length:
        if deadline is not None:
            left = max(deadline - time.monotonic(), 0)
            if not select.select([descriptor], [], [], left)[0]:
                raise TimeoutError
        part = os.read(descriptor, min(length, _CHUNK))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def pack_tables(tables: Mapping[str, pa.Table]) -> list[bytes]:
    """Return a JSON frame with the names, then a frame of Arrow IPC for each table."""
    frames = [orjson.dumps(list(tables))]
    for table in tables.values():
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        frames.append(sink.getvalue().to_pybytes())
    return frames


def unpack_tables(frames: Sequence[bytes]) -> dict[str, pa.Table]:
    """Read what `pack_tables` packed."""
    names = orjson.loads(frames[0])
    return {
        name: pa.ipc.open_stream(frame).read_all()
        for name, frame in zip(names, frames[1:], strict=True)
    }
