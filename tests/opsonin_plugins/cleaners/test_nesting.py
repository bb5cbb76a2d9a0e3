from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin_plugins.cleaners.nesting import elements

PIECES = st.sampled_from(
    ["<div class='a'>", "</div>", "<p>", "</p>", "<li>", "<br>", "x", "</span>", "<td>", "<!--"]
)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>a<p>b", ["<p>a", "<p>b"]),
        ("<p>a<br>b<div>c</div>", ["<p>a<br>b", "<br>", "<div>c</div>"]),
        ("<div><b>a</div>c", ["<div><b>a</div>", "<b>a"]),
        ("</div><i>a</i></i>", ["<i>a</i>"]),
        ("<table><tr><td>a<td>b<tr><td>c</table>", None),
        ("<script>'<b>'</script>", ["<script>'<b>'</script>"]),
    ],
)
def test_elements_have_the_place_of_all_they_hold(markup: str, expected: list[str] | None) -> None:
    found = [markup[one.start : one.end] for one in elements(markup)]
    if expected is None:
        assert found == [markup, "<tr><td>a<td>b", "<td>a", "<td>b", "<tr><td>c", "<td>c"]
    else:
        assert found == expected


def test_element_tells_its_content_and_attributes() -> None:
    markup = 'x<div class="a b" id=c>\r\ny</div>'
    (one,) = elements(markup)
    assert markup[one.inner_start : one.inner_end] == "\r\ny"
    assert one.attributes == {"class": "a b", "id": "c"}


@given(st.lists(PIECES, max_size=12).map("".join))
def test_elements_nest(markup: str) -> None:
    found = elements(markup)
    assert found == sorted(found, key=lambda one: (one.start, -one.end))
    for one in found:
        assert 0 <= one.start < one.inner_start <= one.inner_end <= one.end <= len(markup)
        for other in found:
            is_apart = other.end <= one.start or one.end <= other.start
            is_inside = one.inner_start <= other.start and other.end <= one.inner_end
            is_around = other.inner_start <= one.start and one.end <= other.inner_end
            assert other is one or is_apart or is_inside or is_around


@pytest.mark.parametrize("bait", ["<div>" * 50_000, "</b>" * 50_000, "<b></i>" * 30_000])
def test_bait_is_passed_over(bait: str) -> None:
    assert len(elements(bait)) == bait.count("<div>") + bait.count("<b>")
