from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.page import read_page


def _blocks(markup: str) -> list[tuple[str, str]]:
    """Return kind and text of each block, after a look at its pieces."""
    blocks = read_page(markup).blocks
    for block in blocks:
        pieces = [piece.text or markup[piece.start : piece.end] for piece in block.pieces]
        assert "".join(pieces) == block.text
        starts = [piece.start for piece in block.pieces]
        assert starts == sorted(starts)
    return [(block.kind, block.text) for block in blocks]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<h1>He\n llo</h1>there", [("heading", "He llo"), ("paragraph", "there")]),
        ("<ul><li>one<li>two <b>x </b> y</ul>", [("list_item", "one"), ("list_item", "two x y")]),
        ("<p>a<p>b<div>c</div>d", [("paragraph", text) for text in "abcd"]),
        ("a<br>b<br><br>c", [("paragraph", "a\nb"), ("paragraph", "c")]),
        ("<figcaption><p>Fig 1</p></figcaption>", [("caption", "Fig 1")]),
        ("<li><p>item</p></li>", [("list_item", "item")]),
        ("<td><p>layout</p></td>", [("paragraph", "layout")]),
        ("<p>a &amp;&nbsp;b &lt;", [("paragraph", "a &\xa0b <")]),
        ("<p>&nbsp;a&nbsp;</p><p>&nbsp;</p>", [("paragraph", "a")]),
        ("<p>a&nbsp; b &nbsp;c&nbsp;&nbsp;d&nbsp;<br>e", [("paragraph", "a b c\xa0d\ne")]),
        ("<pre>a&nbsp; &nbsp;&nbsp;b</pre>", [("paragraph", "a\xa0 \xa0\xa0b")]),
        ("<pre>\r\n x\r\n  y\n</pre>", [("paragraph", "x\n  y")]),
        ("<p>a</p><script>b</script><style>c</style><!-- d -->", [("paragraph", "a")]),
        ("<span>a</span><span>b</span>", [("paragraph", "ab")]),
        ("&#0;a\0b&#xD800;", [("paragraph", "\ufffdab\ufffd")]),
        ("<dl><dt>term<dd>meaning</dl>", [("list_item", "term"), ("list_item", "meaning")]),
        ("<svg/>kept</svg>", [("paragraph", "kept")]),
        ("a<svg><text>hidden</text></svg>b", [("paragraph", "ab")]),
        ("a<template>b<template>c</template>d</template>e", [("paragraph", "ae")]),
        ("", []),
    ],
)
def test_visible_text_is_cut_into_blocks(markup: str, expected: list[tuple[str, str]]) -> None:
    assert _blocks(markup) == expected


def test_unclosed_element_does_not_hide_the_rest_of_the_page() -> None:
    assert _blocks("a<svg>b<p>c") == [("paragraph", "ab"), ("paragraph", "c")]


def test_unclosed_script_hides_what_the_tokenizer_takes_for_script() -> None:
    assert _blocks("<p>a<script>b<p>c") == [("paragraph", "a")]


def test_cells_know_their_table_and_row() -> None:
    page = read_page("<table><tr><td>1<td>2<tr><td>3</table><table><tr><td>4</table>")
    assert [(block.table, block.row) for block in page.blocks] == [(1, 1), (1, 1), (1, 2), (2, 3)]


def test_single_spaces_are_kept_where_they_stand() -> None:
    [block] = read_page("<p>a b\n  c</p>").blocks
    assert block.text == "a b c"
    assert all(not piece.text for piece in block.pieces)


@pytest.mark.parametrize("markup", ["<p>a<br>\nb</p>", "<p>a\n<b> b</b></p>", "<p>a&nbsp; b</p>"])
def test_white_space_that_stands_in_the_markup_is_kept_rather_than_replaced(markup: str) -> None:
    [block] = read_page(markup).blocks
    assert len(block.text.split()) == 2
    assert all(not piece.text for piece in block.pieces)
