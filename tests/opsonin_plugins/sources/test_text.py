import io
from typing import BinaryIO

import pytest

from opsonin import Context, RawDocument, Reject, Resource
from opsonin.manager.config import Settings
from opsonin.manager.listing import list_states
from opsonin_plugins.sources import plugin, text
from opsonin_plugins.sources.text import TextOptions


def resource(content: bytes, size_bytes: int | None = None) -> Resource:
    return Resource(
        "a.html", "a.html", lambda: io.BytesIO(content), size_bytes=size_bytes, head=content[:4096]
    )


def outcome(content: bytes, max_bytes: int = 1000) -> RawDocument | Reject:
    (item,) = text.read(resource(content), Context(TextOptions(max_bytes=max_bytes)))
    return item


def reason(content: bytes) -> str:
    found = outcome(content)
    assert isinstance(found, Reject)
    return found.reason


def test_file_is_one_document_with_its_line_ends() -> None:
    content = "a\rb\nc\r\nd\u2028e\x0bf\x85g é".encode()
    document = outcome(content)
    assert document == RawDocument(
        payload=content, text=content.decode(), media_type="text/plain", encoding="utf-8"
    )


def test_name_says_nothing_about_the_type() -> None:
    found = outcome(b"# Title\n\nplain words in a file called .html")
    assert isinstance(found, RawDocument)
    assert found.media_type == "text/markdown"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"a\0b", "binary"),
        (b"caf\xe9", "undecodable"),
        (b"%PDF-1.7\n\xe2\xe3", "media_type"),
        (b"PK\x03\x04\0\0", "media_type"),
        (b"x" * 1001, "too_large"),
    ],
)
def test_what_is_no_text_is_rejected_with_a_reason(content: bytes, expected: str) -> None:
    assert reason(content) == expected


def test_page_with_a_wrong_byte_says_so() -> None:
    page = "<html><body><p>" + "Die Kühe grasen. " * 100 + "</p></body></html>"
    found = outcome(page.encode() + b"\xfc", max_bytes=4000)
    assert isinstance(found, RawDocument)
    assert found.text == page + "\ufffd"
    assert found.metadata == {"undecodable": 1}


def test_limit_itself_is_allowed() -> None:
    assert isinstance(outcome(b"x" * 1000), RawDocument)


def test_stated_size_is_refused_before_the_file_is_opened() -> None:
    def fail() -> BinaryIO:
        raise AssertionError("opened")

    big = Resource("a", "a", fail, size_bytes=4 << 30)
    (found,) = text.read(big, Context(TextOptions()))
    assert isinstance(found, Reject)
    assert found.reason == "too_large"
    assert found.detail == "The file has 4294967296 bytes, 33554432 are allowed."


def test_every_file_is_accepted_last() -> None:
    assert text.accepts(resource(b"\0"))
    assert not text.accepts(Resource("", "x", io.BytesIO, kind="location"))
    assert text.SOURCE.priority < 0


def test_options_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="max_bytes is 0, expected 1 or more"):
        TextOptions(max_bytes=0)


def test_built_in_sources_are_found_through_their_entry_point() -> None:
    found = [(one.name, one.distribution, one.is_builtin) for one in list_states(Settings())]
    assert ("sources", "opsonin", True) in found
    names = {source.name for source in plugin.register_sources()}
    assert {"files", "jsonl", "csv", "parquet_file", "zip", "urls", "text"} <= names
