from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.page import read_page
from opsonin_plugins.cleaners.page_features import page_features


def features(markup: str) -> list[object]:
    rows = page_features(read_page(markup), markup)
    assert all(row.columns["field"] == "site_feature" for row in rows)
    return [row.columns["value"] for row in rows]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<script>{"@type": "NewsArticle"}</script>', ["news_article"]),
        ('<script>{"@type":["BlogPosting"]}</script>', ["blog_posting"]),
        ('<div itemtype="https://schema.org/NewsArticle">', ["news_article"]),
        ('<script>{"@type": "Recipe"}</script>', []),
        ('<meta property="og:url" content="https://a.org/press-releases/x">', ["press_address"]),
        ("<link rel='canonical' href='https://a.de/presse/pressemitteilung/1'>", ["press_address"]),
        ('<meta property="og:url" content="https://a.wordpress.com/x">', ["blog_address"]),
        ('<meta property="og:url" content="https://www.hertha-blog.de/x">', ["blog_address"]),
        ('<meta property="og:url" content="https://a.org/world-news/x">', ["news_address"]),
        ('<meta name="generator" content="WordPress.com">', ["blog_address"]),
        ('<meta name="generator" content="WordPress 5.4">', []),
        ('<link rel="stylesheet" href="https://a.org/blog/x.css">', []),
    ],
)
def test_markup_says_what_a_page_is(markup: str, expected: list[str]) -> None:
    assert features(markup) == expected


def test_each_feature_comes_once() -> None:
    assert features('<script>{"@type":"NewsArticle"},{"@type":"NewsArticle"}</script>') == [
        "news_article"
    ]


@pytest.mark.parametrize("bait", ["<link ", "<link rel=canonical ", "schema.org/", '"@type":'])
def test_baits_cost_no_more_than_their_length(bait: str) -> None:
    assert features(bait * 20_000) == []
