"""Publishes the report of a snapshot, so that each run leaves one that a browser opens."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from opsonin import Context, Exporter, Snapshot, SnapshotFiles
from opsonin_plugins.exporters.publishing import check_name, publish_file

_SUFFIX = ".html"
#: What a report in a folder is made of.
_PARTS = frozenset({"index.html", "documents", "list"})


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """Where the report is written.

    Attributes:
        file: Its name, in the data folder. A report too large for one page becomes a folder of the
            same name without ``.html``.
    """

    file: str = "report.html"

    def __post_init__(self) -> None:
        """Refuse a name that leads elsewhere or that no browser knows for a page."""
        check_name(self.file)
        if not self.file.endswith(_SUFFIX) or self.file == _SUFFIX:
            raise ValueError(f"file is {self.file!r}, expected a name that ends in .html")


def _export(snapshot: Snapshot, context: Context[ReportOptions]) -> str:
    """Write the report in the place of the one before, and take away what that was otherwise."""
    # Takes a tenth of a second to import, and only this needs it.
    from opsonin.reports import report_page, write_report  # noqa: PLC0415

    page = snapshot.data / context.options.file
    folder = page.with_suffix("")
    files = SnapshotFiles(
        snapshot.number,
        snapshot.directory,
        {name: tuple(sorted((snapshot.directory / name).glob("*"))) for name in snapshot.tables},
    )
    content = report_page(files)
    if content is None:
        found = write_report(files, page, is_forced=True, is_within=True)
        page.unlink(missing_ok=True)
        return str(found.page)
    place = publish_file(page, partial(_write, content))
    if folder.is_dir() and {one.name for one in folder.iterdir()} == _PARTS:
        # It may hold documents that have been forgotten since.
        shutil.rmtree(folder)
    return place


def _write(content: bytes, path: Path) -> None:
    path.write_bytes(content)


REPORT = Exporter(
    name="report", version="1", export=_export, options=ReportOptions, is_default=False
)
