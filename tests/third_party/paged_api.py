"""A real HTTP server with an API of pages, which can be told to misbehave."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class PagedApi:
    """What the server has, what it is to do wrong, and what it was asked.

    Attributes:
        host: Host and port.
        pages: The records of each page.
        troubles: Page -> what to do instead, one call after the other: a status, ``cut`` for an
            answer that breaks off, or the URL to redirect to.
        cursors: Page -> cursor that it gives instead of the right one.
        answers: Page and status of every call, in order.
        too_early: Calls that came before the time that the server had asked for.
    """

    def __init__(self, host: str, pages: Sequence[list[object]]) -> None:
        self.host = host
        self.pages = list(pages)
        self.troubles: dict[int, list[int | str]] = {}
        self.cursors: dict[int, str] = {}
        self.answers: list[tuple[int, int]] = []
        self.too_early = 0
        self._not_before = 0.0

    @property
    def location(self) -> str:
        return f"api+http://{self.host}/v1/records"

    def asked(self) -> list[tuple[int, int]]:
        """Return the calls since this was asked last."""
        answers, self.answers = self.answers, []
        return answers

    def body(self, page: int) -> bytes:
        following = self.cursors.get(page) or (f"c{page + 1}" if page + 1 < len(self.pages) else "")
        return json.dumps({"records": self.pages[page], "next": following or None}).encode()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        cursor = parse_qs(urlsplit(request.path).query).get("cursor", ["c0"])[0]
        page = int(cursor[1:])
        self.too_early += time.monotonic() < self._not_before
        planned = self.troubles.get(page) or [200]
        trouble = planned.pop(0)
        body = self.body(page)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if trouble == 200 and request.headers.get("If-None-Match") == etag:
            trouble = 304
        headers = {"ETag": etag, "Content-Length": str(len(body))}
        if isinstance(trouble, int) and trouble != 200:
            body, headers = b"", {"Content-Length": "0"}
        if trouble == 429:
            self._not_before = time.monotonic() + 1
            headers["Retry-After"] = "1"
        if isinstance(trouble, str) and "://" in trouble:
            body, headers = b"", {"Content-Length": "0", "Location": trouble}
        status = trouble if isinstance(trouble, int) else 302 if "Location" in headers else 200
        self.answers.append((page, status))
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body[: len(body) // 2] if trouble == "cut" else body)


@contextmanager
def paged_api(*pages: list[object]) -> Iterator[PagedApi]:
    """Serve pages of records on a free port of this machine until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            api.answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its signature
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api = PagedApi(f"127.0.0.1:{server.server_port}", pages)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def record(name: str, text: str = "", **more: object) -> dict[str, object]:
    """Return a record as the API gives it."""
    said = text or f"What record {name} has to say about fevers of the marsh."
    return {"id": name, "text": said, "title": f"Record {name}", "updated": "2026-11-01", **more}
