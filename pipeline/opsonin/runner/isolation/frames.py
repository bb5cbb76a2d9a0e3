"""Frames on a pipe: how a run and its worker processes talk, without pickling anything."""

from __future__ import annotations

import os
import select
import struct
import time
from collections.abc import Callable, Mapping, Sequence

import orjson
import pyarrow as pa

_LENGTH = struct.Struct(">Q")
_CHUNK = 1 << 20
#: How often a side that waits looks whether the other one is still there.
_LOOK_S = 1.0
#: No message has more frames or bytes: what says so was written by somebody else.
_MAX_FRAMES = 1 << 20
_MAX_BYTES = 1 << 40


class GarbledError(Exception):
    """What came through a pipe is no message."""


def send(descriptor: int, frames: Sequence[bytes], timeout_s: float | None = None) -> None:
    """Write a message of several frames.

    Args:
        descriptor: Where to write; it does not block if ``timeout_s`` is given.
        frames: The message.
        timeout_s: How long the other side may take to read all of it; None for ever.

    Raises:
        BrokenPipeError: Nobody reads any more.
        TimeoutError: It took longer.
    """
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    message = b"".join([_LENGTH.pack(len(frames)), *_framed(frames)])
    view = memoryview(message)
    while view:
        if deadline is not None and not _is_writable(descriptor, deadline):
            raise TimeoutError
        try:
            view = view[os.write(descriptor, view[:_CHUNK]) :]
        except BlockingIOError:
            continue


def _is_writable(descriptor: int, deadline: float) -> bool:
    left = max(deadline - time.monotonic(), 0)
    return bool(select.select([], [descriptor], [], left)[1])


def _framed(frames: Sequence[bytes]) -> list[bytes]:
    return [part for frame in frames for part in (_LENGTH.pack(len(frame)), frame)]


def receive(
    descriptor: int,
    timeout_s: float | None = None,
    is_gone: Callable[[], bool] = lambda: False,
) -> list[bytes]:
    """Read a whole message.

    Args:
        descriptor: Where to read.
        timeout_s: How long the whole message may take; None for ever.
        is_gone: Tells whether the other side has ended; its children may keep the pipe open.

    Raises:
        TimeoutError: It took longer.
        EOFError: The other side is gone.
        GarbledError: It is no message.
    """
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    count = _number(_exactly(descriptor, _LENGTH.size, deadline, is_gone), _MAX_FRAMES)
    frames = []
    for _ in range(count):
        length = _number(_exactly(descriptor, _LENGTH.size, deadline, is_gone), _MAX_BYTES)
        frames.append(_exactly(descriptor, length, deadline, is_gone))
    return frames


def _number(data: bytes, limit: int) -> int:
    (number,) = _LENGTH.unpack(data)
    if number > limit:
        raise GarbledError
    return int(number)


def _exactly(
    descriptor: int, length: int, deadline: float | None, is_gone: Callable[[], bool]
) -> bytes:
    parts: list[bytes] = []
    while length:
        if deadline is not None:
            _wait(descriptor, deadline, is_gone)
        part = os.read(descriptor, min(length, _CHUNK))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _wait(descriptor: int, deadline: float, is_gone: Callable[[], bool]) -> None:
    """Wait until there is something to read."""
    while True:
        left = deadline - time.monotonic()
        if select.select([descriptor], [], [], max(min(left, _LOOK_S), 0))[0]:
            return
        # What it wrote before it ended is still to be read.
        if is_gone() and not select.select([descriptor], [], [], 0)[0]:
            raise EOFError
        if left <= 0:
            raise TimeoutError


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
