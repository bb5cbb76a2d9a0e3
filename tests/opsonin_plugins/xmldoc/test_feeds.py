from __future__ import annotations

import io

import pytest

from opsonin import Context, RawDocument, Resource
from opsonin_plugins.sources import xml_records
from opsonin_plugins.sources.xml_file import XmlOptions
from opsonin_plugins.xmldoc.fields import day_fields
from opsonin_plugins.xmldoc.scanning import scan
from xml_samples import ATOM, RSS


def read(content: bytes) -> list[RawDocument]:
    resource = Resource(
        uri="a", location="a", open=lambda: io.BytesIO(content), head=content[:4096]
    )
    assert xml_records.accepts(resource)
    items = list(xml_records.read(resource, Context(XmlOptions())))
    return [one for one in items if isinstance(one, RawDocument)]


def test_an_item_of_rss_states_what_it_is() -> None:
    first, second = read(RSS)
    assert (first.key, second.key) == ("n1", "R2")
    assert first.media_type == "application/rss+xml"
    assert first.metadata == {
        "title": "Oats & mice",
        "url": "http://a.org/1",
        "published": "2020-10-05",
        "authors": ["Ann Roe"],
        "keywords": ["diet"],
    }
    assert second.metadata == {"title": "Rye", "authors": ["Bo Poe"]}


def test_an_entry_of_atom_states_what_it_is() -> None:
    [entry] = read(ATOM)
    assert (entry.key, entry.media_type) == ("urn:1", "application/atom+xml")
    assert entry.metadata == {
        "title": "A <b>",
        "url": "http://a.org/2020/1",
        "published": "2020-11-01",
        "authors": ["Ann Roe"],
        "keywords": ["diet"],
    }


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2020-10-05T08:00:00Z", ["2020-10-05", "day", "metadata"]),
        ("2020", ["2020", "year", "metadata"]),
        ("Mon, 05 Oct 2020 08:00:00 GMT", ["2020-10-05", "day", "metadata"]),
        ("5 Oct 2020 08:00:00 +0100", ["2020-10-05", "day", "metadata"]),
        ("0001-01-01", []),
        ("yesterday", []),
        ("", []),
    ],
)
def test_a_timestamp_gives_its_day(text: str, values: list[str]) -> None:
    markup = f"<a>{text}</a>"
    assert [one.value for one in day_fields(markup, scan(markup))] == values


def test_what_is_no_feed_is_no_feed() -> None:
    other = b"<?xml version='1.0'?><feed><entry>x</entry></feed>"
    assert not xml_records.accepts(
        Resource(uri="a", location="a", open=lambda: io.BytesIO(other), head=other)
    )
