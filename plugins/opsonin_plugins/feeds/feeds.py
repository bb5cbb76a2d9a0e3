"""Reads feeds, sitemaps and lists of addresses, and the pages that they lead to."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial

from opsonin import ConfigError, Context, RawDocument, Reject, Resource, Source, UnreadableError
from opsonin_plugins.feeds.addresses import check_listed, target_of
from opsonin_plugins.feeds.fetching import Fetcher, Page
from opsonin_plugins.feeds.keeping import Keeper
from opsonin_plugins.feeds.links import Linked, links_of_feed, links_of_list, links_of_sitemap
from opsonin_plugins.feeds.options import FeedOptions, WebOptions
from opsonin_plugins.sources.compressed import unpacked
from opsonin_plugins.sources.limits import ExpansionOptions
from opsonin_plugins.sources.places import quoted, scheme_of
from opsonin_plugins.sources.sniff import binary_format
from opsonin_plugins.sources.warc import text_document
from opsonin_plugins.xmldoc.sniffing import root_name

Links = Callable[[bytes], Iterator[Linked]]
_KINDS: Mapping[str, Links] = {
    "feed": links_of_feed,
    "sitemap": links_of_sitemap,
    "list": links_of_list,
    "page": lambda _: iter(()),
}
_SCHEMES = frozenset(f"{kind}+{web}" for kind in _KINDS for web in ("http", "https"))
#: A sitemap of sitemaps is all that the protocol allows. Source: sitemaps.org, protocol 0.9.
_MAX_DEPTH = 1
_MAX_PLACE = 500
#: As much as sources are shown of a resource.
_HEAD_BYTES = 4096

Item = RawDocument | Reject | Resource


def accepts(resource: Resource) -> bool:
    """Accept ``feed+https://...``, and ``sitemap+``, ``list+``, ``page+``, also with ``http``."""
    return resource.kind == "location" and scheme_of(resource.location) in _SCHEMES


def read(resource: Resource, context: Context[FeedOptions]) -> Iterator[Item]:
    """Yield a feed, and the pages that it links to; what cannot be had becomes a reject.

    Raises:
        ConfigError: The operator has not listed the host of the input.
    """
    kind, _, url = resource.location.partition("+")
    options, keeper = context.options, Keeper(context.cache)
    check_input(url, options, "feeds")
    reader = _Reader(options, Fetcher(options, keeper))
    try:
        if kind == "page":
            yield from reader.page(Linked(url))
        else:
            yield from reader.listed(url, kind, 0)
    finally:
        keeper.tidy()


def check_input(url: str, options: WebOptions, component: str) -> None:
    """Check the address that the operator has given.

    Raises:
        ConfigError: It is none, or its host is not listed.
    """
    try:
        target = target_of(url)
        check_listed(target, options)
    except UnreadableError as error:
        host = "" if error.reason == "address" else target.authority
        raise ConfigError(
            error.detail,
            where=url[:200],
            remedy=f'Add it: [components.{component}] hosts = ["{host}"].'
            if host
            else "Give an address such as feed+https://www.example.org/news.xml.",
        ) from error


class _Reader:
    """Reads one input; each address is read once."""

    def __init__(self, options: FeedOptions, fetcher: Fetcher) -> None:
        self._options = options
        self._fetcher = fetcher
        self._seen: set[str] = set()
        self._n_pages = 0

    def listed(self, url: str, kind: str, depth: int) -> Iterator[Item]:
        """Yield what a feed, sitemap or list holds and leads to."""
        place = _place(url)
        try:
            page = self._fetcher.page(url)
            body = _unpacked(page.body, self._options)
            links = list(_KINDS[kind](body))
        except UnreadableError as error:
            yield Reject(error.reason, error.detail, place)
            return
        if kind == "feed" and self._options.items:
            yield _resource(place, page)
        if kind == "feed" and not self._options.follow:
            return
        for link in links:
            if not link.is_list:
                yield from self.page(link, page.url)
            elif depth < _MAX_DEPTH:
                yield from self._further(link, page.url, kind, depth)
            else:
                detail = "It stands in a sitemap that another sitemap of sitemaps leads to."
                yield Reject("too_deep", detail, _place(link.url))

    def _further(self, link: Linked, within: str, kind: str, depth: int) -> Iterator[Item]:
        try:
            url = target_of(link.url, within).url
        except UnreadableError as error:
            yield Reject(error.reason, error.detail, _place(link.url))
            return
        if url not in self._seen:
            self._seen.add(url)
            yield from self.listed(url, kind, depth + 1)

    def page(self, link: Linked, within: str = "") -> Iterator[Item]:
        """Yield the page behind an address, once."""
        place = _place(link.url)
        try:
            target = target_of(link.url, within)
            if target.url in self._seen:
                return
            self._seen.add(target.url)
            place = quoted(target.place)
            self._n_pages += 1
            if self._n_pages > self._options.max_pages:
                if self._n_pages == self._options.max_pages + 1:
                    limit = self._options.max_pages
                    detail = f"This and what follows is left out: more than {limit} (max_pages)."
                    yield Reject("too_many", detail, place)
                return
            fresh_s = self._options.fresh_s
            # A date alone may stand for several changes in a day.
            modified = link.stated if "T" in link.stated else ""
            page = self._fetcher.page(target.url, fresh_s=fresh_s, modified=modified)
        except UnreadableError as error:
            yield Reject(error.reason, error.detail, place)
            return
        yield _document(place, page, link)


def _document(place: str, page: Page, link: Linked) -> Item:
    """Return a page as a document, or as a resource where other sources know what it is."""
    if binary_format(page.body) or root_name(page.body[:_HEAD_BYTES]):
        return _resource(place, page)
    found = text_document(page.body, "")
    if isinstance(found, Reject) and found.reason == "undecodable" and page.content_type:
        # Only the server says how it is encoded, so what it says is part of the document.
        stated = text_document(page.body, page.content_type)
        if isinstance(stated, RawDocument):
            header = f"Content-Type: {page.content_type}\r\n\r\n".encode()
            found = replace(stated, payload=header + page.body)
    if isinstance(found, Reject):
        return replace(found, key=place)
    return replace(found, key=place, observed_at=link.observed_at)


def _resource(place: str, page: Page) -> Resource:
    return Resource(uri=place, location=page.url, open=partial(io.BytesIO, page.body))


def _unpacked(body: bytes, options: FeedOptions) -> bytes:
    """Return what a file such as ``sitemap.xml.gz`` holds."""
    if binary_format(body) != "application/gzip":
        return body
    limits = ExpansionOptions(max_ratio=options.max_ratio, max_bytes=options.max_bytes)
    with closing(unpacked(io.BytesIO(body), "application/gzip", limits)) as stream:
        return stream.read()


def _place(url: str) -> str:
    """Return the place of an address that may be none."""
    return quoted(url.partition("://")[2] or url)[:_MAX_PLACE]


SOURCE = Source(
    name="feeds", version="1", accepts=accepts, read=read, priority=1, options=FeedOptions
)
