from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest

from opsonin.components.component import Tagger
from opsonin.errors import TableError
from opsonin.stages.coordinates import Coordinates
from opsonin.stages.uniting import (
    Standing,
    changed_owners,
    check_together,
    differing,
    numbered,
    unite,
    unite_changed,
)
from opsonin.tables.contract import CONTRACT
from opsonin.tables.parts import complete, part_schema
from placed_texts import placed

A, B, C = ("a" * 32, "b" * 32, "c" * 32)
TEXTS = {A: "same", B: "same old", C: "other"}
LINKS, EVIDENCE = CONTRACT["links"], CONTRACT["link_evidence"]


def coordinates(doc_ids: Sequence[str]) -> Coordinates:
    return placed({one: TEXTS[one] for one in doc_ids if one in TEXTS})


def part(table: str, rows: Sequence[Mapping[str, Any]], maker: str = "m") -> pa.Table:
    columns = {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
    given = pa.table(columns) if rows else pa.table({"from_doc_id": pa.array([], pa.string())})
    full = complete(given, CONTRACT[table], part=maker, version="1")
    return numbered(full.cast(part_schema(CONTRACT[table])), CONTRACT[table])


def link(start: str, end: str, number: int, kind: str = "same_story") -> dict[str, Any]:
    return {"from_doc_id": start, "to_doc_id": end, "kind": kind, "link_id": number}


def evidence(start: str, doc_id: str, number: int, end: int = 4) -> dict[str, Any]:
    side = "from" if start == doc_id else "to"
    return {
        "from_doc_id": start,
        "doc_id": doc_id,
        "clean_start": 0,
        "clean_end": end,
        "link_id": number,
        "side": side,
        "table_name": "segments",
        "row_id": 0,
    }


def united(parts: Mapping[str, Sequence[pa.Table]]) -> dict[str, pa.Table]:
    return unite(parts, CONTRACT, coordinates)[0]


def test_tables_that_others_refer_to_are_numbered_first() -> None:
    parts = {
        "link_evidence": [
            part("link_evidence", [evidence(A, B, 9)], "one"),
            part("link_evidence", [evidence(A, C, 9)], "two"),
        ],
        "links": [
            part("links", [link(A, C, 4, "duplicate"), link(A, B, 9)], "one"),
            part("links", [link(A, C, 9)], "two"),
        ],
    }
    tables = united(parts)
    rows = {
        (row["component"], row["to_doc_id"]): row["link_id"] for row in tables["links"].to_pylist()
    }
    assert sorted(rows.values()) == [0, 1, 2]
    found = {row["component"]: row["link_id"] for row in tables["link_evidence"].to_pylist()}
    assert found == {"one": rows["one", B], "two": rows["two", C]}


def test_only_owners_whose_rows_differ_are_united_anew() -> None:
    before = {
        "links": [part("links", [link(A, B, 0), link(B, C, 0)])],
        "link_evidence": [part("link_evidence", [evidence(A, A, 0), evidence(B, B, 0)])],
    }
    standing = Standing(united(before))
    assert unite_changed(before, standing, CONTRACT, coordinates) == (
        {name: rows.slice(0, 0) for name, rows in standing.tables.items()},
        set(),
    )
    # Of A only the evidence is another, of B all is gone.
    now = {
        "links": [part("links", [link(A, B, 0)])],
        "link_evidence": [part("link_evidence", [evidence(A, A, 0, end=2)])],
    }
    tables, owners = unite_changed(now, standing, CONTRACT, coordinates)
    assert owners == {A, B}
    assert tables["links"]["from_doc_id"].to_pylist() == [A]
    assert tables["link_evidence"]["text"].to_pylist() == ["sa"]


def test_rows_about_a_document_with_a_new_text_are_placed_anew() -> None:
    parts = {
        "links": [part("links", [link(A, B, 0), link(B, C, 0)])],
        "link_evidence": [part("link_evidence", [evidence(A, B, 0), evidence(B, C, 0)])],
    }
    standing = Standing(united(parts), changed=frozenset({C}))
    assert changed_owners(parts, standing, CONTRACT, coordinates([])) == {B}


def test_states_of_a_table_differ_by_owner() -> None:
    one = united({"links": [part("links", [link(A, B, 0), link(B, C, 0)])]})["links"]
    other = united({"links": [part("links", [link(B, C, 0), link(C, A, 0)])]})["links"]
    assert differing(one, one.take(pa.array([1, 0])), LINKS) == set()
    assert differing(one, other, LINKS) == {A, C}


def test_rows_without_a_number_get_one_that_nobody_has() -> None:
    rows = part("links", [link(A, B, 1), {**link(A, C, 0), "link_id": None}, link(B, C, 0)])
    numbers = rows["link_id"].to_pylist()
    assert (numbers[0], numbers[2]) == (1, 0)
    assert numbers[1] > 2**30
    assert numbered(rows, LINKS) is rows


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (evidence(A, "d" * 32, 0), "It is about a document that is not there."),
        (evidence(A, A, 0, end=5), "4 code points"),
        ({**evidence(A, A, 0), "side": "middle"}, "middle"),
    ],
)
def test_rows_that_make_no_sound_table_are_refused(row: dict[str, Any], problem: str) -> None:
    tagger: Tagger[Any] = Tagger(
        name="m", version="1", tag=lambda *_: {}, fills=("links", "link_evidence"), scope="corpus"
    )
    sound = {
        "links": [part("links", [link(A, B, 0)])],
        "link_evidence": [part("link_evidence", [evidence(A, A, 0)])],
    }
    check_together(tagger, sound, Standing(), CONTRACT, coordinates, {})
    broken = {**sound, "link_evidence": [part("link_evidence", [row])]}
    with pytest.raises(TableError, match=problem) as caught:
        check_together(tagger, broken, Standing(), CONTRACT, coordinates, {})
    assert caught.value.table == "link_evidence"
