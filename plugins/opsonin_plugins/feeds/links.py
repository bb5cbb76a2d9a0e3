"""Finds the addresses that feeds, sitemaps and lists hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import chain

from opsonin import Reject, UnreadableError
from opsonin_plugins.sources.decode import decode
from opsonin_plugins.xmldoc.elements import Element, attribute, find, find_all, text_of
from opsonin_plugins.xmldoc.entities import XmlError
from opsonin_plugins.xmldoc.scanning import scan

#: Where items stand in RSS 2.0, RSS 1.0 and Atom.
_ITEMS = ("channel/item", "item", "entry")
_DATES = ("published", "pubDate", "dc:date", "issued", "updated", "modified")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Linked:
    """An address that was found.

    Attributes:
        url: The address as it stands there.
        stated: The date that stands with it, as it stands there.
        is_list: Whether it leads to a further sitemap.
    """

    url: str
    stated: str = ""
    is_list: bool = False

    @property
    def observed_at(self) -> str | None:
        """The date in ISO 8601 with time and zone; None without one that is whole."""
        try:
            moment = datetime.fromisoformat(self.stated)
        except ValueError:
            try:
                moment = parsedate_to_datetime(self.stated)
            except (ValueError, TypeError):
                return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        try:
            return moment.astimezone(UTC).isoformat()
        except OverflowError:
            return None


def links_of_feed(body: bytes) -> Iterator[Linked]:
    """Yield the page of each item of RSS or Atom, in their order.

    Raises:
        UnreadableError: It is no feed.
    """
    markup, root = _scanned(body)
    items = list(chain.from_iterable(find_all(root, path) for path in _ITEMS))
    if not items and root.name not in ("rss", "rdf:RDF", "feed"):
        raise UnreadableError("malformed", f"This is no feed: its root is {root.name[:50]!a}.")
    for item in items:
        dates = (text_of(markup, find(item, name)) for name in _DATES)
        url = _page_of(markup, item)
        if url:
            yield Linked(url, next(filter(None, dates), ""))


def links_of_sitemap(body: bytes) -> Iterator[Linked]:
    """Yield the pages and further sitemaps of a sitemap. Source: sitemaps.org, protocol 0.9.

    Raises:
        UnreadableError: It is no sitemap.
    """
    markup, root = _scanned(body)
    if root.name not in ("urlset", "sitemapindex"):
        raise UnreadableError("malformed", f"This is no sitemap: its root is {root.name[:50]!a}.")
    for one in root.elements():
        url = text_of(markup, find(one, "loc"))
        if url and one.name in ("url", "sitemap"):
            stated = text_of(markup, find(one, "lastmod"))
            yield Linked(url, stated, is_list=one.name == "sitemap")


def links_of_list(body: bytes) -> Iterator[Linked]:
    """Yield the addresses of a text, one a line; those that begin with ``#`` are left out.

    Raises:
        UnreadableError: It is no text.
    """
    decoded = decode(body)
    if isinstance(decoded, Reject):
        raise UnreadableError(decoded.reason, decoded.detail)
    for line in decoded.text.splitlines():
        url = line.strip().removeprefix("\ufeff")
        if url and not url.startswith("#"):
            yield Linked(url)


def _scanned(body: bytes) -> tuple[str, Element]:
    decoded = decode(body)
    if isinstance(decoded, Reject):
        raise UnreadableError(decoded.reason, decoded.detail)
    try:
        return decoded.text, scan(decoded.text)
    except XmlError as error:
        raise UnreadableError(error.reason, error.detail) from error


def _page_of(markup: str, item: Element) -> str:
    for one in find_all(item, "link"):
        if attribute(markup, one, "rel") in ("", "alternate"):
            url = attribute(markup, one, "href") or text_of(markup, one)
            if url:
                return url
    return ""
