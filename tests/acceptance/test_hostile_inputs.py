"""Bombs, lies and references to elsewhere: each ends as it should, and no server is asked."""

from __future__ import annotations

import gzip
import io
import json
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from opsonin.runner.run import Report

Tables = Mapping[str, list[dict[str, Any]]]
TEXT = "In a trial of 659 patients, 23 carried autoantibodies against interferon, and 9 died. "
HIDDEN = "swordfish"
#: Elements and signs that a parser which is not linear would choke on.
MANY = 200_000
#: A million nested elements; see ``docs/operating.md`` on what the guards count.
DEEPEST = 1_000_000


def _jats(body: str, doctype: str = "", declaration: str = "<?xml version='1.0'?>") -> str:
    return f"{declaration}{doctype}<article><front/><body><p>{TEXT * 2}{body}</p></body></article>"


def _page(body: str = "", head: str = "") -> str:
    paragraphs = "".join(f"<p>{TEXT * 3}</p>" for _ in range(4))
    return (
        f"<html><head>{head}</head><body><h1>A trial of interferon</h1><article>{paragraphs}"
        f"{body}</article></body></html>"
    )


def _warc(body: bytes, length: object = None) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://site.example/a\r\n"
        "WARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http) if length is None else length}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def _zip(entries: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def _laughs() -> str:
    entities = [f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)]
    return f'<!DOCTYPE article [<!ENTITY a "lol">{"".join(entities)}]>'


def _rejected(port: int, secret: Path) -> dict[str, tuple[str | bytes, str]]:
    """Return what has to be rejected, and the reason, by the name of the file."""
    here = f"http://127.0.0.1:{port}"
    long = f'<!DOCTYPE article [<!ENTITY a "{"x" * 100_000}">]>'
    local = f'<!DOCTYPE article [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    parameter = f'<!DOCTYPE article SYSTEM "{here}/dtd" [<!ENTITY % p SYSTEM "{here}/p"> %p;]>'
    ld_json = json.dumps({"@type": "NewsArticle", "articleBody": TEXT * 600_000})
    twice_packed = gzip.compress(gzip.compress(b" " * 50_000_000))
    return {
        "laughs.xml": (_jats("&j;", _laughs()), "entity_bomb"),
        "quadratic.xml": (_jats("&a;" * 20_000, long), "entity_bomb"),
        "local_entity.xml": (_jats("&s;", local), "external_entity"),
        "remote_entity.xml": (_jats("", parameter), "external_entity"),
        "deep.nxml": (f"<article><body>{'<sec>' * MANY}{TEXT}{'</sec>' * MANY}", "too_deep"),
        "unclosed.xml": (_jats("<![CDATA[" + "x" * MANY), "malformed"),
        "says_utf8.xml": (_jats("na\u00efve caf\u00e9").encode("latin-1"), "undecodable"),
        "large_json_ld.html": (
            _page(head=f'<script type="application/ld+json">{ld_json}</script>'),
            "too_large",
        ),
        "bomb.jsonl.gz": (gzip.compress(b"\0" * 200_000_000), "expansion_limit"),
        "nested.txt.gz": (twice_packed, "expansion_limit"),
        "bomb.zip": (_zip({"a.txt": b"0" * 100_000_000}), "expansion_limit"),
        "deep.jsonl": (f'{{"text":"{TEXT}","x":{"[" * MANY}{"]" * MANY}}}', "too_deep"),
        "long.warc": (_warc(_page().encode(), 10**12), "too_large"),
        "short.warc": (_warc(_page().encode(), 60), "corrupt"),
        "negative.warc": (_warc(_page().encode(), -5), "corrupt"),
        "wordy.warc": (_warc(_page().encode(), "many"), "corrupt"),
        "header.warc": (b"WARC/1.0\r\nX: " + b"y" * 5_000_000 + b"\r\n\r\n", "corrupt"),
        "half.warc.gz": (gzip.compress(_warc(_page().encode()))[:-40], "truncated"),
    }


