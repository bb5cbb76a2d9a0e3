from __future__ import annotations

import gzip
import io
import zlib

import pyarrow as pa
import pytest

from opsonin import Context, RawDocument, Reject, Resource
from opsonin_plugins.sources import warc
from opsonin_plugins.sources.warc import WarcOptions
from warc_samples import PAGE, crawl, http, record
from xml_samples import JATS

_GOOD = record(http())


def read(content: bytes, max_bytes: int = 1 << 26) -> list[RawDocument | Reject]:
    resource = Resource(
        uri="a", location="a", open=lambda: io.BytesIO(content), head=content[:4096]
    )
    assert warc.accepts(resource)
    return list(warc.read(resource, Context(WarcOptions(max_bytes=max_bytes))))


def outcomes(content: bytes, max_bytes: int = 1 << 26) -> list[tuple[str, str]]:
    return [
        (item.key, item.media_type if isinstance(item, RawDocument) else item.reason)
        for item in read(content, max_bytes)
    ]


def only(content: bytes) -> RawDocument:
    [document] = read(content)
    assert isinstance(document, RawDocument)
    return document


def test_a_response_is_a_document_with_what_its_record_says() -> None:
    document = only(_GOOD)
    assert document.text == PAGE.decode()
    assert (document.media_type, document.key) == ("text/html", "http://a.org/1")
    assert document.observed_at == "2020-08-08T17:27:41Z"
    assert document.metadata == {
        "url": "http://a.org/1",
        "warc_date": "2020-08-08T17:27:41Z",
        "warc_record_id": "<urn:uuid:1>",
        "content_type": "text/html",
    }
    assert document.payload + b"\r\n\r\n" == _GOOD


def test_a_visit_on_another_day_is_a_document_of_its_own() -> None:
    first, second = read(_GOOD + _GOOD.replace(b"2020-08-08", b"2021-08-08"))
    assert isinstance(first, RawDocument)
    assert isinstance(second, RawDocument)
    assert first.payload != second.payload
    assert (first.key, second.key) == ("http://a.org/1", "http://a.org/1~2")


def test_requests_and_notes_of_the_crawler_are_no_documents() -> None:
    other = [
        record(b"a: b", kind="warcinfo", content_type="application/warc-fields"),
        record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        record(b"x", kind="metadata"),
        record(http(b""), kind="revisit"),
    ]
    assert outcomes(b"".join(other) + _GOOD) == [("http://a.org/1", "text/html")]


def test_resources_and_converted_texts_are_documents() -> None:
    text = record(b"Oats for mice.", kind="conversion", content_type="text/plain")
    assert outcomes(text) == [("http://a.org/1", "text/plain")]
    assert only(record(PAGE, kind="resource", content_type="text/html")).text == PAGE.decode()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("Content-Encoding: gzip", gzip.compress(PAGE)),
        ("Content-Encoding: gzip", PAGE),
        ("Content-Encoding: deflate", zlib.compress(PAGE)),
        ("Content-Encoding: deflate", zlib.compress(PAGE)[2:-4]),
        ("Content-Encoding: deflate", PAGE),
        ("Content-Encoding: zstd", bytes(pa.compress(PAGE, codec="zstd", asbytes=True))),
        ("Content-Encoding: br", PAGE),
        ("Content-Encoding: identity", PAGE),
        ("Transfer-Encoding: chunked", b"4;x=y\r\n" + PAGE[:4] + b"\r\nFF\r\n" * 0
         + b"\r\n%x\r\n" % len(PAGE[4:]) + PAGE[4:] + b"\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked", PAGE),
    ],
)  # fmt: skip
def test_a_body_is_decoded_whether_or_not_the_crawler_did(coding: str, body: bytes) -> None:
    assert only(record(http(body, "Content-Type: text/html", coding))).text == PAGE.decode()


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (http(b"no", status=404), "http_status"),
        (http(b"", status=301), "http_status"),
        (http(b""), "empty"),
        (http(b"GIF89a..."), "media_type"),
        (http(b"body{}", "Content-Type: text/css"), "media_type"),
        (http(b"\xff\xfe\xfd"), "undecodable"),
        (b"no response", "corrupt"),
        (http(gzip.compress(PAGE)[:40], "Content-Encoding: gzip"), "truncated"),
        (http(gzip.compress(PAGE)[:12] + b"x" * 40, "Content-Encoding: gzip"), "corrupt"),
        (http(gzip.compress(bytes(9_000_000)), "Content-Encoding: gzip"), "expansion_limit"),
        (
            http(
                bytes(pa.compress(bytes(9_000_000), codec="zstd", asbytes=True)),
                "Content-Encoding: zstd",
            ),
            "expansion_limit",
        ),
        (http(b"\x28\xb5\x2f\xfd\x00", "Content-Encoding: zstd"), "corrupt"),
        (http(b"\x8b\x02\x80", "Content-Encoding: br"), "content_coding"),
        (http(b"5\r\nabc", "Transfer-Encoding: chunked"), "truncated"),
        (http(b"3\r\nabc\r\nzz", "Transfer-Encoding: chunked"), "corrupt"),
    ],
)
def test_what_holds_no_text_is_rejected_and_costs_no_other(block: bytes, reason: str) -> None:
    assert outcomes(record(block) + _GOOD) == [
        ("http://a.org/1", reason), ("http://a.org/1~2", "text/html"),
    ]  # fmt: skip


