"""Cuts the records out of a WARC file, and finds back after one that is damaged.

Source: ISO 28500:2017 (WARC 1.1), sections 4 and 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from opsonin import Reject
from opsonin_plugins.sources.windows import Window

#: Longer headers are none.
MAX_HEADER_BYTES = 1 << 20

_END = re.compile(rb"\r?\n\r?\n")
_BLANK = re.compile(rb"[\r\n]*+")
_START = re.compile(
    rb"(?<![^\n])WARC/(?:0\.1[78]|1\.[01])\r?\nWARC-[A-Z]|(?<![^\n])WARC/\d\.\d\r?\n"
)
_VERSION = re.compile(rb"WARC/(?:0\.1[78]|1\.[01])\r?\n")
_LENGTH = re.compile(r"\d{1,18}", re.ASCII)
_OVERLAP = 64


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """A record.

    Attributes:
        fields: Its named fields, names in lower case; of equal ones the first.
        block: What it holds.
        payload: All of it, from its version on.
    """

    fields: Mapping[str, str]
    block: bytes
    payload: bytes


def warc_records(stream: BinaryIO, max_bytes: int) -> Iterator[WarcRecord | Reject]:
    """Yield the records of a file, or why one is none, at the cost of the memory of one.

    Where the stated length of a record does not lead to the next one, the record is rejected, and
    the next one is looked for.

    Args:
        stream: The file, decompressed.
        max_bytes: Longer records are rejected.
    """
    window = Window(stream)
    while _skip_blank(window):
        found = _next(window, max_bytes)
        yield found
        if isinstance(found, Reject) and window.seek(_START, _OVERLAP) is None:
            return


def header_fields(header: bytes) -> dict[str, str]:
    """Return the fields of a header by name in lower case; lines that go on are joined."""
    lines = header.decode("utf-8", "replace").replace("\r\n", "\n")
    fields: dict[str, str] = {}
    for line in re.sub(r"\n[ \t]+", " ", lines).split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _skip_blank(window: Window) -> bool:
    """Move to the next byte that is no line end; False at the end of the file."""
    while True:
        found = _BLANK.match(window.bytes)
        n_blank = found.end() if found else 0
        del found  # or the window could not shrink
        window.drop(n_blank)
        if window.bytes:
            return True
        if not window.more():
            return False


def _next(window: Window, max_bytes: int) -> WarcRecord | Reject:
    end = _header_end(window)
    if end is None:
        return _no_header(window)
    fields = header_fields(bytes(window.bytes[:end]))
    stated = fields.get("content-length", "")
    size = end + int(stated) if _LENGTH.fullmatch(stated) else 0
    problem = _problem(window, stated, size, max_bytes)
    if problem is not None:
        # The next record is looked for in what this one said it holds.
        window.drop(1)
        return problem
    payload = window.taken(size)
    return WarcRecord(fields, payload[end:], payload)


def _no_header(window: Window) -> Reject:
    if len(window.bytes) < MAX_HEADER_BYTES and _VERSION.match(window.bytes):
        window.drop(len(window.bytes))
        return Reject("truncated", "The file ends in the header of a record.")
    window.drop(1)
    return Reject("corrupt", "This is no header of a WARC record.")


def _problem(window: Window, stated: str, size: int, max_bytes: int) -> Reject | None:
    """Say what is wrong with the length of a record, after a look at where it leads."""
    if not size:
        return Reject("corrupt", f"The length of a record is stated as {stated[:40]!a}.")
    if size > max_bytes:
        return Reject("too_large", f"A record has {size} bytes, {max_bytes} allowed (max_bytes).")
    if not window.fill(size):
        return Reject("truncated", f"A record has fewer than the {stated} bytes that it states.")
    window.fill(size + _OVERLAP)
    if not _is_boundary(window.bytes, size):
        return Reject("corrupt", f"No record follows after the {stated} bytes that one states.")
    return None


def _header_end(window: Window) -> int | None:
    """Return where the block of a record begins; None if this is no header."""
    window.fill(_OVERLAP)
    if not _VERSION.match(window.bytes):
        return None
    at = 0
    while True:
        found = _END.search(window.bytes, at, MAX_HEADER_BYTES)
        if found is not None:
            return found.end()
        at = max(len(window.bytes) - 4, 0)
        if at >= MAX_HEADER_BYTES or not window.more():
            return None


def _is_boundary(content: bytearray, at: int) -> bool:
    """Tell whether a record may end here: at two line ends, the next one or the end of the file."""
    rest = bytes(content[at : at + _OVERLAP])
    following = rest.lstrip(b"\r\n")
    is_next = len(following) < len(rest) and following.startswith(b"WARC/")
    return is_next or not following or rest.startswith(b"\r\n\r\n")
