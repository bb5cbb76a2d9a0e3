"""Reads a file as one text: plain, Markdown, HTML or XML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opsonin import Context, RawDocument, Reject, Resource, Source
from opsonin_plugins.sources.decode import decode
from opsonin_plugins.sources.sniff import binary_format, media_type_of


@dataclass(frozen=True, slots=True)
class TextOptions:
    """Options of source ``text``.

    Attributes:
        max_bytes: Larger files are rejected before they are read.
    """

    max_bytes: int = 32 * 1024 * 1024

    def __post_init__(self) -> None:
        """Check the range."""
        if self.max_bytes < 1:
            raise ValueError(f"max_bytes is {self.max_bytes}, expected 1 or more")


def accepts(resource: Resource) -> bool:
    """Accept every file: what no other source wants is a text, or is rejected with a reason."""
    return resource.kind == "file"


def read(resource: Resource, context: Context[TextOptions]) -> Iterator[RawDocument | Reject]:
    """Yield the file as one document, or say why it is none."""
    limit = context.options.max_bytes
    if resource.size_bytes is not None and resource.size_bytes > limit:
        yield _too_large(f"{resource.size_bytes} bytes", limit)
        return
    with resource.open() as stream:
        payload = stream.read(limit + 1)
    yield _too_large("more bytes", limit) if len(payload) > limit else _document(payload)


SOURCE = Source(
    name="text", version="3", accepts=accepts, read=read, priority=-10, options=TextOptions
)


def _document(payload: bytes) -> RawDocument | Reject:
    binary = binary_format(payload)
    if binary:
        return Reject("media_type", f"This is {binary}, which no source reads.")
    decoded = decode(payload)
    if isinstance(decoded, Reject):
        return decoded
    return RawDocument(
        payload=payload,
        text=decoded.text,
        media_type=media_type_of(decoded.text),
        encoding=decoded.encoding,
        metadata=decoded.metadata,
    )


def _too_large(size: str, limit: int) -> Reject:
    return Reject("too_large", f"The file has {size}, {limit} are allowed.")
