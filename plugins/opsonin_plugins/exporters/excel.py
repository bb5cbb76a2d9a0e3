"""Publishes a snapshot as one Excel workbook, a sheet for each table.

A sheet has room for so many rows and a cell for so many characters: what does not fit is left out
and counted on the first sheet. Texts are written as texts, so that none becomes a formula or link.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsonin import ConfigError, Context, Exporter, Snapshot
from opsonin_plugins.exporters.duckdb_file import described
from opsonin_plugins.exporters.publishing import check_name, publish_file

if TYPE_CHECKING:
    import xlsxwriter

#: What a sheet and a cell hold. Source: Microsoft, "Excel specifications and limits".
MAX_ROWS = 1_048_576
MAX_CHARACTERS = 32_767
MAX_SHEET_NAME = 31
_TOTALS = "tables"
_BATCH_ROWS = 10_000
_WORKBOOK = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
#: Members carry no time, so that equal snapshots are equal files.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no zones


@dataclass(frozen=True, slots=True)
class ExcelOptions:
    """Where the workbook is written, and what of it.

    Attributes:
        file: Its name, in the data folder.
        tables: The tables that are written; all if empty.
        max_rows: Rows of a table at most, its header aside.
    """

    file: str = "tables.xlsx"
    tables: tuple[str, ...] = ()
    max_rows: int = MAX_ROWS - 1

    def __post_init__(self) -> None:
        """Refuse a name that leads elsewhere and more rows than a sheet has room for."""
        check_name(self.file)
        if not 0 < self.max_rows < MAX_ROWS:
            raise ValueError(f"max_rows is {self.max_rows}, expected 1 to {MAX_ROWS - 1}")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What became of a table: its rows, how many were written, and how many cells were cut."""

    name: str
    about: str
    n_rows: int
    n_written: int
    n_cut: int


def _export(snapshot: Snapshot, context: Context[ExcelOptions]) -> str:
    """Write the tables into a new workbook and put it in the place of the one before."""
    options = context.options
    unknown = sorted(set(options.tables) - set(snapshot.tables))
    if unknown:
        raise ConfigError(
            f"There is no table {', '.join(unknown)}.",
            where="[components.excel] tables",
            remedy=f"Tables are: {', '.join(snapshot.tables)}.",
        )
    return publish_file(snapshot.data / options.file, partial(_write, snapshot, options))


def _write(snapshot: Snapshot, options: ExcelOptions, path: Path) -> None:
    try:
        import xlsxwriter  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigError(
            "Exporter excel needs XlsxWriter, which is not installed.",
            where="exporters",
            remedy="Install it with `pip install opsonin[excel]`.",
        ) from error
    with xlsxwriter.Workbook(str(path), _WORKBOOK) as book:
        book.set_properties({"created": _CREATED, "title": f"opsonin snapshot {snapshot.number}"})
        # Its place is the first; its content is known last.
        totals = book.add_worksheet(_TOTALS)
        sheets = [
            _fill(book, name, snapshot, options.max_rows)
            for name in options.tables or snapshot.tables
        ]
        _fill_totals(book, totals, sheets)


def _fill(book: xlsxwriter.Workbook, name: str, snapshot: Snapshot, max_rows: int) -> _Sheet:
    rows = snapshot.dataset(name)
    sheet = book.add_worksheet(_sheet_name(name))
    sheet.freeze_panes(1, 0)
    header = book.add_format({"bold": True})
    for at, column in enumerate(rows.schema.names):
        sheet.write_string(0, at, column, header)
    n_rows = rows.count_rows()
    n_cut = 0
    each = (
        row
        for batch in rows.to_batches(batch_size=_BATCH_ROWS)
        for row in zip(*(column.to_pylist() for column in batch), strict=True)
    )
    for line, cells in enumerate(islice(each, max_rows), start=1):
        for at, cell in enumerate(cells):
            n_cut += _put(sheet, line, at, cell)
    n_written = min(n_rows, max_rows)
    sheet.autofilter(0, 0, max(1, n_written), len(rows.schema.names) - 1)
    return _Sheet(name, described(snapshot.tables[name]), n_rows, n_written, n_cut)


def _sheet_name(table: str) -> str:
    # A table of a plugin may be called like the first sheet.
    return f"{table}_" if table == _TOTALS else table[:MAX_SHEET_NAME]


def _put(sheet: Any, line: int, at: int, cell: object) -> bool:
    """Write a cell and return whether its text had to be cut."""
    if cell is None:
        return False
    if isinstance(cell, bool):
        sheet.write_boolean(line, at, cell)
        return False
    if isinstance(cell, int | float) and math.isfinite(cell):
        sheet.write_number(line, at, cell)
        return False
    text = _as_text(cell)
    # Excel counts UTF-16 code units, and so must the cut.
    units = text.encode("utf-16-le")
    is_cut = len(units) > 2 * MAX_CHARACTERS
    sheet.write_string(
        line, at, units[: 2 * MAX_CHARACTERS].decode("utf-16-le", "ignore") if is_cut else text
    )
    return is_cut


def _as_text(cell: object) -> str:
    """Return a cell as text: lists as JSON, times as ISO 8601, as the other exporters do."""
    if isinstance(cell, list):
        return json.dumps(cell, ensure_ascii=False)
    return cell.isoformat() if isinstance(cell, date | datetime) else str(cell)


def _fill_totals(book: xlsxwriter.Workbook, sheet: Any, sheets: Sequence[_Sheet]) -> None:
    header = book.add_format({"bold": True})
    names = ("table", "one row is", "rows", "rows here", "cells cut", "note")
    for at, name in enumerate(names):
        sheet.write_string(0, at, name, header)
    for line, one in enumerate(sheets, start=1):
        sheet.write_string(line, 0, one.name)
        sheet.write_string(line, 1, one.about)
        for at, number in enumerate((one.n_rows, one.n_written, one.n_cut), start=2):
            sheet.write_number(line, at, number)
        sheet.write_string(line, 5, _note(one))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 60)


def _note(one: _Sheet) -> str:
    left_out = one.n_rows - one.n_written
    notes = [f"{left_out:,} rows are not in this workbook"] if left_out else []
    if one.n_cut:
        notes.append(f"{one.n_cut:,} cells end after {MAX_CHARACTERS:,} characters")
    return "; ".join(notes)


EXCEL = Exporter(name="excel", version="1", export=_export, options=ExcelOptions, is_default=False)
