"""Fetches single pages from hosts that the operator has named."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from opsonin import ConfigError, UnreadableError
from opsonin_plugins.sources.streams import stream_of

_TIMEOUT_S = 60.0
_CHUNK = 1 << 16


def page_name(url: str, hosts: Sequence[str]) -> str:
    """Return the host and path of a page, which is its place.

    Raises:
        ConfigError: The operator has not named its host.
    """
    parts = urlsplit(url)
    if (parts.hostname or "") not in hosts:
        raise ConfigError(
            f"The host {parts.hostname} is not among those that may be asked.",
            where=url,
            remedy=f'Add it: [components.urls] hosts = ["{parts.hostname}"].',
        )
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}{query}"


def open_page(url: str, hosts: Sequence[str]) -> BinaryIO:
    """Open a page; redirections lead to named hosts only.

    Raises:
        UnreadableError: It cannot be fetched.
    """
    opener = urllib.request.build_opener(_Redirects(hosts))
    try:
        answer = opener.open(url, timeout=_TIMEOUT_S)
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError) as error:
        raise UnreadableError("io", f"The page cannot be fetched: {error}.") from error
    return stream_of(_chunks(answer), answer.close)


def _chunks(answer: Any) -> Iterator[bytes]:
    while chunk := answer.read(_CHUNK):
        yield chunk
    # A connection that breaks off looks like the end.
    if answer.length:
        raise UnreadableError("io", f"The connection broke off {answer.length} bytes too early.")


class _Redirects(urllib.request.HTTPRedirectHandler):
    def __init__(self, hosts: Sequence[str]) -> None:
        self._hosts = hosts

    def redirect_request(self, *given: Any) -> urllib.request.Request | None:
        url = str(given[-1])
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or parts.hostname not in self._hosts:
            raise urllib.error.URLError(f"it redirects to {parts.hostname}, which is not allowed")
        return super().redirect_request(*given)
