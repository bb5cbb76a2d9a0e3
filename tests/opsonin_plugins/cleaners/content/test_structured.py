from __future__ import annotations

from opsonin_plugins.cleaners.content.structured import (
    article_body,
    page_kinds,
    stated_metadata,
)

_ARTICLE = (
    '{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Site"},'
    ' {"@type": ["NewsArticle"], "headline": "H", "articleBody": "One.\\n Two.",'
    ' "author": [{"name": "A B"}, "C D"], "datePublished": "2024-05-06T07:00:00Z",'
    ' "publisher": {"@type": "Organization", "name": "P"}}]}'
)


def test_article_of_json_ld_gives_metadata_and_body() -> None:
    metas = [[("property", "og:title"), ("content", "og")], [("name", "author"), ("content", "x")]]
    assert stated_metadata([_ARTICLE], metas) == {
        "title": "H",
        "authors": "A B;C D",
        "published_value": "2024-05-06T07:00:00Z",
        "publisher": "P",
    }
    assert article_body(["{}", _ARTICLE]) == "One. Two."


def test_open_graph_speaks_where_json_ld_does_not() -> None:
    metas = [
        [("property", "og:title"), ("content", "T")],
        [("property", "og:site_name"), ("content", "S")],
    ]
    assert stated_metadata(["no json", '{"@type": "Product"}'], metas) == {
        "title": "T",
        "publisher": "S",
    }


def test_deep_and_broken_scripts_give_nothing() -> None:
    scripts = ["[" * 100_000, '{"articleBody": 5}', '{"articleBody": "cut', '"articleBody"']
    assert article_body(scripts) == ""
    assert stated_metadata(scripts, []) == {}


def test_kind_of_a_page_is_a_row_of_numbers() -> None:
    kinds = page_kinds([_ARTICLE], [[("property", "og:type"), ("content", "article")]])
    assert kinds == [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0]
    assert page_kinds([], [[("property", "og:type"), ("content", "video.movie")]])[-1] == 4.0
