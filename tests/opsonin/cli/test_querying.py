from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pytest
from click.testing import Result

from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT

Command = Callable[..., Result]


def test_answer_is_a_table_with_a_limit(opsonin: Command, data: Path, store: Store) -> None:
    n_rows = store.counts()["mentions"]
    sql = "select doc_id, label, clean_start from mentions"
    result = opsonin("query", sql, "--data", data, "--rows", "3")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["doc_id", "label", "clean_start"]
    assert len(lines) == 4
    assert result.stderr == "The first 3 rows; --rows 0 shows all.\n"
    everything = opsonin("query", sql, "--data", data, "--rows", "0")
    assert len(everything.stdout.splitlines()) == n_rows + 1
    assert everything.stderr == f"{n_rows} rows.\n"


def test_every_table_of_the_snapshot_has_its_bare_name(
    opsonin: Command, data: Path, store: Store
) -> None:
    parts = [f"select '{name}' as name, count(*) as n from {name}" for name in CONTRACT]  # noqa: S608
    result = opsonin("query", " union all ".join(parts), "--data", data, "--json")
    assert result.exit_code == 0, result.output
    counts = store.counts()
    found = {row["name"]: row["n"] for row in orjson.loads(result.stdout)}
    assert found == {name: counts[name] for name in CONTRACT}


def test_terminal_does_not_obey_what_documents_say(opsonin: Command, data: Path) -> None:
    result = opsonin("query", "select chr(27) || '[2J' as cell, 'a\nb' as cells", "--data", data)
    assert "\x1b" not in result.stdout
    assert "\\x1b[2J" in result.stdout
    assert len(result.stdout.splitlines()) == 2


@pytest.mark.parametrize("kind", ["csv", "tsv", "json", "jsonl", "parquet"])
def test_formats_go_to_stdout_or_a_file(
    opsonin: Command, data: Path, tmp_path: Path, kind: str
) -> None:
    sql = "select doc_id, title from documents order by doc_id"
    arguments = ("query", sql, "--data", data, "--format", kind)
    shown = opsonin(*arguments)
    file = tmp_path / f"answer.{kind}"
    saved = opsonin(*arguments, "--output", file)
    assert (shown.exit_code, saved.exit_code) == (0, 0), shown.output
    assert file.read_bytes() == shown.stdout_bytes
    assert saved.stderr == "4 rows of snapshot 1.\n"
    if kind == "parquet":
        assert pq.read_table(file).num_rows == 4
    again = opsonin(*arguments, "--output", file)
    assert again.exit_code == 1
    assert "There is such a file already." in again.stderr
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_format_has_a_flag_of_its_own(opsonin: Command, data: Path, kind: str) -> None:
    arguments = ("query", "select doc_id from documents order by doc_id", "--data", data)
    flagged, named = opsonin(*arguments, f"--{kind}"), opsonin(*arguments, "--format", kind)
    assert flagged.exit_code == 0, flagged.output
    assert flagged.stdout_bytes == named.stdout_bytes


def test_views_can_be_asked(opsonin: Command, data: Path) -> None:
    asked = "select count(*) as n from provenance where table_name = 'documents'"
    assert opsonin("query", asked, "--data", data).stdout.split() == ["n", "0"]


def test_query_may_come_from_stdin(opsonin: Command, data: Path) -> None:
    sql = "select count(*) as n from documents"
    result = opsonin("query", "-", "--data", data, "--json", input=sql)
    assert orjson.loads(result.stdout) == [{"n": 4}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["select * from mentons"], "There is no table 'mentons'. Did you mean 'mentions'?"),
        (["selec 1"], "syntax error at or near"),
        (["copy documents to 'x.csv'"], "This is no SELECT but COPY"),
        (["from 'x.csv'"], "reads the tables of the snapshot and nothing else"),
        (["select 1", "--output", "no/such/folder"], "Name a file in a folder that exists"),
        (["select interval 1 day", "--format", "parquet"], "Cast the column"),
    ],
)
def test_mistake_is_explained_in_one_message(
    opsonin: Command, data: Path, arguments: list[str], message: str
) -> None:
    result = opsonin("query", *arguments, "--data", data)
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stderr.count("Error:") == 1
    assert "Traceback" not in result.stderr


def test_snapshot_that_is_missing_is_built(opsonin: Command, own_data: Path) -> None:
    (own_data / "snapshots" / "1" / "manifest.json").unlink()
    result = opsonin("query", "select count(*) as n from raw", "--data", own_data, "--json")
    assert orjson.loads(result.stdout) == [{"n": 4}]


def test_query_of_an_empty_folder_is_explained(opsonin: Command, tmp_path: Path) -> None:
    result = opsonin("query", "select 1", "--data", tmp_path / "none")
    assert result.exit_code == 1
    assert "Run `opsonin run` first" in result.stderr
    assert not (tmp_path / "none").exists()


def test_query_of_the_readme_is_answered(opsonin: Command, data: Path) -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    (sql,) = re.findall(r'\$ opsonin query "([^"]+)"', readme)
    result = opsonin("query", sql, "--data", data, "--json")
    assert result.exit_code == 0, result.output
    assert orjson.loads(result.stdout)[0]["n"] > 0
