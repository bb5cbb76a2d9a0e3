from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from opsonin.store.leases import claimed, is_in_use, leased


def snapshot(folder: Path) -> Path:
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")
    (folder / "manifest.json").chmod(0o444)
    return folder


def test_readers_share_a_snapshot_that_nobody_can_claim(tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "1")
    with leased(folder) as first, leased(folder) as second:
        assert first
        assert second
        assert is_in_use(folder)
    assert not is_in_use(folder)


def test_claimed_snapshot_takes_no_readers(tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "1")
    with claimed(folder) as is_free:
        assert is_free
        with leased(folder) as is_held:
            assert not is_held
    with leased(folder) as is_held:
        assert is_held


def test_lease_on_what_is_gone_is_none(tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "1")
    folder.rename(tmp_path / "2")
    with leased(folder) as is_held:
        assert not is_held
    with claimed(folder) as is_free:
        assert is_free


def test_lease_ends_with_a_killed_process(tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "1")
    code = (
        "import sys\nfrom pathlib import Path\nfrom opsonin.store.leases import leased\n"
        "with leased(Path(sys.argv[1])) as held:\n    print(held, flush=True)\n    input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "True\n"
        assert is_in_use(folder)
        reader.kill()
        reader.wait()
    assert not is_in_use(folder)
