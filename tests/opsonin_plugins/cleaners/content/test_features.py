from __future__ import annotations

import numpy as np
import pytest

from opsonin_plugins.cleaners.content.features import as_array, block_features
from opsonin_plugins.cleaners.content.lexicon import Lexicon
from opsonin_plugins.cleaners.content.measures import measure
from opsonin_plugins.cleaners.content.model import second_features, trained_model
from opsonin_plugins.cleaners.content.outline import read_outline

_PAGES = [
    "<p>one",
    "<nav><a>Home</a></nav><h1>T</h1><article><p>Some text, and more.</p></article>",
    "<table><tr><td>***</td><td>\ud800</td></tr></table>",
    "<div>" * 300 + "deep" + "</div>" * 300,
    "\u8840\u6db2\u4e2d\u7684\u5e72\u6270\u7d20\u3002<p>a\0b",
]


@pytest.mark.parametrize("markup", _PAGES)
def test_every_page_has_the_features_of_the_model(markup: str) -> None:
    model = trained_model()
    outline = read_outline(markup)
    rows = block_features(outline, model.lexicon, is_page=True)
    again = second_features(outline, np.full(len(outline.blocks), 0.5), rows["words"])
    assert (*rows, *again) == model.names
    values = np.concatenate((as_array(rows), as_array(again)))
    assert values.shape == (len(model.names), len(outline.blocks))
    assert np.isfinite(values).all()


def test_measures_count_words_links_and_marks() -> None:
    outline = read_outline("<p>The cookie, <a>it is</a>. 12%</p><p>Alpha</p>")
    found = measure(outline.blocks, "Alpha", Lexicon({"cookie": -2.0}, {}))
    assert found.words.tolist() == [5.0, 1.0]
    assert found.weight.tolist() == [-2.0, 0.0]
    assert found.function_words.tolist() == [3.0, 0.0]
    assert found.title.tolist() == [0.0, 1.0]
    assert found.link[0] == pytest.approx(5 / 22)
    assert [found.rows[name][0] for name in ("stops", "commas")] == [1.0, 1.0]
    assert found.rows["digit_share"][0] == pytest.approx(2 / 22)
