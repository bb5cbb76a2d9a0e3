"""Fetches pages: waits where it is asked to, tries again what may heal, asks no other host."""

from __future__ import annotations

import email.utils
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

from opsonin import UnreadableError

from .options import PagesOptions

_NOT_MODIFIED = 304
#: Source: RFC 9110, 15.5 and 15.6, and RFC 6585, 4: time-outs, too many requests, and servers that
#: fail or are not available for a time.
_MAY_HEAL = frozenset({408, 425, 429, 500, 502, 503, 504})
_FIRST_WAIT_S = 0.25


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: a page, or that it is the one we have (``body`` is None)."""

    body: bytes | None
    etag: str


def host_of(url: str) -> str:
    """Return host and port of a URL that is plain HTTP, else an empty string."""
    parts = urlsplit(url)
    return parts.netloc if parts.scheme in {"http", "https"} and "@" not in parts.netloc else ""


def fetch(url: str, etag: str, options: PagesOptions) -> Answer:
    """Ask for a page, again and again within limits.

    Raises:
        UnreadableError: It cannot be had now (``io``), or never (``refused``).
    """
    # Neither a proxy from the environment nor a redirection leads to another host.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Redirects(options.hosts))
    problem = ""
    latest = time.monotonic() + options.patience_s
    for attempt in range(options.attempts):
        wait = _FIRST_WAIT_S * 2**attempt
        try:
            return _asked(opener, url, etag, options)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == _NOT_MODIFIED:
                    return Answer(None, etag)
                if error.code not in _MAY_HEAL:
                    reason = f"The server answers {error.code} {error.reason}."
                    raise UnreadableError("refused", reason) from error
                problem = f"The server answers {error.code} {error.reason}."
                wait = max(wait, _stated_wait(error.headers.get("Retry-After", "")))
        except (OSError, http.client.HTTPException) as error:
            problem = f"{type(error).__name__}: {error}."
        if time.monotonic() + wait > latest:
            raise UnreadableError("io", f"{problem} No patience to wait {wait:.0f} s.")
        if attempt + 1 < options.attempts:
            time.sleep(wait)
    raise UnreadableError("io", f"{problem} Tried {options.attempts} times.")


def _asked(
    opener: urllib.request.OpenerDirector, url: str, etag: str, options: PagesOptions
) -> Answer:
    headers = {"Accept": "application/json", **({"If-None-Match": etag} if etag else {})}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - see host_of
    with opener.open(request, timeout=options.timeout_s) as answer:
        body = answer.read(options.page_bytes + 1)
        if len(body) > options.page_bytes:
            detail = f"The page has more than {options.page_bytes} bytes."
            raise UnreadableError("too_large", detail)
        if answer.length:
            # A connection that breaks off looks like the end.
            raise http.client.IncompleteRead(body, answer.length)
        return Answer(body, answer.headers.get("ETag", ""))


def _stated_wait(stated: str) -> float:
    """Return the seconds of a ``Retry-After``, which is a number or a date (RFC 9110, 10.2.3)."""
    if stated.strip().isdecimal():
        return float(stated)
    try:
        return email.utils.parsedate_to_datetime(stated).timestamp() - time.time()
    except ValueError:
        return 0.0


class _Redirects(urllib.request.HTTPRedirectHandler):
    def __init__(self, hosts: Sequence[str]) -> None:
        self._hosts = hosts

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if host_of(newurl) not in self._hosts:
            detail = f"It redirects to {newurl}, whose host is not allowed."
            raise UnreadableError("refused", detail)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
