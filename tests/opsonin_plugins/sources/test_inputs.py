"""Patterns, lists and URLs, each as an input of its own and inside the others."""

from __future__ import annotations

import http.server
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import fsspec
import pytest

from opsonin import ConfigError

Read = Callable[..., Mapping[str, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with some files."""
    for name in ("a.txt", "b.md", "news/c.txt", "news/x/d.txt", "news/x/y/e.txt", "news/[1].txt"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "in")
    return tmp_path / "in"


@pytest.mark.parametrize(
    ("pattern", "places"),
    [
        ("*.txt", {"a.txt"}),
        ("*", {"a.txt", "b.md"}),
        ("news/**/*.txt", {"c.txt", "x/d.txt", "x/y/e.txt", "[1].txt"}),
        ("**", {"a.txt", "b.md", "news/c.txt", "news/x/d.txt", "news/x/y/e.txt", "news/[1].txt"}),
        ("n?ws/*/*.txt", {"news/x/d.txt"}),
        ("news/[!a-b[].txt", {"c.txt"}),
        ("news/[1].txt", {"[1].txt"}),
        ("./[ab].*", {"a.txt", "b.md"}),
    ],
)
@pytest.mark.usefixtures("here")
def test_pattern_finds_files_at_places_below_its_fixed_part(
    outcomes: Read, pattern: str, places: set[str]
) -> None:
    assert set(outcomes(pattern)) == places


@pytest.mark.parametrize("pattern", ["*.pdf", "none/*.txt", "news/*/nothing"])
@pytest.mark.usefixtures("here")
def test_pattern_without_a_match_is_the_operators_mistake(outcomes: Read, pattern: str) -> None:
    with pytest.raises(ConfigError, match="No file matches"):
        outcomes(pattern)


def test_pattern_follows_no_link_out_of_its_folder(outcomes: Read, here: Path) -> None:
    (here.parent / "secret.txt").write_text("secret", encoding="utf-8")
    (here / "link.txt").symlink_to("../secret.txt")
    (here / "news/loop").symlink_to("..")
    found = outcomes("**/*.txt")
    assert found["link.txt"] == "!outside"
    assert "secret" not in found.values()


def test_list_names_inputs_of_every_kind(outcomes: Read, here: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/listed/m.txt", b"remote")
    lines = [
        "# what to read", "", "a.txt", "news/x", "news/*.txt", f"{here}/b.md", "gone.txt",
        "memory://listed/m.txt",
    ]  # fmt: skip
    (here / "list").write_text("\n".join(lines), encoding="utf-8")
    absolute = str(here / "b.md").lstrip("/")
    assert outcomes("@list") == {
        "a.txt": "a.txt",
        "news/x/d.txt": "news/x/d.txt",
        "news/x/y/e.txt": "news/x/y/e.txt",
        "news/c.txt": "news/c.txt",
        "news/[1].txt": "news/[1].txt",
        absolute: "b.md",
        "gone.txt": "!io",
        "memory://listed/m.txt": "remote",
    }
    memory.rm("/listed", recursive=True)


@pytest.mark.usefixtures("here")
def test_list_that_is_missing_is_the_operators_mistake(outcomes: Read) -> None:
    with pytest.raises(ConfigError, match=r"list of inputs cannot be read: No such file"):
        outcomes("@nowhere")


def test_file_whose_name_looks_like_a_list_is_given_as_a_path(outcomes: Read, here: Path) -> None:
    (here / "@a").write_text("at", encoding="utf-8")
    assert outcomes("./@a") == {"@a": "at"}


def test_objects_of_any_file_system_are_read(outcomes: Read) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe({"/box/a.txt": b"one", "/box/in/50%.txt": b"two", "/other/c.txt": b"three"})
    assert outcomes("memory://box") == {"a.txt": "one", "in/50%25.txt": "two"}
    assert outcomes("memory://box/a.txt") == {"a.txt": "one"}
    assert outcomes("memory://box/**/*.txt") == {"a.txt": "one", "in/50%25.txt": "two"}
    with pytest.raises(ConfigError, match="nothing"):
        outcomes("memory://nowhere/at/all/*.txt")
    memory.rm("/box", recursive=True)
    memory.rm("/other", recursive=True)


def test_unknown_scheme_is_the_operators_mistake(outcomes: Read) -> None:
    with pytest.raises(ConfigError, match="gopher:// cannot be read"):
        outcomes("gopher://x/y")


def test_missing_driver_is_named_with_its_extra(
    outcomes: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    monkeypatch.delitem(sys.modules["fsspec.registry"]._registry, "s3", raising=False)
    with pytest.raises(ConfigError, match=r"pip install 'opsonin\[s3\]'"):
        outcomes("s3://box/prefix/")


class _Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://elsewhere.invalid/")
            self.end_headers()
            return
        if self.path == "/none":
            self.send_error(404)
            return
        body = b"a page"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body) + (self.path == "/short")))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@pytest.fixture
def web() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_pages_come_from_named_hosts_alone(outcomes: Read, web: str) -> None:
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1 is not among those that may be asked"):
        outcomes(f"http://{web}/a")
    named = {"urls": {"hosts": ("127.0.0.1",)}}
    assert outcomes(f"http://{web}/a", **named) == {f"{web}/a": "a page"}
    assert outcomes(f"http://{web}/away", **named) == {f"{web}/away": "!io"}
    assert outcomes(f"http://{web}/none", **named) == {f"{web}/none": "!io"}
    assert outcomes(f"http://{web}/short", **named) == {f"{web}/short": "!io"}


def test_names_that_are_not_utf8_are_found_by_patterns(outcomes: Read, here: Path) -> None:
    (here / os.fsdecode(b"bad\xff.log")).write_text("odd", encoding="utf-8")
    assert outcomes("*.log") == {"bad%FF.log": "odd"}
