from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as pads
import pyarrow.parquet as pq
import pytest

from opsonin import ConfigError
from opsonin.inspection.querying import answered

WORDS = pa.table({"word": ["lupus", "gout", "flu"], "n": pa.array([3, 1, 2], pa.int32())})
#: What a query would find if it looked for tables among Python's variables.
hidden = pa.table({"secret": ["swordfish"]})


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Any]:
    pq.write_table(WORDS, tmp_path / "words.parquet")
    return {"words": pads.dataset([str(tmp_path / "words.parquet")], format="parquet")}


def ask(sql: str, tables: dict[str, Any]) -> list[dict[str, Any]]:
    with answered(sql, tables) as reader:
        return list(reader.read_all().to_pylist())


@pytest.mark.parametrize(
    "sql",
    [
        "select word from words where n > 1 order by n",
        "from words select word where n > 1 order by n;",
        "with more as (select * from words where n > 1) select word from more order by n -- end",
        "select word from words where word <> 'a;b' and n > 1 order by n",
    ],
)
def test_one_select_is_answered(sql: str, tables: dict[str, Any]) -> None:
    assert ask(sql, tables) == [{"word": "flu"}, {"word": "lupus"}]


@pytest.mark.parametrize("sql", ["describe words", "show tables", "values (1)", "select now()"])
def test_what_only_looks_is_a_select_too(sql: str, tables: dict[str, Any]) -> None:
    assert ask(sql, tables)


def test_times_are_in_utc(tables: dict[str, Any]) -> None:
    with answered("select '2020-01-02 03:04:05+02'::timestamptz as moment", tables) as reader:
        assert reader.schema.field("moment").type.tz == "UTC"
        assert reader.read_all()["moment"][0].as_py().hour == 1


_NO_SELECT = [
    ("copy words to '{folder}/out.csv'", "COPY"),
    ("copy (select 1) to '{folder}/out.csv'", "COPY"),
    ("attach '{folder}/x.db'", "ATTACH"),
    ("install httpfs", "LOAD"),
    ("load httpfs", "LOAD"),
    ("pragma show_tables", "PRAGMA"),
    ("pragma database_list", "PRAGMA"),
    ("set enable_external_access = true", "SET"),
    ("set lock_configuration = false", "SET"),
    ("reset lock_configuration", "SET"),
    ("set variable a = 1", "SET"),
    ("create table copied as from words", "CREATE"),
    ("create macro f() as table from read_text('/etc/passwd')", "CREATE"),
    ("insert into words values ('x', 1)", "INSERT"),
    ("delete from words", "DELETE"),
    ("update words set n = 1", "UPDATE"),
    ("drop view words", "DROP"),
    ("export database '{folder}/out'", "EXPORT"),
    ("call pragma_version()", "CALL"),
    ("explain analyze copy words to '{folder}/out.csv'", "EXPLAIN"),
    ("prepare p as select 1", "PREPARE"),
    ("begin", "TRANSACTION"),
]


@pytest.mark.parametrize(("sql", "kind"), _NO_SELECT, ids=[sql for sql, _ in _NO_SELECT])
def test_anything_but_a_select_is_refused(
    sql: str, kind: str, tables: dict[str, Any], tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ConfigError, match=rf"This is no SELECT but {kind}"):
        ask(sql.format(folder=tmp_path), tables)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("sql", "number"), [("select 1; select 2", 2), ("select 1; copy words to 'x'; select 2", 3)]
)
def test_several_statements_are_refused(sql: str, number: int, tables: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=f"There are {number} statements, expected one"):
        ask(sql, tables)


@pytest.mark.parametrize("sql", ["", "  ", "-- nothing"])
def test_empty_query_is_refused(sql: str, tables: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"There is no query\. Write one SELECT"):
        ask(sql, tables)


@pytest.mark.parametrize(
    "source",
    [
        "read_csv('{file}')",
        "read_text('{file}')",
        "read_blob('{file}')",
        "read_json('{file}')",
        "read_parquet('{file}')",
        "parquet_metadata('{file}')",
        "sniff_csv('{file}')",
        "glob('{folder}/*')",
        "'{file}'",
        "'https://example.org/words.csv'",
        "read_csv('https://example.org/words.csv')",
        "read_parquet('s3://bucket/words.parquet')",
        "query('from read_text(''{file}'')')",
        "query_table('{file}')",
        "(with inner_ as (select * from read_text('{file}')) select * from inner_)",
        "duckdb_secrets()",
    ],
)
def test_files_and_network_are_out_of_reach(
    source: str, tables: dict[str, Any], tmp_path: Path
) -> None:
    place = source.format(file=tmp_path / "words.parquet", folder=tmp_path)
    for sql in (f"select * from {place}", f"with x as (from {place}) select * from x"):  # noqa: S608
        with pytest.raises(ConfigError, match="reads the tables of the snapshot and nothing else"):
            ask(sql, tables)


def test_select_in_a_string_may_only_read_as_well(tables: dict[str, Any], tmp_path: Path) -> None:
    assert ask("select count(*) as n from query('from words')", tables) == [{"n": 3}]
    for inner in (f"copy words to ''{tmp_path}/out.csv''", "attach ''x.db''"):
        with pytest.raises(ConfigError, match="Expected a single SELECT"):
            ask(f"select * from query('{inner}')", tables)  # noqa: S608
    with pytest.raises(ConfigError):
        ask("with x as (insert into words values ('x', 1)) select * from x", tables)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("name", ["hidden", "WORDS", "local"])
def test_variables_of_the_program_are_no_tables(name: str, tables: dict[str, Any]) -> None:
    local = hidden
    assert local.num_rows
    with pytest.raises(ConfigError, match=f"There is no table '{name}'"):
        ask(f"select secret from {name}", {"sentences": tables["words"]})  # noqa: S608


def test_misspelt_table_is_told_what_is_meant(tables: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"no table 'wrds'. Did you mean 'words'\?"):
        ask("select * from wrds", tables)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("selec word from words", "syntax error at or near"),
        ("select wrd from words", 'Candidate bindings: "word"'),
        ("select word::int from words", "Could not convert string 'lupus' to INT32"),
    ],
)
def test_mistakes_in_the_query_are_explained_by_duckdb(
    sql: str, message: str, tables: dict[str, Any]
) -> None:
    with pytest.raises(ConfigError, match=message):
        ask(sql, tables)
