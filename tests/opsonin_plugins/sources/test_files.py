import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from opsonin import ConfigError, Context, NoOptions, Reject, Resource, UnreadableError
from opsonin_plugins.sources import files


def location(path: Path | str) -> Resource:
    def cannot_open() -> object:
        raise IsADirectoryError

    return Resource(uri="", location=str(path), open=cannot_open, kind="location")  # type: ignore[arg-type]


def found(path: Path | str) -> list[Resource | Reject]:
    return list(files.read(location(path), Context(NoOptions())))


def uris(path: Path | str) -> list[str]:
    return [item.uri for item in found(path) if isinstance(item, Resource)]


def reasons(path: Path | str) -> dict[str, str]:
    return {item.key: item.reason for item in found(path) if isinstance(item, Reject)}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder whose path is short enough for a socket."""
    here = Path.cwd()
    root = tmp_path / "input"
    root.mkdir()
    os.chdir(root)
    yield root
    os.chdir(here)


def test_folders_and_paths_are_accepted_but_no_urls_and_files() -> None:
    assert files.accepts(location("seeds"))
    assert files.accepts(location("C:odd"))
    assert not files.accepts(location("s3://bucket/x"))
    assert not files.accepts(Resource("a", "a", open=lambda: open(os.devnull, "rb")))  # noqa: SIM115, PTH123


def test_files_come_sorted_by_name_and_relative_to_the_folder(folder: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", "B.txt", "é.txt", "a.txt", "c/empty/none"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    (folder / "c/empty/none").unlink()
    expected = ["B.txt", "a/b/c.txt", "a/z.txt", "a.txt", "b.txt", "é.txt"]
    assert uris(folder) == expected
    assert uris(".") == expected
    assert uris(f"{folder}/") == expected


def test_resource_knows_its_size_and_opens_its_bytes(folder: Path) -> None:
    content = bytes(range(256)) * 40
    (folder / "a.bin").write_bytes(content)
    (resource,) = found(folder)
    assert isinstance(resource, Resource)
    assert resource.size_bytes == len(content)
    assert resource.location == str(folder / "a.bin")
    with resource.open() as stream:
        assert stream.read() == content


def test_single_file_is_called_by_its_name(folder: Path) -> None:
    (folder / "x").mkdir()
    (folder / "x/50%.txt").write_text("a", encoding="utf-8")
    assert uris("x/50%.txt") == ["50%25.txt"]


def test_hidden_files_are_left_out_unless_named(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git/config").write_text("a", encoding="utf-8")
    (folder / ".hidden.txt").write_text("a", encoding="utf-8")
    assert found(folder) == []
    assert uris(folder / ".hidden.txt") == [".hidden.txt"]
    assert uris(folder / ".git") == ["config"]


def test_name_that_is_not_utf8_becomes_a_valid_uri(folder: Path) -> None:
    name = os.fsencode(folder) + b"/bad\xff\n%.txt"
    with open(name, "wb") as stream:  # noqa: PTH123 - Path takes no bytes
        stream.write(b"content")
    (resource,) = found(folder)
    assert isinstance(resource, Resource)
    assert resource.uri == "bad%FF%0A%25.txt"
    with resource.open() as stream:
        assert stream.read() == b"content"


def test_links_are_followed_only_to_files_inside_the_folder(folder: Path) -> None:
    outside = folder.parent / "outside.txt"
    outside.write_text("secret", encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "sub/a.txt").write_text("a", encoding="utf-8")
    (folder / "inside").symlink_to("sub/a.txt")
    (folder / "escape").symlink_to(outside)
    (folder / "escape_folder").symlink_to(folder.parent)
    (folder / "chain").symlink_to("escape")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "loop_a").symlink_to("loop_b")
    (folder / "loop_b").symlink_to("loop_a")
    (folder / "self").symlink_to(".")
    (folder / "twice").symlink_to("sub")
    assert uris(folder) == ["inside", "sub/a.txt"]
    assert reasons(folder) == {
        "chain": "outside",
        "dangling": "dangling",
        "escape": "outside",
        "escape_folder": "outside",
        "loop_a": "symlink_loop",
        "loop_b": "symlink_loop",
        "self": "symlink_loop",
        "twice": "folder_link",
    }


def test_operator_may_name_a_link(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "real/a.txt").write_text("a", encoding="utf-8")
    (folder / "link").symlink_to("real")
    (folder / "file_link").symlink_to("real/a.txt")
    assert uris("link") == ["a.txt"]
    assert uris("file_link") == ["file_link"]


def test_what_is_no_regular_file_is_never_opened(folder: Path) -> None:
    os.mkfifo(folder / "fifo")
    (folder / "link").symlink_to("fifo")
    server = socket.socket(socket.AF_UNIX)
    server.bind("socket")
    try:
        assert reasons(folder) == dict.fromkeys(("fifo", "link", "socket"), "not_regular")
        assert reasons("fifo") == {"fifo": "not_regular"}
        assert reasons(os.devnull) == {"null": "not_regular"}
    finally:
        server.close()


def test_folder_that_cannot_be_read_costs_nobody_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "c"):
        (folder / name).write_text(name, encoding="utf-8")
    (folder / "d").mkdir()
    real_scandir = os.scandir

    def refuse_folder(path: str) -> object:
        if path.endswith("/d"):
            raise PermissionError(13, "Permission denied", path)
        return real_scandir(path)

    monkeypatch.setattr("opsonin_plugins.sources.files.os.scandir", refuse_folder)
    assert uris(folder) == ["a", "c"]
    assert reasons(folder) == {"d": "io"}


def test_file_that_is_gone_when_it_is_opened_says_so(folder: Path) -> None:
    (folder / "a").write_text("a", encoding="utf-8")
    (resource,) = found(folder)
    assert isinstance(resource, Resource)
    (folder / "a").unlink()
    with pytest.raises(UnreadableError, match="No such file") as caught:
        resource.open()
    assert caught.value.reason == "io"


def test_stamp_changes_with_the_file_and_is_empty_while_it_is_fresh(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stamp() -> str:
        (resource,) = found(folder)
        assert isinstance(resource, Resource)
        return resource.stamp

    (folder / "a").write_text("a", encoding="utf-8")
    assert stamp() == ""
    monkeypatch.setattr(files, "CLOCK_TICK_NS", 0)
    first = stamp()
    assert first != ""
    assert stamp() == first
    times = (folder / "a").stat()
    (folder / "b").write_text("b", encoding="utf-8")
    os.utime(folder / "b", ns=(times.st_atime_ns, times.st_mtime_ns))
    (folder / "b").replace(folder / "a")
    assert stamp() != first


def test_file_url_is_a_path(folder: Path) -> None:
    (folder / "a b.txt").write_text("a", encoding="utf-8")
    assert uris(f"file://{folder}/a%20b.txt") == ["a b.txt"]
    assert uris(f"file://{folder}") == ["a b.txt"]


def test_missing_input_is_the_operators_mistake(folder: Path) -> None:
    with pytest.raises(ConfigError, match="There is no input 'none'"):
        found("none")
    (folder / "dangling").symlink_to("nowhere")
    assert [item.reason for item in found("dangling") if isinstance(item, Reject)] == ["dangling"]


def test_folders_may_be_nested_deeper_than_calls(folder: Path) -> None:
    (folder / "z.txt").write_text("a", encoding="utf-8")
    for depth in range(1, 1201):
        Path("d/" * depth).mkdir()
    last = "d/" * 1200 + "a.txt"
    Path(last).write_text("a", encoding="utf-8")
    assert uris(folder) == [last, "z.txt"]
    # Not left to pytest, which removes folders recursively.
    Path(last).unlink()
    os.removedirs("d/" * 1200)


def test_listing_is_lazy(folder: Path) -> None:
    for name in ("a", "b"):
        (folder / name).write_text(name, encoding="utf-8")
    items = files.read(location(folder), Context(NoOptions()))
    assert isinstance(next(items), Resource)
    (folder / "b").unlink()
    (last,) = items
    assert isinstance(last, Reject)
    assert (last.reason, last.key) == ("io", "b")
