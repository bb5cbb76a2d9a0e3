"""What reading gives, item by item: documents, what was refused, and what is known already."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from opsonin.components.component import RawDocument, Reject, Source, broken_promise
from opsonin.manager.pipeline import Installed


@dataclass(frozen=True, slots=True)
class Found:
    """A document that was read, with its id and place; its payload is let go.

    Attributes:
        doc_id: The first 32 hexadecimal characters of the payload's SHA-256.
        source_uri: Where it was seen.
        size_bytes: Size of the payload.
        text: The decoded source, in UTF-8, as Arrow takes it.
        media_type: Its type.
        encoding: How it was decoded.
        metadata: A JSON object with sorted keys.
        observed_at: When a feed or archive says that it was seen, UTC.
        source: Who read it.
    """

    doc_id: str
    source_uri: str
    size_bytes: int
    text: bytes | None
    media_type: str
    encoding: str
    metadata: str
    observed_at: datetime | None
    source: Installed[Source[Any]]


@dataclass(frozen=True, slots=True)
class Held:
    """A document that stands in the store, seen where it was; its resource was not opened."""

    doc_id: str
    source_uri: str


@dataclass(frozen=True, slots=True)
class Settled:
    """Documents of a resource that was not opened, of which nothing has to be looked at.

    Attributes:
        location: Where the resource lies.
        uri: Its place.
        n_documents: How many. None of them is seen anywhere else in the store.
        source: The source that gave them.
    """

    location: str
    uri: str
    n_documents: int
    source: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that did not become a document.

    Attributes:
        component: The source, or the engine where no source would have it.
    """

    source_uri: str
    reason: str
    detail: str
    component: str
    version: str


def identified(
    item: RawDocument, source_uri: str, source: Installed[Source[Any]], max_bytes: int
) -> Found | Reject:
    """Name a document by its bytes, or say why it cannot be one.

    Args:
        item: What the source gave; it need not keep its promises.
        source_uri: Where it was seen.
        source: Who gave it.
        max_bytes: Larger payloads are refused.
    """
    problem = broken_promise(item)
    if problem is not None:
        return problem
    payload = item.payload
    if len(payload) > max_bytes:
        detail = f"The document has {len(payload)} bytes; {max_bytes} allowed."
        return Reject("too_large", detail)
    try:
        text = None if item.text is None else item.text.encode("utf-8")
        metadata = orjson.dumps(dict(item.metadata), option=orjson.OPT_SORT_KEYS).decode()
    except UnicodeEncodeError as error:
        return Reject("undecodable", f"The text holds a lone surrogate at {error.start}.")
    except TypeError as error:
        return Reject("contract", f"The metadata is no JSON: {error}.")
    return Found(
        hashlib.sha256(payload).hexdigest()[:32],
        source_uri,
        len(payload),
        text,
        item.media_type,
        item.encoding,
        metadata,
        _moment(item.observed_at) if item.observed_at else None,
        source,
    )


def _moment(stated: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(stated)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        # No time, or one that leaves the calendar on its way to UTC.
        return None
