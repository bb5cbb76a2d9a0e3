from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin import Context, Documents
from opsonin_plugins.taggers.preferred import PREFERRED, PreferredOptions

SCHEMA = pa.schema(
    {
        "doc_id": pa.string(),
        "mention_id": pa.int32(),
        "clean_start": pa.int32(),
        "clean_end": pa.int32(),
        "type": pa.string(),
        "curie": pa.string(),
        "label": pa.string(),
        "alt_curies": pa.list_(pa.string()),
        "score": pa.float32(),
        "match_kind": pa.string(),
        "vocabulary": pa.string(),
        "is_preferred": pa.bool_(),
        "text": pa.string(),
    }
)
ONE = "0" * 32


def mention(start: int, end: int, **changes: object) -> dict[str, Any]:
    return {
        "doc_id": ONE,
        "clean_start": start,
        "clean_end": end,
        "type": "disease",
        "curie": "MONDO:1",
        "label": "xx",
        "alt_curies": [],
        "score": 1.0,
        "match_kind": "exact",
        "vocabulary": "mondo",
        "is_preferred": True,
        "text": "x" * (end - start),
        **changes,
    }


def refine(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    numbered = [{"mention_id": number, **row} for number, row in enumerate(rows)]
    table = pa.Table.from_pylist(numbered, SCHEMA)
    ids = sorted({row["doc_id"] for row in rows})
    batch = pa.record_batch({"doc_id": pa.array(ids, pa.string())})
    documents = Documents(batch, {"mentions": lambda: table})
    refined = PREFERRED.tag(documents, Context(PreferredOptions()))["mentions"]
    assert refined.schema == SCHEMA
    found: list[dict[str, Any]] = refined.to_pylist()
    return found


def preferred(*rows: dict[str, Any]) -> list[int]:
    return [row["mention_id"] for row in refine(*rows) if row["is_preferred"]]


def test_the_longer_is_preferred() -> None:
    assert preferred(mention(0, 5), mention(3, 12), mention(11, 13)) == [1]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"match_kind": "exact"}, {"match_kind": "normalised", "curie": "A:1"}),
        ({"match_kind": "normalised"}, {"match_kind": "abbreviation", "curie": "A:1"}),
        ({"match_kind": "abbreviation"}, {"match_kind": "lexicon", "curie": "A:1"}),
        ({"score": 0.9}, {"score": 0.5, "curie": "A:1"}),
        ({"vocabulary": "mondo"}, {"vocabulary": "mesh", "curie": "A:1"}),
        ({"vocabulary": "mine"}, {"vocabulary": "mesh", "curie": "A:1"}),
        ({"vocabulary": "mondo"}, {"vocabulary": None, "curie": "A:1"}),
        ({"curie": "MONDO:1"}, {"curie": "MONDO:2"}),
        ({"curie": "MONDO:1"}, {"curie": None}),
    ],
)
def test_of_equal_spans_the_better_is_preferred(
    better: dict[str, object], worse: dict[str, object]
) -> None:
    assert preferred(mention(0, 5, **better), mention(0, 5, **worse)) == [0]
    assert preferred(mention(0, 5, **worse), mention(0, 5, **better)) == [1]


def test_types_and_documents_do_not_disturb_each_other() -> None:
    other = {"doc_id": "1" * 32}
    assert preferred(mention(0, 5), mention(0, 5, type="gene"), mention(0, 5, **other)) == [0, 1, 2]


def test_of_kin_the_one_is_preferred_that_is_called_as_it_is_written() -> None:
    disease = mention(0, 5, label="other")
    phenotype = mention(0, 5, type="phenotype", curie="HP:1", label="xxxxx", alt_curies=["MESH:1"])
    rows = refine(disease, phenotype)
    assert [row["is_preferred"] for row in rows] == [False, True]
    assert rows[1]["alt_curies"] == ["MESH:1", "MONDO:1"]
    assert rows[0]["alt_curies"] == []


def test_general_and_nested_names_stay_without_being_preferred() -> None:
    virus = mention(0, 5, type="organism", curie="NCBITaxon:10239", text="virus")
    special = mention(9, 12, type="organism", curie="NCBITaxon:1", text="CoV")
    part = mention(20, 24, type="anatomy", curie="UBERON:1", text="skin")
    whole = mention(20, 29, type="disease", text="skin rash")
    rows = refine(virus, special, part, whole)
    assert [row["is_preferred"] for row in rows] == [False, True, False, True]


def test_only_exact_duplicates_go() -> None:
    rows = refine(
        mention(0, 5, match_kind="lexicon"),
        mention(0, 5),
        mention(0, 5, curie=None),
        mention(0, 5, curie=None),
        mention(0, 4),
    )
    assert [row["mention_id"] for row in rows] == [1, 2, 3, 4]


def test_no_mentions_give_no_mentions() -> None:
    assert refine() == []


ROWS = st.builds(
    lambda start, size, kind, curie, score: mention(
        start, start + size, type=kind, curie=curie, score=score
    ),
    st.integers(0, 12),
    st.integers(1, 6),
    st.sampled_from(["disease", "chemical"]),
    st.sampled_from(["A:1", "A:2"]),
    st.sampled_from([0.5, 1.0]),
)


@given(st.lists(ROWS, max_size=10))
@settings(max_examples=60, deadline=None)
def test_preferred_mentions_never_overlap_and_leave_no_gap(rows: list[dict[str, Any]]) -> None:
    refined = refine(*rows)
    identity = ("clean_start", "clean_end", "type", "curie")
    assert {tuple(r[k] for k in identity) for r in refined} == {
        tuple(r[k] for k in identity) for r in rows
    }

    def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
        before = bool(one["clean_end"] <= other["clean_start"])
        behind = bool(other["clean_end"] <= one["clean_start"])
        return bool(one["type"] == other["type"]) and not before and not behind

    chosen = [row for row in refined if row["is_preferred"]]
    for row in refined:
        others = [o for o in chosen if o["mention_id"] != row["mention_id"] and overlap(o, row)]
        assert bool(others) != row["is_preferred"]


def test_a_mention_that_is_doubted_gives_way_to_a_shorter_one() -> None:
    assert preferred(mention(0, 20, score=0.05), mention(10, 20, score=0.6)) == [1]
