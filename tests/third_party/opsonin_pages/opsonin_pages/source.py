"""The source ``pages``: follows the cursor from page to page and gives each record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

from opsonin import (
    ConfigError,
    Context,
    RawDocument,
    Reject,
    Resource,
    Source,
    UnreadableError,
    hookimpl,
)

from .client import fetch, host_of
from .kept import Kept
from .options import PagesOptions

_SCHEMES = ("api+http://", "api+https://")
Item = Resource | RawDocument | Reject


def accepts(resource: Resource) -> bool:
    """Accept what the operator writes with ``api+`` before the URL."""
    return resource.kind == "location" and resource.location.startswith(_SCHEMES)


def read(resource: Resource, context: Context[PagesOptions]) -> Iterator[Item]:
    """Yield the API as a resource with a place of its own, then the records of all its pages.

    Raises:
        ConfigError: The operator has not named the host.
        UnreadableError: A page cannot be had; the records before it are kept.
    """
    options = context.options
    first = resource.location.removeprefix("api+")
    host = host_of(first)
    if host not in options.hosts:
        raise ConfigError(
            f"The host {host or first!r} is not among those that may be asked.",
            where=resource.location,
            remedy=f'Add it: [components.pages] hosts = ["{host}"].',
        )
    if not resource.uri:
        yield replace(resource, uri=f"{host}{urlsplit(first).path}")
        return
    kept = Kept(context.cache and context.cache / "pages")
    seen: set[str] = set()
    url = first
    while url:
        seen.add(url)
        page = _page(url, kept, options)
        for number, record in enumerate(page["records"]):
            yield _item(record, resource.uri, number, options)
        url = _following(url, page.get("next"))
        if url in seen:
            raise UnreadableError("cursor", f"The page after {url} is one that was read before.")
        if url and host_of(url) not in options.hosts:
            raise UnreadableError("refused", f"The next page is at {url}, which is not allowed.")


def _page(url: str, kept: Kept, options: PagesOptions) -> dict[str, Any]:
    """Return a page as the server has it now."""
    etag, body = kept.get(url)
    answer = fetch(url, etag, options)
    body = body if answer.body is None else answer.body
    try:
        page = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("malformed", f"{url} is no JSON: {error}.") from error
    if not isinstance(page, dict) or not isinstance(page.get("records"), list):
        raise UnreadableError("malformed", f"{url} has no list `records`.")
    if answer.body is not None:
        kept.put(url, answer.etag, body)
    return page


def _following(url: str, cursor: object) -> str:
    """Return the URL of the next page: the cursor is a URL, or an opaque word for the query."""
    if not isinstance(cursor, str) or not cursor:
        return ""
    if "/" in cursor:
        return urljoin(url, cursor)
    return urlunsplit(urlsplit(url)._replace(query=urlencode({"cursor": cursor})))


def _item(record: object, place: str, number: int, options: PagesOptions) -> Item:
    """Turn a record into a document whose place stays when it moves to another page."""
    if not isinstance(record, dict):
        detail = f"Record {number} of a page is {type(record).__name__}, expected an object."
        return Reject("malformed", detail, key=place)
    name, text = record.get(options.id_field), record.get(options.text_field)
    if not isinstance(name, str | int) or isinstance(name, bool) or name == "":
        detail = f"Record {number} of a page has no {options.id_field}."
        return Reject("malformed", detail, key=place)
    key = f"{place}#{quote(str(name), safe='')}"
    if not isinstance(text, str) or not text.strip():
        return Reject("empty", f"{options.text_field} holds no text.", key=key)
    own = {key: value for key, value in record.items() if key != options.updated_field}
    updated = record.get(options.updated_field)
    return RawDocument(
        payload=json.dumps(own, sort_keys=True, separators=(",", ":")).encode("ascii"),
        text=text,
        media_type="text/plain",
        key=key,
        metadata={name: value for name, value in own.items() if name != options.text_field},
        observed_at=updated if isinstance(updated, str) else None,
    )


@hookimpl
def register_sources() -> list[Source[Any]]:
    return [
        Source(
            name="pages",
            version="1",
            accepts=accepts,
            read=read,
            priority=10,
            options=PagesOptions,
        )
    ]
