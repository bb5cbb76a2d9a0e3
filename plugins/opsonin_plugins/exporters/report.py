"""Publishes the report of a snapshot, so that each run leaves one that a browser opens."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

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
        max_documents: Snapshots of more documents get none, because it would take longer than the
            run: `opsonin report` writes it when it is wanted.
    """

    file: str = "report.html"
    max_documents: int = 100

    def __post_init__(self) -> None:
        """Refuse a name that leads elsewhere or that no browser knows for a page."""
        check_name(self.file)
        if not self.file.endswith(_SUFFIX) or self.file == _SUFFIX:
            raise ValueError(f"file is {self.file!r}, expected a name that ends in .html")
        if self.max_documents < 0:
            raise ValueError(f"max_documents is {self.max_documents}, expected 0 or more")


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
    if _n_documents(snapshot) > context.options.max_documents:
        # An older one would show documents that are others now, or forgotten.
        page.unlink(missing_ok=True)
        _drop(folder)
        return ""
    content = report_page(files)
    if content is None:
        found = write_report(files, page, is_forced=True, is_within=True)
        page.unlink(missing_ok=True)
        return str(found.page)
    place = publish_file(page, partial(_write, content))
    _drop(folder)
    return place


def _drop(folder: Path) -> None:
    """Take away a report in a folder: it may hold documents that have been forgotten since."""
    if folder.is_dir() and {one.name for one in folder.iterdir()} == _PARTS:
        shutil.rmtree(folder)


def _n_documents(snapshot: Snapshot) -> int:
    files = sorted((snapshot.directory / "documents").glob("*.parquet"))
    return sum(pq.read_metadata(file).num_rows for file in files)


def _write(content: bytes, path: Path) -> None:
    path.write_bytes(content)


REPORT = Exporter(name="report", version="1", export=_export, options=ReportOptions)
