"""Reads the members of zip files."""

from __future__ import annotations

import errno
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from typing import IO, BinaryIO

from opsonin import Context, Reject, Resource, Source, UnreadableError
from opsonin_plugins.sources.limits import check_expansion
from opsonin_plugins.sources.members import ArchiveOptions, member_place, too_nested
from opsonin_plugins.sources.sniff import binary_format
from opsonin_plugins.sources.streams import seekable, stream_of

_CHUNK = 1 << 18
#: What is spooled of an archive that lies in a stream.
_MAX_SPOOLED_BYTES = 4 << 30
_ENCRYPTED, _FLAGS_AT = 0x1, 6
_UNIX_MODE_SHIFT = 16
_FILE_KIND, _REGULAR_KIND = 0o170000, 0o100000
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    struct.error,
    UnicodeDecodeError,
    ValueError,
    RuntimeError,
)


def accepts(resource: Resource) -> bool:
    """Accept what begins like a zip file and is no office document."""
    return resource.kind == "file" and binary_format(resource.head) == "application/zip"


def read(resource: Resource, context: Context[ArchiveOptions]) -> Iterator[Resource | Reject]:
    """Yield the members one by one; nothing is unpacked to disk."""
    nested = too_nested(resource, context.options)
    if nested is not None:
        yield nested
        return
    with seekable(resource.open(), _MAX_SPOOLED_BYTES) as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except _DAMAGE as error:
            cause = error.__context__
            if isinstance(cause, OSError) and cause.errno not in {None, errno.EINVAL}:
                # zipfile takes an error of the disk for damage; only the next run can tell.
                raise cause from None
            raise UnreadableError(
                "corrupt_archive", f"The zip file is damaged: {error}."
            ) from error
        with archive:
            yield from _members(resource, archive, stream, context.options)


SOURCE = Source(name="zip", version="1", accepts=accepts, read=read, options=ArchiveOptions)


def _members(
    resource: Resource, archive: zipfile.ZipFile, stream: BinaryIO, options: ArchiveOptions
) -> Iterator[Resource | Reject]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if not infos:
        yield Reject("empty", "The archive has no files.")
    # Members may share their bytes: each is small then, and all together are a bomb. Source:
    # D. Fifield, "A better zip bomb", USENIX WOOT 2019.
    check_expansion(stream.seek(0, 2), sum(info.file_size for info in infos), options)
    for info in infos:
        place = member_place(resource, info.filename)
        if isinstance(place, Reject):
            yield place
            continue
        refused = _refused(info, stream, options)
        if refused is not None:
            yield Reject(*refused, place.removeprefix(f"{resource.uri}#"))
            continue
        yield Resource(
            uri=place,
            location=f"{resource.location}#{info.filename}",
            open=partial(_open, archive, info),
            size_bytes=info.file_size,
        )


def _refused(
    info: zipfile.ZipInfo, stream: BinaryIO, options: ArchiveOptions
) -> tuple[str, str] | None:
    kind = (info.external_attr >> _UNIX_MODE_SHIFT) & _FILE_KIND
    if kind not in {0, _REGULAR_KIND}:
        return "not_regular", "The member is a link or a device."
    # The member's own header may say otherwise than the directory at the end.
    stream.seek(info.header_offset + _FLAGS_AT)
    flags = info.flag_bits | int.from_bytes(stream.read(2), "little")
    if flags & _ENCRYPTED:
        return "encrypted", "The member is encrypted."
    try:
        check_expansion(info.compress_size, info.file_size, options)
    except UnreadableError as error:
        return error.reason, error.detail
    return None


def _open(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    try:
        member = archive.open(info)
    except _DAMAGE as error:
        raise _damaged(error) from error
    return stream_of(_chunks(member), member.close)


def _chunks(member: IO[bytes]) -> Iterator[bytes]:
    while True:
        try:
            # It gives no more than the header states, and checks the sum at the end.
            chunk = member.read(_CHUNK)
        except _DAMAGE as error:
            raise _damaged(error) from error
        if not chunk:
            return
        yield chunk


def _damaged(error: Exception) -> UnreadableError:
    return UnreadableError("corrupt_archive", f"The member is damaged: {error}.")
