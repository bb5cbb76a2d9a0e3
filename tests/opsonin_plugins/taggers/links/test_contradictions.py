from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.links.contradictions import CONTRADICTIONS
from opsonin_plugins.taggers.statements.statement import effect_of


def _row(doc_id: str, predicate: str, **cells: object) -> dict[str, Any]:
    row = {
        "doc_id": doc_id, "claim_id": 0, "claim_start": 3, "claim_end": 9, "subject_curie": "C:1",
        "subject_rest": "", "subject_type": "chemical", "object_curie": "D:1", "object_rest": "",
        "object_type": "disease", "predicate": predicate, "is_negated": False,
        "effect": effect_of(predicate, None), "context": None, "topic": None,
    }  # fmt: skip
    return {**row, **cells}


def _tag(rows: Sequence[dict[str, Any]]) -> dict[str, pa.Table]:
    batch = pa.RecordBatch.from_pylist([{"doc_id": row["doc_id"], "text": ""} for row in rows])
    schema = pa.schema([("context", pa.string()), ("topic", pa.string())])
    table = pa.Table.from_pylist(list(rows))
    for name in schema.names:
        place = table.column_names.index(name)
        table = table.set_column(place, name, table[name].cast(pa.string()))
    documents = Documents(batch, {"statements": lambda: table})
    return dict(CONTRADICTIONS.tag(documents, Context(NoOptions())))


def _scores(*rows: dict[str, Any]) -> list[tuple[str, str, float]]:
    names = ("from_doc_id", "to_doc_id", "score")
    return [
        (row[names[0]], row[names[1]], round(row[names[2]], 3))
        for row in _tag(rows)["links"].to_pylist()
    ]


def test_claim_and_its_denial_in_another_document() -> None:
    rows = _row("a", "treats"), _row("b", "treats", is_negated=True, context="in men")
    assert _scores(*rows) == [("b", "a", 0.9)]
    evidence = _tag(rows)["link_evidence"].to_pylist()
    assert [(row["side"], row["table_name"], row["row_id"]) for row in evidence] == [
        ("from", "claims", 0),
        ("to", "claims", 0),
    ]
    assert evidence[0]["note"] == "opposite negation: not less of D:1; context: in men"


def test_other_contexts_make_it_less_sure() -> None:
    rows = _row("a", "treats", context="in women"), _row("b", "causes", context="in men")
    assert _scores(*rows) == [("b", "a", 0.6)]


@pytest.mark.parametrize(
    "other",
    [
        {"object_curie": "D:2"},
        {"subject_curie": "C:2"},
        {"object_rest": "early onset"},
        {"doc_id": "a"},
    ],
)
def test_another_subject_object_or_no_other_document(other: dict[str, object]) -> None:
    assert _scores(_row("a", "treats"), {**_row("b", "causes"), **other}) == []


def test_more_and_less_of_the_same_in_one_disease() -> None:
    patients = _row(
        "a", "associated_with", effect=1, subject_curie="D:9", subject_type="disease",
        object_curie="P:1", object_type="protein", topic="D:9",
    )  # fmt: skip
    mutations = _row(
        "b", "impairs", subject_type="phenotype", subject_curie="H:1", object_curie="P:1",
        object_type="protein", topic="D:9",
    )  # fmt: skip
    assert _scores(patients, mutations) == [("b", "a", 0.5)]
    assert _scores(patients, {**mutations, "topic": "D:8"}) == []
    # Who is treated has less of it because of that.
    assert _scores(patients, {**mutations, "subject_type": "chemical"}) == []


def test_order_does_not_matter_and_pairs_of_documents_have_one_link() -> None:
    rows = [
        _row(f"{n:03}", "treats" if n % 2 else "causes", claim_id=claim, context=f"in {n % 3}")
        for n in range(20)
        for claim in range(3)
    ]
    tables = _tag(rows)
    assert tables["links"].num_rows == 10 * 10
    assert _tag(rows[::-1]) == tables


def test_links_grow_with_the_claims_not_with_their_square() -> None:
    rows = [_row(f"{n:04}", "treats" if n % 2 else "causes") for n in range(1000)]
    assert _tag(rows)["links"].num_rows <= 2 * 32 * 500
