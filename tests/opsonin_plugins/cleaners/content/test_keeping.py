from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.content.extraction import Mode, main_text
from opsonin_plugins.cleaners.content.keeping import Kept, kept_by_model

_SENTENCE = "Patients with severe disease had a robust interferon response in the blood. "
_PAGE = (
    "<head><title>Interferon in the blood</title></head><body>"
    '<nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sign up</a></li></ul></nav>'
    '<article><h1>Interferon in the blood</h1><p class="byline">By Ada Byron</p>'
    f"<p>{_SENTENCE * 4}</p><figure><img><figcaption>Cells in the blood</figcaption></figure>"
    f"<h2>What was found</h2><p>{_SENTENCE * 4}</p><ul><li>{_SENTENCE}</li></ul>"
    f"<p>{_SENTENCE * 4}</p></article>"
    '<footer><p>Copyright 2024. <a href="/p">Privacy policy</a></p></footer>'
)


def _kept(markup: str, mode: Mode = "page", max_characters: int = 10**6) -> Kept:
    [kept] = kept_by_model([markup], mode, max_characters)
    return kept


def test_title_byline_caption_and_list_are_segments_of_their_kind() -> None:
    kinds = {block.text: block.kind for block in _kept(_PAGE).blocks}
    assert kinds["Interferon in the blood"] == "title"
    assert kinds["By Ada Byron"] == "byline"
    assert kinds["Cells in the blood"] == "caption"
    assert kinds["What was found"] == "heading"
    assert kinds[_SENTENCE.strip()] == "list_item"
    assert not {"Home", "Sign up", "Privacy policy"} & set(kinds)


@pytest.mark.parametrize("mode", ["article", "page"])
def test_body_is_main_and_navigation_is_not(mode: Mode) -> None:
    text = main_text(_PAGE, mode)
    assert text.count(_SENTENCE.strip()) == 13
    assert "Sign up" not in text
    assert "Privacy" not in text


def test_page_that_is_only_navigation_keeps_its_best_guess_but_not_as_main() -> None:
    links = "".join(f'<li><a href="/{n}">Category {n}</a></li>' for n in range(30))
    kept = _kept(
        f'<header class="menu"><nav><ul>{links}</ul></nav></header>'
        '<div class="cookie-banner"><p>We use cookies.</p><button>Accept</button></div>'
        f'<footer class="footer"><ul>{links}</ul><p>Copyright. All rights reserved.</p></footer>'
    )
    assert kept.blocks
    assert not any(kept.is_main)


def test_very_large_page_is_kept_as_it_is() -> None:
    kept = _kept(_PAGE, max_characters=10)
    assert all(kept.is_main)
    assert kept.blocks[0].text == "Home"


def test_page_without_text_keeps_nothing() -> None:
    assert _kept("<div></div>").blocks == []
    assert main_text("") == ""


def test_structured_data_becomes_fields() -> None:
    data = '{"@type": "NewsArticle", "headline": "H", "datePublished": "2024-05-06T07:00:00Z"}'
    fields = _kept(f'<script type="application/ld+json">{data}</script>{_PAGE}').fields
    values = {row.columns["field"]: row.columns["value"] for row in fields}
    assert values["title"] == "H"
    assert values["published_value"] == "2024-05-06"
    assert values["published_precision"] == "day"
