from __future__ import annotations

import io

import pytest

from opsonin import Context, RawDocument, Reject, Resource
from opsonin_plugins.sources import xml_file
from opsonin_plugins.sources.xml_file import XmlOptions
from xml_samples import JATS, pubmed_file


def resource(content: bytes) -> Resource:
    return Resource(
        uri="a.bin", location="a.bin", open=lambda: io.BytesIO(content), head=content[:4096]
    )


def read(content: bytes, max_bytes: int = 1 << 20) -> RawDocument | Reject:
    [item] = xml_file.read(resource(content), Context(XmlOptions(max_bytes=max_bytes)))
    return item


@pytest.mark.parametrize(
    ("content", "is_accepted"),
    [
        (JATS.encode(), True),
        (b"<?xml version='1.0'?><r>x</r>", True),
        (pubmed_file(1), False),
        (pubmed_file(1).decode().encode("utf-16"), True),
        (b"<html><body>x</body></html>", False),
        (b"text", False),
    ],
)
def test_the_content_decides_what_is_read(content: bytes, *, is_accepted: bool) -> None:
    assert xml_file.accepts(resource(content)) is is_accepted


def test_an_article_is_one_document_with_its_metadata() -> None:
    document = read(JATS.encode())
    assert isinstance(document, RawDocument)
    assert (document.text, document.media_type) == (JATS, "application/jats+xml")
    assert document.metadata["doi"] == "10.1000/abc"
    assert document.payload == JATS.encode()


def test_xml_of_any_other_kind_is_read_as_such() -> None:
    document = read(b"<?xml version='1.0'?><r><title>T</title></r>")
    assert isinstance(document, RawDocument)
    assert (document.media_type, document.metadata) == ("application/xml", {"title": "T"})


def test_a_declared_encoding_counts() -> None:
    document = read("<?xml version='1.0' encoding='iso-8859-1'?><r>é</r>".encode("latin-1"))
    assert isinstance(document, RawDocument)
    assert (document.text or "")[-5] == "é"
    assert document.encoding == "cp1252"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<?xml version='1.0'?><r>", "truncated"),
        (b"<?xml version='1.0' encoding='utf-8'?><r>\xe9</r>", "undecodable"),
        (b"<r>" * 1000 + b"</r>" * 1000, "too_deep"),
        (b"<?xml version='1.0'?><r>" + b"x" * 2000 + b"</r>", "too_large"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_a_reason(content: bytes, reason: str) -> None:
    found = read(content, max_bytes=2000 if reason == "too_large" else 1 << 20)
    assert isinstance(found, Reject)
    assert found.reason == reason


def test_a_size_that_is_known_is_looked_at_before_reading() -> None:
    def unopened() -> io.BytesIO:
        raise AssertionError

    large = Resource(uri="a", location="a", open=unopened, size_bytes=1 << 40)
    [found] = xml_file.read(large, Context(XmlOptions()))
    assert isinstance(found, Reject)
    assert found.reason == "too_large"


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="max_bytes is 0"):
        XmlOptions(max_bytes=0)
