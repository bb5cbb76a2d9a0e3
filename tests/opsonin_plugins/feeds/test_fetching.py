"""Servers that misbehave: each failure is a reject with its reason, and the rest is read."""

from __future__ import annotations

import gzip
import itertools
import logging
import socket
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from feed_sites import ARTICLE, Answer, Handler, ReadInputs, Site, given
from opsonin_plugins.feeds import fetching

#: What a page of another host holds, which must never be read.
SECRET = ARTICLE.format("A secret")


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long would have been waited; nothing is."""
    pauses: list[float] = []
    clock = itertools.accumulate(itertools.repeat(0.001))
    shift = [0.0]

    def sleep(pause_s: float) -> None:
        pauses.append(round(pause_s, 1))
        shift[0] += pause_s

    monkeypatch.setattr(fetching, "_PAUSES", {})
    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(time, "monotonic", lambda: next(clock) + shift[0])
    return pauses


def raw(*parts: bytes, pause_s: float = 0.0) -> Answer:
    """Return an answer that sends bytes as they are."""

    def answer(handler: Handler) -> None:
        for part in parts:
            try:
                handler.wfile.write(part)
                handler.wfile.flush()
            except OSError:
                break
            time.sleep(pause_s)
        handler.close_connection = True

    return answer


def only(site: Site, read: ReadInputs, *answers: Answer, **options: Any) -> str:
    """Return what comes of a page, beside which another one is read all the same."""
    site.put("/urls.txt", "/a\n/well\n")
    site.put("/a", *answers)
    site.put("/well", ARTICLE.format("Well"))
    found = read(f"list+http://{site.host}/urls.txt", **options)
    assert found.texts[f"{site.host}/well"] == ARTICLE.format("Well")
    assert set(found.texts) == {f"{site.host}/a", f"{site.host}/well"}
    return found.texts[f"{site.host}/a"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [(404, "not_found"), (410, "not_found"), (403, "forbidden"), (418, "http_status")],
)
def test_refusal_is_no_matter_of_another_try(
    site: Site, read: ReadInputs, status: int, reason: str
) -> None:
    assert only(site, read, given(status)) == f"!{reason}"
    assert len(site.asked["/a"]) == 1


def test_failures_of_the_server_pass(site: Site, read: ReadInputs, paused: list[float]) -> None:
    answers = [given(500), given(503), given(200, ARTICLE.format("Gout"))]
    assert only(site, read, *answers, backoff_s=2.0) == ARTICLE.format("Gout")
    assert paused == [2.0, 4.0]


def test_server_is_asked_again_when_it_says(
    site: Site, read: ReadInputs, paused: list[float]
) -> None:
    answers = [given(429, "", Retry_After="7"), given(200, ARTICLE.format("Gout"))]
    assert only(site, read, *answers) == ARTICLE.format("Gout")
    assert paused == [7.0]


def test_what_would_wait_too_long_is_left_to_the_next_run(
    site: Site, read: ReadInputs, paused: list[float]
) -> None:
    site.put("/urls.txt", "/a\n/b\n")
    site.put("/a", given(429, "", Retry_After="86400"))
    site.put("/b", ARTICLE.format("Gout"))
    found = read(f"list+http://{site.host}/urls.txt")
    assert set(found.texts.values()) == {"!io"}
    assert "max_wait_s" in found.details[f"{site.host}/b"]
    assert (len(site.asked["/a"]), len(site.asked["/b"]), paused) == (1, 0, [])


def test_host_that_keeps_failing_is_left_alone(site: Site, read: ReadInputs) -> None:
    paths = [f"/{n}" for n in range(9)]
    site.put("/urls.txt", "\n".join(paths))
    for path in paths:
        site.put(path, given(500))
    found = read(f"list+http://{site.host}/urls.txt", retries=1)
    assert set(found.texts.values()) == {"!io"}
    assert sum(len(site.asked[path]) for path in paths) == 5 * 2
    assert "in a row" in found.details[f"{site.host}/8"]


def test_requests_to_a_host_have_a_pause_between_them(
    site: Site, read: ReadInputs, paused: list[float]
) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 5\n")
    site.put("/a", ARTICLE.format("Gout"))
    read(f"page+http://{site.host}/a", f"page+http://{site.host}/a", delay_s=1.0)
    # Before it is read, robots.txt says nothing; the second input waits for the first.
    assert paused == [1.0, 5.0, 1.0]
    site.put("/urls.txt", "/a\n")
    read(f"list+http://{site.host}/urls.txt", delay_s=1.0)
    assert paused[3:] == [5.0, 1.0, 5.0]


@pytest.mark.parametrize(
    "answer",
    [
        raw(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 1_000, pause_s=0.05),
        raw(*[b"HTTP/1.1 200 OK\r\n"], *[b"X: y\r\n"] * 90, pause_s=0.05),
        raw(b"", pause_s=6.0),
    ],
    ids=["body", "header", "nothing"],
)
def test_slow_answer_is_cut_off(site: Site, read: ReadInputs, answer: Answer) -> None:
    assert only(site, read, answer, timeout_s=2.0, retries=0) == "!timeout"


def test_endless_body_is_cut_off(site: Site, read: ReadInputs) -> None:
    answer = raw(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 10_000] * 100)
    assert only(site, read, answer, max_bytes=50_000) == "!too_large"


def test_bomb_is_not_unpacked(site: Site, read: ReadInputs) -> None:
    packed = gzip.compress(b"a" * 20_000_000)
    assert only(site, read, given(200, packed, Content_Encoding="gzip")) == "!expansion_limit"


def test_packed_bodies_are_unpacked(site: Site, read: ReadInputs) -> None:
    text = ARTICLE.format("Gout")
    packed = given(200, gzip.compress(text.encode()), Content_Encoding="gzip")
    assert only(site, read, packed) == text
    bare = given(200, zlib.compress(text.encode())[2:-4], Content_Encoding="deflate")
    assert only(site, read, bare) == text


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"\x1f\x8b\x08broken", "corrupt"), (gzip.compress(b"a" * 9_000)[:-9], "truncated")],
)
def test_broken_gzip_is_a_reject(site: Site, read: ReadInputs, body: bytes, reason: str) -> None:
    assert only(site, read, given(200, body, Content_Encoding="gzip")) == f"!{reason}"


@pytest.mark.parametrize(
    "answer",
    [
        given(200, b"half", Content_Length="9"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nhalf"),
        raw(b"SSH-2.0-OpenSSH\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        raw(),
    ],
    ids=["length", "chunks", "no http", "long header", "no chunks", "nothing"],
)
def test_answer_that_breaks_off_is_a_reject(site: Site, read: ReadInputs, answer: Answer) -> None:
    assert only(site, read, answer, retries=1) == "!io"
    assert len(site.asked["/a"]) == 2


def test_redirection_leads_to_listed_hosts_alone(
    site: Site, sites: Callable[[], Site], read: ReadInputs
) -> None:
    other = sites()
    other.put("/secret", SECRET)
    assert only(site, read, given(302, "", Location=f"http://{other.host}/secret")) == "!host"
    assert not other.asked


def test_redirection_to_a_private_address_is_refused(
    site: Site, sites: Callable[[], Site], read: ReadInputs
) -> None:
    other = sites()
    other.put("/secret", SECRET)
    away = given(302, "", Location=f"http://{other.host}/secret")
    hosts = (site.host, other.host)
    assert only(site, read, away, hosts=hosts) == "!private_address"
    assert not other.asked
    assert only(site, read, away, hosts=hosts, private_hosts=hosts) == SECRET


@pytest.mark.parametrize(
    ("location", "reason"),
    [("/a", "redirects"), ("file:///etc/passwd", "address"), ("http://a b@c/", "address")],
)
def test_redirection_to_nowhere_is_a_reject(
    site: Site, read: ReadInputs, location: str, reason: str
) -> None:
    assert only(site, read, given(301, "", Location=location)) == f"!{reason}"


def test_links_never_widen_the_list_of_hosts(
    site: Site, sites: Callable[[], Site], read: ReadInputs
) -> None:
    other = sites()
    other.put("/secret", SECRET)
    links = [f"http://{other.host}/secret", "http://169.254.169.254/meta", "/well", "ftp://x/y"]
    site.put("/news.xml", site.feed(*links))
    site.put("/well", ARTICLE.format("Well"))
    found = read(f"feed+http://{site.host}/news.xml", items=False)
    assert found.texts == {
        f"{other.host}/secret": "!host",
        "169.254.169.254/meta": "!host",
        f"{site.host}/well": ARTICLE.format("Well"),
        "x/y": "!address",
    }
    assert not other.asked


def test_connection_goes_to_the_address_that_was_checked(
    read: ReadInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads to this machine when it is looked up a second time gains nothing."""
    answers = iter(["192.0.43.8", "127.0.0.1", "127.0.0.1"])
    connected: list[tuple[str, int]] = []

    def look_up(_host: str, port: int, **_more: object) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], _timeout: float) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError("nobody is there")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    found = read("page+http://rebound.example/a", hosts=("rebound.example",), private_hosts=())
    assert connected == [("192.0.43.8", 80)]
    # At the second try its address is one of this machine.
    assert found.texts == {"rebound.example/a": "!private_address"}
    assert "private network" in found.details["rebound.example/a"]


