from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from opsonin import ConfigError, Context, Snapshot
from opsonin_plugins.exporters import excel
from opsonin_plugins.exporters.excel import EXCEL, ExcelOptions


def read(place: str) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(place)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def as_excel(cell: object) -> object:
    if isinstance(cell, list):
        return json.dumps(cell, ensure_ascii=False)
    return cell.isoformat() if isinstance(cell, date | datetime) else cell


def test_every_table_has_a_sheet_with_its_rows(snapshot: Snapshot) -> None:
    found = read(EXCEL.export(snapshot, Context(ExcelOptions())))
    assert set(found) == {"tables", *snapshot.tables}
    for name in ("documents", "mentions", "sources", "identifiers", "signals"):
        header, *rows = found[name]
        expected = snapshot.read(name).to_pylist()
        assert list(header) == snapshot.read(name).column_names
        assert len(rows) == len(expected)
        for row, cells in zip(rows, expected, strict=True):
            for cell, value in zip(row, cells.values(), strict=True):
                wanted = as_excel(value)
                # The format holds line ends and numbers in its own way.
                if isinstance(wanted, float):
                    assert cell == pytest.approx(wanted)
                elif isinstance(wanted, str):
                    assert (cell or "").split() == wanted.split()
                else:
                    assert cell == wanted


def test_text_never_becomes_a_formula_or_a_link(snapshot: Snapshot) -> None:
    place = EXCEL.export(snapshot, Context(ExcelOptions(tables=("segments",))))
    sheet = openpyxl.load_workbook(place)["segments"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    (formula, *_) = (cell for cell in cells if str(cell.value).startswith("=SUM"))
    assert formula.data_type == "s"
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_what_does_not_fit_is_counted(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MAX_CHARACTERS", 12)
    options = ExcelOptions(tables=("documents",), max_rows=2)
    found = read(EXCEL.export(snapshot, Context(options)))
    assert len(found["documents"]) == 3
    _, (table, _, n_rows, n_here, n_cut, note) = found["tables"]
    assert (table, n_rows, n_here) == ("documents", 3, 2)
    assert n_cut > 2
    assert note == f"1 rows are not in this workbook; {n_cut} cells end after 12 characters"
    assert (
        max(len(cell) for row in found["documents"][1:] for cell in row if isinstance(cell, str))
        <= 12
    )


def test_unknown_table_is_named(snapshot: Snapshot) -> None:
    with pytest.raises(ConfigError, match="no table mentoins"):
        EXCEL.export(snapshot, Context(ExcelOptions(tables=("mentoins",))))


def test_missing_library_is_told_with_the_remedy(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(ConfigError, match=r"pip install opsonin\[excel\]"):
        EXCEL.export(snapshot, Context(ExcelOptions(file="missing.xlsx")))
    assert not list(Path(snapshot.data).glob("*missing.xlsx*"))


@pytest.mark.parametrize("max_rows", [0, excel.MAX_ROWS])
def test_more_rows_than_a_sheet_holds_are_refused(max_rows: int) -> None:
    with pytest.raises(ValueError, match="expected 1 to 1048575"):
        ExcelOptions(max_rows=max_rows)
