from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.cleaners.page import read_page

_MARKUP = st.lists(
    st.sampled_from(
        [
            "a b",
            "\r\n",
            "<p>",
            "</p>",
            "&amp;",
            "<!-- c -->",
            "<script>",
            "</script>",
            "<title>",
            "</title>",
            "<svg>",
            "</svg>",
            "<select>",
            "</select>",
            "<table>",
            "<tr>",
            "<td>",
            "<br>",
            "<pre>",
            "</pre>",
            "<noscript>",
            "</noscript>",
            "<",
        ]
    ),
    max_size=20,
).map("".join)


@given(_MARKUP)
@settings(max_examples=150, deadline=None)
def test_regions_tile_the_markup(markup: str) -> None:
    regions = read_page(markup).regions
    assert "".join(markup[region.start : region.end] for region in regions) == markup
    kinds = [region.kind for region in regions]
    assert all(kind != following for kind, following in pairwise(kinds))


def test_regions_tell_text_from_markup_and_scripts() -> None:
    markup = "<title>T</title> <p>a</p><script>s</script><select>b</select><!-- c -->"
    regions = {markup[r.start : r.end]: r.kind for r in read_page(markup).regions}
    assert regions == {
        "<title>": "markup",
        "T": "metadata",
        "</title> <p>": "markup",
        "a": "text",
        "</p><script>": "markup",
        "s": "script",
        "</script><select>": "markup",
        "b": "boilerplate",
        "</select>": "markup",
        "<!-- c -->": "script",
    }


def test_title_has_no_nul() -> None:
    assert read_page("<title>A\0B</title>").title == "AB"


def test_title_and_meta_tags_are_found() -> None:
    page = read_page('<title>A &amp;\n B</title><meta name=citation_doi content="10.1/x">')
    assert page.title == "A & B"
    assert [attributes for _, attributes in page.metas] == [
        {"name": "citation_doi", "content": "10.1/x"}
    ]


@pytest.mark.parametrize(
    ("markup", "depth"),
    [
        ("<div>" * 7, 7),
        ("<div></div>" * 7, 1),
        ("<p>" * 7 + "<li>" * 7 + "<td>" * 7, 0),
        ("<ul><li>" * 7, 7),
        ("<br><img>" * 7, 0),
        ("</div>" * 7 + "<b>", 1),
    ],
)
def test_depth_counts_elements_that_have_to_be_closed(markup: str, depth: int) -> None:
    assert read_page(markup).depth == depth


def test_attributes_of_long_tags_are_counted() -> None:
    tag = "<p " + " ".join(f"a{n}" for n in range(2000)) + ">"
    assert read_page(tag).most_attributes == 2000
    assert read_page(f'<img src="{"x " * 2000}">').most_attributes == 1
