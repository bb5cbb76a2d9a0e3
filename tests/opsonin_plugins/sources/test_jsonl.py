import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin import Context, RawDocument, Reject, Resource
from opsonin_plugins.sources import jsonl
from opsonin_plugins.sources.records import RecordOptions


def resource(content: bytes, uri: str = "a.jsonl") -> Resource:
    return Resource(
        uri=uri,
        location=uri,
        open=lambda: io.BytesIO(content),
        size_bytes=len(content),
        head=content[:4096],
    )


def read(content: bytes, options: RecordOptions | None = None) -> list[object]:
    return list(jsonl.read(resource(content), Context(options or RecordOptions())))


def outcomes(content: bytes, options: RecordOptions | None = None) -> list[tuple[str, str]]:
    return [
        (item.key, item.text or "" if isinstance(item, RawDocument) else item.reason)
        for item in read(content, options)
        if isinstance(item, RawDocument | Reject)
    ]


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


@pytest.mark.parametrize(
    ("content", "uri", "is_accepted"),
    [
        (b'{"text":"a"}\n', "a.txt", True),
        (b'\xef\xbb\xbf\n {"id":1,"text":"a"}\n{', "a.txt", True),
        (b'{"id":1,"text":"' + b"a" * 9000, "a.txt", True),
        (b'{"id":1,"body":"a"}\n', "a.txt", True),
        (b'{"id":1,"note":"a"}\n', "a.txt", False),
        (b'{"id":1,"note":"a"}\n{"id":2}\n', "a.txt", True),
        (b'{"id":1,"note":"a"}\n', "a.JSONL", True),
        (b'{"id":1,"note":"a"}\n', "a.ndjson", True),
        (b'{"id":1,"note":"a"}\n', "a.jsonl.gz", True),
        (b'{\n  "text": "pretty printed"\n}\n', "a.json", False),
        (b'[{"text":"a"}]\n', "a.json", False),
        (b'{"text":["a"]}\n', "a.json", False),
        (b"[" * 4096 + b"\n", "a.json", False),
        (b"plain text", "a.txt", False),
        (b"", "a.jsonl", False),
        (b"%PDF-1.7", "a.jsonl", False),
        (b'{"text":"\0"}\n', "a.jsonl", False),
    ],
)
def test_files_with_records_are_accepted(content: bytes, uri: str, *, is_accepted: bool) -> None:
    assert jsonl.accepts(resource(content, uri)) is is_accepted


def test_folder_is_not_accepted() -> None:
    folder = Resource("", "a.jsonl", open=io.BytesIO, head=b'{"text":"a"}\n', kind="location")
    assert not jsonl.accepts(folder)


def test_record_becomes_a_document_of_its_own_bytes() -> None:
    line = b' {"id": "x", "text": "a\\r\\nb \\u00e9", "score": 0.5, "n": 3, "ok": true,'
    line += b' "none": null, "tags": ["a"], "refs": [1], "headline": "H", "author": "A"}'
    (document,) = read(line + b"\r\n")
    assert isinstance(document, RawDocument)
    assert document.payload == line
    assert document.text == "a\r\nb é"
    assert (document.key, document.encoding, document.media_type) == ("x", "utf-8", "text/plain")
    assert document.metadata == {
        "id": "x", "score": 0.5, "n": 3, "ok": True, "tags": ["a"], "title": "H", "author": "A",
    }  # fmt: skip
    assert document.observed_at is None


def test_media_type_is_that_of_the_text() -> None:
    found = read(lines({"text": "<p>a</p><p>b</p>"}, {"text": "a"}))
    assert [one.media_type for one in found if isinstance(one, RawDocument)] == [
        "text/html",
        "text/plain",
    ]


def test_bad_line_costs_no_other() -> None:
    content = (
        lines({"id": "1", "text": "a"}) + b"{\n\n \t\n\xff\n" + lines({"text": "b"}, {"id": 7})
    )
    content += b'{"text": "cut'
    assert outcomes(content) == [
        ("1", "a"),
        ("L2", "bad_json"),
        ("L5", "undecodable"),
        ("L6", "b"),
        ("7", "no_text"),
        ("L8", "bad_json"),
    ]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({}, "no_text"),
        ({"text": None}, "no_text"),
        ({"text": 1}, "no_text"),
        ({"text": ["a"]}, "no_text"),
        ({"text": ""}, "empty"),
        ({"text": " \n\u2003"}, "empty"),
        ({"text": "a\0b"}, "binary"),
        ({"text": "\ud800"}, "lone_surrogate"),
    ],
)
def test_record_without_usable_text_is_rejected(record: object, reason: str) -> None:
    assert outcomes(lines(record)) == [("L1", reason)]


def test_long_line_is_rejected_and_the_next_is_read() -> None:
    content = lines({"text": "a" * 500}, {"text": "b"})
    assert outcomes(content, RecordOptions(max_bytes=100)) == [("L1", "too_large"), ("L2", "b")]


def test_deep_nesting_is_rejected_and_the_next_is_read() -> None:
    deep = b'{"text":"x","a":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    assert outcomes(deep + lines({"text": "b"})) == [("L1", "too_deep"), ("L2", "b")]


def test_keys_are_unique_within_the_file() -> None:
    ids = ["a", "a", "a~2", "a", 1, "1", "L7", None, True, 1.5, "", "x" * 501]
    content = lines(*({"id": name, "text": "t"} for name in ids))
    keys = [key for key, _ in outcomes(content)]
    assert keys == ["a", "a~2", "a~2~2", "a~3", "1", "1~2", "L7", "L8", "L9", "L10", "L11", "L12"]
    again = lines({"id": "L2", "text": "t"}, {"text": "t"})
    assert [key for key, _ in outcomes(again)] == ["L2", "L2~2"]


def test_key_is_safe_in_a_uri() -> None:
    content = lines(*({"id": name, "text": "t"} for name in ("../../x", "a\nb", "\0", "é%#")))
    assert [key for key, _ in outcomes(content)] == ["../../x", "a%0Ab", "%00", "é%25%23"]


def test_byte_order_mark_is_no_part_of_the_first_record() -> None:
    (document,) = read(b"\xef\xbb\xbf" + lines({"text": "a"}))
    assert isinstance(document, RawDocument)
    assert document.payload == b'{"text": "a"}'


def test_fields_may_have_other_names() -> None:
    options = RecordOptions(text_fields=("lede",), id_fields=("key",))
    assert outcomes(lines({"lede": "a", "key": 12, "text": "b"}), options) == [("12", "a")]
    assert outcomes(lines({"text": " ", "abstract": "a"})) == [("L1", "a")]
    assert outcomes(lines({"text": "a", "url": "https://x.org/1"})) == [("https://x.org/1", "a")]


def test_options_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="max_bytes is 0, expected 1 or more"):
        RecordOptions(max_bytes=0)
    with pytest.raises(ValueError, match="text_fields is empty"):
        RecordOptions(text_fields=())


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"))))
def test_texts_survive(texts: list[str]) -> None:
    found = outcomes(lines(*({"text": text} for text in texts)))
    assert [text for _, text in found] == [text if text.strip() else "empty" for text in texts]
