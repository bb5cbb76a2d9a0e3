from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin import Context, RawDocument, Reject, Resource
from opsonin_plugins.sources import delimited
from opsonin_plugins.sources.delimited_rows import MAX_UNCLOSED, delimited_rows
from opsonin_plugins.sources.records import RecordOptions

Read = Callable[..., Mapping[str, str]]


def resource(content: bytes, uri: str = "a") -> Resource:
    return Resource(uri, uri, lambda: io.BytesIO(content), head=content[:4096])


def read(content: bytes, **options: Any) -> list[RawDocument | Reject]:
    chosen = Context(RecordOptions(**options))
    return list(delimited.read(resource(content, "a.csv"), chosen))


def told(content: bytes, **options: Any) -> list[tuple[str, str | None]]:
    return [
        (one.key, one.text if isinstance(one, RawDocument) else f"!{one.reason}")
        for one in read(content, **options)
    ]


@pytest.mark.parametrize(
    ("content", "uri", "is_accepted"),
    [
        (b"id,text\n1,a b\n2,c d\n", "a", True),
        (b"Abstract\tPMID\nWe saw it.\t7\n", "a.dat", True),
        (b"id;body\n1;" + b"long, very long. " * 400, "a", True),
        (b"id,name\n1,a\n2,b\n", "a", False),
        (b"id,name\n1,a\n2,b\n", "a.csv", True),
        (b"1,some words\n2,more words\n", "a.tsv.gz", True),
        (b"Text, as we know, is long.\n\nIt goes on, and on, and on, with commas.\n", "a", False),
        (b"| id | text |\n|----|------|\n| 1 | a |\n", "a.md", False),
        (b"Title, abstract\n\nThe text that follows has no comma at all.\n", "a", False),
        (b"id,text\n1,\0\n", "a.csv", False),
        (b"", "a.csv", False),
    ],
)
def test_rows_with_a_text_are_accepted(content: bytes, uri: str, *, is_accepted: bool) -> None:
    assert delimited.accepts(resource(content, uri)) is is_accepted


def test_row_becomes_a_document_that_says_the_same_in_any_order() -> None:
    (one,) = read(b'\xef\xbb\xbfid,Text,Journal,Headline,empty\r\n7,"a\r\nb ""c""",J,H,\r\n')
    (same,) = read(b'Journal;Text;id;Headline\nJ;"a\r\nb ""c""";7;H\n')
    assert isinstance(one, RawDocument)
    assert isinstance(same, RawDocument)
    assert (one.key, one.text) == ("7", 'a\r\nb "c"')
    assert one.metadata == {"id": "7", "Journal": "J", "title": "H"}
    assert one.payload == same.payload
    assert orjson.loads(one.payload) == {
        "headline": "H", "Journal": "J", "id": "7", "text": 'a\r\nb "c"',
    }  # fmt: skip


def test_bad_row_costs_no_other() -> None:
    content = b"id,text\n1,a\n2\n\n3,b,c\n4,\n5,\xff\n6,d\n"
    assert told(content) == [
        ("1", "a"),
        ("L3", "!ragged"),
        ("L5", "!ragged"),
        ("4", "!no_text"),
        ("L7", "!undecodable"),
        ("6", "d"),
    ]


def test_quotation_that_is_never_closed_costs_its_own_row() -> None:
    content = b'id,text\n0,"y"\n1,"open\n2,x\n3,z\n'
    assert told(content) == [("0", "y"), ("L3", "!corrupt"), ("2", "x"), ("3", "z")]
    assert told(b'id,text\n1,5" disk\n2,a\n') == [("1", '5" disk'), ("2", "a")]
    far = b'id,text\n1,"' + b"open,\n" * 50 + b"2,x\n"
    assert told(far, max_bytes=100)[0] == ("L2", "!corrupt")
    assert told(far, max_bytes=100)[-1] == ("2", "x")


def test_quotations_that_are_never_closed_do_not_take_quadratic_time() -> None:
    rows = list(delimited_rows(io.BytesIO(b'a"b,"c\n' * 50_000), b",", 1 << 25))
    assert len(rows) == MAX_UNCLOSED
    assert rows[-1].problem is not None
    assert "what follows is not read" in rows[-1].problem[1]


def test_header_is_found_by_what_it_says() -> None:
    assert told(b"1,some words of a text\n2,and more of them\n") == [
        ("L1", "some words of a text"),
        ("L2", "and more of them"),
    ]
    (reject,) = read(b"id,name\n1,a\n")
    assert isinstance(reject, Reject)
    assert reject.reason == "schema"
    assert "id, name" in reject.detail
    assert told(b"key,lede\nk,a\n", text_fields=("lede",), id_fields=("key",)) == [("k", "a")]
    (reject,) = read(b"text,text\na,b\n")
    assert isinstance(reject, Reject)
    assert reject.reason == "schema"


def test_long_line_is_rejected_and_the_next_is_read() -> None:
    assert told(b"id,text\n1," + b"a" * 500 + b"\n2,b\n", max_bytes=100) == [
        ("L2", "!too_large"),
        ("2", "b"),
    ]


def test_csv_is_read_wherever_it_lies(outcomes: Read, tmp_path: Path) -> None:
    (tmp_path / "data.txt").write_bytes(b"id\ttext\n1\tfirst\n2\tsecond\n")
    assert outcomes(tmp_path) == {"data.txt#1": "first", "data.txt#2": "second"}


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=5))
def test_quoted_cells_survive(table: list[list[str]]) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table]
    stream = io.BytesIO("\r\n".join(quoted).encode())
    rows = [row.cells for row in delimited_rows(stream, b",", 1 << 20)]
    found = [[*cells[:-1], cells[-1].removesuffix(b"\r")] for cells in rows[:-1]] + rows[-1:]
    assert found == [[cell.encode() for cell in row] for row in table]
