"""What a page says of itself for machines: its kind, its metadata, the text of its article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from opsonin_plugins.cleaners.content.outline import Attributes

_TYPE = re.compile(r'"@type"\s{0,5}:\s{0,5}\[?\s{0,5}"(\w{1,40})"')
#: Scripts longer than this are cut; the kind of a page stands at the start.
_MAX_SCRIPT = 200_000
_ARTICLES = frozenset(
    {"Article", "NewsArticle", "BlogPosting", "TechArticle", "ReportageNewsArticle"}
)
#: Types of schema.org that say what kind a page is, in groups.
TYPES = (
    _ARTICLES,
    frozenset({"Product", "ProductGroup", "Offer"}),
    frozenset({"DiscussionForumPosting", "QAPage", "Question"}),
    frozenset({"ItemList", "CollectionPage"}),
    frozenset({"BreadcrumbList"}),
    frozenset({"FAQPage"}),
    frozenset({"Organization", "LocalBusiness"}),
)
#: Kinds of Open Graph by the number they have as a feature; any other has 4.
_OPEN_GRAPH = {"": 0.0, "article": 1.0, "product": 2.0, "website": 3.0}
#: Further types whose objects describe an article.
_DESCRIBED = _ARTICLES | {"MedicalScholarlyArticle", "ScholarlyArticle", "MedicalWebPage"}
_MAX_DEPTH = 4


def page_kinds(scripts: Iterable[str], metas: Iterable[Attributes]) -> list[float]:
    """Return 1 for each group of types that JSON-LD names, and a number for Open Graph's type."""
    found = {one for script in scripts for one in _TYPE.findall(script, 0, _MAX_SCRIPT)}
    kinds = [1.0 if found & group else 0.0 for group in TYPES]
    kind = ""
    for meta in metas:
        if ("property", "og:type") in meta:
            kind = (dict(meta).get("content") or "").lower()
    return [*kinds, _OPEN_GRAPH.get(kind, 4.0)]


def article_body(scripts: Iterable[str]) -> str:
    """Return the longest ``articleBody`` of the JSON-LD of a page, or ""."""
    bodies = [
        found["articleBody"]
        for script in scripts
        if "articleBody" in script
        for found in _objects(script)
        if isinstance(found.get("articleBody"), str)
    ]
    return " ".join(max(bodies, key=len, default="").split())


def stated_metadata(scripts: Iterable[str], metas: Iterable[Attributes]) -> dict[str, str]:
    """Return what Open Graph and JSON-LD say of an article.

    Source: https://ogp.me and https://schema.org/Article.

    Returns:
        Values by column of table ``documents``; authors separated by semicolons.
    """
    graph = {
        (dict(meta).get("property") or dict(meta).get("name") or "").lower(): dict(meta).get(
            "content"
        )
        or ""
        for meta in metas
    }
    values = {
        "title": graph.get("og:title", ""),
        "authors": graph.get("author", ""),
        "publisher": graph.get("og:site_name", ""),
    }
    for found in (one for script in scripts for one in _objects(script)):
        if _DESCRIBED & set(_strings(found.get("@type"))):
            values |= {name: value for name, value in _of_article(found).items() if value}
            break
    return {name: value for name, value in values.items() if value}


def _of_article(found: Mapping[str, Any]) -> dict[str, str]:
    return {
        "title": next(iter(_strings(found.get("headline"))), ""),
        "authors": ";".join(_names(found.get("author"))),
        "published_value": next(iter(_strings(found.get("datePublished"))), ""),
        "publisher": next(iter(_names(found.get("publisher"))), ""),
    }


def _names(value: object) -> list[str]:
    """Return the names of persons or organisations, however they are written."""
    if isinstance(value, Mapping):
        return _strings(value.get("name"))
    if isinstance(value, list):
        return [name for one in value for name in _names(one)]
    return _strings(value)


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _objects(script: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a script, outer ones first; none if it is no JSON."""
    try:
        level = [orjson.loads(script)]
    except orjson.JSONDecodeError:
        return
    for _ in range(_MAX_DEPTH):
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                yield one
                below.extend(value for value in one.values() if isinstance(value, dict | list))
            elif isinstance(one, list):
                below.extend(one)
        level = below
