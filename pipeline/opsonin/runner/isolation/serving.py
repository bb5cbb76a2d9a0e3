"""What a worker process does with its component when the run asks for it."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from opsonin.components.component import Resource
from opsonin.components.snapshot import Snapshot
from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.runner.isolation.failures import pack_failure, unpack_failure
from opsonin.runner.isolation.frames import receive, send, unpack_tables
from opsonin.runner.isolation.results import pack_cleaned, pack_given
from opsonin.runner.isolation.wire import (
    pack_item,
    unpack_documents,
    unpack_resource,
    unpack_snapshot,
)
from opsonin.store.parquet import FileRef
from opsonin.store.store import Store
from opsonin.tables.contract import INTERNAL

if TYPE_CHECKING:
    # Part of the standard library from Python 3.12 on.
    from typing_extensions import Buffer

#: A source gives its items in portions: up to so many, so many bytes, or after so long.
PORTION_ITEMS = 64
_PORTION_BYTES = 4 << 20
_PORTION_S = 0.2
#: Bytes that are asked for at once.
BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Talk:
    """The pipes to the run, to ask it for something in the middle of a call."""

    questions: int
    answers: int

    def ask(self, about: Mapping[str, object]) -> list[bytes]:
        """Ask the run and return its answer.

        Raises:
            Exception: What went wrong there.
        """
        send(self.answers, [b"ask", orjson.dumps(about)])
        status, *frames = receive(self.questions)
        if status == b"error":
            raise unpack_failure(frames[0])
        return frames


class Server:
    """Carries requests out.

    Attributes:
        is_reading: Whether a source is in the middle of a resource.
    """

    def __init__(self, one: Installed[Any], pipeline: Pipeline | None, talk: Talk) -> None:
        self._one = one
        self._pipeline = pipeline
        self._talk = talk
        self._items: Iterator[Any] = iter(())
        self._source: Iterator[Any] = self._items
        self._portion_items = PORTION_ITEMS
        self._error: BaseException | None = None
        self._resources: list[Resource] = []
        self._streams: dict[int, BinaryIO] = {}
        self.is_reading = False

    def carry_out(self, kind: str, frames: Sequence[bytes]) -> Sequence[bytes]:
        """Call the component and return what came of it.

        Raises:
            BaseException: What the component raised.
        """
        return _KINDS[kind](self, frames)

    def clean(self, frames: Sequence[bytes]) -> Sequence[bytes]:
        """Give a batch to a cleaner."""
        cleaner = self._one.component
        return pack_cleaned(cleaner.clean(unpack_documents(frames), self._one.context), cleaner)

    def tag(self, frames: Sequence[bytes]) -> Sequence[bytes]:
        """Give a batch to a tagger."""
        return pack_given(self._one.component.tag(unpack_documents(frames), self._one.context))

    def link(self, frames: Sequence[bytes]) -> Sequence[bytes]:
        """Give all documents to a corpus tagger: it reads them from the store, as they will be."""
        # It knows the stages; only corpus taggers need it.
        from opsonin.runner.overlay import Corpus, Overlay  # noqa: PLC0415

        assert self._pipeline is not None  # noqa: S101 - corpus taggers are given all plugins
        about = orjson.loads(frames[0])
        tables = {**self._pipeline.tables, **INTERNAL}
        rows = Overlay(
            Store(self._pipeline.settings.data, tables),
            tables,
            {
                name: [FileRef.from_json(one) for one in refs]
                for name, refs in about["added"].items()
            },
            about["live"],
            {name: set(owners) for name, owners in about["replaced"].items()},
        )
        changed = None if about["changed"] is None else frozenset(about["changed"])
        documents = Corpus(rows, about["reads"], unpack_tables(frames[1:]), changed)
        return pack_given(self._one.component.tag(documents, self._one.context))

    def export(self, frames: Sequence[bytes]) -> Sequence[bytes]:
        """Give a snapshot to an exporter."""
        models: Mapping[str, Any] = self._pipeline.tables if self._pipeline is not None else {}
        snapshot: Snapshot = unpack_snapshot(frames[0], {**models, **INTERNAL})
        place = self._one.component.export(snapshot, self._one.context)
        if not isinstance(place, str):
            kind = type(place).__name__
            raise TypeError(f"it gave a {kind} as the place of the export, expected a string")
        return [place.encode("utf-8", "surrogateescape")]

    def accepts(self, frames: Sequence[bytes]) -> Sequence[bytes]:
        """Ask a source whether it reads a resource."""
        resource = unpack_resource(frames, self._open_over_there)
        return [b"yes" if self._one.component.accepts(resource) else b"no"]

    def read(self, frames: Sequence[bytes]) -> Sequence[bytes]:
        """Let a source begin with a resource; some of its items may be known already."""
        about = orjson.loads(frames[0])
        resource = unpack_resource(frames[1:], self._open_over_there)
        self._portion_items = about["portion"]
        self._resources = []
        items = iter(self._one.component.read(resource, self._one.context))
        self._items = islice(items, about["skip"], None)
        self._source = items
        self.is_reading = True
        return []

    def next(self, _frames: Sequence[bytes]) -> Sequence[bytes]:
        """Take the next items of a source; the first frame says whether there may be more."""
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        found: list[bytes] = []
        started = time.monotonic()
        size_bytes = 0
        try:
            for item in self._items:
                if isinstance(item, Resource):
                    self._resources.append(item)
                packed = pack_item(item, len(self._resources) - 1)
                found += packed
                size_bytes += sum(map(len, packed))
                is_full = len(found) >= 3 * self._portion_items or size_bytes >= _PORTION_BYTES
                if is_full or time.monotonic() - started >= _PORTION_S:
                    return [b"more", *found]
        # It is raised when what came before it has been taken.
        except BaseException as error:
            if not found:
                raise
            self._error = error
            return [b"more", *found]
        return [b"end", *found]

    def close(self, _frames: Sequence[bytes]) -> Sequence[bytes]:
        """End a resource: the source lets go what it holds."""
        close = getattr(self._source, "close", None)
        streams = list(self._streams.values())
        self._items = self._source = iter(())
        self._error, self._resources, self._streams = None, [], {}
        self.is_reading = False
        for stream in streams:
            stream.close()
        if close is not None:
            close()
        return []

    def open(self, frames: Sequence[bytes]) -> Sequence[bytes]:
        """Open a resource that the source has given; its stream is read in blocks."""
        number = int(frames[0])
        stream = self._resources[number].open()
        handle = max(self._streams, default=0) + 1
        self._streams[handle] = stream
        return [str(handle).encode()]

    def block(self, frames: Sequence[bytes]) -> Sequence[bytes]:
        """Read the next bytes of a stream; none at its end."""
        stream = self._streams[int(frames[0])]
        return [getattr(stream, "read1", stream.read)(BLOCK_BYTES)]

    def shut(self, frames: Sequence[bytes]) -> Sequence[bytes]:
        """Close a stream."""
        stream = self._streams.pop(int(frames[0]), None)
        if stream is not None:
            stream.close()
        return []

    def _open_over_there(self) -> BinaryIO:
        """Open the resource that was given; the run holds its bytes."""
        (answer,) = self._talk.ask({"do": "open"})
        about = orjson.loads(answer)
        raw = _Remote(self._talk, about["handle"], is_seekable=about["is_seekable"])
        return io.BufferedReader(raw, BLOCK_BYTES)


class _Remote(io.RawIOBase):
    """A stream whose bytes the run holds. The run closes it when the resource is through."""

    def __init__(self, talk: Talk, handle: int, *, is_seekable: bool) -> None:
        self._talk = talk
        self._handle = handle
        self._is_seekable = is_seekable

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell whether the run's own stream can go back."""
        return self._is_seekable

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill a buffer."""
        view = memoryview(buffer).cast("B")
        n_bytes = min(len(view), BLOCK_BYTES)
        (part,) = self._talk.ask({"do": "read", "handle": self._handle, "n_bytes": n_bytes})
        view[: len(part)] = part
        return len(part)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to another place; return where that is."""
        if not self._is_seekable:
            raise io.UnsupportedOperation("seek")
        about = {"do": "seek", "handle": self._handle, "offset": offset, "whence": whence}
        return int(self._talk.ask(about)[0])


