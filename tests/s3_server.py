"""A real S3 API in this process, and a way to it that loses, delays and refuses on demand."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

#: Stands for a secret of the operator: it must be found nowhere.
SECRET = "MARKED0SECRET0quagga0zeppelin"  # noqa: S105 - of a test


@dataclass(slots=True)
class Faults:
    """What happens to the next requests of a method whose path has some words in it.

    Attributes:
        lost: Answers that are lost after the server has done what was asked.
        refused: Requests that are answered with 503 and do not reach the server.
        delay_s: How long every answer takes.
        words: What must be in the path; everything if empty.
        method: The method.
        seen: Methods and paths of all requests, in order.
    """

    lost: int = 0
    refused: int = 0
    delay_s: float = 0.0
    words: str = ""
    method: str = "PUT"
    seen: list[str] = field(default_factory=list)

    def takes(self, name: str, method: str, path: str) -> bool:
        """Tell whether a fault befalls a request, and count it."""
        left = int(getattr(self, name))
        if not left or method != self.method or self.words not in path:
            return False
        setattr(self, name, left - 1)
        return True


class _Way(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    faults: Faults
    server_at: tuple[str, int]

    def _pass_on(self) -> None:
        faults, method = self.faults, self.command
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        faults.seen.append(f"{method} {self.path}")
        time.sleep(faults.delay_s)
        if faults.takes("refused", method, self.path):
            self._answer(503, {}, b"<Error><Code>SlowDown</Code></Error>")
            return
        to = http.client.HTTPConnection(*self.server_at, timeout=30)
        try:
            headers = {k: v for k, v in self.headers.items() if k.lower() != "expect"}
            to.request(method, self.path, body, headers)
            answer = to.getresponse()
            data = answer.read()
        finally:
            to.close()
        if faults.takes("lost", method, self.path):
            self.close_connection = True
            return
        self._answer(answer.status, dict(answer.getheaders()), data)

    def _answer(self, status: int, headers: dict[str, str], data: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in {"connection", "transfer-encoding", "content-length"}:
                self.send_header(name, value)
        length = headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(data))
        self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass_on  # noqa: N815 - as the library wants

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to the server.

    Attributes:
        url: Its address.
        port: Its port.
        faults: What happens on it.
    """

    url: str
    port: int
    faults: Faults


@contextmanager
def way_to(server_at: tuple[str, int], faults: Faults, port: int = 0) -> Iterator[Way]:
    """Open a way to a server, which ends with the block."""
    handler = type("Way", (_Way,), {"faults": faults, "server_at": server_at})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            at = int(server.server_address[1])
            yield Way(f"http://127.0.0.1:{at}", at, faults)
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def s3_server() -> Iterator[tuple[str, int]]:
    """Run an S3 API in this process."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield server.get_host_and_port()
    finally:
        server.stop()


def use(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every AWS client of this process and its children ask a server, with a secret."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": url,
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)


@contextmanager
def bucket(server_at: tuple[str, int], name: str = "box") -> Iterator[Any]:
    """Make a bucket, which goes with the block, and give a client that asks without faults."""
    host, port = server_at
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="other",  # noqa: S106 - of a test
        config=Config(retries={"max_attempts": 1}),
    )
    client.create_bucket(Bucket=name)
    yield client
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=name):
        for one in page.get("Contents", ()):
            client.delete_object(Bucket=name, Key=one["Key"])
    client.delete_bucket(Bucket=name)


def keys_in(client: Any, name: str = "box") -> list[str]:
    """Return all keys of a bucket."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=name)
    return [str(one["Key"]) for page in pages for one in page.get("Contents", ())]
