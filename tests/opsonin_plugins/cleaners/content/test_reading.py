from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.content.reading import read_outline


def _texts(markup: str) -> list[str]:
    return [block.text for block in read_outline(markup).blocks]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>a\r\n b<p>c<div>d</div>e", ["a b", "c", "d", "e"]),
        ("<p>one <b>two</b> <a href=x>three</a></p>", ["one two three"]),
        ("a<br>b<br> <br>c", ["a b", "c"]),
        ("<p>5 &lt; 6 &amp; 7</p>", ["5 < 6 & 7"]),
        ("<script>s</script><style>t</style><p>a", ["a"]),
        ("<select><option>no</select><p>a", ["a"]),
        ("<svg><title>no</title></svg><p>a", ["a"]),
        ("<p>a<svg>never closed", ["anever closed"]),
        ("<p>a<noscript><p>b &amp; c</p></noscript>d", ["a", "b & c", "d"]),
        ("<my-card><my-text>a</my-text></my-card><p>b", ["a", "b"]),
        ("</p></div></x>a", ["a"]),
        ("", []),
    ],
)
def test_blocks_are_what_stands_between_boundaries(markup: str, expected: list[str]) -> None:
    assert _texts(markup) == expected


def test_containers_know_their_blocks() -> None:
    outline = read_outline('<div class="a b" id=c><p>x</p><p>y</p></div><nav hidden>z</nav>')
    containers = outline.containers
    assert containers.tags == ["", "div", "p", "p", "nav"]
    spans = list(zip(containers.opened, containers.closed, strict=True))
    assert spans == [(0, 3), (0, 2), (0, 1), (1, 2), (2, 3)]
    assert containers.names[1] == "a b c"
    assert containers.is_hidden == [False, False, False, False, True]
    assert containers.parents == [-1, 0, 1, 1, 0]


def test_containers_that_held_nothing_are_left_out() -> None:
    containers = read_outline(
        "<div><i-con></i-con><p>x</p></div><div><span></span></div>"
    ).containers
    assert containers.tags == ["", "div", "p"]
    assert {len(getattr(containers, name)) for name in containers.__slots__} == {3}


def test_links_are_counted_by_their_characters() -> None:
    [block] = read_outline("<p>see <a>here</a> or <a>there</a>").blocks
    assert (block.link_chars, block.n_links) == (9, 2)


def test_title_metas_and_data_are_found_and_hidden() -> None:
    outline = read_outline(
        "<title>A &amp;\n B</title><meta name=x content=y>"
        '<script type="application/ld+json">{"a": 1}</script><script>var a</script>'
        "<link rel=icon href=i><link rel=canonical href=c><link rel=canonical href=d>"
    )
    assert outline.canonical == "<link rel=canonical href=c>"
    assert outline.title == "A & B"
    assert [dict(attributes) for _, attributes in outline.metas] == [{"name": "x", "content": "y"}]
    assert outline.data_scripts == ['{"a": 1}']
    assert outline.blocks == []


def test_names_of_an_inline_element_at_the_start_stay_with_the_block() -> None:
    outline = read_outline('<p><span class="byline">By A</span><p>b <i class="c">d</i>')
    assert [block.names for block in outline.blocks] == ["byline", ""]