class Streams:
    """The run's side: serves the bytes of one resource to the worker that reads it."""

    def __init__(self, resource: Resource) -> None:
        self._resource = resource
        self._streams: dict[int, BinaryIO] = {}

    def __call__(self, frames: Sequence[bytes]) -> Sequence[bytes]:
        """Answer one question."""
        about = orjson.loads(frames[0])
        try:
            return [b"ok", getattr(self, f"_{about.pop('do')}")(**about)]
        except Exception as error:  # noqa: BLE001 - the worker raises it where it asked
            return [b"error", pack_failure(error)]

    def close(self) -> None:
        """Close what the worker has left open."""
        for stream in self._streams.values():
            stream.close()
        self._streams.clear()

    def _open(self) -> bytes:
        stream = self._resource.open()
        handle = max(self._streams, default=0) + 1
        self._streams[handle] = stream
        return orjson.dumps({"handle": handle, "is_seekable": stream.seekable()})

    def _read(self, handle: int, n_bytes: int) -> bytes:
        stream = self._streams[handle]
        return bytes(getattr(stream, "read1", stream.read)(n_bytes))

    def _seek(self, handle: int, offset: int, whence: int) -> bytes:
        return str(self._streams[handle].seek(offset, whence)).encode()


_KINDS: Mapping[str, Callable[[Server, Sequence[bytes]], Sequence[bytes]]] = {
    "clean": Server.clean,
    "tag": Server.tag,
    "link": Server.link,
    "export": Server.export,
    "accepts": Server.accepts,
    "read": Server.read,
    "next": Server.next,
    "close": Server.close,
    "open": Server.open,
    "block": Server.block,
    "shut": Server.shut,
}
