"""Small WARC records, made for tests."""

PAGE = b"<html><head><title>T</title></head><body><p>Mice were fed oats.</p></body></html>"


def http(body: bytes = PAGE, *headers: str, status: int = 200) -> bytes:
    """Return a response of HTTP."""
    lines = "\r\n".join([f"HTTP/1.1 {status} X", *(headers or ("Content-Type: text/html",))])
    return lines.encode() + b"\r\n\r\n" + body


def record(
    block: bytes,
    uri: str = "http://a.org/1",
    kind: str = "response",
    content_type: str = "application/http; msgtype=response",
    length: int | str | None = None,
) -> bytes:
    """Return a record with the line ends that follow it."""
    size = len(block) if length is None else length
    header = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\n"
        f"WARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2020-08-08T17:27:41Z\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {size}"
    )
    return header.encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def crawl(n_pages: int, page: bytes = PAGE) -> bytes:
    """Return a file of so many pages."""
    return b"".join(
        record(http(page.replace(b"oats", b"%d oats" % n)), f"http://a.org/{n}")
        for n in range(n_pages)
    )
