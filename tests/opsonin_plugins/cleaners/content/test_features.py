from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from opsonin_plugins.cleaners.content.features import as_array, block_features
from opsonin_plugins.cleaners.content.lexicon import Lexicon
from opsonin_plugins.cleaners.content.measures import measure
from opsonin_plugins.cleaners.content.model import chances, trained_model
from opsonin_plugins.cleaners.content.pages import Pages
from opsonin_plugins.cleaners.content.reading import read_outline
from opsonin_plugins.cleaners.content.smoothing import second_look

_PAGES = [
    "<p>one",
    "<nav><a>Home</a></nav><h1>T</h1><article><p>Some text, and more.</p></article>",
    "<table><tr><td>***</td><td>\ud800</td></tr></table>",
    "<div>" * 300 + "deep" + "</div>" * 300,
    (
        '<title>A title</title><h1 class="article-title">A title</h1><p>It is</p><h2>No</h2><ul>'
        '<li class="menu-item"><a>It is</a></li><li class="menu-item" hidden>Two words</li></ul>'
        '<script type="application/ld+json">{"articleBody": "It is"}</script>'
    ),
    "\u8840\u6db2\u4e2d\u7684\u5e72\u6270\u7d20\u3002<p>a\0b",
]


def _features(markups: list[str]) -> dict[str, NDArray[np.float64]]:
    model = trained_model()
    pages = Pages.of_outlines([read_outline(markup) for markup in markups])
    rows = block_features(pages, model.lexicon, is_page=True)
    chances = np.linspace(0.1, 0.9, len(pages.blocks))
    chances = np.concatenate([chances[:count] for count in pages.counts])
    return rows | second_look(pages, chances, rows["words"])


@pytest.mark.parametrize("markup", _PAGES)
def test_every_page_has_the_features_of_the_model(markup: str) -> None:
    rows = _features([markup])
    assert tuple(rows) == trained_model().names
    values = as_array(rows)
    assert values.shape == (len(rows), len(read_outline(markup).blocks))
    assert np.isfinite(values).all()


@given(st.lists(st.sampled_from([*_PAGES, "<div></div>"]), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_what_is_said_of_a_page_does_not_depend_on_its_company(markups: list[str]) -> None:
    outlines = [read_outline(markup) for markup in markups]
    together = chances(outlines, trained_model(), is_page=True)
    for outline, found in zip(outlines, together, strict=True):
        [alone] = chances([outline], trained_model(), is_page=True)
        assert np.array_equal(found.main, alone.main)
        assert np.array_equal(found.words, alone.words)


def test_measures_count_words_links_and_marks() -> None:
    outline = read_outline("<title>Alpha</title><p>The cookie, <a>it is</a>. 12%</p><p>Alpha</p>")
    found = measure(Pages.of_outlines([outline]), Lexicon({"cookie": -2.0}, {}))
    assert found.words.tolist() == [5.0, 1.0]
    assert found.weight.tolist() == [-2.0, 0.0]
    assert found.function_words.tolist() == [3.0, 0.0]
    assert found.title.tolist() == [0.0, 1.0]
    assert found.link[0] == pytest.approx(5 / 22)
    assert [found.rows[name][0] for name in ("stops", "commas")] == [1.0, 1.0]
    assert found.rows["digit_share"][0] == pytest.approx(2 / 22)
