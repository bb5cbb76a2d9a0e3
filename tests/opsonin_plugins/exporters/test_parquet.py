from __future__ import annotations

from pathlib import Path

import pytest

from opsonin import Context, NoOptions, Snapshot, StoreError
from opsonin_plugins.exporters.parquet import PARQUET


def _snapshot(data: Path, number: int) -> Snapshot:
    directory = data / "snapshots" / str(number)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "number").write_text(str(number))
    return Snapshot(number=number, directory=directory, data=data, tables={}, digests={})


def _export(snapshot: Snapshot) -> str:
    return PARQUET.export(snapshot, Context(NoOptions()))


def test_export_is_a_relative_link_to_the_snapshot(tmp_path: Path) -> None:
    assert _export(_snapshot(tmp_path, 1)) == str(tmp_path / "export")
    assert (tmp_path / "export").readlink() == Path("snapshots/1")
    moved = tmp_path.rename(tmp_path.with_name("moved"))
    assert (moved / "export" / "number").read_text() == "1"


def test_next_snapshot_replaces_the_link_and_repeating_changes_nothing(tmp_path: Path) -> None:
    for number in (1, 2, 2):
        _export(_snapshot(tmp_path, number))
    assert (tmp_path / "export" / "number").read_text() == "2"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export", "snapshots"]


def test_link_that_leads_nowhere_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "export").symlink_to("snapshots/gone")
    _export(_snapshot(tmp_path, 3))
    assert (tmp_path / "export" / "number").read_text() == "3"


def test_what_a_crash_left_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / ".export.tmp").symlink_to("snapshots/1")
    _export(_snapshot(tmp_path, 2))
    assert (tmp_path / "export" / "number").read_text() == "2"
    assert not (tmp_path / ".export.tmp").is_symlink()


@pytest.mark.parametrize("is_folder", [True, False])
def test_real_folder_or_file_is_not_replaced(tmp_path: Path, is_folder: bool) -> None:  # noqa: FBT001
    link = tmp_path / "export"
    if is_folder:
        link.mkdir()
    else:
        link.write_text("mine")
    with pytest.raises(StoreError, match=r"real file or folder .*snapshots/1.* Move it away"):
        _export(_snapshot(tmp_path, 1))
    assert not link.is_symlink()


def test_missing_snapshot_is_named(tmp_path: Path) -> None:
    snapshot = Snapshot(
        number=4, directory=tmp_path / "snapshots" / "4", data=tmp_path, tables={}, digests={}
    )
    with pytest.raises(StoreError, match=r"snapshots/4: The folder .* missing.*opsonin verify"):
        _export(snapshot)
    assert not (tmp_path / "export").is_symlink()


def test_failure_of_the_file_system_keeps_the_old_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _export(_snapshot(tmp_path, 1))

    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(StoreError, match=r"could not be set: No space left"):
        _export(_snapshot(tmp_path, 2))
    assert (tmp_path / "export" / "number").read_text() == "1"
