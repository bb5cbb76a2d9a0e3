from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from opsonin import ConfigError, SnapshotFiles, StoreError
from opsonin.inspection.reporting.writing import is_report, write_report
from reported_pages import blocks_of, unpacked


def loaded(folder: Path) -> dict[str, Any]:
    """Return the data in the files of a report, by name."""
    found = {}
    for path in sorted(folder.rglob("*.js")):
        call = re.fullmatch(r'opsonin\("([a-z]+/\d+)","([^"]*)"\)\n', path.read_text())
        assert call is not None
        assert folder / f"{call[1]}.js" == path
        found[call[1]] = unpacked(call[2])
    return found


def test_small_report_is_one_page_with_all_documents(
    snapshot: SnapshotFiles, tmp_path: Path
) -> None:
    found = write_report(snapshot, tmp_path / "new" / "report.html")
    assert found.page == found.place == tmp_path / "new" / "report.html"
    assert (found.documents, found.files) == (3, 1)
    assert found.size_bytes == found.page.stat().st_size
    blocks = blocks_of(found.page.read_text())
    assert set(blocks) == {"page", "overview", "list/0", "documents/0"}
    assert [entry[1] for entry in blocks["list/0"]] == ["a.txt", "b.txt", "c.txt"]
    for entry in blocks["list/0"]:
        assert len(blocks["documents/0"][entry[11]]["steps"]) == entry[9]
    assert list(tmp_path.rglob(".*")) == []


def test_equal_snapshots_make_equal_pages(snapshot: SnapshotFiles, tmp_path: Path) -> None:
    one, other = (write_report(snapshot, tmp_path / f"{name}.html") for name in "ab")
    assert one.page.read_bytes() == other.page.read_bytes()


@pytest.mark.parametrize("limit", [{"max_documents": 2}, {"max_bytes": 3_000}])
def test_report_too_large_for_one_page_is_a_folder_of_the_same_name(
    limit: dict[str, int], snapshot: SnapshotFiles, tmp_path: Path
) -> None:
    small = write_report(snapshot, tmp_path / "small.html")
    found = write_report(snapshot, tmp_path / "report.html", **limit)  # type: ignore[arg-type] # no bool is among them
    assert found.place == tmp_path / "report"
    assert found.page == tmp_path / "report" / "index.html"
    assert not (tmp_path / "report.html").exists()
    beside, within = loaded(found.place), blocks_of(small.page.read_text())
    assert set(beside) == {"list/0", "documents/0"}
    assert all(within[name] == value for name, value in beside.items())
    assert found.files == 3


def test_any_other_name_is_a_folder_and_a_zip_is_an_archive(
    snapshot: SnapshotFiles, tmp_path: Path
) -> None:
    assert write_report(snapshot, tmp_path / "out").page == tmp_path / "out" / "index.html"
    found = write_report(snapshot, tmp_path / "out.zip")
    with zipfile.ZipFile(found.place) as archive:
        assert archive.read("index.html") == (tmp_path / "out" / "index.html").read_bytes()
    assert is_report(tmp_path / "out")
    assert is_report(tmp_path / "out.zip")


@pytest.mark.parametrize("name", ["report.html", "report", "report.zip"])
def test_only_an_earlier_report_is_replaced_and_only_when_told(
    name: str, snapshot: SnapshotFiles, tmp_path: Path
) -> None:
    place = tmp_path / name
    write_report(snapshot, place)
    with pytest.raises(ConfigError, match=r"There is something already.*earlier report with"):
        write_report(snapshot, place)
    write_report(snapshot, place, is_forced=True)
    other = tmp_path / f"mine{name}"
    other.write_text("<!doctype html>mine")
    with pytest.raises(ConfigError, match="no report of opsonin"):
        write_report(snapshot, other, is_forced=True)
    assert other.read_text() == "<!doctype html>mine"


def test_folder_of_a_large_report_is_not_replaced_unasked(
    snapshot: SnapshotFiles, tmp_path: Path
) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "mine").write_text("mine")
    with pytest.raises(ConfigError, match="There is something already"):
        write_report(snapshot, tmp_path / "report.html", max_documents=2)


def test_report_does_not_go_into_the_data_folder(
    snapshot: SnapshotFiles, data: Path, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="inside the data folder"):
        write_report(snapshot, data / "report.html")
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError):
        write_report(snapshot, tmp_path / "file" / "report.html")


def test_link_to_a_report_is_no_report(snapshot: SnapshotFiles, tmp_path: Path) -> None:
    write_report(snapshot, tmp_path / "report.html")
    (tmp_path / "link.html").symlink_to("report.html")
    assert not is_report(tmp_path / "link.html")
    assert not is_report(tmp_path / "nothing")