def test_a_response_of_another_protocol_is_rejected() -> None:
    assert outcomes(record(b"x", content_type="text/dns")) == [("http://a.org/1", "media_type")]


@pytest.mark.parametrize(
    ("length", "reason"),
    [(50, "corrupt"), (10**6, "truncated"), (2**63, "corrupt"), (-1, "corrupt"), ("x", "corrupt")],
)
def test_a_wrong_length_costs_its_own_record_only(length: int | str, reason: str) -> None:
    content = _GOOD + record(http(), "http://a.org/2", length=length) + _GOOD
    assert outcomes(content) == [
        ("http://a.org/1", "text/html"), ("R2", reason), ("http://a.org/1~2", "text/html"),
    ]  # fmt: skip


def test_a_record_that_is_too_large_is_passed_over() -> None:
    content = record(http(b"x" * 700_000)) + _GOOD
    assert outcomes(content, 1000) == [("R1", "too_large"), ("http://a.org/1", "text/html")]


def test_headers_without_end_are_refused() -> None:
    assert outcomes(b"WARC/1.0\r\n" + b"X: y\r\n" * 300_000) == [("R1", "corrupt")]
    assert outcomes(_GOOD + b"WARC/1.0\r\nWARC-Type: resp") == [
        ("http://a.org/1", "text/html"), ("R2", "truncated"),
    ]  # fmt: skip


def test_what_stands_between_records_is_told_and_passed_over() -> None:
    assert outcomes(_GOOD + b"garbage\r\n\r\n" + _GOOD) == [
        ("http://a.org/1", "text/html"), ("R2", "corrupt"), ("http://a.org/1~2", "text/html"),
    ]  # fmt: skip
    assert outcomes(_GOOD + b"\r\n\r\n") == [("http://a.org/1", "text/html")]


@pytest.mark.parametrize("uri", ["file:///etc/passwd\tX", "<http://a.org/1>", "x" * 5000, ""])
def test_odd_addresses_never_become_paths(uri: str) -> None:
    document = only(record(http(), uri))
    assert document.key in {"file:///etc/passwd%09X", "http://a.org/1", "R1"}


def test_the_charset_of_the_server_counts_where_the_bytes_allow_it() -> None:
    body = "<p>Стратегия пожарной безопасности</p>".encode("cp1251")
    block = http(body, "Content-Type: text/html; charset=windows-1251")
    assert only(record(block)).encoding == "cp1251"
    utf = http(body.decode("cp1251").encode(), "Content-Type: text/html; charset=windows-1251")
    assert only(record(utf)).encoding == "utf-8"
    unknown = http(body, "Content-Type: text/html; charset=x-nothing")
    assert outcomes(record(unknown)) == [("http://a.org/1", "undecodable")]


def test_xml_in_an_archive_is_read_as_such() -> None:
    document = only(record(http(JATS.encode(), "Content-Type: text/xml")))
    assert document.media_type == "application/jats+xml"
    assert (document.metadata["doi"], document.metadata["url"]) == ("10.1000/abc", "http://a.org/1")
    assert outcomes(record(http(JATS.encode()[:900], "Content-Type: text/xml"))) == [
        ("http://a.org/1", "truncated"),
    ]  # fmt: skip


def test_older_versions_are_read() -> None:
    assert only(_GOOD.replace(b"WARC/1.0", b"WARC/0.18")).text == PAGE.decode()


def test_every_page_of_a_crawl_is_read() -> None:
    assert len(read(crawl(50))) == 50
