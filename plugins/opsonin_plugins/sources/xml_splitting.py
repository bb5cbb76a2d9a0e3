"""Cuts the records out of an XML file of any size, without parsing what lies around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from opsonin import UnreadableError
from opsonin_plugins.sources.windows import Window

_EMPTY = re.compile(rb"<[^<>]{0,900}+(?<=/)>")
#: Longer than any tag that is looked for.
_OVERLAP = 1024


class Cut(NamedTuple):
    """A record as it stands in the file.

    Attributes:
        name: Name of its element.
        payload: Its bytes; None if there are too many.
    """

    name: str
    payload: bytes | None


def cut_records(stream: BinaryIO, root: str, names: Sequence[str], max_bytes: int) -> Iterator[Cut]:
    """Yield the records of a file, one after the other, at the cost of the memory of one.

    A comment or CDATA section that holds the tags of a record is taken for one; what comes of it
    is no XML, and so becomes a reject.

    Args:
        stream: An encoding that has ASCII as its first half.
        root: Name of the root element.
        names: Names of the records' elements; they do not lie in each other.
        max_bytes: Longer records are passed over.

    Raises:
        UnreadableError: The file ends in a record, or before its root element does.
    """
    escaped = {name: re.escape(name).encode() for name in names}
    opening = re.compile(rb"<(" + b"|".join(escaped.values()) + rb")(?=[\s/>])")
    closings = {name: re.compile(rb"</" + one + rb"\s*+>") for name, one in escaped.items()}
    window = Window(stream)
    while (opened := window.seek(opening, _OVERLAP)) is not None:
        name = opened[1].decode()
        if empty := _EMPTY.match(opened.string):
            yield Cut(name, window.taken(empty.end()))
            continue
        yield Cut(name, _through(window, closings[name], max_bytes))
    end = re.escape(root).encode()
    if not re.search(rb"</" + end + rb"\s*+>|<" + end + rb"[^<>]{0,900}/>", window.bytes):
        raise UnreadableError("truncated", f"The file ends without </{root}>.")


def _through(window: Window, closing: re.Pattern[bytes], max_bytes: int) -> bytes | None:
    """Return all bytes through the first match, and let them go; None for too many."""
    at, is_large = 0, False
    while True:
        found = closing.search(window.bytes, at)
        if found is not None:
            end = found.end()
            del found  # or the window could not shrink
            payload = window.taken(end)
            return None if is_large or end > max_bytes else payload
        at = max(len(window.bytes) - _OVERLAP, 0)
        if at > max_bytes:
            is_large = True
            window.drop(at)
            at = 0
        if not window.more():
            raise UnreadableError("truncated", "The file ends in the middle of a record.")
