"""One request and its answer, within limits of time and size.

The standard library speaks HTTP here because it lets a connection go to the very address that was
checked while certificate and ``Host`` are those of the name.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from opsonin import UnreadableError
from opsonin_plugins.feeds.addresses import Target
from opsonin_plugins.feeds.options import WebOptions
from opsonin_plugins.sources.http_messages import HttpResponse, decoded_body
from opsonin_plugins.sources.limits import ExpansionOptions

_CHUNK = 1 << 16
_NO_BODY = frozenset((204, 304))


def exchange(
    target: Target, addresses: Sequence[str], fields: Mapping[str, str], options: WebOptions
) -> HttpResponse:
    """Ask for a page and return the answer, whatever its status.

    Args:
        target: What is asked for.
        addresses: Those of its host that may be asked; the first that answers is taken.
        fields: The header of the request.
        options: The limits.

    Raises:
        UnreadableError: ``io``, ``timeout``, ``too_large``, ``expansion_limit``, ``corrupt``,
            ``truncated`` or ``content_coding``.
    """
    watch = _Watch(options.timeout_s)
    try:
        with watch, _connected(target, addresses, watch) as connection:
            connection.request("GET", target.path, headers=dict(fields))
            with contextlib.closing(connection.getresponse()) as answer:
                stated = {name.lower(): value for name, value in answer.getheaders()}
                is_bare = answer.status in _NO_BODY
                body = b"" if is_bare else _body(answer, options.max_bytes, watch)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if watch.is_over or isinstance(error, TimeoutError):
            detail = f"The answer took longer than {options.timeout_s:g} seconds (timeout_s)."
            raise UnreadableError("timeout", detail) from error
        raise UnreadableError("io", f"The connection failed: {_words(error)}.") from error
    limits = ExpansionOptions(max_ratio=options.max_ratio, max_bytes=options.max_bytes)
    return HttpResponse(answer.status, stated, decoded_body(stated, body, limits))


def _body(answer: http.client.HTTPResponse, max_bytes: int, watch: _Watch) -> bytes:
    parts: list[bytes] = []
    n_bytes = 0
    while part := answer.read(_CHUNK):
        n_bytes += len(part)
        if n_bytes > max_bytes:
            raise UnreadableError("too_large", f"It has more than {max_bytes} bytes (max_bytes).")
        parts.append(part)
    # A connection that was cut, or that breaks off, looks like the end.
    if watch.is_over:
        raise TimeoutError
    if answer.length:
        raise UnreadableError("io", f"The answer broke off {answer.length} bytes too early.")
    return b"".join(parts)


@contextlib.contextmanager
def _connected(
    target: Target, addresses: Sequence[str], watch: _Watch
) -> Iterator[http.client.HTTPConnection]:
    """Connect to the first address that can be reached."""
    problem = OSError("the host has no address")
    for address in addresses:
        try:
            found = socket.create_connection((address, target.port), watch.left_s())
        except OSError as error:
            problem = error
            continue
        watch.guard(found)
        with found:
            if target.scheme == "https":
                found = _trusted().wrap_socket(found, server_hostname=target.host)
                watch.guard(found)
            with found:
                connection = http.client.HTTPConnection(target.host, target.port)
                connection.sock = found
                with contextlib.closing(connection):
                    yield connection
        return
    raise problem


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Watch:
    """Cuts a connection when its time is over, also where a byte comes now and then."""

    def __init__(self, limit_s: float) -> None:
        self.is_over = False
        self._end = time.monotonic() + limit_s
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(limit_s, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> None:
        """Begin to watch."""
        self._timer.start()

    def __exit__(self, *_what: object) -> None:
        """End watching."""
        self._timer.cancel()

    def left_s(self) -> float:
        """Return the time that is left; a moment at least."""
        return max(self._end - time.monotonic(), 0.001)

    def guard(self, connection: socket.socket) -> None:
        """Watch a connection, in the place of the one before."""
        connection.settimeout(self.left_s())
        self._socket = connection

    def _cut(self) -> None:
        self.is_over = True
        if self._socket is not None:
            # The method of the plain socket: that of TLS would pull the ground from its reader.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(".: ")[:300]
