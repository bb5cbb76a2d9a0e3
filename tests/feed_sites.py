"""A web site that does what a test wants of it, and what came of reading it."""

from __future__ import annotations

import http.server
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

Answer = Callable[["Handler"], None]
ARTICLE = "<!doctype html><html><title>{0}</title><body><p>{0} was seen.</p></body></html>"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as the site says."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer, or say that there is nothing."""
        site: Site = self.server.site  # type: ignore[attr-defined]
        number = len(site.asked[self.path])
        site.asked[self.path].append({name.lower(): value for name, value in self.headers.items()})
        answers = site.routes.get(self.path)
        if answers is None:
            self.give(404, b"nothing here")
            return
        answers[min(number, len(answers) - 1)](self)

    def give(self, status: int, body: bytes, **fields: str) -> None:
        """Answer with a status, a body and a header."""
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in fields and "Transfer_Encoding" not in fields:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@dataclass
class Site:
    """A site: what it answers, and what it was asked.

    Attributes:
        host: Its address and port.
        routes: Path -> answers; the last one is repeated.
        asked: Path -> headers of the requests.
    """

    host: str
    routes: dict[str, list[Answer]] = field(default_factory=dict)
    asked: dict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def put(self, path: str, *bodies: str | bytes | Answer, **fields: str) -> None:
        """Have a path answer."""
        self.routes[path] = [one if callable(one) else given(200, one, **fields) for one in bodies]

    def feed(self, *links: str) -> str:
        """Return RSS with an item for each link."""
        items = "".join(
            f"<item><title>Item {n}</title><link>{link}</link><guid>g{n}</guid>"
            f"<dc:creator>Ada Stone</dc:creator><description>Summary {n}.</description>"
            f"<pubDate>Mon, 0{n} Nov 2021 10:00:00 GMT</pubDate></item>"
            for n, link in enumerate(links, start=1)
        )
        return (
            "<?xml version='1.0'?><rss version='2.0' "
            "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>News</title>"
            f"{items}</channel></rss>"
        )


def given(status: int, body: str | bytes = b"", **fields: str) -> Answer:
    """Return an answer."""
    content = body.encode() if isinstance(body, str) else body
    return lambda handler: handler.give(status, content, **fields)


@dataclass
class Read:
    """What came of inputs.

    Attributes:
        texts: Place -> text, or ``!`` and the reason of a reject.
        details: Place -> detail of a reject.
        moments: Place -> when it was seen, as a feed says.
    """

    texts: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    moments: dict[str, str] = field(default_factory=dict)


ReadInputs = Callable[..., Read]
