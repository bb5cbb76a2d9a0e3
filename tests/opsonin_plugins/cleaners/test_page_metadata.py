from __future__ import annotations

import pytest

from opsonin import Span
from opsonin_plugins.cleaners.page import read_page
from opsonin_plugins.cleaners.page_metadata import normalised, page_fields, title_of

_HEAD = (
    "<title>Ignored</title>"
    '<meta name="citation_title" content="Interferon in  COVID-19">'
    '<meta name="citation_author" content="Lee JS"><meta name="citation_author" content="Shin EC">'
    '<meta name="Citation_DOI" content="doi:10.1038/S41577-020">'
    '<meta name="citation_publication_date" content="2020/10">'
    '<meta property="article:published_time" content="2021-01-01T00:00:00Z">'
    '<meta name="citation_pmid" content="not a number">'
)


def test_meta_tags_become_fields_that_point_at_their_value() -> None:
    rows = page_fields(read_page(_HEAD), {})
    assert [(row.columns["field"], row.columns["value"]) for row in rows] == [
        ("title", "Interferon in COVID-19"),
        ("authors", "Lee JS"),
        ("authors", "Shin EC"),
        ("published_value", "2020-10"),
        ("doi", "10.1038/s41577-020"),
        ("published_precision", "month"),
        ("published_basis", "metadata"),
    ]
    doi = rows[4]
    assert isinstance(doi, Span)
    assert _HEAD[doi.start : doi.end] == "doi:10.1038/S41577-020"
    assert all(row.columns["basis"] == "metadata" for row in rows)


def test_span_covers_the_tag_where_the_value_does_not_stand_literally() -> None:
    markup = '<meta name="citation_title" content="a &amp; b">'
    [row] = page_fields(read_page(markup), {})
    assert isinstance(row, Span)
    assert (row.start, row.end, row.columns["value"]) == (0, len(markup), "a & b")


def test_extracted_values_fill_what_the_tags_leave_open() -> None:
    rows = page_fields(
        read_page('<meta name="citation_title" content="Stated">'),
        {"title": "Guessed", "authors": "Ada Lovelace; Alan  Turing", "publisher": "BBC"},
    )
    assert [(row.columns["field"], row.columns["value"]) for row in rows] == [
        ("title", "Stated"),
        ("authors", "Ada Lovelace"),
        ("authors", "Alan Turing"),
        ("publisher", "BBC"),
    ]


def test_title_element_is_the_last_resort() -> None:
    assert title_of(page_fields(read_page("<title>Home</title>"), {})) == "Home"
    assert title_of(page_fields(read_page("<title>Home</title>"), {"title": "News"})) == "News"
    assert title_of([]) == ""


@pytest.mark.parametrize(
    ("field", "content", "value"),
    [
        ("published_value", "2020-10-05T10:00", "2020-10-05"),
        ("published_value", "2020/1/5", "2020-01-05"),
        ("published_value", "2020", "2020"),
        ("published_value", "Oct 2020", ""),
        ("published_value", "20201005", ""),
        ("published_value", "2020-13-01", ""),
        ("doi", "https://doi.org/10.1000/ABC", "10.1000/abc"),
        ("doi", "S41577", ""),
        ("pmid", "32887691", "32887691"),
        ("pmcid", "7500000", "PMC7500000"),
        ("pmcid", "x", ""),
        ("journal", " Nat  Rev ", "Nat Rev"),
    ],
)
def test_values_take_the_form_of_their_field(field: str, content: str, value: str) -> None:
    assert normalised(field, content) == value


@pytest.mark.parametrize(("last", "pages"), [("586", "585-586"), ("585", "585"), ("", "585")])
def test_first_and_last_page_become_one_field(last: str, pages: str) -> None:
    markup = (
        f'<meta name=citation_firstpage content=585><meta name=citation_lastpage content="{last}">'
    )
    [row] = page_fields(read_page(markup), {})
    assert (row.columns["field"], row.columns["value"]) == ("pages", pages)


def test_date_of_impossible_form_is_left_out() -> None:
    assert page_fields(read_page(""), {"published_value": "yesterday"}) == []


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<time datetime="2021-11-04">4 Nov</time>', ["2021-11-04"]),
        ('<time datetime="2021-11-04T10:00"></time><time datetime="2021-11-04">', ["2021-11-04"]),
        ('<time datetime="2021-11-04"></time><time datetime="2020-01-02">', []),
        ('<time datetime="2021-11-04"></time><time pubdate datetime="2020-01-02">', ["2020-01-02"]),
        ('<time class="entry-date published" datetime="2020-01-02">', ["2020-01-02"]),
        ('<time itemprop="datePublished" datetime="4 mayo 2020">', []),
        ('<time datetime="2020-01">', []),
        ('<meta itemprop="datePublished" content="2020"><time datetime="2020-01-02">', ["2020"]),
    ],
)  # fmt: skip
def test_time_element_that_is_the_pages_own_tells_its_date(
    markup: str, expected: list[str]
) -> None:
    rows = page_fields(read_page(markup), {})
    found = [row.columns["value"] for row in rows if row.columns["field"] == "published_value"]
    assert found == expected
