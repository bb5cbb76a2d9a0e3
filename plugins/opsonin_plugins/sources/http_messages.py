"""Responses of HTTP as archives keep them: status, header and body, decoded within limits."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from opsonin import UnreadableError
from opsonin_plugins.sources.limits import ExpansionOptions, check_expansion
from opsonin_plugins.sources.warc_records import header_fields

_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]{1,8}(\d{3})\b")
#: Source: RFC 9112, section 7.1; extensions of a chunk are left out.
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,12})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_PIECE = 1 << 18
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
#: zlib's own marks for a stream that is gzip or zlib, and for a bare one.
_ANY_WINDOW, _BARE_WINDOW = 47, -15


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response.

    Attributes:
        status: Its code.
        fields: Its header, names in lower case.
        body: Its content, decoded.
    """

    status: int
    fields: Mapping[str, str]
    body: bytes


def read_response(message: bytes, limits: ExpansionOptions) -> HttpResponse:
    """Return a response with its body as it was meant.

    Crawlers often keep a body decoded and its header as it was: a coding that is stated but not
    there is passed over.

    Args:
        message: Status line, header and body.
        limits: How far the body may unfold.

    Raises:
        UnreadableError: ``corrupt``, ``truncated``, ``expansion_limit``, or ``content_coding`` for
            one that cannot be decoded here.
    """
    status, end = _STATUS.match(message), _END.search(message)
    if status is None or end is None:
        raise UnreadableError("corrupt", "This is no response of HTTP.")
    fields = header_fields(message[: end.start()])
    body = message[end.end() :]
    if "chunked" in fields.get("transfer-encoding", "").lower():
        body = _joined(body)
    return HttpResponse(int(status[1]), fields, decoded_body(fields, body, limits))


def decoded_body(fields: Mapping[str, str], body: bytes, limits: ExpansionOptions) -> bytes:
    """Return a body without the codings that its header states.

    Args:
        fields: The header, names in lower case.
        body: The body, without chunks.
        limits: How far it may unfold.

    Raises:
        UnreadableError: As for `read_response`.
    """
    codings = re.split(r"[,\s]+", fields.get("content-encoding", "").lower())
    for coding in reversed([one for one in codings if one]):
        body = _decoded(body, coding, limits)
    return body


def _joined(body: bytes) -> bytes:
    """Return the content of chunks; a body that has none is left as it is."""
    parts: list[bytes] = []
    at = 0
    while (size := _CHUNK_SIZE.match(body, at)) is not None:
        n_bytes = int(size[1], 16)
        if n_bytes == 0:
            return b"".join(parts)
        parts.append(body[size.end() : size.end() + n_bytes])
        at = size.end() + n_bytes
        if at > len(body):
            raise UnreadableError("truncated", "The last chunk of the body is not whole.")
        at += len(body[at : at + 2]) - len(body[at : at + 2].lstrip(b"\r\n"))
    if parts and at < len(body):
        raise UnreadableError("corrupt", f"At byte {at} of the body there is no chunk.")
    return b"".join(parts) if parts else body


def _decoded(body: bytes, coding: str, limits: ExpansionOptions) -> bytes:
    if coding in ("gzip", "x-gzip"):
        return _inflated(body, _ANY_WINDOW, limits) if body.startswith(_GZIP) else body
    if coding == "deflate":
        return _deflated(body, limits)
    if coding == "zstd":
        return _unpacked(body, limits) if body.startswith(_ZSTD) else body
    if coding == "identity" or body.lstrip()[:1] == b"<":
        return body
    raise UnreadableError("content_coding", f"The body is coded as {coding[:40]!a}.")


def _deflated(body: bytes, limits: ExpansionOptions) -> bytes:
    if body.lstrip()[:1] == b"<":
        return body
    try:
        return _inflated(body, _ANY_WINDOW, limits)
    except UnreadableError as error:
        # Some servers leave out the header of zlib. Source: RFC 9110, 8.4.1.2, note.
        if error.reason != "corrupt":
            raise
        return _inflated(body, _BARE_WINDOW, limits)


def _inflated(body: bytes, window: int, limits: ExpansionOptions) -> bytes:
    one = zlib.decompressobj(window)
    parts: list[bytes] = []
    n_out, rest = 0, body
    try:
        while rest and not one.eof:
            part = one.decompress(rest, _PIECE)
            parts.append(part)
            n_out += len(part)
            check_expansion(len(body), n_out, limits)
            rest = one.unconsumed_tail
    except zlib.error as error:
        raise UnreadableError("corrupt", f"The body cannot be decompressed: {error}.") from error
    if not one.eof:
        raise UnreadableError("truncated", "The compressed body ends early.")
    return b"".join(parts)


def _unpacked(body: bytes, limits: ExpansionOptions) -> bytes:
    parts: list[bytes] = []
    n_out = 0
    try:
        with pa.CompressedInputStream(pa.BufferReader(body), "zstd") as stream:
            while part := stream.read(_PIECE):
                parts.append(part)
                n_out += len(part)
                check_expansion(len(body), n_out, limits)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableError("corrupt", f"The body cannot be decompressed: {error}.") from error
    return b"".join(parts)
