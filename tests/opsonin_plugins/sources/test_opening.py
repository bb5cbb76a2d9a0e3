import os
from pathlib import Path

import pytest

from opsonin import UnreadableError
from opsonin_plugins.sources.opening import open_regular


def test_regular_file_is_opened(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a\r\nb")
    with open_regular(str(tmp_path / "a")) as stream:
        assert stream.read() == b"a\r\nb"


def test_fifo_put_there_after_the_listing_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(UnreadableError, match="FIFO"):
        open_regular(str(tmp_path / "fifo"))


def test_link_put_there_after_the_listing_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "link").symlink_to("a")
    with pytest.raises(UnreadableError, match="symbolic links"):
        open_regular(str(tmp_path / "link"))


def test_nothing_stays_open_after_a_refusal(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with pytest.raises(UnreadableError, match="FIFO"):
            open_regular(str(tmp_path))
    assert len(list(Path("/proc/self/fd").iterdir())) == before
