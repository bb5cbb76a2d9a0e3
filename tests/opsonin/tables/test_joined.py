from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from opsonin.tables.contract import CONTRACT
from opsonin.tables.joined import VIEWS, views_over
from opsonin.tables.model import arrow_schema
from opsonin.tables.views import View, with_lists_as_json

ONE, TWO = "1" * 32, "2" * 32
TEXTS = {ONE: "The drug helps. It does not help.", TWO: "Ten of 20 were ill, 90 %."}
RAW = {ONE: "* The drug helps. It does not help.", TWO: "Ten of 20 were ill, 90 %."}


def _span(doc_id: str, text: str, **cells: Any) -> dict[str, Any]:
    start, raw_start = TEXTS[doc_id].index(text), RAW[doc_id].index(text)
    return {
        "doc_id": doc_id,
        "clean_start": start,
        "clean_end": start + len(text),
        "raw_start": raw_start,
        "raw_end": raw_start + len(text),
        "text": text,
        "component": "test",
        "component_version": "1",
        **cells,
    }


_CLAIM = {"negated": False, "statistic_ids": []}
ROWS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "documents": [
        {"doc_id": ONE, "source_uri": "one.txt", "title": "One", "text": TEXTS[ONE]},
        {"doc_id": TWO, "source_uri": "two.txt", "text": TEXTS[TWO]},
    ],
    "raw": [
        {"doc_id": doc_id, "source_uri": uri, "text": RAW[doc_id]}
        for doc_id, uri in ((ONE, "one.txt"), (TWO, "two.txt"))
    ],
    "segments": [
        _span(ONE, "The drug helps. It does not help.", segment_id=0, kind="paragraph"),
        _span(ONE, "The drug helps.", segment_id=1, kind="sentence"),
        _span(ONE, "It does not help.", segment_id=2, kind="sentence"),
        _span(TWO, "Ten of 20 were ill, 90 %.", segment_id=0, kind="sentence"),
    ],
    "mentions": [
        _span(ONE, "drug", mention_id=0, segment_id=1, curie="X:1", label="a drug")
        | {"is_preferred": True, "type": "chemical", "negated": False},
        _span(ONE, "help", mention_id=1, segment_id=1, is_preferred=False),
    ],
    "entities": [{"doc_id": ONE, "entity_id": 4, "kind": "person", "canonical": "Ann Lee"}],
    "quotes": [_span(ONE, "drug helps", quote_id=0, kind="direct", speaker="Lee")],
    "claims": [
        _span(ONE, "The drug helps", claim_id=0, kind="finding", entity_id=4) | _CLAIM,
        _span(ONE, "It does not help", claim_id=1, kind="finding") | _CLAIM,
        _span(TWO, "Ten of 20 were ill", claim_id=0, kind="finding") | _CLAIM,
    ],
    "statistics": [
        _span(TWO, "Ten", statistic_id=0, kind="count", value=10.0),
        _span(TWO, "20", statistic_id=1, kind="count", value=20.0),
        _span(TWO, "90 %", statistic_id=2, kind="percentage", value=90.0),
    ],
    "stat_checks": [
        {"doc_id": ONE, "check_id": 0, "kind": "internal_contradiction", "claim_ids": [0, 1]}
        | {"statistic_ids": [], "result": "suspicious", "rule": "helps or not"},
        {"doc_id": TWO, "check_id": 0, "kind": "proportion", "claim_ids": []}
        | {"statistic_ids": [0, 2], "result": "inconsistent", "rule": "10 of 20 is 50 %"},
    ],
    "studies": [_span(TWO, "Ten of 20", study_id=0, design="cohort", statistic_ids=[1])],
    "removed": [{"doc_id": ONE, "raw_start": 0, "raw_end": 2, "reason": "list_mark"}],
    "links": [
        {"link_id": 0, "from_doc_id": ONE, "to_doc_id": TWO, "kind": "contradiction_candidate"}
        | {"score": 0.5},
        {"link_id": 1, "from_doc_id": TWO, "to_identifier": "doi:10.1/x", "kind": "news_to_paper"},
    ],
    "link_evidence": [
        _span(ONE, "The drug helps", from_doc_id=ONE, link_id=0, side="from", note="ill or not"),
        _span(TWO, "were ill", from_doc_id=ONE, link_id=0, side="to"),
    ],
}


def _tables() -> Iterator[tuple[str, pa.Table]]:
    for name, model in CONTRACT.items():
        schema = arrow_schema(model)
        rows = [dict.fromkeys(schema.names) | dict(row) for row in ROWS.get(name, ())]
        # What no view reads may be null here.
        loose = pa.schema([field.with_nullable(nullable=True) for field in schema])
        yield name, pa.Table.from_pylist(rows, schema=loose)


