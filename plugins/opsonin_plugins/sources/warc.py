"""Reads WARC files: one document for each page or text that a crawl has kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from opsonin import Context, RawDocument, Reject, Resource, Source, UnreadableError
from opsonin_plugins.sources.decode import decode
from opsonin_plugins.sources.http_messages import HttpResponse, read_response
from opsonin_plugins.sources.limits import ExpansionOptions
from opsonin_plugins.sources.places import quoted
from opsonin_plugins.sources.records import Keys
from opsonin_plugins.sources.sniff import binary_format, media_type_of
from opsonin_plugins.sources.warc_records import WarcRecord, warc_records
from opsonin_plugins.sources.xml_file import xml_document
from opsonin_plugins.xmldoc.sniffing import root_name

_MAX_KEY = 500
_HEAD_BYTES = 4096
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
#: Types that are text; of others the content decides. Source: IANA's registry of media types.
_NO_TEXT = re.compile(
    r"(?:image|audio|video|font)/|application/(?:javascript|x-javascript|json|pdf|zip|wasm|"
    r"x-font|font|vnd\.ms-fontobject|x-shockwave-flash|manifest\+json|ld\+json)|"
    r"text/(?:css|javascript|x-javascript)",
    re.IGNORECASE,
)
_SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcOptions(ExpansionOptions):
    """Options of source ``warc``.

    Attributes:
        max_ratio: Bytes that one byte of a body may unfold to.
        max_bytes: Longer records, and bodies that unfold to more, are rejected.
    """

    max_bytes: int = 32 * 1024 * 1024


def accepts(resource: Resource) -> bool:
    """Accept what begins like a WARC file."""
    return resource.kind == "file" and binary_format(resource.head) == "application/warc"


def read(resource: Resource, context: Context[WarcOptions]) -> Iterator[RawDocument | Reject]:
    """Yield a document or a reject for each response, resource or converted text, lazily.

    Requests, and what a crawler notes for itself, are no documents.
    """
    limits, keys = context.options, Keys()
    with resource.open() as stream:
        for number, record in enumerate(warc_records(stream, limits.max_bytes), start=1):
            if isinstance(record, Reject):
                yield replace(record, key=keys.unused(f"R{number}"))
            elif record.fields.get("warc-type") in ("response", "resource", "conversion"):
                key = quoted(_target(record))
                key = keys.unused(key if 0 < len(key) <= _MAX_KEY else f"R{number}")
                yield replace(_document(record, limits), key=key)


SOURCE = Source(name="warc", version="2", accepts=accepts, read=read, options=WarcOptions)


def _document(record: WarcRecord, limits: WarcOptions) -> RawDocument | Reject:
    """Return the document that a record holds; its payload is the whole record."""
    stated = record.fields.get("content-type", "")
    response = HttpResponse(200, {"content-type": stated}, record.block)
    if stated.startswith("application/http"):
        try:
            response = read_response(record.block, limits)
        except UnreadableError as error:
            return Reject(error.reason, error.detail)
    elif record.fields["warc-type"] == "response":
        return Reject("media_type", f"The response is {stated[:100]!a}, no HTTP.")
    if response.status not in _SUCCESS:
        return Reject("http_status", f"The server answered with status {response.status}.")
    content_type = response.fields.get("content-type", "")
    binary = binary_format(response.body)
    if binary or _NO_TEXT.match(content_type):
        return Reject("media_type", f"This is {binary or content_type[:100]!a}, no text.")
    found = text_document(response.body, content_type)
    if isinstance(found, Reject):
        return found
    date = record.fields.get("warc-date")
    return replace(
        found,
        payload=record.payload,
        metadata={**found.metadata, **_metadata(record, content_type)},
        observed_at=date,
    )


def text_document(body: bytes, content_type: str) -> RawDocument | Reject:
    """Return the document that a body of HTTP holds as text, or say why it holds none.

    Args:
        body: The body, decoded.
        content_type: What the server has stated, which may name an encoding.
    """
    if root_name(body[:_HEAD_BYTES]):
        return xml_document(body)[0]
    charset = _CHARSET.search(content_type)
    decoded = decode(body, charset[1] if charset else "")
    if isinstance(decoded, Reject):
        return decoded
    return RawDocument(
        payload=body,
        text=decoded.text,
        media_type=media_type_of(decoded.text),
        encoding=decoded.encoding,
        metadata=decoded.metadata,
    )


def _target(record: WarcRecord) -> str:
    # Early writers put it into angle brackets, as WARC 1.0 did by mistake.
    return record.fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">")


def _metadata(record: WarcRecord, content_type: str) -> dict[str, object]:
    stated = {
        "url": _target(record),
        "warc_date": record.fields.get("warc-date", ""),
        "warc_record_id": record.fields.get("warc-record-id", ""),
        "content_type": content_type,
    }
    return {name: value for name, value in stated.items() if value}
