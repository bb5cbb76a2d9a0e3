"""Nothing that was read acts: in a terminal, a table file, a query or a report it is only shown."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from opsonin.cli.program import program
from opsonin.runner.run import Report

Run = Callable[..., Report]

#: What a terminal obeys: escapes, their one-byte forms, and overrides of the writing direction.
ESCAPES = (
    "\x1b]0;owned\x07 \x1b[2J \x1b]8;;https://evil.example\x1b\\here \x9b31m \u202ecod.exe\u202c"
)
FORMULAS = ("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\uff1d1+1")
#: What a spreadsheet begins a formula with; full-width in East Asian settings.
FIRST = {*"=+-@\t\r", *"\uff1d\uff0b\uff0d\uff20"}
SCRIPT = "<script>hit=1</script><img src=x onerror=hit=1> [x](javascript:hit=1) {{7*7}}"
SQL = "'; drop table documents; --"
TEXT = "In a study of 659 patients with severe COVID-19, 23 carried autoantibodies. "
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def bait(title: str) -> str:
    return f"{title}\n\n{TEXT}{ESCAPES} {SCRIPT} {SQL}\n\n{title} https://a.example/?{SCRIPT}\n"


@pytest.fixture(scope="module")
def data(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of documents whose names, titles and texts are baits."""
    folder = tmp_path_factory.mktemp("acting")
    inputs = folder / "in"
    inputs.mkdir()
    for number, title in enumerate(FORMULAS):
        (inputs / f"=1+{number} \x1b[31m\u202e'; drop.txt").write_text(bait(title.strip()))
    (inputs / "\x1b[2J.txt").write_bytes(b"\xff\xfe\xfa")
    assert run(inputs, folder / "data").status == "committed"
    return folder / "data"


def said(*arguments: object) -> str:
    """Return what a command says, which must not fail."""
    result = CliRunner().invoke(program, [str(one) for one in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def doc_id(data: Path) -> str:
    sql = "select doc_id from documents order by doc_id limit 1"
    return said("query", sql, "--csv", "--data", data).split()[1].strip('"')


@pytest.mark.parametrize(
    "command",
    [
        ("show", "DOC_ID"),
        ("explain", "DOC_ID", 0, 40),
        ("rejects",),
        ("status",),
        ("query", "select text, source_uri from documents"),
        ("query", "select * from segments", "--rows", 0),
        ("tables", "documents"),
    ],
)
def test_no_command_lets_a_terminal_obey_a_document(
    command: tuple[Any, ...], data: Path, doc_id: str
) -> None:
    given = [doc_id if one == "DOC_ID" else one for one in command]
    told = said(*given, "--data", data)
    assert told.strip()
    assert OBEYED.findall(told) == []


@pytest.mark.parametrize(("kind", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_no_cell_of_a_table_file_is_a_formula(
    data: Path, tmp_path: Path, kind: str, delimiter: str
) -> None:
    said("export", tmp_path / "out", "--format", kind, "--data", data)
    files = list((tmp_path / "out").rglob(f"*.{kind}"))
    cells = []
    for path in files:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file, delimiter=delimiter))
        cells += [cell for row in rows[1:] for cell in row]
    texts = [cell for cell in cells if not re.fullmatch(r"[-+]?\d+(\.\d+)?(e[-+]?\d+)?", cell)]
    assert len(texts) > 100
    assert [cell for cell in texts if cell[:1] in FIRST] == []
    assert sum(cell.startswith(("'=1", "'@SUM")) for cell in texts) > 1


def test_a_query_gives_back_what_looks_like_one(data: Path) -> None:
    found = said("query", "select text from documents", "--csv", "--data", data)
    assert found.count(SQL) == len(FORMULAS)
    counted = said("query", "select count(*) n from documents", "--csv", "--data", data)
    assert counted.split() == ['"n"', str(len(FORMULAS))]


def test_a_report_holds_no_markup_of_a_document(data: Path, tmp_path: Path) -> None:
    said("report", tmp_path / "report.html", "--data", data)
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "hit=1" not in page
    assert "evil.example" not in page
    assert not re.search(r"""(?:href|src)\s*=\s*["']?\s*(?:javascript|data|file):""", page)
    assert "Content-Security-Policy" in page
