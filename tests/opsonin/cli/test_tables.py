from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result

from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import arrow_schema

Command = Callable[..., Result]

_TYPES = {
    *("string", "int32", "int64", "float32", "float64", "bool", "date32", "timestamp(us, UTC)"),
    *("list<string>", "list<int32>"),
}


def test_all_tables_are_listed_with_their_rows(opsonin: Command, data: Path) -> None:
    result = opsonin("tables", "--data", data)
    listed = {line.split()[0]: line.split() for line in result.stdout.splitlines()}
    assert set(CONTRACT) | {"quality"} <= set(listed)
    assert "signatures" not in listed
    assert listed["documents"][1:4] == ["clean", str(len(arrow_schema(CONTRACT["documents"]))), "4"]


def test_contract_can_be_read_without_a_data_folder(
    opsonin: Command, read_json: Callable[..., Any]
) -> None:
    assert opsonin("tables").exit_code == 0
    assert all(table["rows"] is None for table in read_json("tables"))
    assert not Path("data").exists()


def test_every_type_is_one_of_the_contract(read_json: Callable[..., Any]) -> None:
    tables = read_json("tables")
    assert {column["type"] for table in tables for column in table["columns"]} == _TYPES
    assert all(column["description"] for table in tables for column in table["columns"])


def test_columns_of_a_table_are_described(
    opsonin: Command, read_json: Callable[..., Any], data: Path
) -> None:
    shown = opsonin("tables", "mentions", "--data", data).stdout
    assert "curie               string?       Preferred id in Bioregistry's form" in shown
    described = read_json("tables", "mentions", "--data", data)
    assert described["rows"] > 0
    names = [column["name"] for column in described["columns"]]
    assert names == arrow_schema(CONTRACT["mentions"]).names


def test_view_is_described(opsonin: Command, read_json: Callable[..., Any], data: Path) -> None:
    assert "views that join them: provenance" in opsonin("tables", "--data", data).stdout
    shown = opsonin("tables", "said_about", "--data", data).stdout
    assert shown.startswith("said_about (a view): A concept inside a quote or claim")
    columns = read_json("tables", "said_about", "--data", data)["columns"]
    assert {"name": "label", "description": "Preferred name of that id"} in columns


def test_table_of_a_plugin_is_described(opsonin: Command) -> None:
    shown = opsonin("tables", "signatures").stdout
    assert "stage tag" in shown
    assert "it is not part of the export" in shown


def test_notes_say_what_may_stand_in_a_column(
    opsonin: Command, read_json: Callable[..., Any]
) -> None:
    shown = opsonin("tables", "identifiers").stdout
    assert "(one of self, reference, trial, mention" in shown
    columns = {one["name"]: one for one in read_json("tables", "mentions")["columns"]}
    assert columns["score"]["smallest"] == 0
    assert columns["score"]["greatest"] == 1
    assert columns["negated"]["default"] is False
    assert columns["text"]["engine"] == "cut out by the engine"
