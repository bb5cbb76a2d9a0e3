from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from opsonin.inspection.referring import named_problems, place_problems, row_problems
from opsonin.store.records import Delta
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.digest import owner_digests
from opsonin.tables.internal import Index
from opsonin.tables.model import Table, arrow_schema, info_of
from opsonin.tables.parts import complete

A, B, C = (letter * 32 for letter in "abc")
MADE = {"component": "x", "component_version": "1"}
RAW = {"media_type": "text/plain", "encoding": "utf-8", "size_bytes": 1, "text": "t"}

Put = Callable[..., Store]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Commit rows of tables."""
    store = Store(tmp_path, {**CONTRACT, **INTERNAL})

    def commit(**tables: Iterable[Mapping[str, Any]]) -> Store:
        added, index = {}, []
        for name, rows in tables.items():
            schema = arrow_schema(CONTRACT[name])
            table = pa.Table.from_pylist([{**MADE, **row} for row in rows], schema=schema)
            ref = store.write(name, table, schema)
            assert ref is not None
            added[name] = [ref]
            index += [
                {"table_name": name, "owner": owner, "n_rows": n, "digest": one, "file": ref.file}
                for owner, n, one in owner_digests(table, info_of(CONTRACT[name]).keys)
            ]
        rows = pa.Table.from_pylist(index, schema=arrow_schema(Index))
        assert store.commit(Delta(store.head(), added=added, index=rows)) is not None
        return store

    return commit


def raw(doc_id: str, uri: str) -> dict[str, Any]:
    return {"doc_id": doc_id, "source_uri": uri, "metadata": "{}", **RAW}


def seen(uri: str, doc_id: str) -> dict[str, Any]:
    return {"source_uri": uri, "doc_id": doc_id, "is_current": True}


def test_document_is_known_by_the_first_of_its_places(put: Put) -> None:
    places = [seen("a.txt", A), seen("b.txt", A), seen("c.txt", B)]
    assert list(place_problems(put(raw=[raw(A, "a.txt"), raw(B, "c.txt")], sources=places))) == []
    (problem,) = place_problems(put(raw=[raw(A, "b.txt")]))
    assert problem == f"Table raw, document {A}: its place is b.txt, the first is a.txt."


def test_document_without_a_place_and_place_without_a_document_are_found(put: Put) -> None:
    store = put(raw=[raw(A, "a.txt")], sources=[seen("b.txt", B)])
    assert list(place_problems(store)) == [
        f"Table sources: b.txt names document {B}, which table raw lacks.",
        f"Table raw, document {A}: it stands at no place in table sources.",
    ]


def test_first_document_of_a_column_that_is_not_there_is_named() -> None:
    rows = [{"from_doc_id": A, "to_doc_id": to} for to in (B, None, C)]
    links = CONTRACT["links"]
    assert list(named_problems(rows, links, {A, B, C})) == []
    (problem,) = named_problems(rows, links, {A})
    assert problem == f"column to_doc_id: it names document {B}, which has no clean text."


def evidence(table: str, number: int) -> dict[str, Any]:
    return {"doc_id": A, "table_name": table, "row_id": number}


@pytest.mark.parametrize(
    ("row", "is_there"),
    [
        (evidence("identifiers", 0), True),
        (evidence("identifiers", 1), False),
        (evidence("mentions", 0), False),
        (evidence("nonsense", 0), False),
        ({**evidence("identifiers", 0), "doc_id": B}, False),
    ],
)
def test_row_that_is_named_is_looked_for(put: Put, row: dict[str, Any], *, is_there: bool) -> None:
    store = put(identifiers=[identifier()])
    found = list(row_problems([row], CONTRACT["link_evidence"], store))
    assert bool(found) != is_there
    assert is_there or f"of table {row['table_name']} is named, which is not there." in found[0]


def test_rows_in_tables_of_plugins_that_are_away_are_passed_over(put: Put) -> None:
    store = put(identifiers=[identifier()])
    known = {name: model for name, model in store.tables.items() if name != "identifiers"}
    away = Store(store.root, known)
    row = evidence("identifiers", 7)
    assert list(row_problems([row], CONTRACT["link_evidence"], away)) == []


def identifier() -> dict[str, Any]:
    model: type[Table] = CONTRACT["identifiers"]
    given = pa.table({"clean_start": [0], "clean_end": [1], "type": ["nct"], "value": ["N"]})
    (row,) = complete(given, model, part="x", version="1").to_pylist()
    return {**row, "doc_id": A, "identifier_id": 0, "raw_start": 0, "raw_end": 1, "text": "t"}
