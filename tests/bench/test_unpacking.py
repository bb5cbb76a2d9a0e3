from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from opsonin_bench.unpacking import unpacked


def archive(path: Path, member: str, content: str) -> Path:
    source = path.parent / "source"
    source.write_text(content)
    with tarfile.open(path, "w:xz") as opened:
        opened.add(source, member)
    return path


def test_archive_is_unpacked_once_and_again_when_it_changes(tmp_path: Path) -> None:
    packed = archive(tmp_path / "gold.tar.xz", "gold/one.txt", "first")
    folder = unpacked(packed, tmp_path)
    assert (folder / "gold" / "one.txt").read_text() == "first"
    (folder / "gold" / "one.txt").write_text("mine")
    assert (unpacked(packed, tmp_path) / "gold" / "one.txt").read_text() == "mine"
    archive(packed, "gold/one.txt", "second edition")
    assert (unpacked(packed, tmp_path) / "gold" / "one.txt").read_text() == "second edition"


def test_member_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    packed = archive(tmp_path / "gold.tar.xz", "../../outside.txt", "x")
    with pytest.raises(tarfile.OutsideDestinationError):
        unpacked(packed, tmp_path / "scratch")
    assert not list(tmp_path.rglob("outside.txt"))
