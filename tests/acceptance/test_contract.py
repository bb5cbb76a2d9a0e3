"""No row that breaks the contract of a table is ever committed, and the error says whose it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest
from pandera.errors import SchemaError, SchemaErrors

from opsonin.errors import TableError
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.stages.pages import FILLED
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.model import (
    ENGINE,
    Table,
    arrow_schema,
    column_references,
    column_stretches,
    info_of,
)
from opsonin.tables.parts import author_columns, has_span
from opsonin.tables.validation import check_table

Breaking = Callable[..., Settings]

LINKED = ("links", "link_evidence")
TAGGED = tuple(
    name for name, model in CONTRACT.items() if info_of(model).stage == "tag" and name not in LINKED
)
#: Columns that say whose a row is.
MAKERS = ("component", "name")


def rules(model: type[Table], name: str) -> dict[str, Any]:
    """Return what the checks of a column say: str_matches, isin, ge, le."""
    checks = model.to_schema().columns[name].checks
    return {check.name: next(iter(check.statistics.values())) for check in checks}


def valid(model: type[Table], field: pa.Field) -> Any:
    """Return a cell that the contract of a column allows."""
    rule = rules(model, field.name)
    if field.name == "clean_end" or field.name in column_stretches(model):
        return 1
    if "isin" in rule:
        return next(iter(rule["isin"]))
    if pa.types.is_string(field.type):
        candidates = ("aaa", "a" * 32, "a" * 64, "a:a", "a/a")
        pattern = rule.get("str_matches", ".*")
        return next(one for one in candidates if re.match(pattern, one))
    if pa.types.is_list(field.type):
        return []
    plain = {pa.bool_(): True, pa.date32(): date(2020, 1, 1)}
    plain[pa.timestamp("us", tz="UTC")] = datetime(2020, 1, 1, tzinfo=UTC)
    return plain.get(field.type, rule.get("greater_than_or_equal_to", 0))


def broken(model: type[Table], field: pa.Field) -> list[Any]:
    """Return cells that the contract of a column forbids: out of range, of another type, null."""
    rule = rules(model, field.name)
    cells: list[Any] = [7 if pa.types.is_string(field.type) else "seven"]
    cells += ["No Such Word"] if "isin" in rule else []
    cells += ["\u00a7 1"] if rule.get("str_matches", "").startswith("^(?:[") else []
    if "greater_than_or_equal_to" in rule:
        cells.append(rule["greater_than_or_equal_to"] - 1)
    if "less_than_or_equal_to" in rule:
        cells.append(rule["less_than_or_equal_to"] + 1)
    return cells if field.nullable else [*cells, None]


def column(cells: list[Any], kind: pa.DataType) -> pa.Array:
    try:
        if pa.types.is_list(kind) and not isinstance(cells[-1], list | None):
            # Arrow takes a string for a list of its characters.
            return pa.array(cells[-1:] * len(cells))
        return pa.array(cells, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array(cells[-1:] * len(cells))


def assert_from_pandera(error: TableError) -> None:
    assert isinstance(error.__cause__, SchemaError | SchemaErrors) or (
        isinstance(error.__cause__, TableError)
        and isinstance(error.__cause__.__cause__, SchemaError | SchemaErrors)
    )


@pytest.mark.slow
@pytest.mark.parametrize("table", CONTRACT)
def test_gate_names_component_table_column_and_example(table: str) -> None:
    model = CONTRACT[table]
    schema = arrow_schema(model)
    good = {field.name: valid(model, field) for field in schema}
    check_table(pa.Table.from_pylist([good], schema=schema), model)
    for field in schema:
        for cell in broken(model, field):
            bad = good | {field.name: cell}
            # The first row is right: the error has to name the maker of the second.
            bad |= {name: "second" for name in MAKERS if name in bad and name != field.name}
            rows = pa.table(
                [column([good[one.name], bad[one.name]], one.type) for one in schema],
                names=schema.names,
            )
            with pytest.raises(TableError) as caught:
                check_table(rows, model)
            check_named(caught.value, table, field, cell)
            if rows[field.name].type == field.type and field.name not in MAKERS:
                maker = next((bad[name] for name in MAKERS if name in bad), ENGINE)
                assert caught.value.component.partition(" ")[0] == maker


def check_named(error: TableError, table: str, field: pa.Field, cell: object) -> None:
    assert (error.table, error.column) == (table, field.name)
    if cell is None:
        assert "null" in str(error)
    else:
        assert repr(cell).strip("'") in error.example
        assert error.example in str(error)
    for part in (error.component, f"table {table}", f"column {field.name}"):
        assert part
        assert part in str(error)
    assert_from_pandera(error)


@pytest.fixture
def breaking(
    install: Callable[[Path], ModuleType], tmp_path: Path
) -> Iterator[tuple[ModuleType, Breaking]]:
    """The breaking plugin, and settings in which its components alone run."""
    plugin = install(Path(__file__).parent / "breaking")

    def settings(**changes: object) -> Settings:
        open_pipeline.cache_clear()
        values: dict[str, Any] = {
            "inputs": ("told://",),
            "data": tmp_path / "data",
            "plugins": ("breaking",),
            "sources": ("feed",),
            "cleaners": ("scribe",),
            "taggers": (),
            "exporters": (),
            "vocabularies": (),
            # What it gives is told it in this process.
            "limits": {"isolation": "inline"},
        }
        return Settings(**values | changes)

    yield plugin, settings
    plugin.GIVEN.clear()
    plugin.FILLED.clear()


def stopped(settings: Settings) -> TableError:
    """Run and return the error that stops it; nothing must be committed."""
    with pytest.raises(TableError) as caught:
        run_locally(settings)
    store = Store(settings.data, {**CONTRACT, **INTERNAL})
    assert store.head() == 0
    assert not list((settings.data / "store").glob("commits/*"))
    assert store.runs()[-1]["status"] == "failed"
    assert str(caught.value) in store.runs()[-1]["error"]
    assert_from_pandera(caught.value)
    return caught.value


def bad_cell(model: type[Table]) -> tuple[str, Any]:
    """Return a column that components fill and a value that it may not have."""
    own = [field for field in author_columns(model) if not field.name.startswith("clean_")]
    return next(
        (field.name, cell)
        for field in own
        for cell in reversed(broken(model, field))
        if isinstance(cell, str)
    )


def told(model: type[Table], **changes: Any) -> dict[str, Any]:
    """Return a row as a component gives it."""
    own = [field for field in author_columns(model) if field.name in arrow_schema(model).names]
    row = {field.name: valid(model, field) for field in own}
    # What refers to rows of others has none here to refer to.
    row |= {name: None for name in column_references(model) if name != "link_id"}
    row |= {name: [] for name in row if pa.types.is_list(arrow_schema(model).field(name).type)}
    span = (
        {"clean_start": 0, "clean_end": 1} if has_span(model) or model is FILLED["fields"] else {}
    )
    return row | span | changes


def check(error: TableError, component: str, table: str, name: str, example: object) -> None:
    assert (error.component, error.table, error.column) == (component, table, name)
    assert repr(example).strip("'") in error.example
    assert all(part in str(error) for part in (component, table, name, error.example))


@pytest.mark.parametrize("table", [*FILLED, *TAGGED])
def test_component_that_breaks_a_table_stops_the_run(
    breaking: tuple[ModuleType, Breaking], table: str
) -> None:
    plugin, settings = breaking
    name, cell = bad_cell(CONTRACT[table])
    plugin.GIVEN[table] = told(CONTRACT[table], **{name: cell})
    plugin.FILLED["teller"] = (table,) if table in TAGGED else ()
    maker = "teller" if table in TAGGED else "scribe"
    error = stopped(settings(taggers=() if maker == "scribe" else (maker,)))
    check(error, f"{maker} 1", table, name, cell)


@pytest.mark.parametrize("table", LINKED)
def test_corpus_tagger_that_breaks_a_table_costs_its_rows(
    breaking: tuple[ModuleType, Breaking], table: str
) -> None:
    plugin, settings = breaking
    name, cell = bad_cell(CONTRACT[table])
    plugin.GIVEN[table] = told(CONTRACT[table], **{name: cell})
    plugin.FILLED["linker"] = (table,)
    report = run_locally(settings(taggers=("linker",)))
    assert (report.status, report.rows[table]) == ("committed", 0)
    (told_of,) = report.unlinked
    assert all(part in told_of for part in ("linker 1", table, name, repr(cell).strip("'")))


@pytest.mark.parametrize("table", [*FILLED, *TAGGED, *LINKED])
def test_component_that_keeps_to_the_contract_is_committed(
    breaking: tuple[ModuleType, Breaking], table: str
) -> None:
    """The counter-proof: nothing but the broken column stops the runs above."""
    plugin, settings = breaking
    plugin.GIVEN[table] = told(CONTRACT[table])
    plugin.FILLED["teller"] = (table,) if table in TAGGED else ()
    plugin.FILLED["linker"] = (table,) if table in LINKED else ()
    maker = "teller" if table in TAGGED else "linker" if table in LINKED else None
    if table == "fields":
        plugin.GIVEN[table] |= {"field": "further", "value": "x"}
    if table == "link_evidence":
        for other in ("links", "segments"):
            plugin.GIVEN[other] = told(CONTRACT[other])
        plugin.GIVEN[table] |= {"table_name": "segments"}
        plugin.FILLED["linker"] = LINKED
    report = run_locally(settings(taggers=(maker,) if maker else ()))
    assert report.status == "committed"
    assert report.rows[table] == 1


@pytest.mark.parametrize(
    ("table", "given", "where", "name", "cell", "component"),
    [
        ("raw", {"media_type": "no type"}, "raw", "media_type", "no type", "feed 1"),
        ("raw", {"encoding": 7}, "raw", "encoding", 7, "feed 1"),
        (
            "fields",
            {"clean_start": 0, "clean_end": 1, "field": "doc_type", "value": "poem"},
            "documents",
            "doc_type",
            "poem",
            "scribe 1",
        ),
        ("vocabularies", {"licence": ""}, "vocabularies", "licence", "", "words 1"),
    ],
    ids=["raw", "raw_type", "documents", "vocabularies"],
)
def test_what_the_engine_makes_of_a_component_is_checked_too(
    breaking: tuple[ModuleType, Breaking],
    table: str,
    given: dict[str, Any],
    where: str,
    name: str,
    cell: object,
    component: str,
) -> None:
    plugin, settings = breaking
    plugin.GIVEN[table] = given
    changes = {"vocabularies": ("words",)} if table == "vocabularies" else {}
    check(stopped(settings(**changes)), component, where, name, cell)


def test_edit_without_a_sound_reason_stops_the_commit(
    breaking: tuple[ModuleType, Breaking],
) -> None:
    """Tables ``removed`` and ``alignment`` are made of edits by the engine."""
    plugin, settings = breaking
    plugin.GIVEN["removed"] = {"start": 0, "end": 1, "replacement": "", "reason": "Bad Code"}
    with pytest.raises(TableError) as raised:
        run_locally(settings())
    assert_from_pandera(raised.value)
    error = raised.value
    assert (error.component, error.table, error.column) == ("scribe 1", "edits", "reason")
    assert error.example == "'Bad Code'"
    assert Store(settings().data, {**CONTRACT, **INTERNAL}).head() == 0


@pytest.mark.parametrize(
    "given",
    [
        {"payload": "no bytes"},
        {"text": b"no text"},
        {"key": 7},
        {"metadata": "none"},
        {"metadata": {"a": b"no JSON"}},
        {"observed_at": 7},
        {"text": "\ud800"},
    ],
    ids=str,
)
def test_document_of_wrong_types_is_a_reject(
    breaking: tuple[ModuleType, Breaking], given: dict[str, Any]
) -> None:
    plugin, settings = breaking
    plugin.GIVEN["raw"] = given
    assert run_locally(settings()).rows["raw"] == 0
    store = Store(settings().data, {**CONTRACT, **INTERNAL})
    (reject,) = store.scan("rejects").to_pylist()
    assert (reject["stage"], reject["component"]) == ("ingest", "feed")
    assert reject["reason"] == ("undecodable" if given == {"text": "\ud800"} else "contract")


def test_reject_without_a_sound_reason_is_one_of_the_contract(
    breaking: tuple[ModuleType, Breaking],
) -> None:
    plugin, settings = breaking
    plugin.GIVEN["rejects"] = {"reason": "Bad Code", "detail": "x"}
    assert run_locally(settings()).rows["documents"] == 1
    store = Store(settings().data, {**CONTRACT, **INTERNAL})
    (reject,) = store.scan("rejects").to_pylist()
    assert (reject["component"], reject["reason"]) == ("feed", "contract")
    assert "'Bad Code'" in reject["detail"]


@pytest.mark.parametrize("stated", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "x"])
def test_time_that_no_calendar_holds_is_left_out(
    breaking: tuple[ModuleType, Breaking], stated: str
) -> None:
    plugin, settings = breaking
    plugin.GIVEN["sources"] = {"observed_at": stated}
    report = run_locally(settings())
    assert (report.status, report.rows["documents"]) == ("committed", 1)
