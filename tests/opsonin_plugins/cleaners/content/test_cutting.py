from __future__ import annotations

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from opsonin_plugins.cleaners.content.cutting import cut, regions, tags_at
from opsonin_plugins.cleaners.content.positions import Positions
from opsonin_plugins.cleaners.content.reading import read_outline
from opsonin_plugins.cleaners.page import read_page
from opsonin_plugins.cleaners.visible import MarkupBlock

_MARKUP = st.lists(
    st.sampled_from(
        [
            *("a b", "\r\n", "\r", " ", "<p>", "</p>", "&amp;", "&nbsp;", "<!-- c -->"),
            *("<script>", "</script>", "<title>", "</title>", "<svg>", "</svg>", "<ul>", "<li>"),
            *("<select>", "</select>", "<table>", "<tr>", "<td>", "</table>", "<br>", "<pre>"),
            *("</pre>", "<b>", "</b>", "<h1>", "</h1>", "<figcaption>", "</figcaption>", "\0"),
        ]
    ),
    max_size=20,
).map("".join)


def _cut(markup: str) -> list[MarkupBlock]:
    outline = read_outline(markup)
    positions = Positions(markup, outline.noscripts)
    return [block for _, block in cut(markup, outline, positions, range(len(outline.blocks)))]


@given(_MARKUP)
@settings(max_examples=300, deadline=None)
def test_pieces_make_up_the_text_of_their_block(markup: str) -> None:
    at = 0
    for block in _cut(markup):
        pieces = [piece.text or markup[piece.start : piece.end] for piece in block.pieces]
        assert "".join(pieces) == block.text
        for piece in block.pieces:
            assert at <= piece.start <= piece.end
            at = piece.end


@given(_MARKUP)
@settings(max_examples=300, deadline=None)
def test_regions_tile_the_markup(markup: str) -> None:
    outline = read_outline(markup)
    found = regions(markup, outline, Positions(markup, outline.noscripts))
    assert "".join(markup[region.start : region.end] for region in found) == markup


@given(_MARKUP)
@settings(max_examples=300, deadline=None)
def test_blocks_are_those_of_the_other_reader(markup: str) -> None:
    # Of an end tag within a script the two think differently, and browsers differently by place.
    raw = re.findall(r"<(script|title)>(.*?)(?:</\1>|$)", markup, re.DOTALL)
    assume(not any("</svg>" in text or "</select>" in text for _, text in raw))
    # Nor do they agree on what a list of choices without an end holds.
    assume(markup.count("<select>") == markup.count("</select>"))
    expected = [(block.kind, block.text) for block in read_page(markup).blocks]
    assert [(block.kind, block.text) for block in _cut(markup)] == expected


def test_text_within_noscript_has_its_place_in_the_markup() -> None:
    markup = "x\r\n<noscript>\r\n<p>a &amp;\r\n b</noscript>\r\n<p>c"
    blocks = _cut(markup)
    assert [block.text for block in blocks] == ["x", "a & b", "c"]
    first = blocks[1].pieces[0]
    assert markup[first.start : first.end] == "a "
    assert markup[blocks[2].pieces[0].start] == "c"


def test_meta_tags_have_their_place() -> None:
    markup = "\r\n<meta name=a content=b><p>c<meta name=d name=e>"
    outline = read_outline(markup)
    found = tags_at(outline.metas, Positions(markup))
    assert [markup[token.start : token.end] for token, _ in found] == [
        "<meta name=a content=b>",
        "<meta name=d name=e>",
    ]
    assert [values for _, values in found] == [{"name": "a", "content": "b"}, {"name": "d"}]
