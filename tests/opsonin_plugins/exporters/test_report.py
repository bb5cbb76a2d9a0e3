from __future__ import annotations

from pathlib import Path

import pytest

import opsonin.reports
from opsonin import Context, Snapshot
from opsonin_plugins.exporters.report import REPORT, ReportOptions


def test_report_is_the_page_that_the_command_writes(snapshot: Snapshot) -> None:
    place = REPORT.export(snapshot, Context(ReportOptions()))
    assert place == str(snapshot.data / "report.html")
    text = Path(place).read_text("utf-8")
    assert "opsonin report" in text
    assert "https:" not in text.partition("<script")[0]


def test_large_report_is_a_folder_and_takes_the_place_of_the_page(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = Context(ReportOptions(file="large.html"))
    page = Path(REPORT.export(snapshot, options))
    with monkeypatch.context() as changed:
        changed.setattr(opsonin.reports, "report_page", lambda _files: None)
        changed.setattr(
            opsonin.reports, "write_report", _with_no_room(opsonin.reports.write_report)
        )
        for _ in range(2):
            place = Path(REPORT.export(snapshot, options))
            assert place == snapshot.data / "large" / "index.html"
            assert place.is_file()
            assert not page.exists()
    assert Path(REPORT.export(snapshot, options)) == page
    assert not place.parent.exists()


def _with_no_room(write: object) -> object:
    return lambda *args, **named: write(*args, **named, max_documents=0)  # type: ignore[operator]


def test_folder_of_somebody_else_is_left_alone(snapshot: Snapshot) -> None:
    mine = snapshot.data / "report"
    mine.mkdir(exist_ok=True)
    (mine / "thesis.txt").write_text("years of work")
    REPORT.export(snapshot, Context(ReportOptions()))
    assert (mine / "thesis.txt").is_file()


@pytest.mark.parametrize("file", ["", "a/b.html", "report.txt", ".html"])
def test_name_that_is_no_page_is_refused(file: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        ReportOptions(file=file)


def test_snapshot_of_too_many_documents_has_no_report(snapshot: Snapshot) -> None:
    page = Path(REPORT.export(snapshot, Context(ReportOptions(file="some.html"))))
    assert page.is_file()
    few = ReportOptions(file="some.html", max_documents=1)
    assert REPORT.export(snapshot, Context(few)) == ""
    assert not page.exists()


def test_limit_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="max_documents is -1"):
        ReportOptions(max_documents=-1)