def _read(port: int, secret: Path) -> dict[str, str | bytes]:
    """Return what is strange and has to be read, each with the text that all have."""
    here = f"http://127.0.0.1:{port}"
    include = f'<xi:include parse="text" href="{secret.as_uri()}"/><xi:include href="{here}/x"/>'
    ld_json = json.dumps({"@type": "NewsArticle", "articleBody": TEXT * 100_000})
    attributes = " ".join(f'a{number}="{number}"' for number in range(MANY))
    entity = '<!DOCTYPE rss [<!ENTITY a "bc">]>'
    return {
        "include.xml": (
            '<article xmlns:xi="http://www.w3.org/2001/XInclude"><body>'
            f"<p>{TEXT * 2}</p>{include}</body></article>"
        ),
        "attributes.xml": f"<article><front/><body><p {attributes}>{TEXT * 3}</p></body></article>",
        "says_utf16.xml": _jats("a", declaration="<?xml version='1.0' encoding='UTF-16'?>"),
        "made_up.xml": _jats("b", declaration="<?xml version='1.0' encoding='x-made-up'?>"),
        "wide.xml": _jats("c", declaration="<?xml version='1.0' encoding='UTF-16'?>").encode(
            "utf-16"
        ),
        "feed.xml": (
            f"<?xml version='1.0'?>{entity}<rss version='2.0'><channel><title>F</title><item>"
            f"<title>One</title><guid>1</guid><description>{TEXT * 2}</description></item>"
            "</channel></rss>"
        ),
        "divs.html": f"<html><body>{'<div>' * DEEPEST}<p>{TEXT * 5}</p>{'</div>' * DEEPEST}",
        "open.html": f"<html><body>{'<p><b><i><a href=x>' * MANY}{TEXT * 6}",
        "attributes.html": f"<html><body><p {attributes}>{TEXT * 7}</p></body></html>",
        "comments.html": _page("<!--" * MANY),
        "references.html": _page("&amp;" * MANY),
        "brackets.html": _page("<a<b" * MANY),
        "json_ld.html": _page(head=f'<script type="application/ld+json">{ld_json}</script>'),
        "deep_json_ld.html": _page(
            "1", head=f'<script type="application/ld+json">{"[" * MANY}</script>'
        ),
        "remote.html": _page(
            f'<img src="{here}/i"><iframe src="{here}/f"></iframe><link href="{here}/l">',
            head=f'<base href="{here}/"><script src="{here}/s"></script>'
            f'<meta http-equiv="refresh" content="0;url={here}/r">',
        ),
    }


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[int, list[object]]]:
    """Yield the port of a local server, and what connects to it."""
    seen: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        is_over = threading.Event()

        def serve() -> None:
            while not is_over.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                seen.append(address)
                connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], seen
        is_over.set()
        thread.join()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "secret.txt"
    path.write_text(HIDDEN, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def tables(
    asked: tuple[int, list[object]],
    secret: Path,
    run: Callable[..., Report],
    exported: Callable[[Path], Tables],
    tmp_path_factory: pytest.TempPathFactory,
) -> Tables:
    folder = tmp_path_factory.mktemp("hostile")
    inputs = folder / "in"
    inputs.mkdir()
    rejected = {name: content for name, (content, _) in _rejected(asked[0], secret).items()}
    for name, content in {**rejected, **_read(asked[0], secret)}.items():
        data = content if isinstance(content, bytes) else content.encode()
        (inputs / name).write_bytes(data)
    run(inputs, folder / "data")
    return exported(folder / "data")


def _file(row: Mapping[str, Any]) -> str:
    return str(row["source_uri"]).partition("#")[0]


@pytest.mark.slow
def test_each_bomb_and_each_lie_is_a_reject_with_its_reason(
    tables: Tables, asked: tuple[int, list[object]], secret: Path
) -> None:
    found = {_file(row): row["reason"] for row in tables["rejects"]}
    expected = {name: reason for name, (_, reason) in _rejected(asked[0], secret).items()}
    assert found == expected
    assert all(row["detail"] for row in tables["rejects"])


@pytest.mark.slow
def test_what_is_only_strange_is_read(
    tables: Tables, asked: tuple[int, list[object]], secret: Path
) -> None:
    texts = {_file(row): row["text"] for row in tables["documents"]}
    assert {*texts} == {*_read(asked[0], secret)}
    assert [name for name, text in texts.items() if TEXT.strip() not in text] == []


@pytest.mark.slow
def test_nothing_is_fetched_and_no_other_file_is_read(
    tables: Tables, asked: tuple[int, list[object]]
) -> None:
    assert asked[1] == []
    assert not any(HIDDEN in str(row) for rows in tables.values() for row in rows)
