import errno
import fcntl
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from opsonin.errors import StoreError
from opsonin.store import files


def broken(number: int) -> Callable[..., object]:
    def fail(*_arguments: object, **_further: object) -> object:
        raise OSError(number, os.strerror(number))

    return fail


def test_file_is_replaced_as_a_whole_and_read_only(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    files.write_file(path, b"one")
    files.write_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o222 == 0
    assert files.names_in(path.parent) == ["file"]


def test_content_that_is_removed_while_it_is_looked_at_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    # As if another process had removed it just after its size was asked for.
    monkeypatch.setattr(files, "size_of", lambda _path: len(b"one"))
    files.write_content(path, b"one")
    assert path.read_bytes() == b"one"


def test_create_if_absent_creates_once(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert files.create_if_absent(path, b"mine")
    assert not files.create_if_absent(path, b"theirs")
    assert path.read_bytes() == b"mine"
    assert files.names_in(tmp_path) == ["file"]


def test_created_file_shares_no_inode_with_a_later_one(tmp_path: Path) -> None:
    files.create_if_absent(tmp_path / "one", b"1")
    files.create_if_absent(tmp_path / "two", b"2")
    assert (tmp_path / "one").stat().st_nlink == 1
    assert (tmp_path / "one").read_bytes() == b"1"


def test_damaged_content_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "name"
    files.write_file(path, b"rotten")
    files.write_content(path, b"intact")
    inode = path.stat().st_ino
    files.write_content(path, b"intact")
    assert (path.read_bytes(), path.stat().st_ino) == (b"intact", inode)


def test_symlink_flips(tmp_path: Path) -> None:
    link = tmp_path / "export"
    for number in "12":
        (tmp_path / number).mkdir()
        files.replace_symlink(link, number)
        assert link.resolve() == tmp_path / number
    assert files.link_targets(tmp_path) == [tmp_path / "2"]
    assert files.names_in(tmp_path) == ["1", "2", "export"]


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    files.write_file(tmp_path / "file", b"0123456789")
    assert (tmp_path / "file").read_bytes() == b"0123456789"


@pytest.mark.parametrize(
    ("call", "number", "remedy"),
    [
        ("write", errno.ENOSPC, "Free space on this disk"),
        ("fsync", errno.EIO, "Check the disk"),
        ("link", errno.EROFS, "Mount the file system"),
    ],
)
def test_error_names_path_and_remedy_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, remedy: str
) -> None:
    monkeypatch.setattr(os, call, broken(number))
    with pytest.raises(StoreError, match=remedy) as caught:
        files.create_if_absent(tmp_path / "file", b"data")
    assert caught.value.where == str(tmp_path / "file")
    assert files.names_in(tmp_path) == []


def test_failed_rename_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write_file(tmp_path / "file", b"old")
    monkeypatch.setattr(Path, "replace", broken(errno.EIO))
    with pytest.raises(StoreError, match="could not be written: Input/output error"):
        files.write_file(tmp_path / "file", b"new")
    assert files.names_in(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_file_is_copied_where_links_are_impossible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write_file(tmp_path / "file", b"data")
    monkeypatch.setattr(os, "link", broken(errno.EXDEV))
    files.link_or_copy(tmp_path / "file", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"data"
    monkeypatch.setattr(os, "link", broken(errno.EIO))
    with pytest.raises(StoreError, match="could not be linked"):
        files.link_or_copy(tmp_path / "file", tmp_path / "other")


@pytest.mark.parametrize("tail", [b"", b'{"torn', b"x" * 70_000])
def test_append_cuts_off_an_unfinished_line(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"one\n" + tail)
    files.append_line(path, b"two")
    assert path.read_bytes() == b"one\ntwo\n"


def test_append_goes_to_the_file_that_took_the_place_of_a_locked_one(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    files.append_line(path, b"secret")
    with path.open("rb") as locked, ThreadPoolExecutor(1) as pool:
        fcntl.flock(locked, fcntl.LOCK_EX)
        appended = pool.submit(files.append_line, path, b"two")
        while not appended.running():
            time.sleep(0.001)
        files.write_file(path, b"one\n", mode=files.GROWING_MODE)
        fcntl.flock(locked, fcntl.LOCK_UN)
        appended.result()
    assert path.read_bytes() == b"one\ntwo\n"


def test_append_starts_over_after_a_first_line_that_was_torn(tmp_path: Path) -> None:
    (tmp_path / "lines").write_bytes(b"torn")
    files.append_line(tmp_path / "lines", b"one")
    assert (tmp_path / "lines").read_bytes() == b"one\n"


def test_folder_appears_and_goes_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    for content in (b"1", b"2"):
        temporary = files.make_temporary_folder(path)
        assert files.is_temporary(temporary.name)
        (temporary / "file").write_bytes(content)
        files.publish_folder(temporary, path)
        assert (path / "file").read_bytes() == content
    files.remove_folder(path)
    assert files.names_in(tmp_path) == []


def test_what_is_missing_has_no_size_no_content_and_no_names(tmp_path: Path) -> None:
    assert files.size_of(tmp_path / "x") is None
    assert files.read_file(tmp_path / "x") is None
    assert files.names_in(tmp_path / "x") == []
    assert files.age_s(tmp_path / "x") == 0
    files.remove_file(tmp_path / "x")


def test_database_takes_the_place_of_another_and_of_its_journal(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"old")
    (tmp_path / "state.sqlite-journal").write_bytes(b"old")
    (tmp_path / "fresh").write_bytes(b"new")
    files.replace_database(tmp_path / "fresh", path)
    assert files.names_in(tmp_path) == ["state.sqlite"]
    assert path.read_bytes() == b"new"


def test_lock_is_waited_for_and_then_named(tmp_path: Path) -> None:
    lock = tmp_path / "state.lock"
    with (
        files.locked(lock, 0),
        pytest.raises(StoreError, match=r"held the lock for more than 0\.02 s\. Another run"),
        files.locked(lock, 0.02),
    ):
        pass
    with files.locked(lock, 0):
        assert lock.exists()


def test_buffer_holds_a_file_in_memory_that_is_not_of_python(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"some bytes")
    found = files.read_buffer(path)
    assert found is not None
    assert found.to_pybytes() == b"some bytes"
    # What Python owns has an address that `bytes` gives away; this is Arrow's own allocation.
    assert found.is_mutable
    assert files.read_buffer(tmp_path / "none") is None
