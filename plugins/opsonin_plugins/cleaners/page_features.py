"""What a page's markup says of its kind, for whoever reads its text later."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsonin import Row
from opsonin_plugins.cleaners.page import Page

#: Kinds of article as structured data names them. Source: schema.org, NewsArticle and BlogPosting
#: with their narrower types.
_SCHEMA = {
    "schema.org/": re.compile(r"schema\.org/(\w{4,40})"),
    '"@type"': re.compile(r'"@type"\s{0,3}:\s{0,3}\[?\s{0,3}"(\w{4,40})"'),
}
_TYPES = {
    "NewsArticle": "news_article", "ReportageNewsArticle": "news_article",
    "AnalysisNewsArticle": "news_article", "OpinionNewsArticle": "news_article",
    "BackgroundNewsArticle": "news_article", "BlogPosting": "blog_posting",
}  # fmt: skip
#: Parts of a page's own address. Source: what newspapers, companies and authorities in English,
#: German, French and Spanish call these parts of their sites.
_ADDRESSES = (
    ("press_address", re.compile(
        r"/(?:press|presse|press-?releases?|presse?mitteilung(?:en)?|pressemeldung(?:en)?|"
        r"listenseite_pressemitteilungen|comunicados?(?:-de-prensa)?|communiques?(?:-de-presse)?)/",
        re.IGNORECASE,
    )),
    ("blog_address", re.compile(
        r"//(?:[\w.-]{1,60}\.)?(?:wordpress\.com|blogspot\.[a-z.]{2,6}|tumblr\.com|substack\.com)/"
        r"|//(?:www\.)?(?:blogs?\.[\w.-]{1,60}|[\w-]{0,40}blog\.[a-z]{2,6})/|/blogs?/",
        re.IGNORECASE,
    )),
    ("news_address", re.compile(
        r"/(?:[\w-]{1,20}-)?(?:news|noticias?|nachrichten|aktuell|actualites?|breaking)/",
        re.IGNORECASE,
    )),
)  # fmt: skip
_BLOG_SOFTWARE = re.compile(r"WordPress\.com|Blogger", re.IGNORECASE)


def page_features(page: Page, markup: str) -> list[Row]:
    """Return rows of table ``fields`` with what a page is, each feature once.

    Args:
        page: The page.
        markup: Its markup.
    """
    found = dict.fromkeys([*_addressed(page), *_typed(markup)])
    return [Row(field="site_feature", value=name, basis="metadata") for name in found]


def _addressed(page: Page) -> Iterator[str]:
    yield from _parts_of(page.canonical)
    for _, attributes in page.metas:
        name = (attributes.get("property") or attributes.get("name") or "").lower()
        content = attributes.get("content", "")
        if name == "og:url":
            yield from _parts_of(content)
        if name == "generator" and _BLOG_SOFTWARE.fullmatch(content.strip()):
            yield "blog_address"


def _parts_of(address: str) -> Iterator[str]:
    return (feature for feature, form in _ADDRESSES if form.search(address))


def _typed(markup: str) -> Iterator[str]:
    hits: list[tuple[int, str]] = []
    # Searching for a constant is ten times as fast as for an expression, and most pages are large.
    for constant, form in _SCHEMA.items():
        at = markup.find(constant)
        while at >= 0:
            hit = form.match(markup, at)
            if hit and hit[1] in _TYPES:
                hits.append((at, _TYPES[hit[1]]))
            at = markup.find(constant, at + len(constant))
    yield from (feature for _, feature in sorted(hits))
