"""Reads a resource through a source in a worker process, item by item."""

from __future__ import annotations

import io
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import orjson

from opsonin.components.component import RawDocument, Reject, Resource
from opsonin.runner.isolation.failures import LOST
from opsonin.runner.isolation.pool import begin, give_back
from opsonin.runner.isolation.serving import BLOCK_BYTES, PORTION_ITEMS, Streams
from opsonin.runner.isolation.wire import pack_resource, unpack_item
from opsonin.runner.isolation.workers import Order, Worker

if TYPE_CHECKING:
    # Part of the standard library from Python 3.12 on.
    from typing_extensions import Buffer

#: Frames of an item.
_FRAMES = 3


class Conversation:
    """One resource that a source reads.

    The worker is kept until the items are through and no resource among them is needed any more:
    each of these is opened where it was found.

    Args:
        order: Which source.
        resource: What it reads.
    """

    def __init__(self, order: Order, resource: Resource) -> None:
        self._order = order
        self._resource = resource

    def items(self) -> Iterator[Resource | RawDocument | Reject]:
        """Yield what the source gives.

        If its process dies, another one goes on item by item, so that only the one that it dies
        of is lost, with what comes after it.

        Raises:
            Exception: What the source raised, or how its process died.
        """
        n_given = 0
        try:
            for item in self._portions(0, PORTION_ITEMS):
                n_given += 1
                yield item
        except LOST:
            pass
        else:
            return
        yield from self._portions(n_given, 1)

    def _portions(self, skip: int, portion: int) -> Iterator[Resource | RawDocument | Reject]:
        streams = Streams(self._resource)
        about = orjson.dumps({"skip": skip, "portion": portion})
        try:
            worker = begin(self._order, "read", [about, *pack_resource(self._resource)], streams)
            lent = _Lent(worker)
            more = b"more"
            while more == b"more":
                more, *frames = worker.request("next", [], serve=streams)
                for at in range(0, len(frames), _FRAMES):
                    yield unpack_item(frames[at : at + _FRAMES], partial(_opener, lent))
        finally:
            streams.close()


class _Lent:
    """A worker that is given back when nobody knows this object any more."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        weakref.finalize(self, _let_go, worker).atexit = False


def _let_go(worker: Worker) -> None:
    if worker.is_in_step:
        try:
            worker.request("close", [])
        except Exception:  # noqa: BLE001 - it is of no use any more, and nothing else depends on it
            worker.is_in_step = False
    give_back(worker)


def _opener(lent: _Lent, number: int) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        (handle,) = lent.worker.request("open", [str(number).encode()])
        return io.BufferedReader(_Block(lent, handle), BLOCK_BYTES)

    return opened


class _Block(io.RawIOBase):
    """The stream of a resource that a source in a worker has found."""

    def __init__(self, lent: _Lent, handle: bytes) -> None:
        self._lent = lent
        self._handle = handle
        self._rest = b""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill a buffer."""
        view = memoryview(buffer).cast("B")
        if not self._rest:
            (self._rest,) = self._lent.worker.request("block", [self._handle])
        part = self._rest[: len(view)]
        self._rest = self._rest[len(part) :]
        view[: len(part)] = part
        return len(part)

    def close(self) -> None:
        """Close the stream over there."""
        if not self.closed and self._lent.worker.is_in_step:
            self._lent.worker.request("shut", [self._handle])
        super().close()
