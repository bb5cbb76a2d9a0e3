"""Reads the members of tar files, one after the other as they come."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from tarfile import HeaderError
from typing import IO, BinaryIO, Self

from opsonin import Context, Reject, Resource, Source, UnreadableError
from opsonin_plugins.sources.members import ArchiveOptions, member_place, too_nested
from opsonin_plugins.sources.sniff import binary_format
from opsonin_plugins.sources.streams import stream_of

_CHUNK = 1 << 18
# Kinds of `HeaderError`, which the library documents under its base alone.
_REGULAR_END = "EOFHeaderError"
_EARLY_ENDS = frozenset({"TruncatedHeaderError", "EmptyHeaderError"})


class _Header(tarfile.TarInfo):
    """A header that says so when it is damaged: the library takes that for the end."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        """Read the next header."""
        try:
            return super().fromtarfile(tarfile)
        except HeaderError as error:
            kind = type(error).__name__
            if kind == _REGULAR_END:
                raise
            if kind in _EARLY_ENDS:
                raise UnreadableError("truncated", "The tar file ends early.") from error
            raise UnreadableError("corrupt_archive", f"A header is damaged: {error}.") from error


def accepts(resource: Resource) -> bool:
    """Accept what begins like a tar file."""
    return resource.kind == "file" and binary_format(resource.head) == "application/x-tar"


def read(resource: Resource, context: Context[ArchiveOptions]) -> Iterator[Resource | Reject]:
    """Yield the members one by one; each can be opened only until the next one is asked for."""
    nested = too_nested(resource, context.options)
    if nested is not None:
        yield nested
        return
    with resource.open() as stream:
        try:
            # "r|" never seeks, and follows no link.
            with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as archive:
                yield from _members(resource, archive)
        except (tarfile.TarError, EOFError, ValueError) as error:
            raise UnreadableError("truncated", f"The tar file ends early: {error}.") from error


SOURCE = Source(name="tar", version="1", accepts=accepts, read=read, options=ArchiveOptions)


def _members(resource: Resource, archive: tarfile.TarFile) -> Iterator[Resource | Reject]:
    while (info := archive.next()) is not None:
        # Every member that was passed would be kept.
        archive.members = []  # type: ignore[attr-defined]
        if info.isdir():
            continue
        place = member_place(resource, info.name)
        if isinstance(place, Reject):
            yield place
        elif not info.isreg() or info.issparse():
            key = place.removeprefix(f"{resource.uri}#")
            yield Reject("not_regular", "The member is a link, a device or has holes.", key)
        else:
            yield _member(resource, archive, info, place)


def _member(
    resource: Resource, archive: tarfile.TarFile, info: tarfile.TarInfo, place: str
) -> Resource:
    def opened() -> BinaryIO:
        member = archive.extractfile(info)
        if member is None:
            raise UnreadableError("not_regular", "The member has no bytes.")
        return stream_of(_chunks(member), member.close)

    return Resource(
        uri=place,
        location=f"{resource.location}#{info.name}",
        open=opened,
        size_bytes=info.size,
    )


def _chunks(member: IO[bytes]) -> Iterator[bytes]:
    while True:
        try:
            chunk = member.read(_CHUNK)
        except (tarfile.TarError, EOFError, ValueError) as error:
            raise UnreadableError("truncated", f"The tar file ends early: {error}.") from error
        if not chunk:
            return
        yield chunk