def _plain(cell: object) -> object:
    return json.dumps(cell) if isinstance(cell, list) else cell


@pytest.fixture(scope="module", params=["duckdb", "sqlite"])
def ask(request: pytest.FixtureRequest) -> Iterator[Any]:
    """All views in an engine: gives the rows of a query."""
    if request.param == "duckdb":
        with duckdb.connect(":memory:") as connection:
            for name, rows in _tables():
                connection.register(name, rows)
            for view in VIEWS:
                connection.execute(f"create view {view.name} as {view.query}")
            yield lambda query: connection.execute(query).fetchall()
        return
    with closing(sqlite3.connect(":memory:")) as light:
        for name, rows in _tables():
            light.execute(f"create table {name} ({', '.join(rows.column_names)})")
            marks = ", ".join("?" * rows.num_columns)
            cells = [tuple(map(_plain, row.values())) for row in rows.to_pylist()]
            light.executemany(f"insert into {name} values ({marks})", cells)  # noqa: S608 - names of the contract
        for view in VIEWS:
            light.execute(f"create view {view.name} as {with_lists_as_json(view.query)}")
        yield lambda query: light.execute(query).fetchall()


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (
            (
                "select source_uri, table_name, row_id, text, raw_text, raw_start from provenance "
                "where kind = 'sentence' and text like 'The%'"
            ),
            [("one.txt", "segments", 1, "The drug helps.", "The drug helps.", 2)],
        ),
        ("select count(*) from provenance", [(4 + 2 + 3 + 1 + 3 + 1,)]),
        ("select source_uri, reason, raw_text from removed_text", [("one.txt", "list_mark", "* ")]),
        ("select mention, sentence from concept_sentences", [("drug", "The drug helps.")]),
        ("select curie, label, mentions, documents from concept_counts", [("X:1", "a drug", 1, 1)]),
        ("select speaker, quote, title from said", [("Lee", "drug helps", "One")]),
        (
            "select said_by, table_name, statement, label from said_about order by table_name",
            [
                ("Ann Lee", "claims", "The drug helps", "a drug"),
                ("Lee", "quotes", "drug helps", "a drug"),
            ],
        ),
        (
            "select said_by, sentence, source_uri from claim_sentences order by sentence",
            [
                (None, "It does not help.", "one.txt"),
                (None, "Ten of 20 were ill, 90 %.", "two.txt"),
                ("Ann Lee", "The drug helps.", "one.txt"),
            ],
        ),
        ("select design, number, source_uri from study_numbers", [("cohort", "20", "two.txt")]),
        (
            "select number, sentence from checked_numbers order by statistic_id",
            [("Ten", "Ten of 20 were ill, 90 %."), ("90 %", "Ten of 20 were ill, 90 %.")],
        ),
        (
            "select rule from doubtful_numbers order by rule",
            [("10 of 20 is 50 %",), ("helps or not",)],
        ),
        (
            "select kind, from_source_uri, to_source_uri, to_identifier from linked order by kind",
            [
                ("contradiction_candidate", "one.txt", "two.txt", None),
                ("news_to_paper", "two.txt", None, "doi:10.1/x"),
            ],
        ),
        (
            (
                "select source_uri, passage, other_source_uri, other_passage, reason, score "
                "from disagreements order by kind"
            ),
            [
                ("one.txt", "The drug helps", "two.txt", "were ill", "ill or not", 0.5),
                ("one.txt", "The drug helps", "one.txt", "It does not help", "helps or not", None),
            ],
        ),
    ],
)
def test_view_joins_what_belongs_together(
    ask: Any, query: str, rows: Sequence[tuple[object, ...]]
) -> None:
    assert ask(query) == rows


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: str(view.name))
def test_every_column_of_a_view_has_a_meaning(view: View) -> None:
    described = {
        (name, field.name): field.metadata[b"description"].decode()
        for name, model in CONTRACT.items()
        for field in arrow_schema(model)
    }
    assert all(view.meaning(name, described) for name in view.columns)
    assert set(view.meanings) <= set(view.columns)


def test_all_views_can_be_made_over_the_contract() -> None:
    assert views_over(CONTRACT) == VIEWS
    assert {table for view in VIEWS for table in view.tables} <= set(CONTRACT)


def test_every_span_table_has_provenance() -> None:
    (provenance,) = (view for view in VIEWS if view.name == "provenance")
    spans = {
        name
        for name, model in CONTRACT.items()
        if "raw_start" in (names := arrow_schema(model).names) and "clean_start" in names
    }
    # A stretch of the alignment is no evidence, and that of a link is a row of another table.
    assert provenance.tables == spans - {"alignment", "link_evidence"} | {"documents", "raw"}