def test_name_that_is_not_known_is_a_reject(
    read: ReadInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(*_given: object, **_more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    found = read("page+https://no.example/a", hosts=("no.example",), private_hosts=())
    assert found.texts == {"no.example/a": "!io"}


def test_robots_are_obeyed(site: Site, read: ReadInputs) -> None:
    site.put("/robots.txt", "User-agent: opsonin\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n")
    assert only(site, read, given(200, SECRET)) == "!robots"
    assert "/a" not in site.asked
    assert len(site.asked["/robots.txt"]) == 1


def test_robots_that_cannot_be_read_forbid_everything(site: Site, read: ReadInputs) -> None:
    site.put("/robots.txt", given(500))
    site.put("/a", SECRET)
    assert read(f"page+http://{site.host}/a", retries=0).texts == {f"{site.host}/a": "!io"}
    assert "/a" not in site.asked


def test_robots_of_another_host_are_not_asked_for(
    site: Site, sites: Callable[[], Site], read: ReadInputs
) -> None:
    other = sites()
    site.put("/robots.txt", given(301, "", Location=f"http://{other.host}/robots.txt"))
    site.put("/a", SECRET)
    assert read(f"page+http://{site.host}/a").texts == {f"{site.host}/a": "!robots"}
    assert not other.asked


def test_request_says_who_asks(site: Site, read: ReadInputs) -> None:
    site.put("/a", ARTICLE.format("Gout"))
    read(f"page+http://{site.host}/a", contact="ops@example.org")
    assert site.asked["/a"][0]["user-agent"].startswith("opsonin/")
    assert site.asked["/a"][0]["user-agent"].endswith(" (ops@example.org)")
    assert site.asked["/a"][0]["host"] == site.host


def test_waiting_is_told(site: Site, read: ReadInputs, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "opsonin_plugins.feeds.fetching")
    only(site, read, given(503), given(200, ARTICLE.format("Gout")))
    assert "The server answers with status 503. Waiting" in caplog.text
