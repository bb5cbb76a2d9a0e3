"""Opens files that are compressed as a whole: gzip, Zstandard, LZ4, bzip2, xz."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Protocol

import pyarrow as pa

from opsonin import Context, Resource, Source, UnreadableError
from opsonin_plugins.sources.limits import ExpansionOptions, check_expansion
from opsonin_plugins.sources.sniff import binary_format
from opsonin_plugins.sources.streams import stream_of

_CHUNK = 1 << 18
#: Read at once of what is compressed, so little that a bomb shows before it has gone off.
_PACKED_CHUNK = 1 << 14
#: xz may ask for up to 4 GiB; its own highest preset needs 65 MiB. Source: xz(1).
_XZ_MEMORY_BYTES = 128 << 20
_WINDOW_GZIP = 31


class _Decompressor(Protocol):
    """What bz2 and lzma offer."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = ...) -> bytes: ...


class _Gzip:
    """zlib's decompressor with the interface of those of bz2 and lzma."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(_WINDOW_GZIP)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        found = self._inner.decompress(self._inner.unconsumed_tail + data, max(max_length, 0))
        self.needs_input = not self._inner.unconsumed_tail and len(found) < max_length
        return found


@dataclass(frozen=True, slots=True)
class _Format:
    magic: bytes
    start: Callable[[], _Decompressor]


_FORMATS: dict[str, _Format] = {
    "application/gzip": _Format(b"\x1f\x8b", _Gzip),
    "application/x-bzip2": _Format(b"BZh", bz2.BZ2Decompressor),
    "application/x-xz": _Format(
        b"\xfd7zXZ\x00", partial(lzma.LZMADecompressor, memlimit=_XZ_MEMORY_BYTES)
    ),
}
#: Media type -> codec of Arrow.
_CODECS = {"application/zstd": "zstd", "application/x-lz4": "lz4"}


def accepts(resource: Resource) -> bool:
    """Accept what begins like a compressed file."""
    return resource.kind == "file" and binary_format(resource.head) in {*_FORMATS, *_CODECS}


def read(resource: Resource, context: Context[ExpansionOptions]) -> Iterator[Resource]:
    """Yield what the file holds, at the file's own place: compression is no part of it.

    A damaged file is read up to the damage, which its reader then raises.
    """
    media_type = str(binary_format(resource.head))
    yield Resource(
        uri=resource.uri,
        location=resource.location,
        open=partial(_open, resource, media_type, context.options),
    )


SOURCE = Source(
    name="compressed", version="1", accepts=accepts, read=read, options=ExpansionOptions
)


def _open(resource: Resource, media_type: str, limits: ExpansionOptions) -> BinaryIO:
    return unpacked(resource.open(), media_type, limits)


def unpacked(stream: BinaryIO, media_type: str, limits: ExpansionOptions) -> BinaryIO:
    """Return what a compressed stream holds.

    Args:
        stream: Closed with what is returned.
        media_type: How it is compressed.
        limits: How far it may unfold; `UnreadableError` comes out of ``read``.
    """
    packed = _Counted(stream)
    codec = _CODECS.get(media_type)
    unpack = partial(_coded, codec) if codec else partial(_members, _FORMATS[media_type])
    return stream_of(_limited(unpack(packed), packed, limits), packed.stream.close)


class _Counted:
    """Counts the bytes that are read of a stream."""

    closed = False

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.n_bytes = 0

    def read(self, size: int = -1) -> bytes:
        """Read from the stream."""
        part = self.stream.read(size)
        self.n_bytes += len(part)
        return part

    def close(self) -> None:
        """Leave the stream open: whoever opened it closes it."""


def _limited(
    chunks: Iterator[bytes], packed: _Counted, limits: ExpansionOptions
) -> Iterator[bytes]:
    n_out = 0
    for chunk in chunks:
        n_out += len(chunk)
        check_expansion(packed.n_bytes, n_out, limits)
        yield chunk


def _members(form: _Format, packed: _Counted) -> Iterator[bytes]:
    """Yield the content of one compressed stream after the other; they count as one.

    What follows the last one and is none is left out, as gzip(1) does.
    """
    data = packed.read(_PACKED_CHUNK)
    while data.startswith(form.magic):
        one = form.start()
        while not one.eof:
            if one.needs_input and not data:
                data = packed.read(_PACKED_CHUNK)
                if not data:
                    raise UnreadableError("truncated", "The compressed file ends early.")
            yield _unpacked(one, data)
            data = b""
        data = one.unused_data
        if len(data) < len(form.magic):
            data += packed.read(_PACKED_CHUNK)


def _unpacked(one: _Decompressor, data: bytes) -> bytes:
    try:
        return one.decompress(data, _CHUNK)
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
        raise UnreadableError("corrupt", f"It cannot be decompressed: {error}.") from error


def _coded(codec: str, packed: _Counted) -> Iterator[bytes]:
    source = pa.PythonFile(packed, mode="r")
    try:
        with pa.CompressedInputStream(source, codec) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except pa.ArrowException as error:
        raise UnreadableError("corrupt", str(error)) from error
    except OSError as error:
        if error.errno is not None:
            # Not the content but the file system.
            raise
        raise UnreadableError(_coded_reason(str(error)), f"{error}.") from error


def _coded_reason(message: str) -> str:
    if "Truncated" in message:
        return "truncated"
    return "expansion_limit" if "memory" in message else "corrupt"
