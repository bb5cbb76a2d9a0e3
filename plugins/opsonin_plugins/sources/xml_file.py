"""Reads XML files that are one document each, such as an article in JATS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opsonin import Context, RawDocument, Reject, Resource, Source
from opsonin_plugins.sources.decode import decode
from opsonin_plugins.xmldoc.entities import XmlError
from opsonin_plugins.xmldoc.fields import metadata_of
from opsonin_plugins.xmldoc.formats import Format, format_of, records_of
from opsonin_plugins.xmldoc.scanning import scan
from opsonin_plugins.xmldoc.sniffing import root_name


@dataclass(frozen=True, slots=True)
class XmlOptions:
    """Options of the sources of XML.

    Attributes:
        max_bytes: Longer documents and records are rejected.
    """

    max_bytes: int = 32 * 1024 * 1024

    def __post_init__(self) -> None:
        """Check the range."""
        if self.max_bytes < 1:
            raise ValueError(f"max_bytes is {self.max_bytes}, expected 1 or more")


def accepts(resource: Resource) -> bool:
    """Accept what begins like XML and is no collection of records."""
    head = resource.head
    is_xml = resource.kind == "file" and bool(root_name(head, resource.uri))
    return is_xml and not records_of(head)


def read(resource: Resource, context: Context[XmlOptions]) -> Iterator[RawDocument | Reject]:
    """Yield the file as one document, or say why it is none."""
    limit = context.options.max_bytes
    if resource.size_bytes is not None and resource.size_bytes > limit:
        yield too_large(limit)
        return
    with resource.open() as stream:
        payload = stream.read(limit + 1)
    yield too_large(limit) if len(payload) > limit else xml_document(payload)[0]


def xml_document(
    payload: bytes, form: Format | None = None, declaration: bytes = b""
) -> tuple[RawDocument | Reject, str]:
    """Return the document that XML or JSON of a known format holds, or say why it holds none.

    Args:
        payload: Its bytes.
        form: What it is, if that is known; else its root element tells.
        declaration: The XML declaration of the file that it was cut from.

    Returns:
        The document, with what it states of itself as metadata, or a reject; and the id that it
        states, if any.
    """
    decoded = decode(declaration + payload)
    if isinstance(decoded, Reject):
        return decoded, ""
    text = decoded.text[len(declaration) :]
    try:
        root = form.scan(text) if form else scan(text)
    except XmlError as error:
        return Reject(error.reason, error.detail), ""
    form = form or format_of(root)
    document = RawDocument(
        payload=payload,
        text=text,
        media_type=form.media_type,
        encoding=decoded.encoding,
        metadata=metadata_of(form.fields(text, root)),
    )
    return document, form.key(text, root)


def too_large(limit: int, key: str = "") -> Reject:
    """Return the reject for what is longer than allowed."""
    return Reject("too_large", f"It has more than {limit} bytes (max_bytes).", key)


SOURCE = Source(name="xml_file", version="2", accepts=accepts, read=read, options=XmlOptions)
